import KubernetesAPI

/// What a ReplicaSet and a ReplicationController have in common, which is all but their names.
protocol ReplicaOwner: KubernetesObject {
    var desiredReplicas: Int { get }
    var minReadySeconds: Int { get }
    var podTemplate: PodTemplateSpec { get }
    /// Nil for a selector that selects nothing.
    var podSelector: LabelSelector? { get }
    var replicaStatus: ReplicaStatus { get set }
}

/// The status of either kind.
struct ReplicaStatus: Equatable, Sendable {
    var replicas = 0
    var fullyLabeledReplicas = 0
    var readyReplicas = 0
    var availableReplicas = 0
    /// Not reported by ReplicationControllers.
    var terminatingReplicas: Int?
    var observedGeneration = 0
    var conditions: [ReplicaSetCondition] = []
}

extension ReplicaSet: ReplicaOwner {
    var desiredReplicas: Int { spec.replicas ?? 1 }
    var minReadySeconds: Int { spec.minReadySeconds ?? 0 }
    var podTemplate: PodTemplateSpec { spec.template }
    var podSelector: LabelSelector? { spec.selector }

    var replicaStatus: ReplicaStatus {
        get {
            ReplicaStatus(
                replicas: status.replicas, fullyLabeledReplicas: status.fullyLabeledReplicas ?? 0, readyReplicas: status.readyReplicas ?? 0,
                availableReplicas: status.availableReplicas ?? 0, terminatingReplicas: status.terminatingReplicas,
                observedGeneration: status.observedGeneration ?? 0, conditions: status.conditions)
        }
        set {
            status = ReplicaSetStatus(
                replicas: newValue.replicas, fullyLabeledReplicas: newValue.fullyLabeledReplicas.nonZero,
                readyReplicas: newValue.readyReplicas.nonZero, availableReplicas: newValue.availableReplicas.nonZero,
                terminatingReplicas: newValue.terminatingReplicas, observedGeneration: newValue.observedGeneration.nonZero, conditions: newValue.conditions)
        }
    }
}

extension ReplicationController: ReplicaOwner {
    var desiredReplicas: Int { spec.replicas ?? 1 }
    var minReadySeconds: Int { spec.minReadySeconds ?? 0 }
    var podTemplate: PodTemplateSpec { spec.template ?? PodTemplateSpec() }
    var podSelector: LabelSelector? { spec.selector.isEmpty ? nil : LabelSelector(matchLabels: spec.selector) }

    var replicaStatus: ReplicaStatus {
        get {
            ReplicaStatus(
                replicas: status.replicas, fullyLabeledReplicas: status.fullyLabeledReplicas ?? 0, readyReplicas: status.readyReplicas ?? 0,
                availableReplicas: status.availableReplicas ?? 0, observedGeneration: status.observedGeneration ?? 0,
                conditions: status.conditions.map {
                    ReplicaSetCondition(
                        type: $0.type, status: $0.status, lastTransitionTime: $0.lastTransitionTime, reason: $0.reason, message: $0.message)
                })
        }
        set {
            status = ReplicationControllerStatus(
                replicas: newValue.replicas,
                fullyLabeledReplicas: newValue.fullyLabeledReplicas.nonZero,
                readyReplicas: newValue.readyReplicas.nonZero, availableReplicas: newValue.availableReplicas.nonZero,
                observedGeneration: newValue.observedGeneration.nonZero, conditions: newValue.conditions.map {
                    ReplicationControllerCondition(
                        type: $0.type, status: $0.status, lastTransitionTime: $0.lastTransitionTime, reason: $0.reason, message: $0.message)
                })
        }
    }
}

extension Int {
    /// Nil for zero: the counts that Kubernetes leaves out of a status when they are zero.
    var nonZero: Int? { self == 0 ? nil : self }
}
