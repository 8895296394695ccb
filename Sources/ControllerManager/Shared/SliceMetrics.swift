import ComponentMetrics
import KubernetesAPI
import KubernetesClient
import Synchronization

/// What /metrics shows of endpoint slices; the controllers of both kinds of slices have one, each with its own prefix.
final class SliceMetrics: Sendable {
    /// How a service's slices stand.
    struct Numbers: Sendable {
        var endpoints = 0
        /// The slices there are.
        var slices = 0
        /// As few as there could be.
        var desired = 0
        /// `spec.trafficDistribution` of the service.
        var distribution: String?

        /// Adds the slices of one address type and set of ports.
        mutating func add(endpoints count: Int, maximum: Int) {
            endpoints += count
            desired += (count + maximum - 1) / max(1, maximum)
        }
    }

    private let added: Histogram
    private let removed: Histogram
    private let changes: Counter
    private let known = Known()

    private final class Known: Sendable {
        let services = Mutex<[ObjectKey: Numbers]>([:])
        func sum(_ value: (Numbers) -> Int) -> [([String], Double)] {
            [([], Double(services.withLock { $0.values.reduce(0) { $0 + value($1) } }))]
        }
    }

    /// - Parameter source: what the endpoints are taken from, for the help texts.
    init(_ registry: MetricRegistry, prefix: String, source: String) {
        let buckets = Histogram.exponential(2, 2, 15)
        added = registry.histogram(prefix + "endpoints_added_per_sync", "Number of endpoints added on each \(source) sync", buckets: buckets)
        removed = registry.histogram(prefix + "endpoints_removed_per_sync", "Number of endpoints removed on each \(source) sync", buckets: buckets)
        changes = registry.counter(prefix + "changes", "Number of EndpointSlice changes", ["operation"])
        let known = known
        registry.register([
            Gauge(name: prefix + "endpoints_desired", help: "Number of endpoints desired", read: { known.sum(\.endpoints) }),
            Gauge(name: prefix + "num_endpoint_slices", help: "Number of EndpointSlices", read: { known.sum(\.slices) }),
            Gauge(
                name: prefix + "desired_endpoint_slices", help: "Number of EndpointSlices that would exist with perfect endpoint allocation",
                read: { known.sum(\.desired) }),
        ])
    }

    /// Services by their traffic distribution, which those that have none are not counted in.
    func showDistributions(_ registry: MetricRegistry, prefix: String) {
        let known = known
        registry.register([
            Gauge(
                name: prefix + "services_count_by_traffic_distribution", help: "Number of Services using some specific trafficDistribution",
                labels: ["traffic_distribution"],
                read: {
                    Dictionary(grouping: known.services.withLock { $0.values.compactMap(\.distribution) }) { $0 }
                        .sorted { $0.key < $1.key }.map { ([$0.key], Double($0.value.count)) }
                })
        ])
    }

    func stands(_ numbers: Numbers, _ service: ObjectKey) { known.services.withLock { $0[service] = numbers } }

    func forget(_ service: ObjectKey) { _ = known.services.withLock { $0.removeValue(forKey: service) } }

    /// What a pass changed in the endpoints.
    func observe(_ difference: Difference) {
        added.series([]).observe(Double(difference.added))
        removed.series([]).observe(Double(difference.removed))
    }

    /// A slice was written: "create", "update" or "delete".
    func wrote(_ operation: String) { changes.add(1, operation) }

    /// Which endpoints come, go and change when slices are written.
    struct Difference: Equatable {
        var added = 0
        var updated = 0
        var removed = 0

        init(existing: [EndpointSlice], create: [EndpointSlice], update: [EndpointSlice], delete: [EndpointSlice]) {
            let touched = Set((update + delete).map(\.metadata.name))
            let before = Self.endpoints(existing.filter { touched.contains($0.metadata.name) }), after = Self.endpoints(create + update)
            for (id, endpoint) in after {
                guard let old = before[id] else {
                    added += 1
                    continue
                }
                if old != endpoint { updated += 1 }
            }
            removed = before.keys.count { after[$0] == nil }
        }

        private static func endpoints(_ slices: [EndpointSlice]) -> [String: DiscoveryV1.Endpoint] {
            var all: [String: DiscoveryV1.Endpoint] = [:]
            for slice in slices {
                for endpoint in slice.endpoints { all["\(endpoint.targetRef?.uid ?? "") \(endpoint.addresses.joined(separator: ","))"] = endpoint }
            }
            return all
        }
    }
}
