import Foundation
import KubernetesAPI
import KubernetesClient
import Synchronization

/// The certificates of cluster trust bundles, for projected volumes. What was read serves for a while. Safe to use from any task.
final class TrustBundles: Sendable {
    typealias Bundle = CertificatesV1beta1.ClusterTrustBundle

    private struct Known {
        var bundles: [Bundle]
        var readAt: Duration
    }

    private let client: Client
    private let clock: any WallClock
    private let known = Mutex<[String: Known]>([:])
    private static let maxAge: Duration = .seconds(60)

    init(client: Client, clock: any WallClock) {
        self.client = client
        self.clock = clock
    }

    /// The certificates of the bundles that a projection selects, each once, as PEM.
    /// - Throws: `VolumeFileError` when there are none and they are not optional.
    func certificates(_ source: ClusterTrustBundleProjection) async throws -> [UInt8] {
        let isOptional = source.optional == true
        if let name = source.name, !name.isEmpty {
            let bundles = try await read("metadata.name=\(name)")
            if bundles.isEmpty && !isOptional {
                throw VolumeFileError("clustertrustbundles.certificates.k8s.io \"\(name)\" not found")
            }
            return Self.merged(bundles)
        }
        guard let signer = source.signerName, !signer.isEmpty else {
            throw VolumeFileError("ClusterTrustBundle source should specify one of name or signerName")
        }
        // No selector selects nothing; an empty one everything of the signer.
        let selector = try source.labelSelector.map { try Selector($0) }
        let all = try await read("spec.signerName=\(signer)")
        let chosen = selector.map { selector in all.filter { selector.matches($0.metadata.labels) } } ?? []
        if chosen.isEmpty && !isOptional {
            throw VolumeFileError("combination of signerName and labelSelector matched zero ClusterTrustBundles")
        }
        return Self.merged(chosen)
    }

    private func read(_ selector: String) async throws -> [Bundle] {
        let now = clock.monotonic
        if let entry = known.withLock({ $0[selector] }), now - entry.readAt < Self.maxAge { return entry.bundles }
        let list: ObjectList<Bundle>
        do {
            list = try await client.list(namespace: nil, options: ListOptions(fieldSelector: selector))
        } catch let error as APIError where error.isNotFound {
            throw VolumeFileError("the API server does not serve cluster trust bundles")
        }
        known.withLock { known in
            known = known.filter { now - $0.value.readAt < Self.maxAge }
            known[selector] = Known(bundles: list.items, readAt: now)
        }
        return list.items
    }

    /// Every certificate once, in an order that does not tell which bundle it is of.
    static func merged(_ bundles: [Bundle]) -> [UInt8] {
        let begin = "-----BEGIN CERTIFICATE-----"
        let end = "-----END CERTIFICATE-----"
        var bodies: Set<String> = []
        for bundle in bundles {
            for part in bundle.spec.trustBundle.components(separatedBy: begin).dropFirst() {
                guard let stop = part.range(of: end) else { continue }
                bodies.insert(part[..<stop.lowerBound].split(whereSeparator: \.isWhitespace).joined(separator: "\n"))
            }
        }
        return Array(bodies.sorted().map { "\(begin)\n\($0)\n\(end)\n" }.joined().utf8)
    }
}
