import Cluster
import ComponentServer
import ControllerManager
import KubernetesAPI
import KubernetesClient

/// Everything that kube-controller-manager's flags say.
struct ControllerManagerSettings: Sendable {
    var options = ControllerManagerOptions()
    var serving = ComponentServingOptions(securePort: 10257)
    var kubeconfig = ""
    var master = ""
    var qps = 20.0
    var burst = 30
    var useServiceAccountCredentials = false
    var rootCAFile = ""
    var serviceAccountPrivateKeyFile = ""
    var clusterSigningCertFile = ""
    var clusterSigningKeyFile = ""
    var verbosity = 0
    var loggingFormat = "text"
    /// What was given by signer, `kubelet-serving` and so on.
    var signers: [String: SignerFiles] = [:]

    struct SignerFiles: Sendable {
        var certificate = ""
        var key = ""
    }

    /// Reads the arguments and the files that they name.
    /// - Throws: what is wrong, in one line.
    static func load(_ arguments: [String]) throws -> ControllerManagerSettings {
        var settings = ControllerManagerSettings()
        try ControllerManagerFlags.all.parse(arguments, into: &settings)
        try settings.check()
        try settings.readFiles()
        return settings
    }

    private func check() throws {
        if let problem = options.leaderElection.problem { throw ClusterError(problem) }
        if let problem = options.problem { throw ClusterError(problem) }
        if serving.tlsCertFile.isEmpty != serving.tlsPrivateKeyFile.isEmpty {
            throw ClusterError("--tls-cert-file and --tls-private-key-file must be given together")
        }
        guard ["text", "json"].contains(loggingFormat) else { throw ClusterError("--logging-format must be text or json") }
        if clusterSigningCertFile.isEmpty != clusterSigningKeyFile.isEmpty {
            throw ClusterError("--cluster-signing-cert-file and --cluster-signing-key-file must be given together")
        }
        for (signer, files) in signers.sorted(by: { $0.key < $1.key }) {
            if files.certificate.isEmpty != files.key.isEmpty {
                throw ClusterError("cannot specify one file of --cluster-signing-\(signer)-cert-file and --cluster-signing-\(signer)-key-file without the other")
            }
            if !clusterSigningCertFile.isEmpty, !files.certificate.isEmpty {
                throw ClusterError("cannot specify --cluster-signing-{cert,key}-file and --cluster-signing-\(signer)-{cert,key}-file at the same time")
            }
        }
    }

    private mutating func readFiles() throws {
        func read(_ flag: String, _ path: String) throws -> String {
            guard !path.isEmpty else { return "" }
            do { return try readFile(path) } catch { throw ClusterError("--\(flag): \(error)") }
        }
        options.rootCA = try read("root-ca-file", rootCAFile)
        options.serviceAccountPrivateKey = try read("service-account-private-key-file", serviceAccountPrivateKeyFile)
        options.clusterSigningCertificate = try read("cluster-signing-cert-file", clusterSigningCertFile)
        options.clusterSigningKey = try read("cluster-signing-key-file", clusterSigningKeyFile)
        for (signer, files) in signers where !files.certificate.isEmpty {
            options.signers[signer] = ControllerManagerOptions.SigningPair(
                certificate: try read("cluster-signing-\(signer)-cert-file", files.certificate),
                key: try read("cluster-signing-\(signer)-key-file", files.key))
        }
    }
}
