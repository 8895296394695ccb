import ContainerRuntime
import Foundation
import KubernetesAPI

/// The resolver configuration of a pod, by its dnsPolicy and dnsConfig.
struct PodDNS {
    var servers: [String] = []
    var searches: [String] = []
    var options: [String] = []
    /// Events that are due: the cluster's DNS is not known, or there is more than resolvers take.
    var warnings: [(reason: String, message: String)] = []

    // The limits of resolvers, which a resolv.conf beyond them would silently be cut to.
    private static let maximumServers = 3
    private static let maximumSearches = 32
    private static let maximumSearchLength = 2048

    /// Parses a resolv.conf.
    init(resolvConf text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.drop { $0 == " " || $0 == "\t" }
            guard let first = line.first, first != "#", first != ";" else { continue }
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
            guard let key = words.first else { continue }
            switch key {
            case "nameserver": if words.count > 1 { servers.append(words[1]) }
            // The last `search` line counts.
            case "search": searches = words.dropFirst().filter { $0 != "." }
            case "domain": if searches.isEmpty && words.count > 1 { searches = [words[1]] }
            case "options": options = Array(words.dropFirst())
            default: break
            }
        }
    }

    private init() {}

    /// The configuration for a pod.
    /// - Parameter hostFile: the text of the node's resolv.conf; nil reads what `--resolv-conf` names.
    init(pod: Pod, options kubelet: KubeletOptions, hostFile: String? = nil) {
        let host = PodDNS(resolvConf: hostFile ?? (kubelet.resolverConfig.isEmpty ? "" : PodFiles.read(kubelet.resolverConfig)))
        switch pod.spec.dnsPolicy ?? "ClusterFirst" {
        case "None":
            self.init()
        case "Default":
            self = host
            if kubelet.resolverConfig.isEmpty {
                // No file at all means that pods shall look nothing up; without a server, resolvers would make up one.
                (servers, searches, options) = ([kubelet.nodeIPs.first?.contains(":") == true ? "::1" : "127.0.0.1"], ["."], [])
            }
        case "ClusterFirst" where pod.spec.hostNetwork == true:
            self = host
        default:
            guard !kubelet.clusterDNS.isEmpty else {
                self = host
                warnings.append((
                    "MissingClusterDNS",
                    "pod: \"\(pod.formatted)\". kubelet does not have ClusterDNS IP configured and cannot create Pod using "
                        + "\"\(pod.spec.dnsPolicy ?? "ClusterFirst")\" policy. Falling back to \"Default\" policy."
                ))
                break
            }
            self.init()
            servers = kubelet.clusterDNS
            let domain = kubelet.clusterDomain
            if !domain.isEmpty { searches = ["\(pod.metadata.namespace).svc.\(domain)", "svc.\(domain)", domain] }
            Self.appendNew(host.searches, to: &searches)
            options = ["ndots:5"]
        }
        apply(pod.spec.dnsConfig)
        cut()
    }

    private mutating func cut() {
        if servers.count > Self.maximumServers {
            servers.removeLast(servers.count - Self.maximumServers)
            warnings.append((
                "DNSConfigForming",
                "Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: \(servers.joined(separator: " "))"
            ))
        }
        let all = searches.count
        if all > Self.maximumSearches { searches.removeLast(all - Self.maximumSearches) }
        while searches.joined(separator: " ").utf8.count > Self.maximumSearchLength { searches.removeLast() }
        if searches.count < all {
            warnings.append((
                "DNSConfigForming",
                "Search Line limits were exceeded, some search paths have been omitted, the applied search line is: \(searches.joined(separator: " "))"
            ))
        }
    }

    private mutating func apply(_ config: PodDNSConfig?) {
        guard let config else { return }
        Self.appendNew(config.nameservers, to: &servers)
        Self.appendNew(config.searches, to: &searches)
        for option in config.options {
            guard let name = option.name else { continue }
            // An option of the pod replaces one of the same name.
            options.removeAll { $0 == name || $0.hasPrefix(name + ":") }
            options.append(option.value.map { $0.isEmpty ? name : "\(name):\($0)" } ?? name)
        }
    }

    private static func appendNew(_ new: [String], to list: inout [String]) {
        for item in new where !list.contains(item) { list.append(item) }
    }

    var cri: CRIDNSConfig {
        var out = CRIDNSConfig()
        out.servers = servers
        out.searches = searches
        out.options = options
        return out
    }
}
