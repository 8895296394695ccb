import ComponentMetrics
import Foundation

extension CgroupStats {
    /// CPU time and memory of one process, where it has no cgroup of its own; nil when it is gone.
    init?(ofProcess process: Int) {
        // Behind the command's name, which may hold anything, the fields are numbers.
        let fields = ProcFile.text("/proc/\(process)/stat").split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 21, let user = UInt64(fields[11]), let system = UInt64(fields[12]), let pages = UInt64(fields[21]) else { return nil }
        self.init()
        let tick = 1_000_000_000 / UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))
        cpu = (user &+ system) &* tick
        memory = pages &* UInt64(sysconf(Int32(_SC_PAGESIZE)))
        rss = memory ?? 0
        pageFaults = UInt64(fields[7]) ?? 0
        majorPageFaults = UInt64(fields[9]) ?? 0
    }
}

/// The process at the other end of a unix socket.
enum SocketPeer {
    /// - Parameter endpoint: the socket's path, with or without `unix://` in front.
    /// - Returns: nil when nobody listens there.
    static func process(_ endpoint: String) -> Int? {
        let path = endpoint.hasPrefix("unix://") ? String(endpoint.dropFirst(7)) : endpoint
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard connected == 0 else { return nil }
        // Process, user and group, as the kernel gives them.
        var peer: (Int32, Int32, Int32) = (0, 0, 0)
        var length = socklen_t(12)
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0, peer.0 > 0 else { return nil }
        return Int(peer.0)
    }
}
