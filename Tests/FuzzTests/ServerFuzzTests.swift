import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import NIOCore
import Store
import Testing

@testable import APIServer

/// Whole requests against a whole API server: whatever comes, there is an answer, and it is not "500".
@Suite(.timeLimit(.minutes(30))) struct ServerFuzzTests {
    private struct Request {
        var method: String
        var path: String
        var type = "application/json"
        var body = ""
    }

    private static let requests = [
        Request(method: "POST", path: "/api/v1/namespaces/default/pods?fieldValidation=Strict&dryRun=All", body: #"{"metadata":{"generateName":"p-"},"spec":{"containers":[{"name":"c","image":"i","resources":{"limits":{"cpu":"1"}}}]}}"#),
        Request(method: "POST", path: "/api/v1/namespaces/default/services", body: #"{"metadata":{"generateName":"s-"},"spec":{"type":"NodePort","ports":[{"port":80,"targetPort":"http","nodePort":0,"protocol":"TCP"}],"selector":{"a":"b"}}}"#),
        Request(method: "POST", path: "/apis/apps/v1/namespaces/default/deployments", body: #"{"metadata":{"generateName":"d-"},"spec":{"replicas":1,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}"#),
        Request(method: "PATCH", path: "/api/v1/namespaces/default/configmaps/c?fieldManager=m&force=true", type: "application/apply-patch+yaml", body: "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n"),
        Request(method: "PATCH", path: "/api/v1/namespaces/default/configmaps/c", type: "application/json-patch+json", body: #"[{"op":"add","path":"/data/x","value":"y"}]"#),
        Request(method: "PATCH", path: "/api/v1/namespaces/default/configmaps/c", type: "application/strategic-merge-patch+json", body: #"{"data":{"a":null},"metadata":{"finalizers":["a/b"],"$deleteFromPrimitiveList/finalizers":["a/b"]}}"#),
        Request(method: "PUT", path: "/api/v1/namespaces/default/configmaps/c", type: "application/yaml", body: "metadata:\n  name: c\n  resourceVersion: \"1\"\ndata: {a: b}\n"),
        Request(method: "DELETE", path: "/api/v1/namespaces/default/configmaps?labelSelector=a%3Db&propagationPolicy=Foreground", body: #"{"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":0,"preconditions":{"uid":"x"}}"#),
        Request(method: "GET", path: "/api/v1/pods?limit=1&continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiJhIn0&resourceVersionMatch=Exact&resourceVersion=1&fieldSelector=spec.nodeName%3Da"),
        Request(method: "GET", path: "/api/v1/namespaces/default/configmaps?watch=1&timeoutSeconds=1&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"),
        Request(method: "POST", path: "/apis/authorization.k8s.io/v1/subjectaccessreviews", body: #"{"spec":{"user":"u","groups":["g"],"resourceAttributes":{"verb":"get","resource":"pods","namespace":"n"}}}"#),
        Request(method: "POST", path: "/apis/rbac.authorization.k8s.io/v1/clusterroles", body: #"{"metadata":{"generateName":"r-"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}],"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"a":"b"}}]}}"#),
        Request(method: "POST", path: "/apis/certificates.k8s.io/v1/certificatesigningrequests", body: #"{"metadata":{"generateName":"c-"},"spec":{"request":"LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIWg==","signerName":"kubernetes.io/kube-apiserver-client","usages":["client auth"]}}"#),
    ]

    /// Parts of requests between which there is a byte that no mutation is likely to need.
    private static func bytes(_ request: Request) -> [UInt8] {
        Array([request.method, request.path, request.type, request.body].joined(separator: "\u{1}").utf8)
    }

    @Test func requests() async throws {
        let server = APIServer(
            options: {
                var options = APIServerOptions()
                options.disableAdmissionPlugins = ["ServiceAccount"]
                return options
            }(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, store: MemoryStore(), listens: false)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            try await server.waitUntilReady()
            let transport = InProcessTransport(server: server, user: APIUser(name: "admin", groups: ["system:masters", "system:authenticated"]))
            try await Fuzzer.run(
                1000, seeds: Self.requests.map(Self.bytes),
                words: ["/status", "/scale", "/eviction", "?watch=true", "&", "%00", "%2F", "..", "//", "limit=-1", "null", "[", "{", "\u{1}", #""a":"#]
            ) { input in
                let parts = input.split(separator: 1, maxSplits: 3, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
                guard parts.count == 4 else { return }
                var path = parts[1]
                // A watch must end by itself.
                if path.contains("watch") { path += (path.contains("?") ? "&" : "?") + "timeoutSeconds=1" }
                let method = ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(parts[0]) ? parts[0] : "GET"
                let response = try await transport.send(
                    ClientRequest(method: method, path: path, headers: [("Content-Type", parts[2])], body: Array(parts[3].utf8)))
                let status = response.status
                // A watch may say nothing for a second, and has answered with its status.
                let isStream = status < 400 && path.contains("watch")
                let body = isStream ? [] : try await response.body.collect(upTo: 64 << 20)
                let text = String(decoding: body.prefix(600), as: UTF8.self)
                // Kubernetes itself answers so when an applied field is not in the schema.
                let isKnown = text.contains("failed to create typed patch object")
                #expect(status != 500 || isKnown, "\(method) \(path) \(parts[2]) \(parts[3].prefix(300)): \(text)")
            }
            group.cancelAll()
        }
    }
}
