import ComponentServer
import HTTPServer
@testable import Kubelet
import KubernetesAPI
import KubernetesClient
import Logging
import NIOHTTP1
import Synchronization
import Testing

/// Who gets into the kubelet's server, without certificates (for those see KubeletServerTests).
struct KubeletAccessTests {
    private let logger = Logger(label: "test")

    private func access(_ reviews: Reviews?, _ change: (inout KubeletOptions) -> Void = { _ in }) -> KubeletAccess {
        var options = KubeletOptions(nodeName: "node-1")
        change(&options)
        return KubeletAccess(client: reviews.map { Client(transport: $0) }, options: options, clock: SystemClock())
    }

    private func decide(_ access: KubeletAccess, _ path: String, token: String? = nil, method: HTTPMethod = .GET) async -> KubeletAccess.Decision {
        var headers = HTTPHeaders()
        if let token { headers.add(name: "authorization", value: "Bearer \(token)") }
        return await access.decide(HTTPRequest(method: method, uri: path, headers: headers), node: "node-1", logger: logger)
    }

    private func refusal(_ verb: String, _ subresources: String, user: String = "reader") -> KubeletAccess.Decision {
        .refused(status: 403, text: "Forbidden (user=\(user), verb=\(verb), resource=nodes, subresource(s)=[\(subresources)])\n")
    }

    @Test func tokensAreReviewedAndAnswersRemembered() async {
        let reviews = Reviews()
        let access = access(reviews)
        for _ in 0..<3 { #expect(await decide(access, "/metrics/cadvisor", token: "good") == .allowed) }
        #expect(await decide(access, "/metrics", token: "bad") == .refused(status: 401, text: "Unauthorized"))
        #expect(await decide(access, "/metrics", token: "bad") == .refused(status: 401, text: "Unauthorized"))
        #expect(await decide(access, "/metrics") == .refused(status: 401, text: "Unauthorized"))
        #expect(reviews.tokens.withLock { $0 } == 2)
        #expect(reviews.questions.withLock { $0 } == 1)
    }

    @Test(arguments: [
        ("/stats/summary", "GET", "get", "stats"), ("/logs/", "GET", "get", "log"), ("/checkpoint/a/b/c", "POST", "create", "checkpoint"),
        ("/exec/a/b/c", "POST", "create", "proxy"), ("/containerLogs/a/b/c", "GET", "get", "proxy"), ("/pods", "GET", "get", "pods proxy"),
        ("/runningpods/", "GET", "get", "pods proxy"), ("/healthz", "GET", "get", "healthz proxy"), ("/configz", "GET", "get", "configz proxy"),
        ("/statsx", "DELETE", "delete", "proxy"),
    ])
    func pathsNeedTheRightsThatKubernetesGivesThem(path: String, method: String, verb: String, subresources: String) async {
        let decision = await decide(access(Reviews()), path, token: "good", method: HTTPMethod(rawValue: method))
        #expect(decision == refusal(verb, subresources))
    }

    @Test func aFineGrainedRightOrTheOldOneIsEnough() async throws {
        let authorizer = access(Reviews()).authorizer
        let pods = KubeletRequestAttributes(method: "GET", path: "/pods", node: "node-1")
        #expect(try await authorizer.allows(UserInfo(username: "lister"), pods))
        #expect(try await authorizer.allows(UserInfo(username: "old"), pods))
        #expect(try await !authorizer.allows(UserInfo(username: "reader"), pods))
        #expect(try await !authorizer.allows(UserInfo(username: "lister"), KubeletRequestAttributes(method: "GET", path: "/configz", node: "node-1")))
    }

    @Test func anonymousAndAlwaysAllow() async {
        let anonymous = access(Reviews()) { $0.anonymousAuth = true }
        #expect(await decide(anonymous, "/pods") == refusal("get", "pods proxy", user: "system:anonymous"))
        let open = access(Reviews()) {
            $0.anonymousAuth = true
            $0.serving.authorization = .alwaysAllow
        }
        #expect(await decide(open, "/exec/a/b/c", method: .POST) == .allowed)
        let noWebhook = access(Reviews()) { $0.serving.tokenWebhook = false }
        #expect(await decide(noWebhook, "/metrics", token: "good") == .refused(status: 401, text: "Unauthorized"))
    }

    @Test func anAPIServerThatIsAwayLetsNobodyInButThoseItLetInBefore() async throws {
        let reviews = Reviews()
        let access = access(reviews)
        #expect(await decide(access, "/metrics", token: "good") == .allowed)
        reviews.isUp.withLock { $0 = false }
        #expect(await decide(access, "/metrics", token: "good") == .allowed)
        #expect(await decide(access, "/stats/summary", token: "good")
            == .refused(status: 500, text: "Authorization error (user=reader, verb=get, resource=nodes, subresource=stats)"))
        #expect(await decide(access, "/metrics", token: "other") == .refused(status: 401, text: "Unauthorized"))
        // Without any API server only those whom none would refuse come in.
        let alone = self.access(nil).authorizer
        let pods = KubeletRequestAttributes(method: "GET", path: "/pods", node: "node-1")
        #expect(try await alone.allows(UserInfo(username: "root", groups: ["system:masters"]), pods))
        #expect(try await !alone.allows(UserInfo(username: "other"), pods))
    }
}
