import Foundation
import ProcessTesting

/// What this machine has of what the tests need.
enum Machine {
    /// Why there can be no cluster here; nil when there can.
    static let problem: String? = {
        if geteuid() != 0 { return "the walk needs root" }
        for (program, package) in [
            ("containerd", "containerd"), ("ctr", "containerd"), ("runc", "runc"), ("ip", "iproute2"), ("nsenter", "util-linux"), ("nft", "nftables"), ("curl", "curl"),
            ("busybox", "busybox-static"), ("nginx", "nginx-light"),
        ] where find(program) == nil {
            return "\(program) is missing: apt-get install \(package)"
        }
        guard FileManager.default.isExecutableFile(atPath: apus) else { return "the binary is not built: swift build --product apus" }
        return nil
    }()

    static let kubectl: String? = find("kubectl")

    /// The program that was built with the tests.
    static let apus = ApusProcesses.program

    /// The project's directory.
    static let project: String = {
        var directory = URL(fileURLWithPath: apus).deletingLastPathComponent()
        while directory.path != "/" {
            if FileManager.default.fileExists(atPath: directory.appendingPathComponent("Package.swift").path) { return directory.path }
            directory.deleteLastPathComponent()
        }
        return "."
    }()

    static func find(_ program: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return (path.split(separator: ":").map(String.init) + ["/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"])
            .map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// The processes whose command line has `text` in it.
    static func processes(mentioning text: String) -> [String] {
        let numbers = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).filter { Int32($0) != nil && $0 != "\(getpid())" }
        return numbers.compactMap { number in
            guard let line = FileManager.default.contents(atPath: "/proc/\(number)/cmdline") else { return nil }
            let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
            return words.contains(text) ? "\(number) \(words)" : nil
        }
    }

    /// The mounts at or below places with `text` in their path.
    static func mounts(mentioning text: String) async throws -> [String] {
        // Foundation reads only the first page of such a file.
        try await Command.check(["cat", "/proc/self/mountinfo"]).lines.filter { $0.contains(text) }
    }

    /// The hierarchies of cgroups: one with version 2, one a controller with version 1.
    static var cgroupHierarchies: [String] {
        let top = "/sys/fs/cgroup"
        if FileManager.default.fileExists(atPath: top + "/cgroup.procs") { return [top] }
        return ((try? FileManager.default.contentsOfDirectory(atPath: top)) ?? []).map { "\(top)/\($0)" }
            .filter { FileManager.default.fileExists(atPath: $0 + "/cgroup.procs") }
    }
}
