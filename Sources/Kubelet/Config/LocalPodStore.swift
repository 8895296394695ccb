import Foundation
import JSON
import KubernetesAPI
import Logging
import Synchronization

/// The pods that were given to the kubelet itself, each in a file of `<root-dir>/local-pods`, so that they are there again when
/// the kubelet starts again. Safe to use from anywhere.
final class LocalPodStore: Sendable {
    enum Problem: Error {
        case exists(String)
        case notFound(String)
        case invalid(String)
        case disk(String)
    }

    private struct State {
        /// What was given, by namespace/name.
        var manifests: [String: JSONValue] = [:]
        /// What it became on this node.
        var pods: [String: Pod] = [:]
    }

    private let directory: String
    private let parser: StaticPodParser
    private let clock: any WallClock
    private let logger: Logger
    /// All pods there are now.
    private let update: @Sendable ([Pod]) -> Void
    private let state = Mutex(State())

    init(rootDirectory: String, parser: StaticPodParser, clock: any WallClock, logger: Logger, update: @escaping @Sendable ([Pod]) -> Void) {
        directory = rootDirectory + "/local-pods"
        self.parser = parser
        self.clock = clock
        self.logger = logger
        self.update = update
    }

    /// Takes up what was given to a kubelet before this one.
    func load() {
        for name in POSIXFiles.list(directory).sorted() where name.hasSuffix(".json") {
            let path = directory + "/" + name
            do {
                let text = String(decoding: POSIXFiles.read(path) ?? [], as: UTF8.self)
                guard let pod = try parser.parse(text, from: .endpoint, now: clock.microTime).first else { continue }
                let manifest = try JSONValue(parsing: Array(text.utf8))
                state.withLock { state in
                    state.manifests[Self.key(manifest)] = manifest
                    state.pods[Self.key(manifest)] = pod
                }
            } catch {
                logger.error("cannot read a pod that was given to the kubelet", metadata: ["file": "\(path)", "error": "\(error)"])
            }
        }
        tell()
    }

    var pods: [Pod] { state.withLock { $0.pods.sorted { $0.key < $1.key }.map(\.value) } }

    /// Takes a pod.
    /// - Parameter replaces: whether there must be one of that name already, or must not.
    /// - Returns: the pod as it is on this node.
    func put(_ manifest: JSONValue, replaces: Bool) throws(Problem) -> Pod {
        let pod: Pod
        do throws(ManifestError) {
            guard let parsed = try parser.parse(manifest.description, from: .endpoint, now: clock.microTime).first else { throw ManifestError(message: "there is no pod in it") }
            pod = parsed
        } catch {
            throw .invalid(error.message)
        }
        let key = Self.key(manifest)
        let name = manifest["metadata"]?["name"]?.string ?? ""
        let exists = state.withLock { $0.pods[key] != nil }
        if exists && !replaces { throw .exists(name) }
        if !exists && replaces { throw .notFound(name) }
        do {
            try POSIXFiles.makeDirectories(directory, mode: 0o700)
            try POSIXFiles.write(manifest.serialized(), to: path(key) + ".tmp", mode: 0o600)
            try POSIXFiles.move(path(key) + ".tmp", to: path(key))
        } catch {
            throw .disk(error.description)
        }
        state.withLock { state in
            state.manifests[key] = manifest
            state.pods[key] = pod
        }
        tell()
        return pod
    }

    /// The pod of that name, with or without the node's name behind it.
    func find(namespace: String, name: String) -> (key: String, pod: Pod)? {
        state.withLock { state in
            let found = state.pods.first { key, pod in
                key == "\(namespace)/\(name)" || pod.metadata.namespace == namespace && pod.metadata.name == name
            }
            return found.map { ($0.key, $0.value) }
        }
    }

    func delete(namespace: String, name: String) throws(Problem) -> Pod {
        guard let (key, pod) = find(namespace: namespace, name: name) else { throw .notFound(name) }
        do { try POSIXFiles.remove(path(key)) } catch { throw .disk(error.description) }
        state.withLock { state in
            state.manifests[key] = nil
            state.pods[key] = nil
        }
        tell()
        return pod
    }

    private func tell() { update(pods) }

    /// Names hold no `_`, so that files cannot be mixed up; they were checked before.
    private func path(_ key: String) -> String { "\(directory)/\(key.replacing("/", with: "_")).json" }

    private static func key(_ manifest: JSONValue) -> String {
        let namespace = manifest["metadata"]?["namespace"]?.string ?? ""
        return "\(namespace.isEmpty ? "default" : namespace)/\(manifest["metadata"]?["name"]?.string ?? "")"
    }
}
