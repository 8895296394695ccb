import JSON
import KubernetesAPI

/// Decides what becomes of an event: a new one, a higher count of one that was recorded, or nothing because there are too
/// many. The rules are client-go's. A value; guard it with a lock.
struct EventCorrelator {
    /// What to do with an event.
    enum Outcome: Equatable {
        case create(Event)
        /// The event with its new count, and the patch that says so.
        case update(Event, patch: JSONValue)
        case drop
    }

    /// Similar events within this many seconds are put together, from the tenth different message on.
    private static let aggregationInterval: Int64 = 600
    private static let aggregationLimit = 10
    /// How many objects, reasons and events are remembered.
    private static let capacity = 4096

    private struct Aggregate {
        var messages: Set<String> = []
        var last: Int64 = 0
    }

    private struct Observation {
        var name: String
        var first: Time?
        var count: Int
    }

    private var aggregates = LRU<String, Aggregate>(capacity: capacity)
    private var observations = LRU<String, Observation>(capacity: capacity)
    private var buckets = LRU<String, TokenBucket>(capacity: capacity)

    /// Takes an event that has just happened, at `seconds` of wall time and `monotonic` on the clock.
    mutating func correlate(_ event: Event, seconds: Int64, monotonic: Duration) -> Outcome {
        var event = event
        let group = Self.groupKey(event)
        var key = group + "\u{0}" + (event.message ?? "")

        var aggregate = aggregates[group] ?? Aggregate()
        if seconds - aggregate.last > Self.aggregationInterval { aggregate = Aggregate() }
        aggregate.messages.insert(event.message ?? "")
        aggregate.last = seconds
        if aggregate.messages.count >= Self.aggregationLimit {
            // Keep the set from growing without end; which message goes does not matter.
            aggregate.messages.removeFirst()
            event.message = "(combined from similar events): " + (event.message ?? "")
            key = group
        }
        aggregates[group] = aggregate

        let outcome: Outcome
        if let known = observations[key] {
            event.metadata.name = known.name
            event.firstTimestamp = known.first
            event.count = known.count + 1
            var patch: JSONValue = ["count": .int(Int64(known.count + 1)), "message": .string(event.message ?? "")]
            if let last = event.lastTimestamp { patch["lastTimestamp"] = last.jsonValue() }
            outcome = .update(event, patch: patch)
        } else {
            outcome = .create(event)
        }
        observations[key] = Observation(name: event.metadata.name, first: event.firstTimestamp, count: event.count ?? 1)

        let source = Self.sourceKey(event)
        // 25 at once for an object, then one in five minutes.
        var bucket = buckets[source] ?? TokenBucket(perSecond: 1.0 / 300, burst: 25, now: monotonic)
        let allowed = bucket.take(now: monotonic)
        buckets[source] = bucket
        return allowed ? outcome : .drop
    }

    private static func sourceKey(_ event: Event) -> String {
        let object = event.involvedObject
        let parts: [String?] = [
            event.source.component, event.source.host, object.kind, object.namespace, object.name, object.uid, object.apiVersion,
        ]
        return parts.map { $0 ?? "" }.joined(separator: "\u{0}")
    }

    private static func groupKey(_ event: Event) -> String {
        [sourceKey(event), event.involvedObject.fieldPath ?? "", event.type ?? "", event.reason ?? ""].joined(separator: "\u{0}")
    }
}

/// A dictionary that forgets what was not used for the longest time.
struct LRU<Key: Hashable, Value> {
    private var entries: [Key: (value: Value, used: UInt64)] = [:]
    private var clock: UInt64 = 0
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    subscript(key: Key) -> Value? {
        mutating get {
            guard let value = entries[key]?.value else { return nil }
            clock += 1
            entries[key]?.used = clock
            return value
        }
        set {
            clock += 1
            entries[key] = newValue.map { ($0, clock) }
            if entries.count > capacity { shrink() }
        }
    }

    /// Forgets the older half at once, so that the search for the oldest is rare.
    private mutating func shrink() {
        let limit = entries.values.map(\.used).sorted()[entries.count / 2]
        entries = entries.filter { $0.value.used >= limit }
    }
}
