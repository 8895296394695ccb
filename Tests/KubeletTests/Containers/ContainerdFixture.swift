import ContainerRuntime
import Foundation
import Logging
import Synchronization

@testable import Kubelet

/// A containerd of the tests' own: own root, state, socket, network and images, in a temporary directory.
final class ContainerdFixture: Sendable {
    /// Whether this machine can run containers for us.
    static let available = geteuid() == 0
        && ["/usr/bin/containerd", "/usr/sbin/runc", "/bin/busybox", "/usr/lib/cni/bridge"].allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }

    let directory: String
    let bridge: String
    var socket: String { directory + "/containerd.sock" }
    let client: ContainerRuntimeClient
    let pid: Mutex<pid_t>

    private init(directory: String, bridge: String, client: ContainerRuntimeClient, pid: pid_t) {
        self.directory = directory
        self.bridge = bridge
        self.client = client
        self.pid = Mutex(pid)
    }

    /// Runs `body` with a containerd, and leaves nothing behind.
    /// - Parameter disk: the size of a file system in memory for its images and containers, such as `64m`; nil for the machine's own disk.
    static func with(disk: String? = nil, _ body: (ContainerdFixture) async throws -> Void) async throws {
        let fixture = try await start(disk)
        do {
            try await body(fixture)
        } catch {
            await fixture.stop()
            throw error
        }
        await fixture.stop()
    }

    private static func start(_ disk: String?) async throws -> ContainerdFixture {
        let number = Int.random(in: 1..<60000)
        let directory = "/tmp/kubelet-test-\(number)"
        let bridge = "kt\(number)"
        try FileManager.default.createDirectory(atPath: directory + "/cni", withIntermediateDirectories: true)
        try write(directory + "/config.toml", """
            version = 2
            root = "\(directory)/root"
            state = "\(directory)/state"
            [grpc]
              address = "\(directory)/containerd.sock"
            [plugins."io.containerd.grpc.v1.cri"]
              sandbox_image = "test.local/pause:1"
              restrict_oom_score_adj = true
              disable_tcp_service = true
              [plugins."io.containerd.grpc.v1.cri".registry]
                config_path = "\(directory)/certs.d"
              [plugins."io.containerd.grpc.v1.cri".cni]
                bin_dir = "/usr/lib/cni"
                conf_dir = "\(directory)/cni"
            """)
        try write(directory + "/cni/10-test.conflist", """
            {"cniVersion": "0.4.0", "name": "\(bridge)", "plugins": [{"type": "bridge", "bridge": "\(bridge)", "isGateway": true,
             "ipam": {"type": "host-local", "dataDir": "\(directory)/ipam",
                      "ranges": [[{"subnet": "10.\(200 + number % 50).\(number / 50 % 250).0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
            """)
        if let disk {
            try FileManager.default.createDirectory(atPath: directory + "/root", withIntermediateDirectories: true)
            guard mount("tmpfs", directory + "/root", "tmpfs", 0, "size=" + disk) == 0 else { throw FixtureError(text: "no file system in memory") }
        }
        let pid = try startContainerd(directory)
        let client = try ContainerRuntimeClient(socketPath: directory + "/containerd.sock", logger: quiet)
        let fixture = ContainerdFixture(directory: directory, bridge: bridge, client: client, pid: pid)
        guard await eventually({ (try? await client.version()) != nil }) else { throw FixtureError(text: "containerd does not come up") }
        try fixture.importImage("test.local/pause:1", command: ["/bin/busybox", "tail", "-f", "/dev/null"])
        try fixture.importImage("test.local/busybox:1", command: ["/bin/sh"])
        return fixture
    }

    private static func startContainerd(_ directory: String) throws -> pid_t {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/containerd")
        process.arguments = ["--config", directory + "/config.toml"]
        _ = FileManager.default.createFile(atPath: directory + "/log", contents: nil)
        process.standardError = FileHandle(forWritingAtPath: directory + "/log")
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        return process.processIdentifier
    }

    /// Ends containerd hard; containers go on.
    func stopContainerd() async {
        kill(pid.withLock { $0 }, SIGKILL)
        _ = await eventually { (try? await client.version()) == nil }
    }

    func startContainerdAgain() throws {
        let new = try Self.startContainerd(directory)
        pid.withLock { $0 = new }
    }

    private func stop() async {
        for sandbox in (try? await client.listPodSandboxes()) ?? [] {
            try? await client.stopPodSandbox(sandbox.id)
            try? await client.removePodSandbox(sandbox.id)
        }
        await stopContainerd()
        _ = try? Self.run("/usr/sbin/ip", ["link", "delete", bridge])
        umount2(directory + "/root", Int32(MNT_DETACH))
        try? FileManager.default.removeItem(atPath: directory)
        // The kubelet's cgroups are below one named after the bridge; the deepest go first.
        for tree in CgroupHierarchy()?.directories("/" + bridge) ?? [] {
            _ = try? Self.run("/usr/bin/find", [tree, "-depth", "-type", "d", "-delete"])
        }
    }

    /// Makes an image of one layer with busybox in it, and gives it to containerd.
    /// - Parameters:
    ///   - stopSignal: what its containers want to be asked to end with; nil for SIGTERM.
    ///   - ballast: megabytes that it has besides.
    func importImage(_ name: String, command: [String], stopSignal: String? = nil, ballast: Int = 0) throws {
        let work = directory + "/image"
        try FileManager.default.createDirectory(atPath: work + "/rootfs/bin", withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: "/bin/busybox", toPath: work + "/rootfs/bin/busybox")
        for applet in ["sh", "sleep", "echo", "cat", "ls", "id", "touch", "true", "false", "env", "hostname", "test", "seq", "wget", "httpd", "mkdir", "date"] {
            symlink("busybox", work + "/rootfs/bin/" + applet)
        }
        for name in ["tmp", "etc", "proc", "sys", "dev"] { mkdir(work + "/rootfs/" + name, 0o1777) }
        if ballast > 0 { try Self.run("/usr/bin/dd", ["if=/dev/urandom", "of=\(work)/rootfs/ballast", "bs=1M", "count=\(ballast)"]) }
        try Self.run("/usr/bin/tar", ["-C", work + "/rootfs", "-cf", work + "/layer.tar", "."])
        let sum = try Self.run("/usr/bin/sha256sum", [work + "/layer.tar"]).prefix(64)
        let words = command.map { "\"\($0)\"" }.joined(separator: ",")
        try Self.write(work + "/config.json", """
            {"architecture":"amd64","os":"linux","config":{"Cmd":[\(words)],"Env":["PATH=/bin"]\(stopSignal.map { ",\"StopSignal\":\"\($0)\"" } ?? "")},
             "rootfs":{"type":"layers","diff_ids":["sha256:\(sum)"]},"history":[{"created_by":"test"}]}
            """)
        try Self.write(work + "/manifest.json", #"[{"Config":"config.json","RepoTags":["\#(name)"],"Layers":["layer.tar"]}]"#)
        try Self.run("/usr/bin/tar", ["-C", work, "-cf", work + "/image.tar", "manifest.json", "config.json", "layer.tar"])
        try Self.run("/usr/bin/ctr", ["--address", socket, "--namespace", "k8s.io", "images", "import", work + "/image.tar"])
        try FileManager.default.removeItem(atPath: work)
    }

    static func write(_ path: String, _ text: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }

    @discardableResult
    static func run(_ path: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw FixtureError(text: "\(path) \(arguments) failed") }
        return output
    }
}

struct FixtureError: Error {
    var text: String
}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
