import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

/// Volumes that the controller manager attaches by a driver of its own machine.
@Suite(.timeLimit(.minutes(5))) struct FlexAttachTests {
    private static let unique = "flexvolume-example.com/flex/v"

    /// A cluster with two nodes, a driver, and a bound claim of it.
    private func withDriver(_ body: (TestCluster, String) async throws -> Void) async throws {
        let directory = NSTemporaryDirectory() + "flex-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try install(directory, "attach) echo '{\"status\": \"Success\", \"device\": \"/dev/sdx\"}';;\ndetach) ok;;\nexpandvolume) ok;;")
        try await TestCluster.run(options: { $0.flexVolumePluginDirectory = directory }) { cluster in
            for name in ["node-1", "node-2"] {
                try await cluster.addNode(name)
                _ = try await cluster.client.patch(
                    Node.self, name, .merge(["metadata": ["annotations": ["volumes.kubernetes.io/controller-managed-attach-detach": "true"]]]))
            }
            _ = try await cluster.client.create(Sample.storageClass("big", provisioner: "example.com/made-by-hand", waits: false))
            _ = try await cluster.client.create(Sample.volume("v", storageClass: "big") {
                $0.spec.hostPath = nil
                $0.spec.flexVolume = FlexPersistentVolumeSource(driver: "example.com/flex", options: ["id": "7"])
            })
            _ = try await cluster.client.create(Sample.claim("data", storageClass: "big"))
            try await cluster.eventually("bound") { try await cluster.phase("data") == "Bound" }
            try await body(cluster, directory)
        }
    }

    private func install(_ directory: String, _ cases: String) throws {
        let folder = directory + "/example.com~flex"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let script = """
            #!/bin/sh
            ok() { echo '{"status": "Success"}'; }
            [ "$1" = init ] || printf '%s\\n' "$*" >> "\(folder)/calls"
            case "$1" in
            init) ok;;
            \(cases)
            *) echo '{"status": "Not supported"}';;
            esac

            """
        try Data(script.utf8).write(to: URL(fileURLWithPath: folder + "/new"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/new")
        guard rename(folder + "/new", folder + "/flex") == 0 else { throw CancellationError() }
    }

    private func calls(_ directory: String, _ command: String) -> [String] {
        let text = (try? String(contentsOfFile: directory + "/example.com~flex/calls", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init).filter { $0.hasPrefix(command + " ") }
    }

    private func attached(_ node: String, _ cluster: TestCluster) async throws -> [AttachedVolume] {
        try await cluster.client.get(Node.self, node).status.volumesAttached
    }

    private func setInUse(_ names: [String], on node: String, _ cluster: TestCluster) async throws {
        _ = try await cluster.client.patch(
            Node.self, node, subresource: "status", .merge(["status": ["volumesInUse": .array(names.map { .string($0) })]]))
    }

    @Test func theDriverAttachesAndDetaches() async throws {
        try await withDriver { cluster, directory in
            _ = try await cluster.client.create(Sample.pod(using: "data", name: "first"))
            try await cluster.eventually("attached") {
                try await attached("node-1", cluster) == [AttachedVolume(name: Self.unique, devicePath: "/dev/sdx")]
            }
            let options = #"{"id":"7","kubernetes.io/fsType":"","kubernetes.io/pvOrVolumeName":"v","kubernetes.io/readwrite":"rw"}"#
            #expect(calls(directory, "attach") == ["attach \(options) node-1"])
            try await cluster.eventually("the pod is told") { try await !cluster.eventMessages("SuccessfulAttachVolume").isEmpty }
            try await setInUse([Self.unique], on: "node-1", cluster)

            // Not twice, and not away from a node that uses it.
            _ = try await cluster.client.create(Sample.pod(using: "data", name: "second", node: "node-2"))
            try await cluster.eventually("refused") {
                try await cluster.eventMessages("FailedAttachVolume") == ["Multi-Attach error for volume \"v\" Volume is already used by pod(s) first"]
            }
            try await cluster.client.delete(Pod.self, "first", namespace: "default")
            try await cluster.pass(.seconds(20))
            #expect(calls(directory, "detach").isEmpty)
            #expect(try await attached("node-1", cluster).count == 1)
            try await setInUse([], on: "node-1", cluster)
            try await cluster.eventually("moved") { try await attached("node-2", cluster).map(\.name) == [Self.unique] }
            #expect(calls(directory, "detach") == ["detach v node-1"])
            #expect(try await attached("node-1", cluster).isEmpty)
        }
    }

    @Test func failuresAreToldAndTriedAgain() async throws {
        try await withDriver { cluster, directory in
            try install(directory, "attach) echo '{\"status\": \"Failure\", \"message\": \"no such disk\"}'; exit 1;;")
            _ = try await cluster.client.create(Sample.pod(using: "data", name: "first"))
            try await cluster.eventually("told") {
                try await cluster.eventMessages("FailedAttachVolume").contains(
                    "AttachVolume.Attach failed for volume \"v\" : attach command failed, status: Failure, reason: no such disk")
            }
            #expect(try await attached("node-1", cluster).isEmpty)
            // A driver that does it, and says later that the volume has gone.
            try install(directory, "attach) ok;;\nisattached) echo '{\"status\": \"Success\", \"attached\": false}';;")
            try await cluster.eventually("attached") {
                try await attached("node-1", cluster) == [AttachedVolume(name: Self.unique, devicePath: "")]
            }
            let before = calls(directory, "attach").count
            try await cluster.eventually("attached anew", step: .seconds(1)) {
                !calls(directory, "isattached").isEmpty && calls(directory, "attach").count > before
            }
            #expect(calls(directory, "isattached").first?.hasSuffix("} node-1") == true)
        }
    }

    @Test func anotherManagerKnowsWhatIsAttached() async throws {
        try await withDriver { cluster, directory in
            _ = try await cluster.client.create(Sample.pod(using: "data", name: "first"))
            try await cluster.eventually("attached") { try await attached("node-1", cluster).count == 1 }
            await cluster.killManager()
            try await cluster.client.delete(Pod.self, "first", namespace: "default")
            cluster.startManager("another")
            try await cluster.eventually("detached") { try await attached("node-1", cluster).isEmpty }
            try await cluster.eventually("by the driver") { calls(directory, "detach") == ["detach v node-1"] }
            #expect(calls(directory, "attach").count == 1)
        }
    }

    @Test func theDriverMakesVolumesLarger() async throws {
        try await withDriver { cluster, directory in
            _ = try await cluster.client.patch(
                PersistentVolumeClaim.self, "data", namespace: "default", .merge(["spec": ["resources": ["requests": ["storage": "3Gi"]]]]))
            try await cluster.eventually("left to the node") {
                try await cluster.client.get(PersistentVolumeClaim.self, "data", namespace: "default").status.allocatedResourceStatuses["storage"] == "NodeResizePending"
            }
            #expect(try await cluster.client.get(PersistentVolume.self, "v").spec.capacity["storage"] == "3Gi")
            let claim = try await cluster.client.get(PersistentVolumeClaim.self, "data", namespace: "default")
            #expect(claim.status.conditions.map(\.type) == ["FileSystemResizePending"] && claim.status.capacity["storage"] == "1Gi")
            #expect(calls(directory, "expandvolume").first?.hasSuffix("} example.com/flex/mounts/v 3221225472 1073741824") == true)
            try await cluster.eventually("told") {
                try await cluster.eventMessages("FileSystemResizeRequired") == ["Require file system resize of volume on node"]
            }
        }
    }
}
