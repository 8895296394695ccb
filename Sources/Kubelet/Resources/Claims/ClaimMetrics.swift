import ComponentMetrics

/// Of dynamic resource allocation.
struct ClaimMetrics: Sendable {
    private static let buckets: [Double] = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 25, 50, 120, 300, 600]

    /// Labels: operation_name (PrepareResources, UnprepareResources), is_error.
    let operations: Histogram
    /// Labels: driver_name, method_name, grpc_status_code.
    let calls: Histogram

    init(_ registry: MetricRegistry) {
        operations = registry.histogram(
            "dra_operations_duration_seconds", "Latency histogram in seconds for the duration of handling all ResourceClaims referenced by a pod when the pod starts or stops. Identified by the name of the operation (PrepareResources or UnprepareResources) and separated by the success of the operation.", ["operation_name", "is_error"], buckets: Self.buckets)
        calls = registry.histogram(
            "dra_grpc_operations_duration_seconds", "Duration in seconds of the DRA gRPC operations", ["driver_name", "method_name", "grpc_status_code"], buckets: Self.buckets)
    }

    /// How many claims are in use, by driver, and by any.
    static func inUse(_ claims: @escaping @Sendable () -> [ClaimInfo]) -> Gauge {
        Gauge(
            name: "dra_resource_claims_in_use", help: "The number of ResourceClaims that are currently in use on the node, by driver name (driver_name label value) and across all drivers (special value <any> for driver_name).",
            labels: ["driver_name"],
            read: {
                let all = claims()
                let drivers = Set(all.flatMap(\.drivers.keys)).sorted()
                return [(["<any>"], Double(all.count))] + drivers.map { name in ([name], Double(all.count { $0.drivers[name] != nil })) }
            })
    }
}
