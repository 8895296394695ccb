import JSON
import Testing

@testable import APIServer

@Suite struct AuthorizationTests {
    private let authorizer = AuthorizerChain([PrivilegedGroups()])
    private let alice = APIUser(name: "alice", uid: "2", groups: ["dev", "system:authenticated"])
    private let admin = APIUser(name: "admin", groups: ["system:masters", "system:authenticated"])

    private func allows(_ attributes: RequestAttributes) async -> Bool {
        if case .allow = await authorizer.authorize(attributes) { true } else { false }
    }

    @Test func refusalsAreToldInKubernetesWords() async {
        let list = RequestAttributes(user: alice, verb: "list", resource: "pods", namespace: "default")
        #expect(await allows(RequestAttributes(user: admin, verb: "list", resource: "pods")))
        #expect(await !allows(list))
        #expect(AuthorizerChain.forbidden(list, reason: "").message
            == #"pods is forbidden: User "alice" cannot list resource "pods" in API group "" in the namespace "default""#)
        #expect(AuthorizerChain.forbidden(RequestAttributes(user: alice, verb: "get", isResourceRequest: false, path: "/metrics"), reason: "").message
            == #"forbidden: User "alice" cannot get path "/metrics""#)
    }

    @Test func rulesMatchSubresourcesNamesAndPaths() {
        let rule = PolicyRule(verbs: ["get"], apiGroups: [""], resources: ["pods/log", "*/scale"], resourceNames: ["a"])
        func request(_ resource: String, _ subresource: String, _ name: String) -> RequestAttributes {
            RequestAttributes(user: alice, verb: "get", resource: resource, subresource: subresource, name: name)
        }
        #expect(rule.allows(request("pods", "log", "a")))
        #expect(!rule.allows(request("pods", "log", "b")))
        #expect(!rule.allows(request("pods", "", "a")))
        #expect(rule.allows(request("widgets", "scale", "a")))
    }

    @Test func reviewsAnswerForReal() async throws {
        let tokens = try TokenFileAuthenticator(csv: "alice-token,alice,2,dev")
        let reviews = SubjectReviews(authenticator: AuthenticatorChain(requests: [], tokens: [tokens], audiences: ["api"]), authorizer: authorizer, resolvers: [])
        func answer(_ kind: String, _ spec: String) async throws -> JSONValue {
            try await reviews.answer(kind: kind, object: json(#"{"spec":\#(spec)}"#), namespace: "", user: alice, time: "2024-01-01T00:00:00Z")
        }
        #expect(try await answer("TokenReview", #"{"token":"alice-token"}"#)["status"]
            == json(#"{"authenticated":true,"user":{"username":"alice","uid":"2","groups":["dev","system:authenticated"]},"audiences":["api"]}"#))
        #expect(try await answer("TokenReview", #"{"token":"wrong"}"#)["status"] == json(#"{"user":{},"error":"invalid bearer token"}"#))
        #expect(try await answer("SelfSubjectAccessReview", #"{"resourceAttributes":{"verb":"list","resource":"pods"}}"#)["status"] == json(#"{"allowed":false}"#))
        #expect(try await answer("SubjectAccessReview", #"{"user":"x","groups":["system:masters"],"nonResourceAttributes":{"verb":"get","path":"/metrics"}}"#)["status"]
            == json(#"{"allowed":true}"#))
        #expect(try await answer("SelfSubjectReview", "{}")[path: ["status", "userInfo", "username"]] == "alice")
        await #expect(throws: APIStatusError.self) { try await answer("TokenReview", "{}") }
        await #expect(throws: APIStatusError.self) { try await answer("SelfSubjectAccessReview", "{}") }
    }
}
