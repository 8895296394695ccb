import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

/// Short ways to the objects of the namespace default that the tests of workloads look at and change.
extension TestCluster {
    /// All controllers but the one that collects the pods of nodes which are not there: for tests without nodes that take their time.
    static let patient = ["*", "-pod-garbage-collector-controller"]

    func get<T: KubernetesObject>(_ type: T.Type, _ name: String) async throws -> T { try await client.get(T.self, name, namespace: "default") }

    @discardableResult
    func merge<T: KubernetesObject>(_ type: T.Type, _ name: String, _ patch: JSONValue, subresource: String? = nil) async throws -> T {
        try await client.patch(T.self, name, namespace: "default", subresource: subresource, .merge(patch))
    }

    @discardableResult
    func setImage<T: KubernetesObject>(_ type: T.Type, _ name: String, _ image: String) async throws -> T {
        let container: JSONValue = ["name": "c", "image": .string(image)]
        return try await client.patch(
            T.self, name, namespace: "default", .strategic(["spec": ["template": ["spec": ["containers": [container]]]]]))
    }

    /// The pods that the object controls and that are not going, by name.
    func pods(of owner: ObjectMeta) async throws -> [Pod] {
        try await pods().filter { $0.metadata.isControlled(by: owner) }.sorted { $0.metadata.name < $1.metadata.name }
    }

    /// Makes a pod ready or not, as its probe would.
    func setReady(_ name: String, _ ready: Bool) async throws {
        var pod = try await get(Pod.self, name)
        pod.status.conditions.removeAll { $0.type == "Ready" }
        pod.status.conditions.append(PodCondition(type: "Ready", status: ready ? "True" : "False", lastTransitionTime: clock.time))
        _ = try await client.updateStatus(pod)
    }
}

extension Sample {
    static func replicaSet(_ name: String = "web", replicas: Int = 2, image: String = "nginx") -> ReplicaSet {
        var set = ReplicaSet()
        set.metadata.name = name
        set.metadata.namespace = "default"
        set.metadata.labels = ["app": name]
        set.spec.replicas = replicas
        set.spec.selector = LabelSelector(matchLabels: ["app": name])
        set.spec.template = template(image: image, labels: ["app": name])
        return set
    }

    static func replicationController(_ name: String = "web", replicas: Int = 2, image: String = "nginx") -> ReplicationController {
        var controller = ReplicationController()
        controller.metadata.name = name
        controller.metadata.namespace = "default"
        controller.metadata.labels = ["app": name]
        controller.spec.replicas = replicas
        controller.spec.selector = ["app": name]
        controller.spec.template = template(image: image, labels: ["app": name])
        return controller
    }

    static func statefulSet(_ name: String = "db", replicas: Int = 3, parallel: Bool = false, image: String = "nginx") -> StatefulSet {
        var set = StatefulSet()
        set.metadata.name = name
        set.metadata.namespace = "default"
        set.metadata.labels = ["app": name]
        set.spec.replicas = replicas
        set.spec.serviceName = name
        if parallel { set.spec.podManagementPolicy = "Parallel" }
        set.spec.selector = LabelSelector(matchLabels: ["app": name])
        set.spec.template = template(image: image, labels: ["app": name])
        return set
    }

    static func daemonSet(_ name: String = "agent", image: String = "nginx") -> DaemonSet {
        var set = DaemonSet()
        set.metadata.name = name
        set.metadata.namespace = "default"
        set.metadata.labels = ["app": name]
        set.spec.selector = LabelSelector(matchLabels: ["app": name])
        set.spec.template = template(image: image, labels: ["app": name])
        return set
    }

    static func job(_ name: String = "work", completions: Int? = nil, parallelism: Int? = nil, indexed: Bool = false) -> Job {
        var job = Job()
        job.metadata.name = name
        job.metadata.namespace = "default"
        job.spec.completions = completions
        job.spec.parallelism = parallelism
        if indexed { job.spec.completionMode = "Indexed" }
        job.spec.template = template(labels: ["job": name])
        job.spec.template.spec.restartPolicy = "Never"
        return job
    }

    static func cronJob(_ name: String = "tick", schedule: String = "*/1 * * * *") -> CronJob {
        var cronJob = CronJob()
        cronJob.metadata.name = name
        cronJob.metadata.namespace = "default"
        cronJob.spec.schedule = schedule
        cronJob.spec.jobTemplate.spec.template = template(labels: [:])
        cronJob.spec.jobTemplate.spec.template.spec.restartPolicy = "Never"
        return cronJob
    }

    static func budget(_ name: String = "web", minAvailable: IntOrString? = nil, maxUnavailable: IntOrString? = nil) -> PodDisruptionBudget {
        var budget = PodDisruptionBudget()
        budget.metadata.name = name
        budget.metadata.namespace = "default"
        budget.metadata.labels = ["app": name]
        budget.spec.minAvailable = minAvailable
        budget.spec.maxUnavailable = maxUnavailable
        budget.spec.selector = LabelSelector(matchLabels: ["app": name])
        return budget
    }
}
