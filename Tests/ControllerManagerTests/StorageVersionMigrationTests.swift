import APIServer
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization
import Testing

@testable import ControllerManager

/// storage-version-migrator-controller, with the rights that it has in a cluster.
@Suite(.timeLimit(.minutes(3))) struct StorageVersionMigrationTests {
    private typealias Migration = StoragemigrationV1beta1.StorageVersionMigration

    /// Keeps the patches that pass through it, and answers some itself.
    private final class Recorder: Transport {
        private let base: any Transport
        private let state = Mutex((patches: [JSONValue](), paths: [String](), refusals: [(path: String, status: Int)]()))

        init(base: any Transport) { self.base = base }

        var paths: [String] { state.withLock(\.paths) }
        var patches: [JSONValue] { state.withLock(\.patches) }

        /// The next patch of a path is refused.
        func refuse(_ path: String, _ status: Int) { state.withLock { $0.refusals.append((path, status)) } }

        func send(_ request: ClientRequest) async throws -> ClientResponse {
            guard request.method == "PATCH", let body = request.body else { return try await base.send(request) }
            let path = String(request.path.prefix { $0 != "?" })
            let refusal: Int? = try state.withLock { state in
                state.paths.append(path)
                state.patches.append(try JSONValue(parsing: body))
                guard let index = state.refusals.firstIndex(where: { $0.path == path }) else { return nil }
                return state.refusals.remove(at: index).status
            }
            if let refusal {
                let status: JSONValue = ["kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "no", "code": .int(Int64(refusal))]
                return ClientResponse(status: refusal, body: ClientBody(status.serialized()))
            }
            return try await base.send(request)
        }
    }

    private let served = ["storagemigration.k8s.io/v1beta1"]

    /// A cluster with the migrator, whose requests pass through a recorder.
    private func run(_ body: (TestCluster, Recorder) async throws -> Void) async throws {
        try await TestCluster.run(controllers: [StorageVersionMigrator.name], serving: served, options: { $0.identity = "" }) { cluster in
            var options = cluster.options
            options.identity = "a"
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            let account = APIUser(
                name: "system:serviceaccount:kube-system:storage-version-migrator-controller",
                groups: ["system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"])
            let recorder = Recorder(base: InProcessTransport(server: cluster.apiServer, user: account))
            let manager = ControllerManager(
                client: Client(transport: InProcessTransport(server: cluster.apiServer, user: APIUser(name: "system:kube-controller-manager", groups: ["system:authenticated"]))),
                clientForAccount: { _ in Client(transport: recorder) }, clock: cluster.clock, logger: logger, options: options)
            let task = Task { try? await manager.run() }
            var failure: (any Error)?
            do { try await body(cluster, recorder) } catch { failure = error }
            task.cancel()
            await task.value
            if let failure { throw failure }
        }
    }

    private func create(_ cluster: TestCluster, _ name: String, _ group: String, _ resource: String) async throws {
        let spec = StoragemigrationV1beta1.StorageVersionMigrationSpec(resource: .init(group: group, resource: resource))
        _ = try await cluster.client.create(Migration(metadata: ObjectMeta(name: name), spec: spec))
    }

    private func get(_ cluster: TestCluster, _ name: String) async throws -> Migration { try await cluster.client.get(Migration.self, name) }

    private func ends(_ cluster: TestCluster, _ name: String, step: Duration = .milliseconds(100)) async throws -> Migration {
        try await cluster.eventually("\(name) ends", step: step, nodeWorks: false) { try await get(cluster, name).isTerminal }
        return try await get(cluster, name)
    }

    private func secret(_ cluster: TestCluster, _ name: String) async throws -> Secret {
        var secret = Secret()
        secret.metadata.name = name
        secret.metadata.namespace = "default"
        secret.data = ["k": [1, 2, 3]]
        return try await cluster.client.create(secret)
    }

    private func path(_ name: String) -> String { "/api/v1/namespaces/default/secrets/\(name)" }

    @Test func everyObjectIsWrittenAgain() async throws {
        try await run { cluster, recorder in
            let before = [try await secret(cluster, "a"), try await secret(cluster, "b")]
            try await create(cluster, "secrets", "", "secrets")
            let migration = try await ends(cluster, "secrets")
            #expect(migration.status.conditions.map(\.type) == ["Running", "Succeeded"])
            #expect(migration.status.conditions.map(\.status) == ["False", "True"])
            #expect(migration.status.conditions.last?.reason == "StorageVersionMigrationSucceeded")
            let start = try #require(UInt64(migration.status.resourceVersion ?? ""))
            #expect(before.allSatisfy { UInt64($0.metadata.resourceVersion) ?? .max <= start })
            #expect(recorder.paths == [path("a"), path("b")])
            #expect(recorder.patches == before.map { secret in
                [
                    "apiVersion": "v1", "kind": "Secret",
                    "metadata": ["uid": .string(secret.metadata.uid), "resourceVersion": .string(secret.metadata.resourceVersion)],
                ]
            })
            // Nobody notices: they are what they were.
            for secret in before { #expect(try await cluster.client.get(Secret.self, secret.metadata.name, namespace: "default") == secret) }
            // What has ended is not done again.
            try await cluster.pass(.seconds(5), nodeWorks: false)
            #expect(recorder.paths.count == 2)
        }
    }

    /// Who changed or deleted an object meanwhile has migrated it; a server that is busy is asked again; what it refuses for good fails.
    @Test func conflictsAreNoFailures() async throws {
        try await run { cluster, recorder in
            for name in ["a", "b", "c"] { _ = try await secret(cluster, name) }
            recorder.refuse(path("a"), 409)
            recorder.refuse(path("b"), 503)
            recorder.refuse(path("b"), 429)
            recorder.refuse(path("c"), 404)
            try await create(cluster, "busy", "", "secrets")
            #expect(try await ends(cluster, "busy").isTrue("Succeeded"))
            #expect(recorder.paths.count { $0 == path("b") } == 3)
            recorder.refuse(path("b"), 422)
            try await create(cluster, "bad", "", "secrets")
            let bad = try await ends(cluster, "bad")
            #expect(bad.status.conditions.map(\.type) == ["Running", "Failed"])
            #expect(bad.status.conditions.first?.status == "False")
            #expect(bad.status.conditions.last?.reason == "StorageVersionMigrationFailed")
            #expect(bad.status.conditions.last?.message == "migration encountered unhandled error: no")
        }
    }

    @Test func whatCannotBeMigratedFails() async throws {
        try await run { cluster, recorder in
            try await create(cluster, "unknown", "example.com", "unicorns")
            try await create(cluster, "virtual", "authentication.k8s.io", "tokenreviews")
            let impossible = try await ends(cluster, "virtual")
            #expect(impossible.isTrue("Failed"))
            // It may come yet.
            #expect(try await get(cluster, "unknown").status.conditions.isEmpty)
            let since = cluster.clock.time.seconds
            let unknown = try await ends(cluster, "unknown", step: .seconds(1))
            #expect(unknown.status.conditions.map(\.message) == ["resource does not exist in discovery"])
            #expect(unknown.status.conditions.map(\.reason) == ["StorageVersionMigrationFailed"])
            #expect(cluster.clock.time.seconds >= since + 30)
            #expect(recorder.paths.isEmpty)
        }
    }

    /// Of two migrations of one resource the second waits for the first; of another resource none waits.
    @Test func oneAtATime() async throws {
        try await run { cluster, recorder in
            _ = try await secret(cluster, "a")
            // The first is held up.
            for _ in 0..<3 { recorder.refuse(path("a"), 503) }
            try await create(cluster, "first", "", "secrets")
            try await cluster.eventually("runs", nodeWorks: false) { try await !get(cluster, "first").status.conditions.isEmpty }
            try await create(cluster, "second", "", "secrets")
            try await create(cluster, "other", "apps", "deployments")
            #expect(try await ends(cluster, "other").isTrue("Succeeded"))
            #expect(try await ends(cluster, "second").isTrue("Succeeded"))
            let first = try await get(cluster, "first"), second = try await get(cluster, "second")
            #expect(first.isTrue("Succeeded"))
            #expect(UInt64(second.status.resourceVersion ?? "") ?? 0 > UInt64(first.status.resourceVersion ?? "") ?? .max)
        }
    }

    /// A custom resource's definition says that it is being migrated, and forgets the versions that nothing is stored in any more.
    @Test func theDefinitionIsTold() async throws {
        try await run { cluster, _ in
            let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
            func version(_ name: String, storage: Bool) -> JSONValue {
                ["name": .string(name), "served": true, "storage": .bool(storage), "schema": ["openAPIV3Schema": ["type": "object"]]]
            }
            var crd: JSONValue = [
                "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": ["name": "toys.example.com"],
                "spec": [
                    "group": "example.com", "scope": "Namespaced", "names": ["plural": "toys", "kind": "Toy"],
                    "versions": [version("v1", storage: true), version("v2", storage: false)],
                ],
            ]
            try await cluster.client.json("POST", path, body: crd)
            func current() async throws -> JSONValue { try await cluster.client.json("GET", "\(path)/toys.example.com") }
            func change(_ change: (inout JSONValue) -> Void) async throws {
                // Its own controllers write its status meanwhile.
                try await cluster.eventually("changed", nodeWorks: false) {
                    crd = try await current()
                    change(&crd)
                    try await cluster.client.json("PUT", "\(path)/toys.example.com", body: crd)
                    return true
                }
            }
            func condition() async throws -> [String] {
                let found = try await current()["status"]?["conditions"]?.array?.first { $0["type"]?.string == "StorageMigrating" }
                return ["status", "reason", "message"].map { found?[$0]?.string ?? "" }
            }
            func stored() async throws -> [String] { try await current()["status"]?["storedVersions"]?.array?.compactMap(\.string) ?? [] }
            try await change { $0["spec"]?["versions"] = [version("v1", storage: false), version("v2", storage: true)] }
            #expect(try await stored() == ["v1", "v2"])

            // As the controller does it, with its rights.
            let account = APIUser(
                name: "system:serviceaccount:kube-system:storage-version-migrator-controller",
                groups: ["system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"])
            let definition = MigratingDefinition(
                client: Client(transport: InProcessTransport(server: cluster.apiServer, user: account)), clock: cluster.clock)
            func settled(_ call: () async throws -> Void) async throws {
                try await cluster.eventually("applied", nodeWorks: false) {
                    try await call()
                    return true
                }
            }
            try await settled { try await definition.begin("m", group: "example.com", plural: "toys") }
            #expect(try await condition() == ["True", "MigrationRunning", "Migration m is running"])
            // The definition changed on the way: who knows what was stored.
            try await change { $0["spec"]?["names"]?["shortNames"] = ["ty"] }
            try await settled { try await definition.finish(succeeded: true, group: "example.com", plural: "toys") }
            #expect(try await condition() == [
                "False", "MigrationSucceeded", "The migration has succeeded but the stored versions have not been updated due to a generation mismatch",
            ])
            #expect(try await stored() == ["v1", "v2"])

            try await settled { try await definition.begin("m", group: "example.com", plural: "toys") }
            try await settled { try await definition.finish(succeeded: false, group: "example.com", plural: "toys") }
            #expect(try await condition() == ["False", "MigrationFailed", "The migration has failed"])
            try await settled { try await definition.begin("m", group: "example.com", plural: "toys") }
            try await settled { try await definition.finish(succeeded: true, group: "example.com", plural: "toys") }
            #expect(try await condition()[1] == "MigrationSucceeded")
            #expect(try await stored() == ["v2"])
        }
    }
}
