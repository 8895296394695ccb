import DequeModule
import KubernetesAPI
import Synchronization

/// The objects that an informer knows, indexed, and the changes on their way to its handlers.
///
/// Changes are put in line under the same lock as the cache, and handed out one after another outside of it: every handler
/// sees every change in order, and may read the cache while it does.
final class InformerCache<T: KubernetesObject>: Sendable {
    typealias Handler = @Sendable (InformerEvent<T>) -> Void

    /// Objects are large values; the dictionary shall hold them by reference.
    final class Box: Sendable {
        let object: T
        init(_ object: T) { self.object = object }
    }

    private struct Index {
        var name: String
        var keys: @Sendable (T) -> [String]
        var entries: [String: Set<ObjectKey>] = [:]

        /// An object takes the place of another, or is new, or gone.
        mutating func replace(_ old: T?, with new: T?, _ key: ObjectKey) {
            let (before, after) = (old.map(keys) ?? [], new.map(keys) ?? [])
            if before == after { return }
            for entry in before {
                entries[entry]?.remove(key)
                if entries[entry]?.isEmpty == true { entries[entry] = nil }
            }
            for entry in after { entries[entry, default: []].insert(key) }
        }
    }

    /// An event and who is told of it. Objects are large: an event stands in line once, not once for each handler.
    private struct Delivery {
        var event: InformerEvent<T>
        var handlers: [Handler]
    }

    private struct State {
        var boxes: [ObjectKey: Box] = [:]
        var byNamespace: [String: Set<ObjectKey>] = [:]
        /// Few; in an array, of which one can be changed where it stands.
        var indices: [Index] = []
        var handlers: [Handler] = []
        var deliveries: Deque<Delivery> = []
        var isDelivering = false
    }

    private let state = Mutex(State())

    // MARK: Reading

    subscript(key: ObjectKey) -> T? { state.withLock { $0.boxes[key] }?.object }

    func list(namespace: String?) -> [T] {
        let boxes: [Box] = state.withLock { state in
            guard let namespace else { return Array(state.boxes.values) }
            return (state.byNamespace[namespace] ?? []).compactMap { state.boxes[$0] }
        }
        return boxes.map(\.object)
    }

    func indexed(_ name: String, _ entry: String) -> [T] {
        let boxes: [Box] = state.withLock { state in
            (state.indices.first { $0.name == name }?.entries[entry] ?? []).compactMap { state.boxes[$0] }
        }
        return boxes.map(\.object)
    }

    func addIndex(_ name: String, _ keys: @escaping @Sendable (T) -> [String]) {
        state.withLock { state in
            var index = Index(name: name, keys: keys)
            for (key, box) in state.boxes { index.replace(nil, with: box.object, key) }
            state.indices.removeAll { $0.name == name }
            state.indices.append(index)
        }
    }

    // MARK: Changing

    /// Adds a handler, which first gets what is there already as additions.
    func addHandler(_ handler: @escaping Handler) {
        state.withLock { state in
            for box in state.boxes.values { state.deliveries.append(Delivery(event: .added(box.object), handlers: [handler])) }
            // In line behind its additions, and before any change to come: changes name their handlers when they are made.
            state.handlers.append(handler)
        }
        deliver()
    }

    func upsert(_ object: T) {
        state.withLock { Self.upsert(object, &$0) }
        deliver()
    }

    func remove(_ key: ObjectKey, last object: T?) {
        state.withLock { Self.remove(key, last: object, &$0) }
        deliver()
    }

    /// Makes the cache hold exactly these objects, and tells the handlers what that changes.
    func replace(with objects: [T]) {
        state.withLock { state in
            var gone = Set(state.boxes.keys)
            for object in objects {
                gone.remove(ObjectKey(object.metadata))
                Self.upsert(object, &state)
            }
            for key in gone { Self.remove(key, last: nil, &state) }
        }
        deliver()
    }

    private static func upsert(_ object: T, _ state: inout State) {
        let key = ObjectKey(object.metadata)
        let old = state.boxes[key]?.object
        if let old {
            // The same revision again, as after a list: nothing has changed.
            let version = object.metadata.resourceVersion
            if !version.isEmpty && old.metadata.resourceVersion == version { return }
        } else {
            state.byNamespace[key.namespace, default: []].insert(key)
        }
        state.boxes[key] = Box(object)
        for index in state.indices.indices { state.indices[index].replace(old, with: object, key) }
        announce(old.map { .updated(old: $0, new: object) } ?? .added(object), &state)
    }

    private static func remove(_ key: ObjectKey, last object: T?, _ state: inout State) {
        guard let old = state.boxes.removeValue(forKey: key)?.object else { return }
        state.byNamespace[key.namespace]?.remove(key)
        if state.byNamespace[key.namespace]?.isEmpty == true { state.byNamespace[key.namespace] = nil }
        for index in state.indices.indices { state.indices[index].replace(old, with: nil, key) }
        announce(.deleted(object ?? old), &state)
    }

    private static func announce(_ event: InformerEvent<T>, _ state: inout State) {
        if !state.handlers.isEmpty { state.deliveries.append(Delivery(event: event, handlers: state.handlers)) }
    }

    /// Hands out what is in line, unless another task is at it, which then does this too.
    private func deliver() {
        let mine = state.withLock { state in
            if state.isDelivering { return false }
            state.isDelivering = true
            return true
        }
        guard mine else { return }
        while true {
            let next: Delivery? = state.withLock { state in
                guard let next = state.deliveries.popFirst() else {
                    state.isDelivering = false
                    return nil
                }
                return next
            }
            guard let next else { return }
            for handler in next.handlers { handler(next.event) }
        }
    }
}
