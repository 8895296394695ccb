import KubernetesAPI
import KubernetesClient

/// storage-version-migrator-controller: for a StorageVersionMigration it writes every object of a resource again, so that all are stored in
/// the version, and with the encryption, that the API server uses now.
///
/// Of the migrations of one resource one runs at a time, the oldest first. Works where storagemigration.k8s.io/v1beta1 is served.
final class StorageVersionMigrator: Controller {
    typealias Migration = StoragemigrationV1beta1.StorageVersionMigration

    static let name = "storage-version-migrator-controller"
    private static let workers = 5
    /// How long a resource may be unknown, seconds: its definition may just have been made.
    private static let patience = 60

    /// What is migrated.
    struct Target: Hashable, Sendable, CustomStringConvertible {
        var group: String
        var plural: String

        init(_ migration: Migration) {
            group = migration.spec.resource.group
            plural = migration.spec.resource.resource
        }

        var description: String { group.isEmpty ? plural : "\(plural).\(group)" }
    }

    private let context: ControllerContext
    private let queue: WorkQueue<Target>
    private let discovery: Discovery
    private let pages: MigrationPages
    private let definitions: MigratingDefinition

    init(_ context: ControllerContext) {
        self.context = context
        queue = context.queue(of: Target.self)
        discovery = Discovery(client: context.client, clock: context.clock)
        pages = MigrationPages(client: context.client, manager: Self.name)
        definitions = MigratingDefinition(client: context.client, clock: context.clock)
    }

    func run() async throws {
        try await context.waitUntilServed(Migration.resource)
        let migrations = context.informers.informer(for: Migration.self)
        migrations.addHandler { [queue, pages] event in
            if case .deleted(let migration) = event { pages.forget(migration.metadata.uid) }
            queue.add(Target(event.object))
        }
        await context.work(Self.name, on: queue, workers: Self.workers) { [self] target in
            try await reconcile(target, migrations.list().filter { Target($0) == target && !$0.isTerminal })
        }
    }

    /// - Parameter waiting: the target's migrations that have not ended.
    private func reconcile(_ target: Target, _ waiting: [Migration]) async throws {
        guard let next = waiting.first(where: \.isRunning) ?? waiting.min(by: { $0.metadata.isOlder(than: $1.metadata) }) else { return }
        do {
            let migration = try await context.client.get(Migration.self, next.metadata.name)
            // Its end may not have reached the cache; when it does, the next one's turn has come.
            if migration.isTerminal || migration.metadata.uid != next.metadata.uid { return }
            try await migrate(migration, target)
        } catch let error as APIError where error.isNotFound {
            return
        } catch let error as APIError {
            guard let seconds = error.status.details?.retryAfterSeconds, seconds > 0 else { throw error }
            queue.add(target, after: .seconds(min(seconds, 3600)))
        }
    }

    private func migrate(_ migration: Migration, _ target: Target) async throws {
        guard let resource = try await find(target) else {
            let age = context.clock.time.seconds - (migration.metadata.creationTimestamp?.seconds ?? 0)
            if age < Self.patience { return queue.add(target, after: .seconds(5)) }
            return try await fail(migration, target, "resource does not exist in discovery")
        }
        guard resource.verbs.isSuperset(of: ["list", "patch"]) else {
            return try await fail(
                migration, target, "migration encountered unhandled error: the server does not allow to list and patch \(resource.groupResource)")
        }
        do {
            var migration = try await started(migration, resource)
            try await pages.migrate(resource, of: migration.metadata.uid, start: migration.status.resourceVersion ?? "")
            try await definitions.finish(succeeded: true, group: target.group, plural: target.plural)
            migration.succeed(now: context.clock.time)
            _ = try await context.client.updateStatus(migration)
            pages.forget(migration.metadata.uid)
        } catch let failure as MigrationPages.Failure {
            let now = try await context.client.get(Migration.self, migration.metadata.name)
            try await fail(now, target, "migration encountered unhandled error: \(failure.message)")
        }
    }

    /// The resource in its group's preferred version; nil when nobody serves it.
    private func find(_ target: Target) async throws -> DiscoveredResource? {
        func resource(_ answer: Discovery.Answer) -> DiscoveredResource? {
            answer.resources.first { $0.group == target.group && $0.plural == target.plural }
        }
        if let known = resource(try await discovery.answer()) { return known }
        let answer = try await discovery.answer(fresh: true)
        if let known = resource(answer) { return known }
        // A server that does not answer may have it.
        if let failure = answer.failures.first(where: { $0.key.hasPrefix(target.group + "/") }) { throw Unavailable(description: "\(failure.key): \(failure.value)") }
        return nil
    }

    private struct Unavailable: Error, CustomStringConvertible {
        let description: String
    }

    /// The migration with the condition Running and the resource version from which on objects are stored the new way.
    private func started(_ migration: Migration, _ resource: DiscoveredResource) async throws -> Migration {
        let isVersioned = !(migration.status.resourceVersion ?? "").isEmpty
        if migration.isRunning, isVersioned { return migration }
        var started = migration
        try await definitions.begin(migration.metadata.name, group: resource.group, plural: resource.plural)
        if !isVersioned { started.status.resourceVersion = try await pages.version(of: resource) }
        started.start(now: context.clock.time)
        return try await context.client.updateStatus(started)
    }

    private func fail(_ migration: Migration, _ target: Target, _ message: String) async throws {
        if migration.isRunning { try await definitions.finish(succeeded: false, group: target.group, plural: target.plural) }
        var failed = migration
        failed.fail(message, now: context.clock.time)
        _ = try await context.client.updateStatus(failed)
        pages.forget(migration.metadata.uid)
    }
}
