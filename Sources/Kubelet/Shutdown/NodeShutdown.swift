import ComponentMetrics
import KubernetesAPI
import Logging

/// Tells when the machine is about to be shut down, and can hold that up for a while.
protocol ShutdownSource: Sendable {
    /// Makes sure that the shutdown can be held up for so long, and begins to.
    /// - Throws: when that cannot be had.
    func hold(atMost limit: Duration) async throws
    /// Lets the shutdown go on.
    func release()
    /// True when the machine is about to go, false when that was called off. Ends when nothing can be heard any more.
    func announcements() -> AsyncStream<Bool>
}

/// Graceful node shutdown: when the machine is about to go, the node says that it is not ready, takes no more pods, and ends those it
/// has in the order of their priorities while the shutdown waits.
struct NodeShutdown: Sendable {
    /// What it needs of the kubelet.
    struct Ports: Sendable {
        /// Pods that use the node.
        var active: @Sendable () -> [Pod]
        /// Ends a pod: UID, why, seconds of grace.
        var kill: @Sendable (String, PodVerdict, Int) -> Void
        /// Whether nothing of a pod runs any more.
        var hasStopped: @Sendable (String) -> Bool
    }

    static let message = "Pod was terminated in response to imminent node shutdown."
    private static let retryInterval: Duration = .seconds(30)

    var plan: ShutdownPlan
    var source: any ShutdownSource
    var pressure: NodePressure
    var ports: Ports
    var metrics: NodeMetrics
    var clock: any WallClock
    var logger: Logger

    /// Works until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            do {
                try await source.hold(atMost: .seconds(plan.total))
                for await isGoing in source.announcements() {
                    logger.info("shutdown manager detected a shutdown event", metadata: ["shutdown": "\(isGoing)"])
                    pressure.setShuttingDown(isGoing)
                    if isGoing {
                        await endPods()
                        logger.info("shutdown manager completed processing the shutdown event, the node will shut down momentarily")
                        source.release()
                    } else {
                        try await source.hold(atMost: .seconds(plan.total))
                    }
                }
            } catch {
                if !Task.isCancelled {
                    logger.warning("graceful node shutdown is not there; trying again", metadata: ["error": "\(error)"])
                }
            }
            source.release()
            do { try await clock.sleep(for: Self.retryInterval) } catch { return }
        }
    }

    /// Ends all pods, group by group. Returns when they have ended, or their time is over.
    func endPods() async {
        metrics.shutdownStart.set(Double(clock.now.seconds))
        for group in plan.groups(ports.active()) {
            logger.info("shutdown manager is ending pods", metadata: ["pods": "\(group.pods.map(\.key))", "seconds": "\(group.seconds)"])
            for pod in group.pods {
                let verdict = PodVerdict(reason: "Terminated", message: Self.message, isDisruption: true)
                ports.kill(pod.metadata.uid, verdict, min(group.seconds, pod.spec.terminationGracePeriodSeconds ?? 30))
            }
            let deadline = clock.monotonic + .seconds(group.seconds)
            let uids = group.pods.map(\.metadata.uid)
            while !uids.allSatisfy(ports.hasStopped) {
                if clock.monotonic >= deadline {
                    logger.warning("shutdown manager: pods did not end in time", metadata: ["seconds": "\(group.seconds)"])
                    break
                }
                do { try await clock.sleep(for: .milliseconds(100)) } catch { return }
            }
        }
        metrics.shutdownEnd.set(Double(clock.now.seconds))
    }
}
