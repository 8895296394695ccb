import Foundation
import KubernetesAPI

/// emptyDir volumes: a directory on the node's disk, a file system in memory, or one of huge pages. They live as long as the pod.
struct EmptyDir {
    var mounter: any Mounter
    /// What the node has for pods: the most that a volume in memory may hold.
    var allocatable: [String: Quantity]

    /// Makes the volume at `path` unless it is there. Its mode is 0777 (and sticky in memory, as the kernel makes it).
    func setUp(_ path: String, _ source: EmptyDirVolumeSource, _ pod: Pod) throws {
        let ownership = pod.spec.securityContext?.fsGroup.map { Ownership(group: $0, readOnly: false) }
        let medium = source.medium ?? ""
        switch medium {
        case "":
            if POSIXFiles.isDirectory(path) { return }
            // Made aside and then renamed: what is found under the name is complete.
            let temporary = path + ".new"
            try POSIXFiles.makeDirectory(temporary, mode: 0o777)
            try ownership?.apply(to: temporary)
            try POSIXFiles.move(temporary, to: path)
        case "Memory":
            if mounter.isMounted(path) { return }
            try POSIXFiles.makeDirectory(path, mode: 0o777)
            try mounter.mountMemory(at: path, size: size(source, pod))
            try ownership?.apply(to: path)
        case _ where medium == "HugePages" || medium.hasPrefix("HugePages-"):
            if mounter.isMounted(path) { return }
            let pageSize = try Self.pageSize(medium, pod)
            try POSIXFiles.makeDirectory(path, mode: 0o777)
            try mounter.mount("nodev", at: path, type: "hugetlbfs", flags: 0, options: "pagesize=\(pageSize)")
            guard chmod(path, 0o777) == 0 else { throw FileError("chmod", path) }
            try ownership?.apply(to: path)
        default:
            throw VolumeFileError("unknown storage medium \"\(medium)\"")
        }
    }

    /// The least of the node's memory for pods, the pod's limit, and the volume's own; nil when none of them is known.
    private func size(_ source: EmptyDirVolumeSource, _ pod: Pod) -> Int? {
        [
            allocatable["memory"]?.value, LinuxResources.pod(pod).memoryLimit.map { Int(clamping: $0) }, source.sizeLimit?.value,
        ].compactMap { $0 }.filter { $0 > 0 }.min()
    }

    /// The page size that the medium names, or else the one that the pod asks for.
    static func pageSize(_ medium: String, _ pod: Pod) throws(VolumeFileError) -> String {
        let prefix = "hugepages-"
        var sizes: [String: Quantity] = [:]
        for container in pod.spec.containers + pod.spec.initContainers {
            for name in container.resources.requests.keys where name.hasPrefix(prefix) {
                let text = String(name.dropFirst(prefix.count))
                if let size = try? Quantity(parsing: text) { sizes[text] = size }
            }
        }
        let named = medium == "HugePages" ? nil : try? Quantity(parsing: String(medium.dropFirst("HugePages-".count)))
        if medium != "HugePages" {
            guard let named, let found = sizes.first(where: { $0.value == named }) else {
                throw VolumeFileError("hugePages storage requested, but there is no resource request for huge pages")
            }
            return found.key
        }
        guard sizes.count < 2 else { throw VolumeFileError("medium: HugePages can't be used if containers request multiple huge page sizes") }
        guard let only = sizes.keys.first else {
            throw VolumeFileError("hugePages storage requested, but there is no resource request for huge pages")
        }
        return only
    }
}
