import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#endif

/// A network namespace of the kernel, alive as long as this value. Whatever is run in it runs on a thread of its own.
final class NetworkNamespace: Sendable {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private static let newNetwork: CInt = 0x4000_0000
    let descriptor: CInt

    /// Makes an empty one with loopback up.
    init() throws {
        descriptor = try Self.onThread {
            try Self.call("unshare") { (function: @convention(c) (CInt) -> CInt) in function(Self.newNetwork) }
            return open("/proc/thread-self/ns/net", O_RDONLY)
        }
        try sh("ip link set lo up")
    }

    deinit { close(descriptor) }

    /// Its name for `ip … netns NAME`.
    var path: String { "/proc/\(getpid())/fd/\(descriptor)" }

    /// Whether this machine lets us make namespaces and rules at all.
    static var isPossible: Bool {
        geteuid() == 0 && (try? NetworkNamespace().sh("nft list tables")) != nil
    }

    /// Runs `body` in the namespace.
    func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
        let descriptor = descriptor
        return try Self.onThread {
            try Self.call("setns") { (function: @convention(c) (CInt, CInt) -> CInt) in function(descriptor, Self.newNetwork) }
            return try body()
        }
    }

    /// Runs a shell command in the namespace and returns what it prints.
    @discardableResult
    func sh(_ command: String) throws -> String {
        try run {
            // Not Foundation's Process: that keeps a run loop for every thread that it is used on.
            var ends: [CInt] = [0, 0]
            guard pipe(&ends) == 0 else { throw Failure(description: "pipe: errno \(errno)") }
            defer { close(ends[0]) }
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            for output in [STDOUT_FILENO, STDERR_FILENO] { posix_spawn_file_actions_adddup2(&actions, ends[1], output) }
            posix_spawn_file_actions_addclose(&actions, ends[0])
            posix_spawn_file_actions_addclose(&actions, ends[1])
            let words: [String] = ["/bin/sh", "-c", command]
            let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
            defer { arguments.forEach { free($0) } }
            var child: pid_t = 0
            let spawned = posix_spawn(&child, "/bin/sh", &actions, nil, arguments, environ)
            close(ends[1])
            guard spawned == 0 else { throw Failure(description: "posix_spawn: errno \(spawned)") }
            var output: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65536)
            while case let count = read(ends[0], &buffer, buffer.count), count > 0 { output += buffer.prefix(count) }
            var status: CInt = 0
            waitpid(child, &status, 0)
            guard status == 0 else {
                throw Failure(description: "\(command): \(String(decoding: output, as: UTF8.self))")
            }
            return String(decoding: output, as: UTF8.self)
        }
    }

    private static func call<Function>(_ name: String, _ body: (Function) -> CInt) throws {
        guard let symbol = dlsym(nil, name) else { throw Failure(description: "no \(name)") }
        guard body(unsafeBitCast(symbol, to: Function.self)) == 0 else { throw Failure(description: "\(name): errno \(errno)") }
    }

    private static func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
        let done = DispatchSemaphore(value: 0)
        let result = Mutex<Result<Value, any Error>?>(nil)
        let box = Box(result)
        Thread.detachNewThread {
            let value = Result { try body() }
            box.mutex.withLock { $0 = value }
            done.signal()
        }
        done.wait()
        guard let value = box.mutex.withLock({ $0 }) else { throw Failure(description: "no result") }
        return try value.get()
    }

    private final class Box<Value: Sendable>: Sendable {
        let mutex: Mutex<Value>
        init(_ mutex: consuming sending Mutex<Value>) { self.mutex = mutex }
    }
}

/// IPv4 sockets with time limits.
enum TestSocket {
    static func make(_ type: CInt) -> CInt {
        let descriptor = socket(AF_INET, type, 0)
        var timeout = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var on: CInt = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<CInt>.size))
        return descriptor
    }

    static func withAddress<R>(_ ip: String, _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        inet_pton(AF_INET, ip, &address.sin_addr)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }

    static func read(_ descriptor: CInt) -> String {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    static let stream = CInt(SOCK_STREAM.rawValue)
    static let datagram = CInt(SOCK_DGRAM.rawValue)
}

