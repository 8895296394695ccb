import Foundation

/// A containerd of the tests' own, with the images localhost/pause:test and localhost/busybox:test.
/// It ends, and what it made is removed, when this object goes away or the test process dies.
public final class TestContainerd {
    /// Where all of it is.
    public let directory: String
    /// Where it listens.
    public var socket: String { directory + "/containerd.sock" }
    private let process = Process()
    private let input = Pipe()

    /// Whether this machine can run containers: root, containerd, runc.
    public static var available: Bool {
        getuid() == 0 && ["/usr/bin/containerd", "/usr/bin/ctr", "/bin/busybox", "/usr/lib/cni/bridge"]
            .allSatisfy(FileManager.default.isExecutableFile(atPath:))
    }

    /// Returns when it serves.
    public init() throws {
        directory = NSTemporaryDirectory() + "apus-containerd-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("containerd-for-tests")
        let output = Pipe()
        process.executableURL = script
        process.arguments = [directory]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        guard let line = try output.fileHandleForReading.read(upToCount: 6), line == Data("ready\n".utf8) else {
            throw CocoaError(.executableLoad)
        }
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
