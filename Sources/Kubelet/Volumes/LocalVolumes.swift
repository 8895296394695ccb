import Foundation

/// The directories of the node that the provisioner of local volumes asks for: one a volume, below one parent.
///
/// The control plane asks through the kubelet's server (`/localvolumes/NAME`), because only the node can make them and only the
/// API server may ask. Safe to use from any task; making and removing are idempotent, so that a lost answer costs nothing.
public struct LocalVolumes: Sendable {
    /// `--local-volume-dir`
    let directory: String
    private static let makers = DispatchQueue(label: "kubelet.local-volumes.make")
    /// One after another, and apart: a large tree takes long.
    private static let removers = DispatchQueue(label: "kubelet.local-volumes.remove")

    public init(directory: String) { self.directory = directory }

    /// Makes a volume's directory and returns its path. One that is there stays as it is, with what is in it.
    public func make(_ name: String) async throws -> String {
        let path = try path(name)
        let directory = directory
        try await Self.run(on: Self.makers) {
            try POSIXFiles.makeDirectories(directory, mode: 0o711)
            // Whoever the pod runs as may write; who may come this far is decided by the directory above and by the mount.
            try POSIXFiles.makeDirectory(path, mode: 0o777)
        }
        return path
    }

    /// Removes a volume's directory and all that is in it. None there is success.
    public func remove(_ name: String) async throws {
        let path = try path(name)
        let doomed = "\(directory)/.removed"
        try await Self.run(on: Self.removers) {
            // Out of the way first: what is half removed must not look like a volume.
            if POSIXFiles.linkStatus(path) != nil {
                try POSIXFiles.makeDirectory(doomed, mode: 0o700)
                let aside = "\(doomed)/\(name)"
                try POSIXFiles.remove(aside)
                try POSIXFiles.move(path, to: aside)
            }
            // With what a removal that was cut short has left.
            try POSIXFiles.remove(doomed)
        }
    }

    private func path(_ name: String) throws -> String {
        guard !name.isEmpty, !name.hasPrefix("."), name.utf8.count <= 255, !name.contains("/"), !name.utf8.contains(0) else {
            throw KubeletServerError.badRequest("invalid volume name \"\(name)\"")
        }
        return "\(directory)/\(name)"
    }

    /// The calls block: they are kept away from the tasks' own threads.
    private static func run(on queue: DispatchQueue, _ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
