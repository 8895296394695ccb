import ContainerRuntime
import Foundation
import KubernetesAPI
import Logging
import Synchronization

/// Closes the circle between parts that call each other. Calls before it is closed do nothing.
final class Links: Sendable {
    private let core = Mutex<(@Sendable () -> KubeletCore?)?>(nil)

    func close(_ core: @escaping @Sendable () -> KubeletCore?) { self.core.withLock { $0 = core } }
    var resourceHolders: Set<String>? { core.withLock({ $0 })?()?.resourceHolders }
    func runtimeChanged(_ pod: RuntimeOnlyPod) { core.withLock({ $0 })?()?.runtimeChanged(pod) }
    var workers: PodWorkers? { core.withLock({ $0 })?()?.workers }
    func probeChanged(_ uid: String) { core.withLock({ $0 })?()?.probeChanged(uid) }
}

/// What probes need of the kubelet.
struct Targets: ProbeTargets {
    var statuses: StatusManager
    var cri: any CRI
    var events: any PodEventSink
    var links: Links

    func podStatus(uid: String) -> PodStatus? { statuses.status(uid) }

    func exec(containerID: String, command: [String], timeout: Duration) async throws -> ExecResult {
        let answer = try await cri.execSync(containerID, command: command, timeout: max(1, Int(timeout.components.seconds)))
        return ExecResult(exitCode: Int(answer.exitCode), stdout: Array(answer.stdout), stderr: Array(answer.stderr))
    }

    func probeChanged(podUID: String) { links.probeChanged(podUID) }

    func containerEvent(_ pod: Pod, container: String, type: String, reason: String, message: String) {
        events.event(pod, container: container, type: type, reason: reason, message: message)
    }
}

/// Events of a node without an API server.
struct LoggedEvents: PodEventSink {
    var logger: Logger

    func event(_ pod: Pod, container: String?, type: String, reason: String, message: String) {
        logger.info("event", metadata: ["pod": "\(pod.key)", "type": "\(type)", "reason": "\(reason)", "message": "\(message)"])
    }
}
