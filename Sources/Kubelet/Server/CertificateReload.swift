import HTTPServer
import KubernetesAPI
import Logging

/// Takes up the serving certificate and the client CAs again when their files change, as others rotate them.
struct CertificateReload {
    let options: KubeletOptions
    let server: KubeletServer
    let clock: any WallClock
    let logger: Logger

    /// How often the files are looked at; upstream does it as often.
    static let period: Duration = .seconds(60)

    private var files: [String] {
        var pair = ["kubelet.crt", "kubelet.key"].map { options.certDirectory + "/" + $0 }
        if let certificate = options.tlsCertFile, let key = options.tlsPrivateKeyFile { pair = [certificate, key] }
        return pair + [options.clientCAFile].compactMap { $0 }
    }

    private func texts() -> [String] { files.map { PodFiles.read($0) } }

    /// Works until it is cancelled.
    func run() async {
        var known = texts()
        // Changes of the directory of the certificate are noticed at once, others at the next look.
        let directory = options.tlsCertFile.map { $0.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } } ?? options.certDirectory
        while !Task.isCancelled {
            if let watch = DirectoryWatch(directory) {
                await watch.wait(upTo: Self.period, clock: clock)
                // Both files, certificate and key, are to be there.
                do { try await clock.sleep(for: .milliseconds(100)) } catch { return }
            } else {
                do { try await clock.sleep(for: Self.period) } catch { return }
            }
            let new = texts()
            guard new != known, !new.contains("") else { continue }
            do {
                try server.updateTLS(ServingCertificate(options: options, clock: clock).tls())
                known = new
                logger.info("serving certificate loaded anew")
            } catch {
                logger.warning("the new serving certificate cannot be used; the old one stays", metadata: ["error": "\(error)"])
            }
        }
    }
}
