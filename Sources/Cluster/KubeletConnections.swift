public import APIServer
import KubernetesAPI
import KubernetesClient
public import Logging

/// The API server's way to pods: through the kubelets' servers, with the certificates that its flags name.
public enum KubeletConnections {
    /// Makes what serves exec, attach, port-forward, logs and proxies for an API server with such options.
    public static func maker(_ options: APIServerOptions, logger: Logger) -> @Sendable (APIServer) throws -> any ConnectHandler {
        { server in
            let client = Client(transport: InProcessTransport(server: server, user: .apiServer), userAgent: "kube-apiserver")
            let kubelet: KubeletConnection
            do {
                kubelet = try KubeletConnection(
                    certificateFile: options.kubeletClientCertificate, keyFile: options.kubeletClientKey, authorityFile: options.kubeletCertificateAuthority)
            } catch {
                throw ClusterError("cannot read --kubelet-client-certificate, --kubelet-client-key or --kubelet-certificate-authority: \(error)")
            }
            return NodeConnections(client: client, kubelet: kubelet, logger: logger)
        }
    }
}
