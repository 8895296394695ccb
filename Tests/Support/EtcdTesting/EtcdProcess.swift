public import EtcdStore
import Foundation
import Synchronization

/// A real etcd that a test starts: one member on loopback, with a directory of its own. It ends with the test's process at
/// the latest.
public final class EtcdProcess: Sendable {
    /// The files of a member that speaks TLS and wants clients' certificates.
    public struct TLS: Sendable {
        public var certFile: String
        public var keyFile: String
        public var clientCAFile: String

        public init(certFile: String, keyFile: String, clientCAFile: String) {
            self.certFile = certFile
            self.keyFile = keyFile
            self.clientCAFile = clientCAFile
        }
    }

    /// etcd did not start.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    private struct Running {
        let process: Process
        /// etcd is killed when this is closed, by us or by our end.
        let leash: FileHandle
    }

    /// The program; nil when etcd is not installed (Debian's package `etcd-server`).
    public static let program: String? = ["/usr/bin/etcd", "/usr/local/bin/etcd"].first { FileManager.default.isExecutableFile(atPath: $0) }

    public let endpoint: EtcdEndpoint
    public let directory: String
    private let peers: [String]
    private let peerURL: String
    private let name: String
    private let tls: TLS?
    private let running = Mutex<Running?>(nil)

    /// A member that is not started yet. `cluster` makes it one of several: the numbers of all peers' ports, this one's first.
    public init(tls: TLS? = nil, peerPorts: [Int]? = nil) throws {
        let ports = try peerPorts ?? [Self.freePort()]
        guard let own = ports.first else { throw Failure(description: "no port") }
        endpoint = EtcdEndpoint(isSecure: tls != nil, host: "127.0.0.1", port: try Self.freePort())
        directory = FileManager.default.temporaryDirectory.appending(path: "apus-etcd-\(UUID().uuidString)").path
        name = "m\(own)"
        peerURL = "http://127.0.0.1:\(own)"
        peers = ports.sorted().map { "m\($0)=http://127.0.0.1:\($0)" }
        self.tls = tls
    }

    deinit {
        kill()
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Starts etcd and waits until it listens; on what it had written if it ran before.
    public func start() throws {
        guard let program = Self.program else { throw Failure(description: "etcd is not installed") }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        var arguments = [
            "--name", name, "--data-dir", directory + "/data", "--listen-client-urls", "\(endpoint)", "--advertise-client-urls", "\(endpoint)",
            "--listen-peer-urls", peerURL, "--initial-advertise-peer-urls", peerURL, "--initial-cluster", peers.joined(separator: ","),
            "--heartbeat-interval", "50", "--election-timeout", "500", "--logger", "zap", "--log-level", "error",
            "--log-outputs", directory + "/log",
        ]
        if let tls {
            arguments += [
                "--cert-file", tls.certFile, "--key-file", tls.keyFile, "--trusted-ca-file", tls.clientCAFile, "--client-cert-auth",
            ]
        }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "\"$@\" </dev/null >/dev/null 2>&1 & pid=$!; read -r x; kill -9 $pid", "sh", program] + arguments
        let leash = Pipe()
        // Held by us alone, so that our end, whichever it is, closes it.
        _ = fcntl(leash.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        process.standardInput = leash
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        try? leash.fileHandleForReading.close()
        running.withLock { $0 = Running(process: process, leash: leash.fileHandleForWriting) }
        let deadline = ContinuousClock.now.advanced(by: .seconds(60))
        while !Self.accepts(port: endpoint.port) {
            guard ContinuousClock.now < deadline else {
                kill()
                throw Failure(description: "etcd does not listen: \((try? String(contentsOfFile: directory + "/log", encoding: .utf8)) ?? "")")
            }
            usleep(5000)
        }
    }

    /// Kills etcd without a warning (`kill -9`) and waits for its end.
    public func kill() {
        let running = running.withLock { running in
            defer { running = nil }
            return running
        }
        guard let running else { return }
        try? running.leash.close()
        while running.process.isRunning || Self.accepts(port: endpoint.port) { usleep(2000) }
    }

    /// A port that nobody listens on.
    public static func freePort() throws -> Int {
        let socket = try listeningSocket()
        defer { close(socket.descriptor) }
        return socket.port
    }

    private static func listeningSocket() throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0 }
        }
        guard isBound else {
            close(descriptor)
            throw Failure(description: "no free port")
        }
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }

    private static func accepts(port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(port: port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
        }
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
