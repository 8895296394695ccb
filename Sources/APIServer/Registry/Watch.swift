import JSON
import KubernetesAPI
import NIOCore
import Store

/// A watch that has been accepted: where it begins and what it shows first.
struct WatchStart: Sendable {
    var watcher: CacheWatcher<StoredObject>
    /// The objects that are told as added before anything else.
    var initial: [StoredObject]
    /// The revision of the bookmark that ends them; nil for none.
    var initialEnd: Int64?
    var parameters: ListParameters
    var timeout: Duration
}

extension Registry {
    /// Begins a watch.
    /// - Throws: 400 and 422 for bad parameters. A revision that is too old is told in the stream.
    func watch(_ request: RequestContext) async throws -> WatchStart {
        let parameters = try ListParameters(request.query, verb: "watch")
        let resource = request.resource
        let storage = resource.storage
        var selection = try Selection(parameters, resource: resource)
        if !request.info.name.isEmpty { selection.restrict(toName: request.info.name) }
        let prefix = storage.prefix(namespace: request.info.namespace)
        let filter = Self.filter(prefix == storage.prefix ? nil : prefix, selection)
        // Not all clients shall come back at once.
        let timeout = parameters.timeoutSeconds.map { Duration.seconds($0) } ?? minRequestTimeout * Double.random(in: 1..<2)

        let version = parameters.resourceVersion
        func begin(_ snapshot: CacheSnapshot<StoredObject>, _ watcher: CacheWatcher<StoredObject>, initial: Bool) -> WatchStart {
            WatchStart(
                watcher: watcher, initial: initial ? snapshot.items(prefix: prefix).map(\.entry).filter(selection.matches) : [],
                parameters: parameters, timeout: timeout)
        }
        if parameters.sendInitialEvents == true {
            if version.isEmpty {
                try await storage.refresh()
            } else if version != "0" {
                try await waitForRevision(try Self.revision(version, field: "resourceVersion"), resource)
            }
            let (snapshot, watcher) = storage.cache.snapshotAndWatch(filter: filter)
            var start = begin(snapshot, watcher, initial: true)
            if parameters.allowWatchBookmarks { start.initialEnd = snapshot.revision }
            return start
        }
        if version.isEmpty || version == "0" {
            if version.isEmpty { try await storage.refresh() }
            let (snapshot, watcher) = storage.cache.snapshotAndWatch(filter: filter)
            return begin(snapshot, watcher, initial: parameters.sendInitialEvents == nil)
        }
        let revision = try Self.revision(version, field: "resourceVersion")
        do {
            let watcher = try storage.cache.watch(after: revision, filter: filter)
            return WatchStart(watcher: watcher, initial: [], parameters: parameters, timeout: timeout)
        } catch CacheError.expired(let requested, let oldest) {
            throw APIStatusError.expired("too old resource version: \(requested) (\(oldest))")
        }
    }

    private static func filter(_ prefix: String?, _ selection: Selection) -> CacheWatcher<StoredObject>.Filter? {
        if prefix == nil, selection.isAll { return nil }
        return { key, object in
            if let prefix, !key.utf8.starts(with: prefix.utf8) { return false }
            return selection.matches(object)
        }
    }
}
