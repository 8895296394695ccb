import KubernetesAPI
import Logging
import ServiceLifecycle
import Synchronization

/// Makes informers and runs them; whoever asks for the same kind gets the same informer.
///
/// Safe to use from any task. Informers that are asked for before `run()` start with it, later ones at once.
public final class InformerFactory: Sendable, ServiceLifecycle.Service {
    private struct Kind: Hashable {
        var type: ObjectIdentifier
        var namespace: String?
        var fieldSelector: String?
    }

    private struct Entry {
        var informer: any Sendable
        var waitForSync: @Sendable () async throws -> Void
    }

    private let client: Client
    private let clock: any WallClock
    private let logger: Logger
    private let kindsMayBeAbsent: Bool
    private let random: @Sendable () -> Double
    private let entries = Mutex<[Kind: Entry]>([:])
    private let runs: AsyncStream<@Sendable () async -> Void>
    private let start: AsyncStream<@Sendable () async -> Void>.Continuation

    /// - Parameter kindsMayBeAbsent: whether informers go on without objects of a kind that the cluster does not serve, as an older
    ///   API server may not; those that are said to be required wait for ever.
    public init(
        client: Client, clock: any WallClock, logger: Logger, kindsMayBeAbsent: Bool = false,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.client = client
        self.clock = clock
        self.logger = logger
        self.kindsMayBeAbsent = kindsMayBeAbsent
        self.random = random
        (runs, start) = AsyncStream.makeStream()
    }

    /// The informer of a kind, of all objects or of those in a namespace and with certain fields.
    /// - Parameters:
    ///   - isRequired: whether nothing can be done without the kind; counts for the first who asks.
    ///   - isOptional: whether it can be done without, where the cluster does not serve the kind or does not let us see it; counts for
    ///     the first who asks.
    public func informer<T: KubernetesObject>(
        for type: T.Type = T.self, fieldSelector: String? = nil, namespace: String? = nil, isRequired: Bool = false, isOptional: Bool = false
    ) -> Informer<T> {
        let kind = Kind(type: ObjectIdentifier(T.self), namespace: namespace, fieldSelector: fieldSelector)
        let (informer, isNew): (Informer<T>, Bool) = entries.withLock { entries in
            if let known = entries[kind]?.informer as? Informer<T> { return (known, false) }
            let informer = Informer<T>(
                client: client, namespace: namespace, fieldSelector: fieldSelector, mayBeAbsent: isOptional || kindsMayBeAbsent && !isRequired,
                mayBeHidden: isOptional, clock: clock, logger: logger, random: random)
            entries[kind] = Entry(informer: informer, waitForSync: { try await informer.waitForSync() })
            return (informer, true)
        }
        if isNew { start.yield { await informer.run() } }
        return informer
    }

    /// Runs the informers until the task is cancelled or the service group shuts down. To be called once.
    public func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await run in runs { group.addTask { await run() } }
                group.cancelAll()
            }
        } onCancelOrGracefulShutdown: {
            self.start.finish()
        }
    }

    /// Returns when every informer that there is has its first list.
    public func waitForSync() async throws {
        let waits = entries.withLock { $0.values.map(\.waitForSync) }
        for wait in waits { try await wait() }
    }
}
