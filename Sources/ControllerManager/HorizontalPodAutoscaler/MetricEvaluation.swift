import KubernetesAPI
import KubernetesClient

/// Reads one metric of an autoscaler and computes what it asks for.
struct MetricEvaluation: Sendable {
    let namespace: String
    let api: MetricsAPI
    let calculator: ReplicaCalculator
    let tolerances: ScalingTolerances
    /// The pods of the target, and the selector that finds them.
    let pods: [Pod]
    let selector: String
    /// What the target is meant to have, and what it has.
    let specReplicas: Int
    let statusReplicas: Int
    let now: Time

    /// What came of a metric.
    struct Result: Sendable {
        var replicas: Int
        /// As events and conditions call it.
        var name: String
        var status: AutoscalingV2.MetricStatus
    }

    /// Why a metric says nothing.
    struct Failure: Error {
        /// Of the event and the condition.
        var reason: String
        /// What they say.
        var message: String
        /// What the whole computation says.
        var summary: String
    }

    func evaluate(_ spec: AutoscalingV2.MetricSpec) async throws(Failure) -> Result {
        switch spec.type {
        case "Object":
            guard let source = spec.object else { break }
            return try await failing("FailedGetObjectMetric", "failed to get object metric value") { () throws(ScalingError) in try await object(source) }
        case "Pods":
            guard let source = spec.pods else { break }
            return try await failing("FailedGetPodsMetric", "failed to get pods metric value") { () throws(ScalingError) in try await perPod(source) }
        case "Resource":
            guard let source = spec.resource else { break }
            return try await failing("FailedGetResourceMetric", "failed to get \(source.name) resource metric value") { () throws(ScalingError) in
                let (replicas, name, value) = try await resource(source.name, source.target, container: "")
                return Result(
                    replicas: replicas, name: name,
                    status: .init(type: "Resource", resource: .init(name: source.name, current: value)))
            }
        case "ContainerResource":
            guard let source = spec.containerResource else { break }
            return try await failing("FailedGetContainerResourceMetric", "failed to get \(source.container) container metric value") { () throws(ScalingError) in
                let (replicas, name, value) = try await resource(source.name, source.target, container: source.container)
                return Result(
                    replicas: replicas, name: name,
                    status: .init(type: "ContainerResource", containerResource: .init(name: source.name, current: value, container: source.container)))
            }
        case "External":
            guard let source = spec.external else { break }
            return try await failing("FailedGetExternalMetric", "failed to get \(source.metric.name) external metric value") { () throws(ScalingError) in
                try await external(source)
            }
        default: break
        }
        let text = "unknown metric source type \"\(spec.type)\""
        throw Failure(reason: "InvalidMetricSourceType", message: text, summary: text)
    }

    private func failing(
        _ reason: String, _ summary: String, _ body: () async throws(ScalingError) -> Result
    ) async throws(Failure) -> Result {
        do { return try await body() } catch { throw Failure(reason: reason, message: "\(error)", summary: "\(summary): \(error)") }
    }

    private func query(_ metric: AutoscalingV2.MetricIdentifier) throws(ScalingError) -> MetricQuery {
        do { return try MetricQuery(metric) } catch { throw ScalingError("\(error)") }
    }

    // MARK: Resources

    private func resource(
        _ name: String, _ target: AutoscalingV2.MetricTarget, container: String
    ) async throws(ScalingError) -> (Int, String, AutoscalingV2.MetricValueStatus) {
        if target.averageValue == nil, target.averageUtilization == nil {
            throw ScalingError("invalid resource metric source: neither an average utilization target nor an average value (usage) target was set")
        }
        let what = target.averageValue == nil ? "utilization" : "usage"
        let metrics: [String: PodMetric]
        do throws(ScalingError) {
            metrics = try await api.resource(name, namespace: namespace, selector: selector, container: container)
        } catch {
            throw ScalingError("failed to get \(name) \(what): unable to get metrics for resource \(name): \(error)")
        }
        do throws(ScalingError) {
            if let average = target.averageValue {
                let found = try calculator.average(
                    target: average.milliValue, current: specReplicas, resource: name, tolerances: tolerances, pods: pods, metrics: metrics, now: now)
                return (found.replicas, "\(name) resource", .init(averageValue: Quantity(milli: found.usage)))
            }
            let found = try calculator.utilization(
                target: target.averageUtilization ?? 0, current: specReplicas, resource: name, container: container, tolerances: tolerances, pods: pods,
                metrics: metrics, now: now)
            let kind = container.isEmpty ? "resource" : "container resource"
            return (
                found.replicas, "\(name) \(kind) utilization (percentage of request)",
                .init(averageValue: Quantity(milli: found.usage), averageUtilization: found.utilization)
            )
        } catch {
            throw ScalingError("failed to get \(name) \(what): \(error)")
        }
    }

