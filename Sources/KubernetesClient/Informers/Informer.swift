import KubernetesAPI
import Logging
import Synchronization

/// Keeps a local copy of a kind's objects: lists them, watches them, and comes back for ever when the connection breaks.
///
/// Safe to use from any task. Made by an `InformerFactory`, which also runs it. Handlers are called one after another, in
/// the order of the changes; they should only put keys into a queue.
public final class Informer<T: KubernetesObject>: Sendable {
    private let client: Client
    private let namespace: String?
    private let fieldSelector: String?
    private let clock: any WallClock
    private let random: @Sendable () -> Double
    private let logger: Logger
    private let cache = InformerCache<T>()
    private let synced = Gate()
    private let mayBeAbsent: Bool
    private let mayBeHidden: Bool

    /// How many objects one page of a list holds.
    private static var pageSize: Int { 500 }

    /// - Parameters:
    ///   - mayBeAbsent: whether a kind that the cluster does not serve counts as one without objects; it is asked for again now and then,
    ///     for the cluster may come to serve it. Otherwise nothing is in sync before it is served.
    ///   - mayBeHidden: whether the same holds for a kind that we are forbidden to list: before its kind is served, nobody may have given
    ///     us the right.
    ///   - random: draws numbers between 0 and 1.
    public init(
        client: Client, namespace: String? = nil, fieldSelector: String? = nil, mayBeAbsent: Bool = false, mayBeHidden: Bool = false,
        clock: any WallClock, logger: Logger, random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.client = client
        self.namespace = namespace
        self.fieldSelector = fieldSelector
        self.mayBeAbsent = mayBeAbsent
        self.mayBeHidden = mayBeHidden
        self.clock = clock
        self.random = random
        self.logger = logger
    }

    // MARK: Reading

    public func get(_ name: String, namespace: String? = nil) -> T? { cache[ObjectKey(namespace: namespace ?? "", name: name)] }

    public func get(_ key: ObjectKey) -> T? { cache[key] }

    /// The objects of a namespace, or with none given all of them; in no particular order.
    public func list(namespace: String? = nil) -> [T] { cache.list(namespace: namespace) }

    public func list(namespace: String? = nil, selector: Selector) -> [T] {
        list(namespace: namespace).filter { selector.matches($0.metadata.labels) }
    }

    /// Adds an index: each object is found under each of the keys that `keys` gives for it.
    public func addIndex(_ name: String, _ keys: @escaping @Sendable (T) -> [String]) { cache.addIndex(name, keys) }

    public func indexed(_ index: String, _ key: String) -> [T] { cache.indexed(index, key) }

    /// Adds a handler for changes. What is there already comes first, as additions.
    public func addHandler(_ handler: @escaping @Sendable (InformerEvent<T>) -> Void) { cache.addHandler(handler) }

    /// Whether the first list has arrived, or is not to be expected.
    public var hasSynced: Bool { synced.isOpen }

    /// Returns when the first list has arrived; throws `CancellationError` when the task is cancelled before.
    public func waitForSync() async throws { try await synced.wait() }

    // MARK: Running

    /// Lists and watches until the task is cancelled.
    public func run() async {
        var backoff = Backoff(first: .milliseconds(800), last: .seconds(30))
        var resume: String?
        while !Task.isCancelled {
            do {
                if resume == nil {
                    let (objects, version) = try await listAll()
                    cache.replace(with: objects)
                    resume = version
                    synced.open()
                }
                let started = clock.monotonic
                let events = try await watch(from: &resume) { backoff.reset() }
                // A watch that ends at once is not to be asked for again at once.
                if events > 0 || clock.monotonic - started >= .seconds(1) { continue }
            } catch is CancellationError {
                return
            } catch let error as APIError {
                if Task.isCancelled { return }
                if !error.isTransient { resume = nil }
                if (mayBeAbsent && error.isNotFound) || (mayBeHidden && error.isForbidden) {
                    if !synced.isOpen { logger.notice("the cluster does not serve a kind: going on without", metadata: ["resource": "\(T.resource.plural)"]) }
                    synced.open()
                } else {
                    logger.warning("cannot list or watch", metadata: ["resource": "\(T.resource.plural)", "error": "\(error)"])
                }
            } catch {
                if Task.isCancelled { return }
                logger.info("lost the API server", metadata: ["resource": "\(T.resource.plural)", "error": "\(error)"])
            }
            do { try await clock.sleep(for: backoff.next(random: random())) } catch { return }
        }
    }

    private func listAll() async throws -> ([T], String) {
        var options = ListOptions(fieldSelector: fieldSelector, limit: Self.pageSize)
        var page: ObjectList<T> = try await client.list(namespace: namespace, options: options)
        var objects = page.items
        while let token = Self.nonEmpty(page.metadata.continue) {
            options.continue = token
            do {
                page = try await client.list(namespace: namespace, options: options)
            } catch let error as APIError where error.isGone {
                // The snapshot was compacted away between two pages: take the whole list at once.
                page = try await client.list(namespace: namespace, options: ListOptions(fieldSelector: fieldSelector))
                objects = []
            }
            objects += page.items
        }
        return (objects, Self.nonEmpty(page.metadata.resourceVersion) ?? "0")
    }

    private static func nonEmpty(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }

    /// Watches until the watch ends, and returns how many events came. Moves `resume` on with each of them, to nil when the
    /// server says that it is too old and a list is needed.
    private func watch(from resume: inout String?, onEvent: () -> Void) async throws -> Int {
        var events = 0
        // Between 5 and 10 minutes, so that the watches of many clients end at different times.
        let timeout = 300 + Int(300 * min(max(random(), 0), 1))
        let options = ListOptions(
            fieldSelector: fieldSelector, resourceVersion: resume, timeoutSeconds: timeout, allowWatchBookmarks: true)
        do {
            let stream: AsyncThrowingStream<WatchEvent<T>, any Error> = try await client.watch(namespace: namespace, options: options)
            for try await event in stream {
                switch event {
                case .added(let object), .modified(let object):
                    resume = Self.nonEmpty(object.metadata.resourceVersion) ?? resume
                    cache.upsert(object)
                case .deleted(let object):
                    resume = Self.nonEmpty(object.metadata.resourceVersion) ?? resume
                    cache.remove(ObjectKey(object.metadata), last: object)
                case .bookmark(let version):
                    // A server whose history went back, as one restored from a backup, has nothing to tell until it has
                    // caught up: what it holds now has to be listed.
                    if let now = UInt64(version), let known = resume.flatMap({ UInt64($0) }), now < known {
                        resume = nil
                        return events
                    }
                    resume = Self.nonEmpty(version) ?? resume
                case .error(let status):
                    throw APIError(status: status)
                }
                events += 1
                onEvent()
            }
        } catch let error as APIError {
            guard error.isGone else { throw error }
            logger.debug("watch is too old", metadata: ["resource": "\(T.resource.plural)", "resourceVersion": "\(resume ?? "")"])
            resume = nil
        } catch is CancellationError {
            throw CancellationError()
        } catch where events > 0 {
            // The connection broke on the way: go on from the last event.
            logger.debug("watch ended", metadata: ["resource": "\(T.resource.plural)", "error": "\(error)"])
        }
        return events
    }
}
