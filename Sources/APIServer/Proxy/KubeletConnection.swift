import AsyncHTTPClient
import KubernetesAPI
public import NIOSSL
import NIOCore

/// How the API server reaches kubelets: its client certificate, how theirs is checked, and by which of a node's addresses.
public struct KubeletConnection: Sendable {
    /// `--kubelet-client-certificate` and `--kubelet-client-key`; without them kubelets will refuse.
    public var certificateChain: [NIOSSLCertificate]
    public var privateKey: NIOSSLPrivateKey?
    /// `--kubelet-certificate-authority`; empty: kubelets' certificates are not checked, as upstream has it.
    public var authorities: [NIOSSLCertificate]
    /// `--kubelet-preferred-address-types`.
    public var preferredAddressTypes: [String]

    public init(
        certificateChain: [NIOSSLCertificate] = [], privateKey: NIOSSLPrivateKey? = nil,
        authorities: [NIOSSLCertificate] = [],
        preferredAddressTypes: [String] = ["InternalIP", "ExternalIP", "InternalDNS", "ExternalDNS", "Hostname"]
    ) {
        self.certificateChain = certificateChain
        self.privateKey = privateKey
        self.authorities = authorities
        self.preferredAddressTypes = preferredAddressTypes
    }

    /// Reads the files of the flags of the same names. Throws when one cannot be read or is not PEM of the right kind.
    public init(certificateFile: String?, keyFile: String?, authorityFile: String?) throws {
        self.init(
            certificateChain: try certificateFile.map { try NIOSSLCertificate.fromPEMFile($0) } ?? [],
            privateKey: try keyFile.map { try NIOSSLPrivateKey(file: $0, format: .pem) },
            authorities: try authorityFile.map { try NIOSSLCertificate.fromPEMFile($0) } ?? [])
    }

    /// What TLS connections to kubelets are made with.
    var tls: TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateChain = certificateChain.map { .certificate($0) }
        tls.privateKey = privateKey.map { .privateKey($0) }
        if authorities.isEmpty {
            tls.certificateVerification = .none
        } else {
            tls.trustRoots = .certificates(authorities)
        }
        return tls
    }

    /// The host and port of a node's kubelet.
    func address(of node: Node) throws(APIStatusError) -> (host: String, port: Int) {
        let port = node.status.daemonEndpoints.kubeletEndpoint.Port
        for type in preferredAddressTypes {
            if let address = node.status.addresses.first(where: { $0.type == type })?.address {
                return (address, port > 0 ? port : 10250)
            }
        }
        throw APIStatusError(
            code: 500, reason: "",
            message: "no preferred addresses found; known addresses: [\(node.status.addresses.map(\.address).joined(separator: " "))]")
    }
}
