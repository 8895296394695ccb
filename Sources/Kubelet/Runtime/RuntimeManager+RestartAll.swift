import ContainerRuntime
import KubernetesAPI
import Logging

extension RuntimeManager {
    /// Starts a pod over because of a container's rule `RestartAllContainers`: all containers are stopped and removed, and the next
    /// look begins with the init containers. The sandbox with its address and the volumes stay.
    func restartAll(_ pod: Pod, _ status: RuntimePodStatus, _ result: inout RuntimeSyncResult) async throws {
        guard let trigger = RestartPolicy.restartsAll(pod, status) else { return }
        // A pod that keeps doing this waits longer and longer, as a container that keeps ending does.
        let key = "\(pod.metadata.uid)_\(trigger.name)_all"
        let ended = Instant(seconds: trigger.finishedAt / 1_000_000_000, nanoseconds: Int32(trigger.finishedAt % 1_000_000_000))
        if let left = backOff.remaining(key, since: ended) {
            waitReasons.set(pod.metadata.uid, trigger.name, WaitReason(
                reason: "CrashLoopBackOff",
                message: "back-off \(backOff.wait(key).goText) restarting all containers after container=\(trigger.name) pod=\(pod.formatted)"))
            result.retry(after: left)
            return
        }
        backOff.next(key, at: ended)
        logger.info("restarting all containers", metadata: ["pod": "\(pod.key)", "container": "\(trigger.name)"])
        events.event(
            pod, container: nil, type: "Normal", reason: "RestartAllContainers",
            message: "All containers will be restarted because container \(trigger.name) exited with \(trigger.exitCode)")
        result.changed = true
        if let failure = await killContainers(pod, status.active, grace: nil) { throw failure }
        // The one that began it goes last: as long as it is there, this is not finished.
        let names = Set((pod.spec.initContainers + pod.spec.containers).map(\.name))
        for record in status.containers.filter({ names.contains($0.name) && $0.name != trigger.name }) + status.containers.filter({ $0.name == trigger.name }) {
            do { try await cri.removeContainer(record.id) } catch where isNotFound(error) {}
            waitReasons.remove(pod.metadata.uid, record.name)
        }
        result.retry(after: .milliseconds(10))
    }
}
