import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization

/// Asks the three APIs that tell what is used: metrics.k8s.io, custom.metrics.k8s.io and external.metrics.k8s.io.
///
/// Somebody else serves the latter two, as an aggregated API server; of the versions of custom metrics the preferred one is asked.
final class MetricsAPI: Sendable {
    private let client: Client
    private let clock: any WallClock
    private let discovery: Discovery
    /// How long the version of custom.metrics.k8s.io is remembered.
    private let maximumAge: Duration
    private let version = Mutex<(name: String, at: Duration)?>(nil)

    init(client: Client, clock: any WallClock, discovery: Discovery, maximumAge: Duration) {
        self.client = client
        self.clock = clock
        self.discovery = discovery
        self.maximumAge = maximumAge
    }

    private static let custom = "custom.metrics.k8s.io"

    // MARK: metrics.k8s.io

    /// What pods use of a resource.
    /// - Parameter container: only this one of each pod; empty for all of them together.
    func resource(_ resource: String, namespace: String, selector: String, container: String) async throws(ScalingError) -> [String: PodMetric] {
        let path = "/apis/metrics.k8s.io/v1beta1/namespaces/\(namespace)/pods?labelSelector=\(selector.queryEscaped)"
        let items = try await items(path, "resource metrics API", "pods.metrics.k8s.io")
        do throws(ScalingError) {
            return try Self.usage(of: items, resource: resource, container: container, namespace: namespace)
        } catch {
            throw ScalingError("failed to get container metrics: \(error)")
        }
    }

    /// Pods of which something is not known are left out.
    static func usage(of items: [JSONValue], resource: String, container: String, namespace: String) throws(ScalingError) -> [String: PodMetric] {
        var result: [String: PodMetric] = [:]
        for item in items {
            let name = item["metadata"]?["name"]?.string ?? ""
            var containers = item["containers"]?.array ?? []
            if !container.isEmpty {
                containers.removeAll { $0["name"]?.string != container }
                if containers.isEmpty { throw ScalingError("container \(container) not present in metrics for pod \(namespace)/\(name)") }
            }
            let amounts = containers.map { ResourceAmounts(list: $0["usage"])[resource]?.milliValue }
            if amounts.isEmpty || amounts.contains(nil) { continue }
            result[name] = PodMetric(
                value: amounts.reduce(0) { $0.clampedAdding($1 ?? 0) }, time: time(item), window: seconds(item["window"]?.string) ?? 60)
        }
        return result
    }

    // MARK: custom.metrics.k8s.io

    /// A metric of each of the pods.
    func pods(_ metric: MetricQuery, namespace: String, selector: String) async throws(ScalingError) -> [String: PodMetric] {
        let root = try await customRoot()
        let path = "\(root)/namespaces/\(namespace)/pods/*/\(metric.name.queryEscaped)?labelSelector=\(selector.queryEscaped)" + metric.customQuery("&")
        var result: [String: PodMetric] = [:]
        for item in try await items(path, "custom metrics API", "pods.\(Self.custom)") {
            guard let name = item["describedObject"]?["name"]?.string else { continue }
            result[name] = PodMetric(value: Self.value(item), time: Self.time(item), window: Int(clamping: item["windowSeconds"]?.int ?? item["window"]?.int ?? 60))
        }
        return result
    }

    /// A metric of one object.
    func object(_ metric: MetricQuery, of object: AutoscalingV2.CrossVersionObjectReference, namespace: String) async throws(ScalingError) -> Int {
        let root = try await customRoot()
        let place: String
        if object.kind == "Namespace", !(object.apiVersion ?? "").contains("/") {
            place = "namespaces/\(namespace)/metrics"
        } else {
            place = "namespaces/\(namespace)/\(try await resource(of: object))/\(object.name.queryEscaped)"
        }
        let items = try await items("\(root)/\(place)/\(metric.name.queryEscaped)" + metric.customQuery("?"), "custom metrics API", metric.name)
        guard items.count == 1, let item = items.first else {
            throw ScalingError(
                "unable to fetch metrics from custom metrics API: the custom metrics API server returned \(items.count) results when we asked for exactly one")
        }
        return Self.value(item)
    }

