import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Testing

@testable import APIServer

@Suite struct AuditTests {
    /// Runs a server with a policy; gives the body's requests' events, but those of the server itself.
    private func events(
        _ policy: String, format: String = "json", _ body: @Sendable @escaping (TestServer) async throws -> Void
    ) async throws -> [String] {
        let directory = FileManager.default.temporaryDirectory.appending(path: "audit-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appending(path: "policy.yaml")
        let log = directory.appending(path: "log/audit.log")
        try ("apiVersion: audit.k8s.io/v1\nkind: Policy\n" + policy).write(to: file, atomically: true, encoding: .utf8)
        try await TestServer.run(configure: { options in
            options.auditPolicyFile = file.path
            options.auditLogPath = log.path
            options.auditLogFormat = format
        }, body)
        return try String(contentsOf: log, encoding: .utf8).split(separator: "\n").map(String.init).filter { !$0.contains("system:apiserver") }
    }

    private func json(_ line: String) throws -> JSONValue { try JSONValue(parsing: Array(line.utf8)) }

    @Test func theFirstRuleThatMatchesSaysHowMuchIsTold() async throws {
        let policy = """
            omitStages: [RequestReceived]
            rules:
            - level: None
              users: [alice]
              verbs: [list]
            - level: Metadata
              resources: [{group: "", resources: [secrets]}]
            - level: RequestResponse
              namespaces: [default]
              omitManagedFields: true
            - level: Request
              nonResourceURLs: ["/version*"]
            """
        let lines = try await events(policy) { server in
            let secret: JSONValue = ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s"], "stringData": ["password": "hunter2"]]
            _ = try await server.send("POST", "/api/v1/namespaces/default/secrets", secret)
            _ = try await server.send("POST", TestServer.configMaps, TestServer.configMap("c"))
            _ = try await server.acting(as: "alice").send("GET", TestServer.configMaps)
            _ = try await server.acting(as: "alice").send("GET", TestServer.configMaps + "/c")
            _ = try await server.send("GET", "/version")
            _ = try await server.send("GET", "/api")
            _ = try await server.events(TestServer.configMaps)
        }
        let told = try lines.map(json)
        #expect(told.map { "\($0.text("level")) \($0.text("stage")) \($0.text("verb")) \($0.text("requestURI").split(separator: "/").last ?? "")" } == [
            "Metadata ResponseComplete create secrets", "RequestResponse ResponseComplete create configmaps",
            "RequestResponse ResponseComplete get c", "Request ResponseComplete get version",
            "RequestResponse ResponseStarted watch configmaps?watch=true&timeoutSeconds=1",
            "RequestResponse ResponseComplete watch configmaps?watch=true&timeoutSeconds=1",
        ])
        #expect(!lines.joined().contains("hunter2"))
        #expect(told[0]["objectRef"] == ["resource": "secrets", "namespace": "default", "name": "s", "apiVersion": "v1"])
        #expect(told[0]["user"] == ["username": "admin", "groups": ["system:masters", "system:authenticated"]])
        #expect(told[0]["responseStatus"] == ["metadata": [:], "code": 201])
        #expect(told[0]["annotations"] == ["authorization.k8s.io/decision": "allow", "authorization.k8s.io/reason": ""])
        #expect(told[1]["requestObject"]?["data"] == ["a": "1"])
        #expect(told[1]["responseObject"]?["metadata"]?.text("name") == "c")
        #expect(told[1]["responseObject"]?["metadata"]?["managedFields"] == nil)
        #expect(told[2]["annotations"]?["authorization.k8s.io/decision"] == "forbid")
        #expect(told[2]["responseStatus"]?.text("reason") == "Forbidden")
        #expect(told[2]["responseStatus"]?["code"] == 403)
    }

    @Test func eventsOfOneRequestShareItsName() async throws {
        let lines = try await events("rules: [{level: Metadata, verbs: [get]}]") { server in
            let headers = [("Audit-ID", "my-request"), ("Impersonate-User", "dave"), ("X-Forwarded-For", "10.1.2.3")]
            let answer = try await server.transport.send(ClientRequest(method: "GET", path: TestServer.pods + "/x", headers: headers))
            let named = answer.headers.filter { $0.0.lowercased() == "audit-id" }.map { $0.1 }
            #expect(named == ["my-request"])
        }
        let told = try lines.map(json)
        #expect(told.map { $0.text("stage") } == ["RequestReceived", "ResponseComplete"])
        #expect(told.map { $0.text("auditID") } == ["my-request", "my-request"])
        #expect(told[1]["user"]?.text("username") == "admin")
        #expect(told[1]["impersonatedUser"]?.text("username") == "dave")
        #expect(told[1]["sourceIPs"] == ["10.1.2.3", "127.0.0.1"])
    }

    @Test func theLegacyFormatIsALineOfWords() async throws {
        let lines = try await events("rules: [{level: Metadata, verbs: [get]}]", format: "legacy") { server in
            _ = try await server.send("GET", TestServer.pods + "/x")
        }
        #expect(lines.count == 2)
        #expect(lines.last?.contains(#"stage="ResponseComplete" ip="127.0.0.1" method="get" user="admin" groups="system:masters","system:authenticated" as="<self>" asgroups="<lookup>" user-agent="test/1" namespace="default" uri="/api/v1/namespaces/default/pods/x" response="404""#) == true)
    }

    @Test(arguments: [
        ("kind: Policy\napiVersion: audit.k8s.io/v1", "loaded illegal policy with 0 rules"),
        ("kind: Policy\napiVersion: audit.k8s.io/v1\nrules: [{level: Some}]", #"rules[0].level: Unsupported value: "Some""#),
        ("kind: Pod\napiVersion: v1", "it is not of kind Policy in audit.k8s.io/v1"),
    ])
    func aBadPolicyIsRefused(text: String, complaint: String) throws {
        let error = #expect(throws: AuditPolicy.Invalid.self) { try AuditPolicy(YAMLReader.parse(Array(text.utf8))) }
        #expect(error?.description == complaint)
    }

    @Test func aFullLogIsPutAsideAndOldOnesGo() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "audit-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let clock = ManualClock(start: Instant(seconds: 1_704_067_200))
        var limits = AuditLog.Limits()
        limits.maximumSize = 1
        limits.maximumBackups = 2
        let log = try AuditLog(path: directory.appending(path: "audit.log").path, limits: limits, clock: clock, logger: Logger(label: "test"))
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 600_000)
        for _ in 0..<5 {
            log.write(line)
            clock.advance(by: .seconds(1))
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
        #expect(files == ["audit-2024-01-01T00-00-03.000.log", "audit-2024-01-01T00-00-04.000.log", "audit.log"])
    }
}
