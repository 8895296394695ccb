import KubernetesAPI

/// The annotations by which deployments and their replica sets remember revisions and sizes.
enum DeploymentAnnotation {
    static let revision = "deployment.kubernetes.io/revision"
    static let revisionHistory = "deployment.kubernetes.io/revision-history"
    static let desiredReplicas = "deployment.kubernetes.io/desired-replicas"
    static let maxReplicas = "deployment.kubernetes.io/max-replicas"

    /// Those that say something about the deployment itself and do not go down to its replica sets.
    static let own: Set<String> = [
        "kubectl.kubernetes.io/last-applied-configuration", revision, revisionHistory, desiredReplicas, maxReplicas,
        "deprecated.deployment.rollback.to",
    ]

    /// The revision history of one replica set grows no longer than this, in characters.
    static let longestHistory = 2000
}

let podTemplateHashLabel = "pod-template-hash"

extension ObjectMeta {
    var revision: Int { annotations[DeploymentAnnotation.revision].flatMap { Int($0) } ?? 0 }

    func number(in annotation: String) -> Int? { annotations[annotation].flatMap { Int32($0) }.map { Int($0) } }
}

extension ReplicaSet {
    /// Sets the annotations of a set with the deployment's present template; tells whether anything changed. The new
    /// revision sticks only if it is later than the one that is there.
    mutating func annotate(from deployment: Deployment, revision: Int, isNew: Bool) -> Bool {
        var changed = false
        for (key, value) in deployment.metadata.annotations
        where !DeploymentAnnotation.own.contains(key) && metadata.annotations[key] != value {
            metadata.annotations[key] = value
            changed = true
        }
        let old = metadata.annotations[DeploymentAnnotation.revision]
        if metadata.revision < revision {
            metadata.annotations[DeploymentAnnotation.revision] = String(revision)
            changed = true
            // The set had another revision and is used again: that is what a rollback leaves behind.
            if let old, !old.isEmpty { remember(old) }
        }
        if isNew && setSizes(bounds: RolloutBounds(deployment)) { changed = true }
        return changed
    }

    private mutating func remember(_ old: String) {
        let history = metadata.annotations[DeploymentAnnotation.revisionHistory] ?? ""
        var entries = history.isEmpty ? [] : history.split(separator: ",").map(String.init)
        entries.append(old)
        while entries.count > 1 && entries.joined(separator: ",").utf8.count > DeploymentAnnotation.longestHistory { entries.removeFirst() }
        metadata.annotations[DeploymentAnnotation.revisionHistory] = entries.joined(separator: ",")
    }

    /// Writes down what size the deployment had when the set was last sized; tells whether that changed.
    mutating func setSizes(bounds: RolloutBounds) -> Bool {
        let desired = String(bounds.desired)
        let most = String(bounds.mostPods)
        if metadata.annotations[DeploymentAnnotation.desiredReplicas] == desired
            && metadata.annotations[DeploymentAnnotation.maxReplicas] == most
        {
            return false
        }
        metadata.annotations[DeploymentAnnotation.desiredReplicas] = desired
        metadata.annotations[DeploymentAnnotation.maxReplicas] = most
        return true
    }

    var replicas: Int { spec.replicas ?? 1 }

    /// Whether the set's template is the deployment's, the hash label aside.
    func hasTemplate(of deployment: Deployment) -> Bool {
        var mine = spec.template
        var its = deployment.spec.template
        mine.metadata.labels[podTemplateHashLabel] = nil
        its.metadata.labels[podTemplateHashLabel] = nil
        return mine == its
    }
}

/// A deployment's replica sets, told apart.
struct ReplicaSets: Sendable {
    /// The one with the deployment's present template.
    var new: ReplicaSet?
    /// All others, oldest first.
    var old: [ReplicaSet]

    init(_ sets: [ReplicaSet], of deployment: Deployment) {
        let sorted = sets.sorted { $0.metadata.isOlder(than: $1.metadata) }
        // There may be several, made by hand; the oldest wins so that it is always the same one.
        let new = sorted.first { $0.hasTemplate(of: deployment) }
        self.new = new
        old = sorted.filter { $0.metadata.uid != new?.metadata.uid }
    }

    var all: [ReplicaSet] { old + (new.map { [$0] } ?? []) }
    var oldActive: [ReplicaSet] { old.filter { $0.replicas > 0 } }
    var active: [ReplicaSet] { all.filter { $0.replicas > 0 } }
    var latestRevision: Int { old.map(\.metadata.revision).max() ?? 0 }
}
