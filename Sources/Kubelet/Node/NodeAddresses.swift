import Foundation
import KubernetesAPI

/// Finds the node's own addresses.
enum NodeAddresses {
    /// The IPv4 address of the interface that the default route leaves by, or of any that is up; "127.0.0.1" when there is none.
    static func detect() -> String {
        let all = interfaces()
        let route = String(decoding: POSIXFiles.read("/proc/net/route") ?? [], as: UTF8.self)
        if let name = defaultInterface(route), let found = all.first(where: { $0.name == name }) { return found.address }
        return all.first?.address ?? "127.0.0.1"
    }

    /// The interface of the default route with the smallest metric, from the text of `/proc/net/route`.
    static func defaultInterface(_ table: String) -> String? {
        var best: (name: String, metric: Int)?
        for line in table.split(separator: "\n").dropFirst() {
            let fields = line.split(whereSeparator: { $0 == "\t" || $0 == " " })
            guard fields.count > 7, fields[1] == "00000000", fields[7] == "00000000", let metric = Int(fields[6]) else { continue }
            if metric < best?.metric ?? .max { best = (String(fields[0]), metric) }
        }
        return best?.name
    }

    /// IPv4 addresses of interfaces that are up, without loopback and those that pods and services hang on.
    private static func interfaces() -> [(name: String, address: String)] {
        var head: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&head) == 0 else { return [] }
        defer { freeifaddrs(head) }
        var found: [(String, String)] = []
        var next = head
        while let entry = next?.pointee {
            next = entry.ifa_next
            let flags = entry.ifa_flags
            guard flags & UInt32(IFF_UP) != 0, flags & UInt32(IFF_LOOPBACK) == 0,
                let address = entry.ifa_addr, Int32(address.pointee.sa_family) == AF_INET
            else { continue }
            let name = String(cString: entry.ifa_name)
            if ["cni", "veth", "kube-", "docker", "flannel"].contains(where: name.hasPrefix) { continue }
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let size = socklen_t(MemoryLayout<sockaddr_in>.size)
            guard getnameinfo(address, size, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 else { continue }
            found.append((name, String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)))
        }
        return found
    }

    static func addresses(ips: [String], hostname: String) -> [NodeAddress] {
        ips.map { NodeAddress(type: "InternalIP", address: $0) } + [NodeAddress(type: "Hostname", address: hostname)]
    }
}
