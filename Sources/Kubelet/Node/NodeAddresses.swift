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

    /// Addresses of interfaces that are up, without loopback and those that pods and services hang on unless all are wanted.
    private static func interfaces(_ family: Int32 = AF_INET, all: Bool = false) -> [(name: String, address: String)] {
        var head: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&head) == 0 else { return [] }
        defer { freeifaddrs(head) }
        var found: [(String, String)] = []
        var next = head
        while let entry = next?.pointee {
            next = entry.ifa_next
            let flags = entry.ifa_flags
            guard flags & UInt32(IFF_UP) != 0, all || flags & UInt32(IFF_LOOPBACK) == 0,
                let address = entry.ifa_addr, Int32(address.pointee.sa_family) == family
            else { continue }
            let name = String(cString: entry.ifa_name)
            if !all, ["cni", "veth", "kube-", "docker", "flannel"].contains(where: name.hasPrefix) { continue }
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let size = socklen_t(family == AF_INET ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size)
            guard getnameinfo(address, size, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 else { continue }
            found.append((name, String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)))
        }
        return found
    }

    /// What `--node-ip` says, with the addresses of this machine where it says `0.0.0.0` or `::` or nothing.
    static func resolve(_ given: [String]) -> [String] {
        if given.isEmpty { return [detect()] }
        return given.map { $0 == "0.0.0.0" ? detect() : $0 == "::" ? interfaces(AF_INET6).first { !$0.address.hasPrefix("fe80") }?.address ?? "::1" : $0 }
    }

    /// The address is one of this machine's.
    static func isOwn(_ address: String) -> Bool {
        (interfaces(AF_INET, all: true) + interfaces(AF_INET6, all: true)).contains { $0.address.prefix { $0 != "%" } == address }
    }

    /// The text is an address of either family.
    static func isAddress(_ text: String) -> Bool {
        var four = in_addr()
        var six = in6_addr()
        return inet_pton(AF_INET, text, &four) == 1 || inet_pton(AF_INET6, text, &six) == 1
    }

    /// The address in network order; nil when the text is none.
    static func bytes(_ text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        var six = in6_addr()
        return inet_pton(AF_INET6, text, &six) == 1 ? withUnsafeBytes(of: six) { Array($0) } : nil
    }

    static func addresses(ips: [String], hostname: String) -> [NodeAddress] {
        ips.map { NodeAddress(type: "InternalIP", address: $0) } + [NodeAddress(type: "Hostname", address: hostname)]
    }
}
