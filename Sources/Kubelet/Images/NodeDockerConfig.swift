import Foundation
import KubernetesAPI
import Synchronization

/// The node's own logins for registries: the files that Docker's client writes, in the kubelet's directory, in the home
/// directory and in /. Read anew every five minutes. Safe to use from anywhere.
final class NodeDockerConfig: Sendable {
    private static let lifetime: Duration = .seconds(300)

    private let directories: [String]
    private let home: String
    private let clock: any WallClock
    private let known = Mutex<(at: Duration, credentials: PullCredentials)?>(nil)

    /// - Parameters:
    ///   - rootDirectory: the kubelet's.
    ///   - home: of the user that the kubelet runs as.
    init(rootDirectory: String, home: String, clock: any WallClock) {
        directories = [rootDirectory]
        self.home = home
        self.clock = clock
    }

    func credentials() -> PullCredentials {
        let now = clock.monotonic
        if let known = known.withLock({ $0 }), now - known.at < Self.lifetime { return known.credentials }
        let credentials = read()
        known.withLock { $0 = (now, credentials) }
        return credentials
    }

    /// The first file that can be read is the one, and `config.json` goes before the older `.dockercfg`.
    private func read() -> PullCredentials {
        var credentials = PullCredentials()
        for directory in directories + [home + "/.docker", "/.docker"] {
            guard let bytes = POSIXFiles.read(directory + "/config.json") else { continue }
            credentials.add(dockerConfigJSON: bytes, source: .node)
            if !credentials.isEmpty { return credentials }
        }
        for directory in directories + [home, ""] {
            guard let bytes = POSIXFiles.read(directory + "/.dockercfg") else { continue }
            credentials.add(dockercfg: bytes, source: .node)
            if !credentials.isEmpty { return credentials }
        }
        return credentials
    }
}
