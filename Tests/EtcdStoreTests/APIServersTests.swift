import APIServer
import EtcdTesting
import JSON
import KubernetesAPI
import KubernetesClient
import Store
import Testing

@testable import EtcdStore

/// API servers on a real etcd.
@Suite(.enabled(if: hasEtcd, "etcd is not installed: apt-get install etcd-server")) struct APIServersTests {
    @Test func twoServersSeeEachOthersWritesInOrder() async throws {
        let etcd = try EtcdProcess()
        try etcd.start()
        try await Server.run(etcd) { (one) async throws in
            try await Server.run(etcd) { (two) async throws in
                let path = "/api/v1/namespaces/default/configmaps"
                let list = try await two.send("GET", path)
                let version = list.body["metadata"]?["resourceVersion"]?.string ?? ""
                async let watched = two.names(path + "?watch=true&resourceVersion=\(version)", count: 60)
                var expected: [String] = []
                for number in 0..<30 {
                    let (a, b) = ("a\(number)", "b\(number)")
                    #expect(try await one.send("POST", path, Server.configMap(a)).status == 201)
                    // What one server has acknowledged, the other shows at once.
                    #expect(try await two.send("GET", "\(path)/\(a)").status == 200)
                    #expect(try await two.send("POST", path, Server.configMap(a)).status == 409)
                    #expect(try await two.send("POST", path, Server.configMap(b)).status == 201)
                    expected += [a, b]
                }
                #expect(try await watched == expected)
                let lists = [try await one.send("GET", path), try await two.send("GET", path)]
                #expect(lists[0].body == lists[1].body && lists[0].body["items"]?.array?.count == 60)
            }
        }
    }

    @Test func recoversWhenEtcdWasKilled() async throws {
        let etcd = try EtcdProcess()
        try etcd.start()
        try await Server.run(etcd) { (server) async throws in
            let path = "/api/v1/namespaces/default/configmaps"
            #expect(try await server.send("POST", path, Server.configMap("before")).status == 201)
            let version = try await server.send("GET", path).body["metadata"]?["resourceVersion"]?.string ?? ""
            async let watched = server.names(path + "?watch=true&resourceVersion=\(version)", count: 1)
            #expect(try await server.send("GET", "/livez").status == 200)
            etcd.kill()
            #expect(try await server.send("GET", "/livez/etcd").status == 500)
            #expect(try await server.send("GET", "/readyz/etcd-readiness").status == 500)
            #expect(try await server.send("GET", "/livez/ping").status == 200)
            try etcd.start()
            #expect(try await eventually { try await server.send("GET", "/readyz").status == 200 })
            #expect(try await eventually { try await server.send("POST", path, Server.configMap("after")).status == 201 })
            #expect(try await server.send("GET", path + "/before").status == 200)
            // The client's watch did not notice.
            #expect(try await watched == ["after"])
        }
    }

    @Test func eventsAreUnderALease() async throws {
        let etcd = try EtcdProcess()
        try etcd.start()
        try await Server.run(etcd, configure: { $0.eventTTL = .seconds(2) }) { (server) async throws in
            let path = "/api/v1/namespaces/default/events"
            let event: JSONValue = [
                "apiVersion": "v1", "kind": "Event", "metadata": ["name": "e"], "involvedObject": ["kind": "Pod", "namespace": "default", "name": "p"],
                "reason": "Test", "message": "m", "type": "Normal",
            ]
            #expect(try await server.send("POST", path, event).status == 201)
            #expect(try await server.send("POST", "/api/v1/namespaces/default/configmaps", Server.configMap("stays")).status == 201)
            #expect(try await eventually { try await server.send("GET", path + "/e").status == 404 })
            #expect(try await server.send("GET", "/api/v1/namespaces/default/configmaps/stays").status == 200)
        }
    }

    @Test func compactedHistoryIsGone() async throws {
        let etcd = try EtcdProcess()
        try etcd.start()
        let store = try EtcdStore(etcd)
        let path = "/api/v1/namespaces/default/configmaps"
        var version = ""
        try await Server.run(etcd) { (server) async throws in
            #expect(try await server.send("POST", path, Server.configMap("a")).status == 201)
        }
        version = "\(try await store.currentRevision())"
        for number in 0..<50 { _ = try await store.create("/registry/other/\(number)", []) }
        try await store.compact(through: store.currentRevision())
        let old = version
        // A server that starts now knows nothing of the time before.
        try await Server.run(etcd) { (server) async throws in
            let watch = try await server.send("GET", path + "?watch=true&timeoutSeconds=5&resourceVersion=\(old)")
            #expect(watch.body["object"]?["code"]?.int == 410 || watch.body["code"]?.int == 410)
            let list = try await server.send("GET", path)
            #expect(list.body["items"]?.array?.contains { $0["metadata"]?["name"] == "a" } == true)
        }
        await store.close()
    }
}

/// An API server in this process, on an etcd.
private struct Server: Sendable {
    let transport: InProcessTransport

    static func run(
        _ etcd: EtcdProcess, configure: (inout APIServerOptions) -> Void = { _ in }, _ body: @Sendable (Server) async throws -> Void
    ) async throws {
        var options = APIServerOptions()
        options.etcdServers = "\(etcd.endpoint)"
        options.disableAdmissionPlugins = ["ServiceAccount"]
        configure(&options)
        let server = APIServer(options: options, logger: quiet, listens: false)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            try await server.waitUntilReady()
            let admin = APIUser(name: "admin", groups: ["system:masters", "system:authenticated"])
            try await body(Server(transport: InProcessTransport(server: server, user: admin)))
            group.cancelAll()
        }
    }

    func send(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> (status: Int, body: JSONValue) {
        let headers = [("Content-Type", "application/json"), ("User-Agent", "test/1")]
        let response = try await transport.send(ClientRequest(method: method, path: path, headers: headers, body: body?.serialized()))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return (response.status, (try? JSONValue(parsing: bytes)) ?? .string(String(decoding: bytes, as: UTF8.self)))
    }

    /// The names of the first objects that a watch tells of.
    func names(_ path: String, count: Int) async throws -> [String] {
        let response = try await transport.send(ClientRequest(method: "GET", path: path))
        var names: [String] = []
        var rest: [UInt8] = []
        for try await chunk in response.body {
            rest += chunk
            while let end = rest.firstIndex(of: 0x0A) {
                let event = try JSONValue(parsing: Array(rest[..<end]))
                rest.removeSubrange(...end)
                names.append(event["object"]?["metadata"]?["name"]?.string ?? "")
            }
            if names.count >= count { break }
        }
        return names
    }

    static func configMap(_ name: String) -> JSONValue {
        ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)], "data": ["a": "1"]]
    }
}
