import APISchema
import JSON
import Store

/// Where the objects of one resource are: its keys in the store, and the cache that all reads come from.
///
/// Safe to use from any task.
final class ResourceStorage: Sendable {
    /// The prefix of the resource's keys with its final slash, such as `/registry/pods/`.
    let prefix: String
    let isNamespaced: Bool
    let cache: WatchCache<StoredObject>
    let listBodies = ListBodies()
    private let store: any Store
    private let rules: any ResourceRules
    /// After how long an object that is not written again may go: events only.
    private let lifetime: Duration?

    init(
        prefix: String, isNamespaced: Bool, rules: any ResourceRules, store: any Store, feed: StoreFeed, lifetime: Duration? = nil
    ) {
        self.lifetime = lifetime
        self.prefix = prefix
        self.isNamespaced = isNamespaced
        self.rules = rules
        self.store = store
        cache = WatchCache(prefix: prefix, feed: feed) { [rules] value, hint in
            if let facts = hint as? StoredObject.Facts {
                return StoredObject(bytes: value.value, revision: value.modRevision, facts: facts)
            }
            return Self.object(value, rules)
        }
    }

    /// The key of an object.
    func key(namespace: String, name: String) -> String {
        isNamespaced ? "\(prefix)\(namespace)/\(name)" : prefix + name
    }

    /// The prefix of the keys of a namespace's objects; of all for an empty namespace.
    func prefix(namespace: String) -> String {
        isNamespaced && !namespace.isEmpty ? "\(prefix)\(namespace)/" : prefix
    }

    /// The object as it is now: the cache is first brought to the store's revision.
    func get(namespace: String, name: String) async throws -> StoredObject? {
        try await refresh()
        return cache.get(key(namespace: namespace, name: name))?.entry
    }

    /// Waits until the cache shows everything that is committed by now.
    func refresh() async throws {
        try await cache.waitUntil(revision: store.currentRevision())
    }

    // Writes wait for the cache, which costs them next to nothing: who has written reads what it wrote, also from the
    // parts that look at the cache as it is, such as RBAC and lists at "0".

    /// Stores a new object. Returns nil when there is one of that name.
    /// - Parameter text: the text of the member that the kind keeps as it came.
    func create(_ tree: JSONValue, namespace: String, name: String, text: [UInt8]? = nil) async throws -> StoredObject? {
        let (bytes, facts) = Self.encode(tree, rules, text: text)
        var transaction = Transaction.create(key(namespace: namespace, name: name), bytes, hint: facts)
        transaction.lifetime = lifetime
        let result = try await store.commit(transaction)
        guard let revision = result.committedRevision else { return nil }
        try await cache.waitUntil(revision: revision)
        return StoredObject(bytes: bytes, revision: revision, facts: facts)
    }

    /// Replaces an object that was last changed at `revision`. Returns nil when it was changed since.
    func update(
        _ tree: JSONValue, namespace: String, name: String, ifRevision revision: Int64, text: [UInt8]? = nil
    ) async throws -> StoredObject? {
        let (bytes, facts) = Self.encode(tree, rules, text: text)
        var transaction = Transaction.update(key(namespace: namespace, name: name), bytes, ifRevision: revision, hint: facts)
        transaction.lifetime = lifetime
        let result = try await store.commit(transaction)
        guard let revision = result.committedRevision else { return nil }
        try await cache.waitUntil(revision: revision)
        return StoredObject(bytes: bytes, revision: revision, facts: facts)
    }

    /// Removes an object that was last changed at `revision`; returns the revision of the removal, nil when it was
    /// changed since.
    func delete(namespace: String, name: String, ifRevision revision: Int64) async throws -> Int64? {
        let result = try await store.delete(key(namespace: namespace, name: name), ifRevision: revision)
        guard let revision = result.committedRevision else { return nil }
        try await cache.waitUntil(revision: revision)
        return revision
    }

    /// What an object would be in the cache; for answers to writes that are not stored.
    func unstored(_ tree: JSONValue, revision: Int64) -> StoredObject {
        let (bytes, facts) = encode(tree)
        return StoredObject(bytes: bytes, revision: revision, facts: facts)
    }

    /// The bytes of a tree, without its resourceVersion, and what the cache wants to know of it.
    private func encode(_ tree: JSONValue) -> ([UInt8], StoredObject.Facts) { Self.encode(tree, rules) }

    private static func encode(_ tree: JSONValue, _ rules: any ResourceRules, text: [UInt8]? = nil) -> ([UInt8], StoredObject.Facts) {
        let bytes = text.map { serialized(ordered(tree), rules.textMember, $0) } ?? ordered(tree).serialized()
        // `ordered` makes the order that the layout wants.
        let layout = ObjectLayout(bytes) ?? ObjectLayout(Array("{\"kind\":\"\",\"apiVersion\":\"\",\"metadata\":{".utf8))
        guard let layout else { preconditionFailure("the constant has the layout") }
        return (bytes, StoredObject.Facts(layout: layout, labels: labels(tree), fields: fields(tree, rules)))
    }

    /// An object with one member as the text that came.
    private static func serialized(_ tree: JSONValue, _ member: String?, _ text: [UInt8]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in tree.object ?? JSONObject() {
            writer.key(name)
            if name == member { writer.write(raw: text) } else { writer.write(value: value) }
        }
        writer.endObject()
        return writer.bytes
    }

    private static func object(_ value: KeyValue, _ rules: any ResourceRules) -> StoredObject {
        let tree = (try? JSONValue(parsing: value.value)) ?? [:]
        if let layout = ObjectLayout(value.value) {
            let facts = StoredObject.Facts(layout: layout, labels: labels(tree), fields: fields(tree, rules))
            return StoredObject(bytes: value.value, revision: value.modRevision, facts: facts)
        }
        let (bytes, facts) = encode(tree, rules)
        return StoredObject(bytes: bytes, revision: value.modRevision, facts: facts)
    }

    /// The object with kind, apiVersion and metadata first, name, namespace and uid first in the metadata, and without
    /// resourceVersion.
    private static func ordered(_ tree: JSONValue) -> JSONValue {
        var object = JSONObject()
        object["kind"] = tree["kind"] ?? ""
        object["apiVersion"] = tree["apiVersion"] ?? ""
        var metadata = JSONObject()
        for name in metadataOrder { metadata[name] = tree["metadata"]?[name] }
        for (name, value) in tree.members("metadata") where name != "resourceVersion" { metadata[name] = value }
        object["metadata"] = .object(metadata)
        for (name, value) in tree.object ?? JSONObject() where name != "metadata" { object[name] = value }
        return .object(object)
    }

    /// As Kubernetes prints it.
    private static let metadataOrder = [
        "name", "generateName", "namespace", "uid", "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
        "labels", "annotations", "ownerReferences", "finalizers", "managedFields",
    ]

    private static func labels(_ tree: JSONValue) -> [String: String] {
        var labels: [String: String] = [:]
        for (key, value) in tree["metadata"]?.members("labels") ?? JSONObject() { labels[key] = value.string }
        return labels
    }

    private static func fields(_ tree: JSONValue, _ rules: any ResourceRules) -> [String: String] {
        var fields = ["metadata.name": tree["metadata"]?.text("name") ?? "", "metadata.namespace": tree["metadata"]?.text("namespace") ?? ""]
        for (name, value) in rules.selectableFields(tree) { fields[name] = value }
        return fields
    }
}
