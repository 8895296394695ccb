import KubernetesAPI

/// The text of a pod's /etc/hosts, which the kubelet writes.
enum HostsFile {
    private static let header = "# Kubernetes-managed hosts file.\n"
    private static let hostHeader = "# Kubernetes-managed hosts file (host network).\n"

    /// - Parameters:
    ///   - ips: the pod's addresses.
    ///   - hostFile: the node's own /etc/hosts, which pods in its network have.
    static func text(_ pod: Pod, ips: [String], clusterDomain: String, hostFile: @autoclosure () -> String) -> String {
        var text: String
        if pod.spec.hostNetwork == true {
            text = hostHeader + hostFile()
        } else {
            text = header
            text += "127.0.0.1\tlocalhost\n"
            text += "::1\tlocalhost ip6-localhost ip6-loopback\n"
            text += "fe00::0\tip6-localnet\n"
            text += "fe00::0\tip6-mcastprefix\n"
            text += "fe00::1\tip6-allnodes\n"
            text += "fe00::2\tip6-allrouters\n"
            let (name, domain) = PodHostname.of(pod, clusterDomain: clusterDomain)
            for ip in ips {
                text += domain.isEmpty ? "\(ip)\t\(name)\n" : "\(ip)\t\(name).\(domain)\t\(name)\n"
            }
        }
        if !pod.spec.hostAliases.isEmpty {
            text += "\n# Entries added by HostAliases.\n"
            for alias in pod.spec.hostAliases { text += "\(alias.ip)\t\(alias.hostnames.joined(separator: "\t"))\n" }
        }
        return text
    }
}