    // MARK: Custom metrics

    private func perPod(_ source: AutoscalingV2.PodsMetricSource) async throws(ScalingError) -> Result {
        let query = try query(source.metric)
        let metrics: [String: PodMetric]
        do throws(ScalingError) {
            metrics = try await api.pods(query, namespace: namespace, selector: selector)
        } catch {
            throw ScalingError("unable to get metric \(query.name): \(error)")
        }
        let found = try calculator.average(
            target: source.target.averageValue?.milliValue ?? 0, current: specReplicas, resource: "", tolerances: tolerances, pods: pods,
            metrics: metrics, now: now)
        return Result(
            replicas: found.replicas, name: "pods metric \(query.name)",
            status: .init(type: "Pods", pods: .init(metric: source.metric, current: .init(averageValue: Quantity(milli: found.usage)))))
    }

    private func object(_ source: AutoscalingV2.ObjectMetricSource) async throws(ScalingError) -> Result {
        let query = try query(source.metric)
        let target = source.target
        guard target.value != nil || target.averageValue != nil else {
            throw ScalingError("invalid object metric source: neither a value target nor an average value target was set")
        }
        let usage: Int
        do throws(ScalingError) {
            usage = try await api.object(query, of: source.describedObject, namespace: namespace)
        } catch {
            throw ScalingError("unable to get metric \(query.name): \(error) on \(source.describedObject.kind) \(namespace)/\(source.describedObject.name)")
        }
        let (replicas, current) = try proposal(usage, target)
        let name = target.value != nil ? "\(source.describedObject.kind) metric \(query.name)" : externalName(source.metric)
        return Result(
            replicas: replicas, name: name,
            status: .init(type: "Object", object: .init(metric: source.metric, current: current, describedObject: source.describedObject)))
    }

    // MARK: External metrics

    private func external(_ source: AutoscalingV2.ExternalMetricSource) async throws(ScalingError) -> Result {
        let query = try query(source.metric)
        let target = source.target
        guard target.value != nil || target.averageValue != nil else {
            throw ScalingError("invalid external metric source: neither a value target nor an average value target was set")
        }
        let subject = target.averageValue != nil ? "failed to get \(query.name) external metric" : "failed to get external metric \(query.name)"
        do throws(ScalingError) {
            let usage: Int
            do throws(ScalingError) {
                usage = try await api.external(query, namespace: namespace).reduce(0) { $0.clampedAdding($1) }
            } catch {
                throw ScalingError("unable to get external metric \(namespace)/\(query.name)/\(LabelSelectorText.go(source.metric.selector)): \(error)")
            }
            // Where both are given the share of each pod counts.
            let (replicas, current) = try proposal(usage, target.averageValue != nil ? .init(type: "AverageValue", averageValue: target.averageValue) : target)
            return Result(
                replicas: replicas, name: externalName(source.metric), status: .init(type: "External", external: .init(metric: source.metric, current: current)))
        } catch {
            throw ScalingError("\(subject): \(error)")
        }
    }

    private func proposal(_ usage: Int, _ target: AutoscalingV2.MetricTarget) throws(ScalingError) -> (Int, AutoscalingV2.MetricValueStatus) {
        if let value = target.value {
            let found = try calculator.value(usage, target: value.milliValue, current: specReplicas, tolerances: tolerances, pods: pods)
            return (found.replicas, .init(value: Quantity(milli: found.usage)))
        }
        let found = calculator.shared(usage, target: target.averageValue?.milliValue ?? 0, replicas: statusReplicas, tolerances: tolerances)
        return (found.replicas, .init(averageValue: Quantity(milli: found.usage)))
    }

    private func externalName(_ metric: AutoscalingV2.MetricIdentifier) -> String { "external metric \(metric.name)(\(LabelSelectorText.go(metric.selector)))" }
}
