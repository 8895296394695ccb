import ComponentServer
import HTTPServer
import KubernetesAPI
import KubernetesClient
import Logging
import NIOHTTP1

/// Who may ask the kubelet's server for what.
struct KubeletAccess: Sendable {
    /// What was decided about one request.
    enum Decision: Sendable, Equatable {
        case allowed
        /// With the text of the answer: 401, 403 or, when the API server cannot be asked, 500.
        case refused(status: Int, text: String)
    }

    let authenticator: DelegatedAuthenticator
    let authorizer: KubeletAuthorizer

    init(client: Client?, options: KubeletOptions, clock: any WallClock) {
        authenticator = DelegatedAuthenticator(
            tokens: options.serving.tokenWebhook ? client : nil, anonymous: options.anonymousAuth, ttl: options.serving.tokenWebhookCacheTTL, clock: clock)
        authorizer = KubeletAuthorizer(client: client, serving: options.serving, clock: clock)
    }

    /// Decides about a request; its certificates were verified by the TLS layer.
    func decide(_ request: HTTPRequest, node: String, logger: Logger) async -> Decision {
        let user: UserInfo?
        do {
            user = try await authenticator.authenticate(request)
        } catch {
            logger.warning("cannot find out who asks", metadata: ["error": "\(error)"])
            user = nil
        }
        guard let user else { return .refused(status: 401, text: "Unauthorized") }
        let attributes = KubeletRequestAttributes(method: request.method.rawValue, path: request.path, node: node)
        do {
            if try await authorizer.allows(user, attributes) { return .allowed }
        } catch {
            logger.warning("cannot ask who may do it", metadata: ["user": "\(user.username ?? "")", "error": "\(error)"])
            return .refused(
                status: 500,
                text: "Authorization error (user=\(user.username ?? ""), verb=\(attributes.verb), resource=nodes, subresource=\(attributes.subresources.first ?? ""))")
        }
        return .refused(
            status: 403,
            text: "Forbidden (user=\(user.username ?? ""), verb=\(attributes.verb), resource=nodes, subresource(s)=[\(attributes.subresources.joined(separator: " "))])\n")
    }
}
