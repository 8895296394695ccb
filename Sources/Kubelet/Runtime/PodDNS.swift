import ContainerRuntime
import Foundation
import KubernetesAPI

/// The resolver configuration of a pod, by its dnsPolicy and dnsConfig.
struct PodDNS {
    var servers: [String] = []
    var searches: [String] = []
    var options: [String] = []
    /// The pod asked for the cluster's DNS, and the node has none: an event is due.
    var missesClusterDNS = false

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
    /// - Parameter hostFile: the text of the node's resolv.conf.
    init(pod: Pod, options kubelet: KubeletOptions, hostFile: String) {
        let host = PodDNS(resolvConf: hostFile)
        switch pod.spec.dnsPolicy ?? "ClusterFirst" {
        case "None":
            self.init()
        case "Default":
            self = host
        case "ClusterFirst" where pod.spec.hostNetwork == true:
            self = host
        default:
            guard !kubelet.clusterDNS.isEmpty else {
                self = host
                missesClusterDNS = true
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
