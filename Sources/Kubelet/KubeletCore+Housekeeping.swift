import ComponentMetrics
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// What is looked after besides the events: what nobody needs any more, and what waits for room.
extension KubeletCore {
    /// Whether all sources have told what they have, so that what is not among it may be removed.
    var sourcesReady: Bool {
        let noStatic = options.podManifestPath == nil && options.sources.manifestURL == nil && options.sources.podEndpoint == nil
        return (noStatic || sources.withLock { $0 }?.areSeen ?? false) && (informer == nil || apiSeen.withLock { $0 })
    }

    /// By itself: a volume's driver that hangs must hold up nothing else.
    func keepRemovingOrphanedDirectories() async {
        while !Task.isCancelled {
            if sourcesReady { await removeOrphanedDirectories() }
            do { try await clock.sleep(for: .seconds(sourcesReady ? 30 : 2)) } catch { return }
        }
    }

    func housekeeping() async {
        var count = 0
        while !Task.isCancelled {
            do { try await clock.sleep(for: .seconds(2)) } catch { return }
            guard sourcesReady else { continue }
            await removeOrphans()
            await removeOrphanedMirrors()
            if count % 30 == 0 {
                await images.pruneRecords()
                classesChanged.signal()
            }
            count += 1
        }
    }

    private func removeOrphans() async {
        // The last listing may still have a pod that was taken away since, and that nobody knows for that reason: only what the
        // runtime still has when asked now was left by someone.
        let suspects = Set(pleg.pods.filter(isOrphan).map(\.uid))
        guard !suspects.isEmpty, let there = try? await pleg.podsNow() else { return }
        let wanted = Set(informer?.list().map(\.metadata.uid) ?? [])
        for pod in there where suspects.contains(pod.uid) && !wanted.contains(pod.uid) && isOrphan(pod) { workers.removeOrphan(pod) }
    }

    private func isOrphan(_ pod: RuntimeOnlyPod) -> Bool { !workers.has(pod.uid) && pods.pod(uid: pod.uid) == nil }

    private func removeOrphanedMirrors() async {
        for mirror in pods.orphanedMirrors {
            do { try await lifecycle.mirrors.delete(mirror) } catch {
                logger.debug("cannot delete a mirror pod", metadata: ["pod": "\(mirror.key)", "error": "\(error)"])
            }
        }
    }

    /// Directories, cgroups and logs of pods that were forgotten while no kubelet ran.
    private func removeOrphanedDirectories() async {
        let known = Set(workers.known.keys).union(pods.all.map(\.metadata.uid)).union(pleg.pods.map(\.uid))
        allocation.keep(only: known)
        var (cleaned, failed) = (0, 0)
        for uid in files.podsOnDisk() where !known.contains(uid) {
            // Taking one away may last; meanwhile a static pod may have come back.
            if workers.known[uid] != nil || pods.pod(uid: uid) != nil { continue }
            do {
                try await parts.volumes.unmount(podUID: uid)
                try files.removePod(uid)
                cleaned += 1
            } catch {
                failed += 1
                logger.warning("orphaned pod found, but volumes are not cleaned up", metadata: ["podUID": "\(uid)", "error": "\(error)"])
            }
        }
        metrics.volumes.orphanPodCleanedVolumes.set(Double(cleaned))
        metrics.volumes.orphanPodCleanedVolumesErrors.set(Double(failed))
        for uid in cgroups.podsWithCgroups() where !known.contains(uid) { _ = await cgroups.remove(uid: uid) }
        for directory in files.logDirectories() {
            guard let parsed = LogPaths.parse(directory), !known.contains(parsed.uid) else { continue }
            files.removeLogs(directory: directory)
        }
        files.removeDeadLinks()
    }

    // MARK: - Resizes that wait

    /// Tries the resizes that wait, in their order, whenever something has happened that may have made room, and every three minutes.
    func keepRetryingResizes() async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                while !Task.isCancelled {
                    do { try await self.clock.sleep(for: .seconds(180)) } catch { return }
                    self.allocation.retry("periodic_retry")
                }
            }
            group.addTask {
                // Not before all pods of the node are known.
                repeat { do { try await self.clock.sleep(for: .seconds(2)) } catch { return } } while !self.sourcesReady
                for await _ in self.allocation.room {
                    self.retryResizes(self.allocation.takeTrigger())
                }
            }
        }
    }

    private func retryResizes(_ trigger: String) {
        for uid in allocation.waiting({ pods.pod(uid: $0) }) {
            guard let pod = pods.pod(uid: uid), workers.known[uid] == .syncing, grantResize(pod, trigger: trigger) else { continue }
            workers.update(allocation.allocated(pod))
        }
    }
}
