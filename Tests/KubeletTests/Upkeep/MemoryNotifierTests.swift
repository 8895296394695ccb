import Foundation
import Synchronization
import Testing

@testable import Kubelet

/// What the kernel announces of a real cgroup.
@Suite struct MemoryNotifierTests {
    private static let root = "/sys/fs/cgroup/memory"
    static var available: Bool { access(root + "/cgroup.event_control", W_OK) == 0 }

    @Test(.enabled(if: available, "needs cgroup v1 and root"), .timeLimit(.minutes(1))) func crossing() async throws {
        let directory = Self.root + "/apus-notifier-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        defer { rmdir(directory) }
        let notifier = try #require(MemoryNotifier(directory: directory))
        try notifier.set(1 << 40)
        try notifier.set(4 << 20)
        let seen = Mutex(0)
        let crossings = notifier.crossings
        let watching = Task { for await _ in crossings { seen.withLock { $0 += 1 } } }
        defer { watching.cancel() }
        #expect(seen.withLock { $0 } == 0)
        // A process of the cgroup that takes more than the bound.
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "echo $$ > \(directory)/cgroup.procs; exec dd if=/dev/zero of=/dev/null bs=32M count=4"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(await eventually { seen.withLock { $0 } > 0 })
    }

    @Test func whereThereIsNone() {
        #expect(MemoryNotifier(directory: "/no/such/cgroup") == nil)
        #expect(MemoryNotifier(directory: nil) == nil)
    }
}
