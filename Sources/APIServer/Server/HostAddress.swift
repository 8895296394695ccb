import Foundation
import NIOCore

/// The address under which others reach this machine.
enum HostAddress {
    /// The IPv4 address of the interface that the default route leads through; nil on a machine without one.
    static func ofDefaultRoute() -> String? {
        guard let table = try? String(contentsOfFile: "/proc/net/route", encoding: .utf8) else { return nil }
        let routes = table.split(separator: "\n").dropFirst().map { $0.split(separator: "\t") }
        // Destination and mask of nothing are everything.
        guard let name = routes.first(where: { $0.count > 7 && $0[1] == "00000000" && $0[7] == "00000000" })?.first else { return nil }
        let devices = (try? System.enumerateDevices()) ?? []
        return devices.first { $0.name == name && $0.address?.protocol == .inet }?.address?.ipAddress
    }

    /// What a server that listens at an address tells others: that address, unless it is one that others cannot reach.
    static func advertised(bindAddress: String) -> String {
        let isLocal = bindAddress == "0.0.0.0" || bindAddress == "::" || bindAddress == "::1" || bindAddress.hasPrefix("127.")
        return isLocal ? ofDefaultRoute() ?? bindAddress : bindAddress
    }
}