    private func resource(of object: AutoscalingV2.CrossVersionObjectReference) async throws(ScalingError) -> String {
        let version = object.apiVersion ?? ""
        let group = version.split(separator: "/").count > 1 ? String(version.prefix { $0 != "/" }) : ""
        let answer: Discovery.Answer
        do { answer = try await discovery.answer() } catch { throw ScalingError("unable to fetch metrics from custom metrics API: \(describe(error))") }
        guard let found = answer.resources.first(where: { $0.group == group && $0.kind == object.kind }) ?? answer.resource(apiVersion: version, kind: object.kind)
        else { throw ScalingError("unable to fetch metrics from custom metrics API: \(ScaleTarget.noMatches(kind: object.kind, group: group))") }
        return found.groupResource
    }

    /// `/apis/custom.metrics.k8s.io/VERSION`
    private func customRoot() async throws(ScalingError) -> String {
        let now = clock.monotonic
        if let known = version.withLock({ $0 }), now - known.at < maximumAge { return "/apis/\(Self.custom)/\(known.name)" }
        let group = try? await client.json("GET", "/apis/\(Self.custom)")
        let served = (group?["versions"]?.array ?? []).compactMap { $0["version"]?.string }
        let preferred = group?["preferredVersion"]?["version"]?.string
        guard let name = ([preferred].compactMap { $0 } + ["v1beta2", "v1beta1"]).first(where: { ["v1beta2", "v1beta1"].contains($0) && served.contains($0) })
        else { throw ScalingError("unable to fetch metrics from custom metrics API: no custom metrics API (\(Self.custom)) registered") }
        version.withLock { $0 = (name, now) }
        return "/apis/\(Self.custom)/\(name)"
    }

    // MARK: external.metrics.k8s.io

    /// The values of a metric that has nothing to do with the cluster.
    func external(_ metric: MetricQuery, namespace: String) async throws(ScalingError) -> [Int] {
        let path = "/apis/external.metrics.k8s.io/v1beta1/namespaces/\(namespace)/\(metric.name.queryEscaped)?labelSelector=\(metric.selector.queryEscaped)"
        return try await items(path, "external metrics API", "\(metric.name).external.metrics.k8s.io").map(Self.value)
    }

    // MARK: Answers

    private func items(_ path: String, _ api: String, _ resource: String) async throws(ScalingError) -> [JSONValue] {
        let answer: JSONValue
        do {
            answer = try await client.json("GET", path)
        } catch {
            throw ScalingError("unable to fetch metrics from \(api): \(Self.text(error, resource))")
        }
        let items = answer["items"]?.array ?? []
        if items.isEmpty { throw ScalingError("no metrics returned from \(api)") }
        return items
    }

    /// Where nobody serves the API, the server cannot say what was asked for.
    private static func text(_ error: any Error, _ resource: String) -> String {
        guard let error = error as? APIError, error.isNotFound, error.status.details?.name == nil else { return describe(error) }
        return "the server could not find the requested resource (get \(resource))"
    }

    private static func value(_ item: JSONValue) -> Int { ResourceAmounts(list: ["value": item["value"] ?? .null])["value"]?.milliValue ?? 0 }

    private static func seconds(_ text: String?) -> Int? {
        guard let text, let duration = try? GoDurationText.parse(text) else { return nil }
        return Int(exactly: duration.inSeconds.rounded())
    }

    private static func time(_ item: JSONValue) -> Time { item["timestamp"]?.string.flatMap(Time.init) ?? .zero }
}

/// Which metric, and which of its series.
struct MetricQuery: Equatable, Sendable {
    var name: String
    /// A label selector as text; empty for all.
    var selector: String

    /// - Throws: when the selector is none.
    init(_ identifier: AutoscalingV2.MetricIdentifier) throws(SelectorError) {
        name = identifier.name
        if let labels = identifier.selector { selector = try Selector(labels).description } else { selector = "" }
    }

    func customQuery(_ separator: String) -> String { selector.isEmpty ? "" : "\(separator)metricLabelSelector=\(selector.queryEscaped)" }
}
