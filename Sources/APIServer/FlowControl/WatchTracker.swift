import Synchronization

/// Knows how many watches would be told of a change. Safe to use from any thread.
final class WatchTracker: Sendable {
    fileprivate struct Key: Hashable {
        var group: String
        var resource: String
        /// Empty for all namespaces.
        var namespace: String
        /// Empty for all names.
        var name: String
    }

    /// A watch that is counted as long as somebody holds this.
    final class Registration: Sendable {
        private let tracker: WatchTracker
        private let key: Key

        fileprivate init(_ tracker: WatchTracker, _ key: Key) {
            self.tracker = tracker
            self.key = key
        }

        deinit {
            tracker.counts.withLock { counts in
                let left = (counts[key] ?? 1) - 1
                counts[key] = left > 0 ? left : nil
            }
        }
    }

    private let counts = Mutex<[Key: Int]>([:])

    /// Counts a watch of the objects of a resource: those of a namespace unless empty, those of a name unless empty.
    func register(group: String, resource: String, namespace: String, name: String) -> Registration {
        let key = Key(group: group, resource: resource, namespace: namespace, name: name)
        counts.withLock { $0[key, default: 0] += 1 }
        return Registration(self, key)
    }

    /// How many watches see changes of an object.
    func count(group: String, resource: String, namespace: String, name: String) -> Int {
        counts.withLock { counts in
            if counts.isEmpty { return 0 }
            func number(_ namespace: String, _ name: String) -> Int {
                counts[Key(group: group, resource: resource, namespace: namespace, name: name)] ?? 0
            }
            var sum = number("", "")
            if !namespace.isEmpty { sum += number(namespace, "") }
            if !name.isEmpty {
                sum += number("", name)
                if !namespace.isEmpty { sum += number(namespace, name) }
            }
            return sum
        }
    }
}
