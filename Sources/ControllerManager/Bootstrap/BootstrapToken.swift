import KubernetesAPI
import KubernetesClient

/// A token by which nodes join, in a secret of kube-system of the type `bootstrap.kubernetes.io/token`.
struct BootstrapToken: Equatable, Sendable {
    static let secretType = "bootstrap.kubernetes.io/token"
    static let namePrefix = "bootstrap-token-"

    /// Six letters, public.
    var id: String
    /// Sixteen letters.
    var secret: String

    /// The token that may sign; nil for one that is not meant for that, has expired, or is none.
    init?(signing secret: Secret, now: Time) {
        let texts = secret.data.mapValues { String(decoding: $0, as: UTF8.self) }
        guard secret.type == Self.secretType, secret.metadata.name.hasPrefix(Self.namePrefix), !secret.metadata.isBeingDeleted,
            let id = texts["token-id"], !id.isEmpty, secret.metadata.name == Self.namePrefix + id,
            let key = texts["token-secret"], !key.isEmpty, texts["usage-bootstrap-signing"] == "true"
        else { return nil }
        if case .expired = Self.expiration(secret, now: now) { return nil }
        self.id = id
        self.secret = key
    }

    enum Expiration: Equatable {
        case never
        /// In so many seconds.
        case after(Int64)
        case expired
    }

    /// When the token ends. One whose time cannot be read has ended: it must not live for ever by a slip of the pen.
    static func expiration(_ secret: Secret, now: Time) -> Expiration {
        guard let text = secret.data["expiration"].map({ String(decoding: $0, as: UTF8.self) }), !text.isEmpty else { return .never }
        guard let end = Time(text), end.seconds > now.seconds else { return .expired }
        return .after(end.seconds &- now.seconds)
    }
}
