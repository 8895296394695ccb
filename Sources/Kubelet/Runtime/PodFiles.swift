import Foundation
import KubernetesAPI
import SystemPackage

/// The files of a pod that the kubelet keeps itself: directories, hosts file, termination messages, links to logs.
/// All functions may be repeated.
struct PodFiles: Sendable {
    var options: KubeletOptions

    /// Makes the pod's directories.
    func prepare(_ pod: Pod) throws {
        let directory = options.podDirectory(pod.metadata.uid)
        try makeDirectory(directory, mode: 0o750)
        try makeDirectory(directory + "/volumes", mode: 0o750)
        try makeDirectory(directory + "/plugins", mode: 0o750)
        try makeDirectory(LogPaths.podDirectory(root: options.podLogsDirectory, pod), mode: 0o755)
    }

    /// Makes the directory of a container's logs.
    func prepareLogs(_ pod: Pod, container: String) throws {
        try makeDirectory(LogPaths.podDirectory(root: options.podLogsDirectory, pod) + "/" + container, mode: 0o755)
    }

    /// Writes the pod's hosts file and returns its path. It is written in place, because it is mounted into containers.
    func writeHosts(_ pod: Pod, ips: [String]) throws -> String {
        let path = options.podDirectory(pod.metadata.uid) + "/etc-hosts"
        let text = HostsFile.text(pod, ips: ips, clusterDomain: options.clusterDomain, hostFile: Self.read("/etc/hosts"))
        if Self.read(path) != text {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            chmod(path, 0o644)
        }
        return path
    }

    /// Makes an empty file for one container's last words and returns its path.
    /// - Parameter id: differs between runs of the container.
    func terminationLog(_ pod: Pod, container: String, id: String) throws -> String {
        let directory = options.podDirectory(pod.metadata.uid) + "/containers/" + container
        try makeDirectory(directory, mode: 0o750)
        let path = directory + "/" + id
        guard FileManager.default.createFile(atPath: path, contents: nil) else {
            throw ContainerConfigError(message: "cannot make \(path): \(String(cString: strerror(errno)))")
        }
        // Whatever user the container runs as may write it.
        chmod(path, 0o666)
        return path
    }

    /// The highest restart count in the names of a container's logs; nil when it has none.
    func newestLog(_ pod: Pod, container: String) -> Int? {
        Self.list(LogPaths.podDirectory(root: options.podLogsDirectory, pod) + "/" + container)
            .compactMap { Int($0.prefix { $0 != "." }) }.max()
    }

    /// Points log collectors to a container's log.
    func linkLog(_ pod: Pod, container: String, id: String, restartCount: Int) {
        let target = LogPaths.podDirectory(root: options.podLogsDirectory, pod) + "/" + LogPaths.container(container, restartCount: restartCount)
        try? makeDirectory(options.containerLogsDirectory, mode: 0o755)
        symlink(target, LogPaths.link(root: options.containerLogsDirectory, pod, container: container, id: id))
    }

    /// Removes links to logs that are gone.
    func removeDeadLinks() {
        for name in Self.list(options.containerLogsDirectory) {
            let path = options.containerLogsDirectory + "/" + name
            guard access(path, F_OK) != 0 else { continue }
            // While a log is rotated there is a moment without it.
            if let target = POSIXFiles.target(ofLink: path), !ContainerLogFiles(path: target).rotated.isEmpty { continue }
            unlink(path)
        }
    }

    /// Removes what is left of a pod whose volumes are gone. Does not descend into anything that might be mounted.
    func removePod(_ uid: String) throws {
        let directory = options.podDirectory(uid)
        // What is mounted there is not the pod's own, and must not be emptied.
        if let mount = SystemMounter().mounts(below: directory).first { throw StillMounted(path: mount) }
        let manager = FileManager.default
        for name in ["containers", "etc-hosts", "plugins"] where manager.fileExists(atPath: directory + "/" + name) {
            try manager.removeItem(atPath: directory + "/" + name)
        }
        UserNamespaces.release(podDirectory: directory)
        for name in ["volumes", "volumeDevices", "volume-subpaths"] { rmdir(directory + "/" + name) }
        rmdir(directory)
    }

    /// Removes the logs of a pod.
    func removeLogs(directory: String) {
        try? FileManager.default.removeItem(atPath: options.podLogsDirectory + "/" + directory)
    }

    /// The UIDs of pods that have a directory.
    func podsOnDisk() -> [String] { Self.list(options.rootDirectory + "/pods") }

    /// The directories of pods' logs.
    func logDirectories() -> [String] { Self.list(options.podLogsDirectory) }

    private func makeDirectory(_ path: String, mode: Int) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: mode]
        )
    }

    static func list(_ path: String) -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }

    static func read(_ path: String) -> String {
        String(decoding: POSIXFiles.read(path) ?? [], as: UTF8.self)
    }
}

/// Something is still mounted in the directory of a pod that is gone.
struct StillMounted: Error, CustomStringConvertible {
    var path: String
    var description: String { "\(path) is still mounted" }
}
