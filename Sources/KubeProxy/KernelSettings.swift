import Foundation
import Logging

/// The kernel's settings that the rules need, under /proc/sys.
struct KernelSettings {
    let logger: Logger

    /// Sets them. Returns whether packets between pods on one bridge pass the rules (`br_netfilter`); without it an answer
    /// on the same bridge would not be translated back, unless everything is masqueraded.
    func apply(_ options: KubeProxyOptions) -> Bool {
        if !set("net/ipv4/ip_forward", "1") {
            logger.error("net.ipv4.ip_forward cannot be set to 1: pods on other networks will not be reached")
        }
        // Only where pods have such addresses: a forwarding machine no longer takes its own from router advertisements.
        if IPFamily.ipv6.set(ofRanges: options.clusterCIDR) != nil { _ = set("net/ipv6/conf/all/forwarding", "1") }
        setConntrackMax(options)
        if !exists("net/bridge/bridge-nf-call-iptables") { loadBridgeModule() }
        _ = set("net/bridge/bridge-nf-call-ip6tables", "1")
        return set("net/bridge/bridge-nf-call-iptables", "1")
    }

    private func setConntrackMax(_ options: KubeProxyOptions) {
        guard options.conntrackMaxPerCore > 0 else { return }
        let cores = max(1, ProcessInfo.processInfo.activeProcessorCount)
        let (product, overflow) = options.conntrackMaxPerCore.multipliedReportingOverflow(by: cores)
        let wanted = max(overflow ? Int(Int32.max) : product, options.conntrackMin)
        if let present = value("net/netfilter/nf_conntrack_max").flatMap({ Int($0) }), present < wanted {
            _ = set("net/netfilter/nf_conntrack_max", "\(wanted)")
        }
    }

    private func loadBridgeModule() {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/sbin/modprobe")
        process.arguments = ["br_netfilter"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return }
        process.waitUntilExit()
    }

    private func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: "/proc/sys/" + name)
    }

    private func value(_ name: String) -> String? {
        (try? String(contentsOfFile: "/proc/sys/" + name, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// False when the setting is neither as wanted nor can be changed.
    private func set(_ name: String, _ wanted: String) -> Bool {
        if value(name) == wanted { return true }
        guard let file = FileHandle(forWritingAtPath: "/proc/sys/" + name) else { return false }
        defer { try? file.close() }
        do { try file.write(contentsOf: Data(wanted.utf8)) } catch { return false }
        logger.info("set sysctl", metadata: ["name": "\(name)", "value": "\(wanted)"])
        return true
    }
}
