import ContainerRuntime
import HTTPServer
import KubernetesAPI
import NIOCore
import NIOHTTP1
import Streaming

/// Answers /containerLogs: finds the log file of the container's run that is asked for and streams it.
struct ContainerLogs: Sendable {
    let backend: any KubeletServerBackend
    let clock: any WallClock

    func respond(
        namespace: String, pod name: String, container: String, query items: QueryItems
    ) async throws -> HTTPResponse {
        let query = try PodLogQuery(items, now: clock.now)
        guard let pod = backend.pod(namespace: namespace, name: name) else {
            throw KubeletServerError.notFound("pod \"\(name)\" does not exist")
        }
        let names = (pod.spec.containers + pod.spec.initContainers).map(\.name) + pod.spec.ephemeralContainers.map(\.name)
        guard names.contains(container) else {
            throw KubeletServerError.notFound("container \"\(container)\" not found in pod \"\(name)\"")
        }
        let id = try Self.containerID(pod, container, previous: query.previous)
        let path: String
        do {
            path = try await backend.runtime.containerStatus(id, verbose: false).status.logPath
            // A log that cannot be read must still become an answer with a status.
            try LogFile(path: path).close()
        } catch {
            throw KubeletServerError.badRequest(
                "unable to retrieve container logs for containerd://\(id): \(error)")
        }
        let runtime = backend.runtime
        let reader = ContainerLogReader(path: path, query: query, clock: clock) {
            guard let state = try? await runtime.containerStatus(id, verbose: false).status.state else { return false }
            return state == .containerRunning
        }
        return HTTPResponse(
            status: .ok, headers: ["content-type": "text/plain"],
            body: .stream { writer in try await reader.run { try await writer.write($0) } })
    }

    /// The runtime's ID of the run whose log is asked for, or why there is none, in the upstream kubelet's words.
    static func containerID(_ pod: Pod, _ name: String, previous: Bool) throws(KubeletServerError) -> String {
        let all = pod.status.containerStatuses + pod.status.initContainerStatuses + pod.status.ephemeralContainerStatuses
        let text = "container \"\(name)\" in pod \"\(pod.metadata.name)\""
        guard let status = all.first(where: { $0.name == name }) else { throw .badRequest("\(text) is not available") }
        let last = status.lastState.terminated.flatMap { bare($0.containerID) }
        if previous {
            guard let last else { throw .badRequest("previous terminated \(text) not found") }
            return last
        }
        if status.state.running != nil, let id = bare(status.containerID) { return id }
        if let ended = status.state.terminated {
            guard let id = bare(ended.containerID) ?? last else { throw .badRequest("\(text) is terminated") }
            return id
        }
        if let last { return last }
        switch status.state.waiting?.reason {
        case "ErrImagePull": throw .badRequest("\(text) is waiting to start: image can't be pulled")
        case "ImagePullBackOff": throw .badRequest("\(text) is waiting to start: trying and failing to pull image")
        case let reason?: throw .badRequest("\(text) is waiting to start: \(reason)")
        case nil: throw .badRequest("\(text) is waiting to start - no logs yet")
        }
    }

    /// An ID without the runtime's name: `containerd://abc` is `abc`.
    private static func bare(_ id: String?) -> String? {
        guard let id, !id.isEmpty else { return nil }
        guard let scheme = id.firstRange(of: "://") else { return id }
        let bare = String(id[scheme.upperBound...])
        return bare.isEmpty ? nil : bare
    }
}