/// A pod, a client or a node: a namespace with servers that say who they are and whom they see.
extension NetworkNamespace {
    /// Answers each TCP connection on `port` with `name` and the client's address.
    func serveTCP(port: Int, name: String) throws {
        let listener = try run {
            let listener = TestSocket.make(TestSocket.stream)
            _ = TestSocket.withAddress("0.0.0.0", port) { bind(listener, $0, $1) }
            listen(listener, 64)
            return listener
        }
        serve(listener) {
            var peer = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let connection = withUnsafeMutablePointer(to: &peer) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { accept(listener, $0, &length) }
            }
            guard connection >= 0 else { return }
            let text = "\(name) \(String(cString: inet_ntoa(peer.sin_addr)))"
            _ = text.withCString { send(connection, $0, strlen($0), CInt(MSG_NOSIGNAL)) }
            close(connection)
        }
    }

    /// Answers each datagram on `port` with `name`.
    func serveUDP(port: Int, name: String) throws {
        let server = try run {
            let server = TestSocket.make(TestSocket.datagram)
            _ = TestSocket.withAddress("0.0.0.0", port) { bind(server, $0, $1) }
            return server
        }
        serve(server) {
            var peer = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            var bytes = [UInt8](repeating: 0, count: 64)
            withUnsafeMutablePointer(to: &peer) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { peer in
                    guard recvfrom(server, &bytes, bytes.count, 0, peer, &length) >= 0 else { return }
                    _ = name.withCString { sendto(server, $0, strlen($0), 0, peer, length) }
                }
            }
        }
    }

    /// Runs `step`, which blocks for a second at most, until the namespace is gone.
    private func serve(_ descriptor: CInt, _ step: @escaping @Sendable () -> Void) {
        Thread.detachNewThread { [weak self] in
            while self != nil { step() }
            close(descriptor)
        }
    }

    /// What the server at `ip` and `port` says; an error's name when it cannot be reached.
    func askTCP(_ ip: String, _ port: Int) throws -> String {
        try run {
            let client = TestSocket.make(TestSocket.stream)
            defer { close(client) }
            guard TestSocket.withAddress(ip, port, { connect(client, $0, $1) }) == 0 else {
                switch errno {
                case ECONNREFUSED: return "refused"
                case EINPROGRESS, EAGAIN, ETIMEDOUT: return "timeout"
                default: return "errno \(errno)"
                }
            }
            return TestSocket.read(client)
        }
    }

    /// What the UDP server at `ip` and `port` answers to a datagram from `sourcePort`.
    func askUDP(_ ip: String, _ port: Int, from sourcePort: Int) throws -> String {
        try run {
            let client = TestSocket.make(TestSocket.datagram)
            defer { close(client) }
            _ = TestSocket.withAddress("0.0.0.0", sourcePort) { bind(client, $0, $1) }
            _ = TestSocket.withAddress(ip, port) { address, length in
                "hello".withCString { sendto(client, $0, 5, 0, address, length) }
            }
            return TestSocket.read(client)
        }
    }
}

/// A node with two pods on a bridge, and a client outside.
struct TestNetwork {
    let node: NetworkNamespace
    let client: NetworkNamespace
    let pods: [NetworkNamespace]

    init() throws {
        node = try NetworkNamespace()
        client = try NetworkNamespace()
        pods = [try NetworkNamespace(), try NetworkNamespace()]
        try node.sh("""
            set -e
            echo 1 > /proc/sys/net/ipv4/ip_forward
            if [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ]; then echo 1 > /proc/sys/net/bridge/bridge-nf-call-iptables; fi
            ip link add cni0 type bridge
            ip addr add 10.244.0.1/24 dev cni0
            ip link set cni0 up
            ip link add veth0 type veth peer name eth0 netns \(pods[0].path)
            ip link add veth1 type veth peer name eth0 netns \(pods[1].path)
            ip link set veth0 master cni0 up
            ip link set veth1 master cni0 up
            bridge link set dev veth0 hairpin on
            bridge link set dev veth1 hairpin on
            ip link add uplink type veth peer name eth0 netns \(client.path)
            ip addr add 192.0.2.1/24 dev uplink
            ip link set uplink up
            ip route add default via 192.0.2.2
            """)
        for (index, pod) in pods.enumerated() {
            try pod.sh("set -e; ip addr add 10.244.0.\(index + 2)/24 dev eth0; ip link set eth0 up; ip route add default via 10.244.0.1")
        }
        try client.sh("set -e; ip addr add 192.0.2.2/24 dev eth0; ip link set eth0 up; ip route add 10.96.0.0/16 via 192.0.2.1; ip route add 203.0.113.0/24 via 192.0.2.1")
    }
}
