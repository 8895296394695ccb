import Foundation

/// What a machine must have before a cluster can start on it; each lack is one line that says what to do.
struct Prerequisites {
    var containerd: String
    var cniPluginDirectory: String

    /// - Throws: `ClusterError` for the first thing that is missing.
    static func check(_ options: ClusterOptions) throws -> Prerequisites {
        guard geteuid() == 0 else { throw ClusterError("a cluster needs root: run it again with sudo") }
        guard let containerd = find("containerd") else { throw ClusterError("containerd is not installed: apt-get install containerd") }
        guard find("ctr") != nil else { throw ClusterError("ctr, which comes with containerd, is not in the PATH") }
        guard find("runc") != nil else { throw ClusterError("runc is not installed: apt-get install runc") }
        guard let plugins = ["/opt/cni/bin", "/usr/lib/cni", "/usr/libexec/cni"].first(where: { directory in
            ["bridge", "host-local", "portmap", "loopback"].allSatisfy { FileManager.default.isExecutableFile(atPath: "\(directory)/\($0)") }
        }) else { throw ClusterError("the CNI plugins bridge, host-local, portmap and loopback are not installed: apt-get install containernetworking-plugins") }
        for (port, whose) in [(options.securePort, "the API server (--secure-port)"), (options.kubeletPort, "the kubelet (--kubelet-port)")] where port != 0 {
            guard isFree(port) else { throw ClusterError("port \(port), which \(whose) needs, is in use: end what uses it, or choose another port") }
        }
        return Prerequisites(containerd: containerd, cniPluginDirectory: plugins)
    }

    /// The first executable of a name in the PATH and the places where Debian keeps system programs.
    static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        for directory in path.split(separator: ":").map(String.init) + ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin"] {
            let candidate = "\(directory)/\(name)"
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
        }
        return nil
    }

    private static func isFree(_ port: Int) -> Bool {
        guard let number = UInt16(exactly: port) else { return false }
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = number.bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) } == 0
        }
    }
}
