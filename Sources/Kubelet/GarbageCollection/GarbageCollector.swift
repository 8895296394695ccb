import KubernetesAPI
import Logging

/// Runs the collection of dead containers and of unused images at their times.
struct GarbageCollector: Sendable {
    var containers: ContainerGC
    var images: ImageGC
    var nodeEvent: @Sendable (String, String) -> Void
    var clock: any WallClock
    var logger: Logger

    static let containerPeriod: Duration = .seconds(60)
    static let imagePeriod: Duration = .seconds(300)
    /// How long a runtime takes to free the files of a container that it has removed: containerd does it behind its answer. Who looks
    /// at once sees a disk as full as before, and evicts another pod.
    private static let freeingTime: Duration = .seconds(2)

    /// Works until it is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await collectContainers() }
            group.addTask { await collectImages() }
        }
    }

    private func collectContainers() async {
        while !Task.isCancelled {
            do { try await clock.sleep(for: Self.containerPeriod) } catch { return }
            do { try await containers.collect() } catch {
                if Task.isCancelled { return }
                logger.error("container garbage collection failed", metadata: ["error": "\(error)"])
                nodeEvent("ContainerGCFailed", "\(error)")
            }
        }
    }

    private func collectImages() async {
        _ = try? await images.detect()
        var hasFailed = false
        while !Task.isCancelled {
            do { try await clock.sleep(for: Self.imagePeriod) } catch { return }
            do {
                if images.isOff { try await images.detect() } else { try await images.collect() }
                hasFailed = false
            } catch {
                if Task.isCancelled { return }
                logger.error("image garbage collection failed", metadata: ["error": "\(error)"])
                // Once may be chance.
                if hasFailed { nodeEvent("ImageGCFailed", "\(error)") }
                hasFailed = true
            }
        }
    }

    /// Everything that the disk can do without: containers of ended pods.
    func freeContainers() async {
        do {
            if try await containers.collect(endedToo: true) > 0 { try? await clock.sleep(for: Self.freeingTime) }
        } catch {
            logger.warning("cannot remove dead containers", metadata: ["error": "\(error)"])
        }
    }

    /// Everything that the disk can do without: images that nothing uses.
    func freeImages() async {
        do { try await images.removeUnused() } catch {
            logger.warning("cannot remove unused images", metadata: ["error": "\(error)"])
        }
    }
}
