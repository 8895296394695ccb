import CoreFoundation
import Foundation

/// Takes cgroups away.
enum CgroupTree {
    /// Removes a cgroup and those below it; what lives in them is killed.
    /// - Returns: false when it is not empty yet.
    static func remove(_ directory: String) -> Bool {
        for name in PodFiles.list(directory) {
            let path = directory + "/" + name
            if let info = POSIXFiles.linkStatus(path), info.st_mode & S_IFMT == S_IFDIR { _ = remove(path) }
        }
        if rmdir(directory) == 0 || errno == ENOENT { return true }
        let processes = PodFiles.read(directory + "/cgroup.procs")
        for pid in processes.split(separator: "\n").compactMap({ pid_t($0) }) where pid > 1 { kill(pid, SIGKILL) }
        return rmdir(directory) == 0 || errno == ENOENT
    }
}
