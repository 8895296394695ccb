import Foundation
import KubernetesAPI

/// What the node is made of, as read from the system.
struct MachineInfo: Equatable, Sendable {
    var cpus: Int
    /// Bytes.
    var memory: Int
    /// Bytes of the file system that the kubelet's directory is on.
    var storage: Int
    var swap: Int
    /// Bytes in huge pages, by the size of a page in KiB.
    var hugepages: [Int: Int]
    var machineID: String
    var systemUUID: String
    var bootID: String
    var kernel: String
    var osImage: String
    /// As Go names it: amd64, arm64.
    var architecture: String

    /// Reads `/proc`, `/sys` and `/etc`.
    static func read(rootDirectory: String) -> MachineInfo {
        let memory = meminfo()
        var name = utsname()
        uname(&name)
        let machineID = line("/etc/machine-id")
        let uuid = line("/sys/class/dmi/id/product_uuid")
        return MachineInfo(
            cpus: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), memory: memory["MemTotal"] ?? 0,
            storage: FileSystemUse.of(rootDirectory)?.capacity ?? 0, swap: memory["SwapTotal"] ?? 0, hugepages: readHugepages(),
            machineID: machineID, systemUUID: uuid.isEmpty ? machineID : uuid, bootID: line("/proc/sys/kernel/random/boot_id"),
            kernel: line("/proc/sys/kernel/osrelease"), osImage: osImage(text("/etc/os-release")), architecture: architecture(name))
    }

    /// `/proc/meminfo` in bytes.
    static func meminfo() -> [String: Int] {
        var values: [String: Int] = [:]
        for line in text("/proc/meminfo").split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count >= 2, fields[0].hasSuffix(":"), let number = Int(fields[1]), number < 1 << 50 else { continue }
            values[String(fields[0].dropLast())] = number * 1024
        }
        return values
    }

    private static func readHugepages() -> [Int: Int] {
        // Kubernetes always tells of these two.
        var sizes = [2048: 0, 1 << 20: 0]
        let root = "/sys/kernel/mm/hugepages"
        for name in POSIXFiles.list(root) {
            guard name.hasPrefix("hugepages-"), name.hasSuffix("kB"), let size = Int(name.dropFirst(10).dropLast(2)),
                let count = Int(line("\(root)/\(name)/nr_hugepages"))
            else { continue }
            let (bytes, overflow) = count.multipliedReportingOverflow(by: size * 1024)
            sizes[size] = overflow ? 0 : bytes
        }
        return sizes
    }

    static func osImage(_ release: String) -> String {
        for line in release.split(separator: "\n") where line.hasPrefix("PRETTY_NAME=") {
            return line.dropFirst(12).trimmingCharacters(in: CharacterSet(charactersIn: "\"'"))
        }
        return "Linux"
    }

    private static func architecture(_ name: utsname) -> String {
        let machine = withUnsafeBytes(of: name.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        switch machine {
        case "x86_64": return "amd64"
        case "aarch64": return "arm64"
        default: return machine
        }
    }

    private static func text(_ path: String) -> String { String(decoding: POSIXFiles.read(path) ?? [], as: UTF8.self) }
    private static func line(_ path: String) -> String { text(path).trimmingCharacters(in: .whitespacesAndNewlines) }
}

/// How full a file system is.
struct FileSystemUse: Equatable, Sendable {
    /// Bytes.
    var capacity: Int
    var available: Int
    var inodes: Int
    var freeInodes: Int

    static func of(_ path: String) -> FileSystemUse? {
        var info = statvfs()
        // A directory that is still to be made is on its parent's file system.
        var path = path
        while statvfs(path, &info) != 0 {
            guard path.count > 1 else { return nil }
            path = (path as NSString).deletingLastPathComponent
        }
        func bytes(_ blocks: UInt) -> Int { Int(clamping: blocks.multipliedReportingOverflow(by: info.f_frsize).partialValue) }
        return FileSystemUse(
            capacity: bytes(info.f_blocks), available: bytes(info.f_bavail), inodes: Int(clamping: info.f_files),
            freeInodes: Int(clamping: info.f_favail))
    }
}
