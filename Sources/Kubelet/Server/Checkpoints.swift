import ContainerRuntime
import Foundation
import HTTPServer
import JSON
import KubernetesAPI
import Streaming

/// /checkpoint: the runtime writes a running container's memory and files into an archive below `<root-dir>/checkpoints`.
struct Checkpoints {
    let backend: any KubeletServerBackend
    let clock: any WallClock

    func respond(_ pod: Pod, container: String, query: QueryItems) async throws -> HTTPResponse {
        let names = pod.spec.containers.map(\.name) + pod.spec.initContainers.map(\.name) + pod.spec.ephemeralContainers.map(\.name)
        guard names.contains(container) else { throw KubeletServerError.notFound("container \(container) does not exist") }
        var timeout = 0
        if let text = query["timeout"] {
            guard let seconds = Int(text), seconds >= 0 else { throw KubeletServerError.badRequest("cannot parse value of timeout parameter") }
            timeout = seconds
        }
        let meta = pod.metadata
        let directory = backend.rootDirectory + "/checkpoints"
        let path = "\(directory)/checkpoint-\(meta.name)_\(meta.namespace)-\(container)-\(clock.time).tar"
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let id = try await runningContainer(pod, container)
            try await backend.runtime.checkpointContainer(id, to: path, timeout: timeout)
        } catch {
            throw KubeletServerError.internalError("checkpointing of \(meta.namespace)/\(meta.name)/\(container) failed (\(error))")
        }
        let answer: JSONValue = ["items": [.string(path)]]
        return .json(answer.serialized())
    }

    private func runningContainer(_ pod: Pod, _ name: String) async throws -> String {
        var filter = CRIContainerFilter()
        filter.labelSelector = [ServerLabels.podUID: pod.metadata.uid, ServerLabels.containerName: name]
        filter.state.state = .containerRunning
        guard let id = try await backend.runtime.listContainers(filter).max(by: { $0.createdAt < $1.createdAt })?.id else {
            throw KubeletServerError.notFound("container \(name) not running")
        }
        return id
    }
}
