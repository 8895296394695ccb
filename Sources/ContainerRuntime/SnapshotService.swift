import GRPCCore
import SwiftProtobuf

/// Snapshots of images' files: the part of containerd's own API that CRI has nothing for. Other runtimes answer that they do not
/// know it.
extension ContainerRuntimeClient {
    /// The namespace of containerd in which CRI keeps its things.
    private static var namespace: Metadata { ["containerd-namespace": "k8s.io"] }

    private var snapshots: ContainerdSnapshots.Client<Transport> { ContainerdSnapshots.Client(wrapping: grpc) }

    /// Makes a read-only snapshot on top of a committed one. Returns how to mount it; one that is there already is taken.
    public func viewSnapshot(
        _ key: String, of parent: String, snapshotter: String, labels: [String: String]
    ) async throws(ContainerRuntimeError) -> [ContainerdSnapshotMount] {
        let request = ContainerdViewSnapshotRequest.with {
            $0.snapshotter = snapshotter
            $0.key = key
            $0.parent = parent
            $0.labels = labels
        }
        return try await call("Snapshots.View") { options in
            do {
                return try await snapshots.view(request, metadata: Self.namespace, options: options).mounts
            } catch let error as RPCError where error.code == .alreadyExists {
                let again = ContainerdMountsRequest.with {
                    $0.snapshotter = snapshotter
                    $0.key = key
                }
                return try await snapshots.mounts(again, metadata: Self.namespace, options: options).mounts
            }
        }
    }

    /// Removes a snapshot. Does nothing when it is gone.
    public func removeSnapshot(_ key: String, snapshotter: String) async throws(ContainerRuntimeError) {
        let request = ContainerdRemoveSnapshotRequest.with {
            $0.snapshotter = snapshotter
            $0.key = key
        }
        do {
            _ = try await call("Snapshots.Remove") { try await snapshots.remove(request, metadata: Self.namespace, options: $0) }
        } catch where error.isNotFound {}
    }

    /// What the runtime says about an image beyond CRI, as JSON by names; nothing when it does not have the image.
    public func imageInfo(_ image: String) async throws(ContainerRuntimeError) -> [String: String] {
        let request = CRIImageStatusRequest.with {
            $0.image.image = image
            $0.verbose = true
        }
        return try await call("ImageStatus") { try await images.imageStatus(request, options: $0).info }
    }
}
