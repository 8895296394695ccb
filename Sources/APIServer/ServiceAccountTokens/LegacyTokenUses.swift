import JSON
import KubernetesAPI
import Synchronization

/// Notes on which day a token in a secret was last used, in the secret's label `kubernetes.io/legacy-token-last-used`: so that whoever
/// cleans up knows which ones nobody needs. Requests only leave word here; the labels are written beside them.
final class LegacyTokenUses: Sendable {
    static let lastUsed = "kubernetes.io/legacy-token-last-used"
    static let invalidSince = "kubernetes.io/legacy-token-invalid-since"

    private struct Use: Hashable {
        var namespace: String
        var secret: String
    }

    private let clock: any WallClock
    private let pending = Mutex<Set<Use>>([])

    init(clock: any WallClock) { self.clock = clock }

    private var today: String { String(clock.time.description.prefix(10)) }

    /// Takes note of a use of the secret's token.
    func note(_ secret: JSONValue, namespace: String, name: String) {
        if secret["metadata"]?["labels"]?[Self.lastUsed]?.string == today { return }
        pending.withLock { _ = $0.insert(Use(namespace: namespace, secret: name)) }
    }

    /// Writes what was noted.
    var step: BootstrapStep {
        BootstrapStep(hook: "apus/legacy-token-uses", period: .seconds(10)) { [self] client in
            let uses = pending.withLock { pending in
                defer { pending = [] }
                return pending
            }
            for use in uses {
                let labels: JSONValue = ["metadata": ["labels": .object([Self.lastUsed: .string(today)])]]
                _ = await client.send(
                    "PATCH", "/api/v1/namespaces/\(use.namespace)/secrets/\(use.secret)", labels, type: "application/merge-patch+json")
            }
            return true
        }
    }
}
