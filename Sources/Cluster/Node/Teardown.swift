import ContainerRuntime
import Foundation
import KubernetesAPI
import Logging
import Subprocess

/// Takes away what a cluster made on the machine: processes, containers, mounts, links, network rules, cgroups.
///
/// Every step goes on when an earlier one failed, and finds nothing to do when there is nothing left.
public struct Teardown: Sendable {
    var options: ClusterOptions
    var clock: any WallClock
    var logger: Logger

    public init(options: ClusterOptions, clock: any WallClock, logger: Logger) {
        self.options = options
        self.clock = clock
        self.logger = logger
    }

    /// - Parameter purge: also removes the data: the store, certificates, images, logs and the kubeconfig.
    /// - Parameter removeServiceRules: takes away the rules of services, which kube-proxy knows.
    public func run(purge: Bool, removeServiceRules: () throws -> Void) async throws {
        await stop(pidFile: options.pidFile, argument: "server", patience: .seconds(30))
        if purge { removePodLogs() }
        await stopPods()
        await stop(pidFile: options.containerdPIDFile, argument: options.containerdConfiguration, patience: .seconds(10))
        await stopShims()
        unmountAll()
        do { try removeServiceRules() } catch { logger.warning("cannot remove the rules of services", metadata: ["error": "\(error)"]) }
        do { try PodNetwork.remove() } catch { logger.warning("\(error)") }
        await removeLinks()
        removeCgroups()
        remove(options.runDirectory)
        remove(options.cniDataDirectory)
        if purge {
            remove(options.dataDirectory)
            remove(options.kubeconfigPath)
        }
    }

    /// Ends the process of a pid file: politely, then not.
    private func stop(pidFile: String, argument: String, patience: Duration) async {
        guard let pid = DetachedProcess.running(pidFile: pidFile, argument: argument) else { return }
        await end([pid], patience: patience) { DetachedProcess.isRunning($0, argument: argument) }
    }

    private func end(_ processes: [Int32], patience: Duration, isRunning: (Int32) -> Bool) async {
        for pid in processes { kill(pid, SIGTERM) }
        let deadline = clock.monotonic + patience
        while clock.monotonic < deadline, processes.contains(where: isRunning) { try? await clock.sleep(for: .milliseconds(50)) }
        for pid in processes where isRunning(pid) {
            logger.warning("killing a process that did not end", metadata: ["pid": "\(pid)"])
            kill(pid, SIGKILL)
        }
    }

    /// Stops and removes every sandbox through the runtime, so that the pods' networks are given back too.
    private func stopPods() async {
        guard UnixSocket.accepts(options.containerdSocket) else { return }
        do {
            let runtime = try ContainerRuntimeClient(socketPath: options.containerdSocket, requestTimeout: .seconds(30), logger: logger)
            for sandbox in try await runtime.listPodSandboxes() {
                try? await runtime.stopPodSandbox(sandbox.id)
                try? await runtime.removePodSandbox(sandbox.id)
            }
            await runtime.close()
        } catch {
            logger.warning("cannot stop pods through containerd", metadata: ["error": "\(error)"])
        }
    }

    /// Shims that are left when containerd was gone or did not answer.
    private func stopShims() async {
        let shims = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) }.filter(isShim) ?? []
        guard !shims.isEmpty else { return }
        // A shim that ends leaves its container running: that goes first.
        for pid in shims {
            for child in Files.text("/proc/\(pid)/task/\(pid)/children")?.split(separator: " ").compactMap({ Int32($0) }) ?? [] { kill(child, SIGKILL) }
        }
        await end(shims, patience: .seconds(3), isRunning: isShim)
    }

    private func isShim(_ pid: Int32) -> Bool {
        guard let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return false }
        let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return words.first?.contains("containerd-shim") == true && words.contains(options.containerdSocket)
    }

    /// Unmounts all below our directories, the deepest first.
    private func unmountAll() {
        let roots = [options.dataDirectory + "/", options.runDirectory + "/"]
        var points: [String] = []
        for line in (Files.text("/proc/self/mountinfo") ?? "").split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 4 else { continue }
            let point = String(words[4]).replacing("\\040", with: " ")
            if roots.contains(where: point.hasPrefix) { points.append(point) }
        }
        for point in points.sorted(by: { $0.utf8.count > $1.utf8.count }) {
            if umount2(point, Int32(MNT_DETACH)) != 0 { logger.warning("cannot unmount \(point): \(String(cString: strerror(errno)))") }
        }
    }

    private func removeLinks() async {
        // Not looked up below /sys, which may show another network namespace than ours. Where there is none, ip says so and that is that.
        _ = try? await Subprocess.run(.name("ip"), arguments: ["link", "delete", CNIConfiguration.bridge], output: .discarded, error: .discarded)
    }

    /// Removes the kubepods cgroups that are empty now, leaves first.
    private func removeCgroups() {
        let root = options.cgroupRoot == "/" ? "" : options.cgroupRoot
        var hierarchies = ["/sys/fs/cgroup"]
        hierarchies += ((try? FileManager.default.contentsOfDirectory(atPath: "/sys/fs/cgroup")) ?? []).map { "/sys/fs/cgroup/\($0)" }
        for hierarchy in hierarchies {
            let top = "\(hierarchy)\(root)/kubepods"
            guard FileManager.default.fileExists(atPath: top) else { continue }
            var directories = [top]
            for case let path as String in FileManager.default.enumerator(atPath: top) ?? .init() {
                var isDirectory: ObjCBool = false
                if FileManager.default.fileExists(atPath: "\(top)/\(path)", isDirectory: &isDirectory), isDirectory.boolValue { directories.append("\(top)/\(path)") }
            }
            for directory in directories.sorted(by: { $0.utf8.count > $1.utf8.count }) { rmdir(directory) }
        }
    }

    /// Removes what this cluster's containers printed; the directories may be shared with others.
    private func removePodLogs() {
        let files = FileManager.default
        let pods = Set((try? files.contentsOfDirectory(atPath: options.kubeletDirectory + "/pods")) ?? [])
        var ours: Set<String> = []
        for directory in (try? files.contentsOfDirectory(atPath: options.podLogsDirectory)) ?? [] {
            guard let uid = directory.split(separator: "_").last, pods.contains(String(uid)) else { continue }
            ours.insert(directory)
            remove("\(options.podLogsDirectory)/\(directory)")
        }
        for name in (try? files.contentsOfDirectory(atPath: options.containerLogsDirectory)) ?? [] {
            let link = "\(options.containerLogsDirectory)/\(name)"
            guard let target = try? files.destinationOfSymbolicLink(atPath: link), target.split(separator: "/").contains(where: { ours.contains(String($0)) })
            else { continue }
            unlink(link)
        }
        // These go only when they are empty.
        rmdir(options.podLogsDirectory)
        rmdir(options.containerLogsDirectory)
    }

    private func remove(_ path: String) {
        guard FileManager.default.fileExists(atPath: path) else { return }
        do { try FileManager.default.removeItem(atPath: path) } catch { logger.warning("cannot remove \(path): \(error.localizedDescription)") }
    }
}
