import KubernetesAPI
import KubernetesClient

/// The names and contents of a StatefulSet's pods and claims.
enum StatefulPods {
    static let podNameLabel = "statefulset.kubernetes.io/pod-name"
    static let indexLabel = "apps.kubernetes.io/pod-index"

    static func name(_ set: StatefulSet, _ ordinal: Int) -> String { "\(set.metadata.name)-\(ordinal)" }

    /// The number at the end of the name, if the rest of it is the set's.
    static func ordinal(of pod: Pod, in set: StatefulSet) -> Int? {
        let prefix = set.metadata.name + "-"
        guard pod.metadata.name.hasPrefix(prefix), let ordinal = Int32(pod.metadata.name.dropFirst(prefix.count)), ordinal >= 0,
            pod.metadata.name == name(set, Int(ordinal))
        else { return nil }
        return Int(ordinal)
    }

    static func claimName(_ template: PersistentVolumeClaim, pod: String) -> String { "\(template.metadata.name)-\(pod)" }

    /// The pod of an ordinal, out of the template of a revision.
    static func pod(_ set: StatefulSet, _ ordinal: Int, template: PodTemplateSpec, revision: String) -> Pod {
        var pod = PodControl.pod(from: template, owner: set)
        pod.metadata.generateName = ""
        pod.metadata.name = name(set, ordinal)
        pod.metadata.labels[controllerRevisionHashLabel] = revision
        pod.spec.hostname = pod.metadata.name
        pod.spec.subdomain = set.spec.serviceName.flatMap { $0.isEmpty ? nil : $0 }
        identify(&pod, in: set)
        return pod
    }

    /// Gives a pod what makes it this pod and no other: its labels and its volumes.
    static func identify(_ pod: inout Pod, in set: StatefulSet) {
        pod.metadata.labels[podNameLabel] = pod.metadata.name
        if let ordinal = ordinal(of: pod, in: set) { pod.metadata.labels[indexLabel] = String(ordinal) }
        for template in set.spec.volumeClaimTemplates {
            var volume = Volume()
            volume.name = template.metadata.name
            volume.persistentVolumeClaim = PersistentVolumeClaimVolumeSource(claimName: claimName(template, pod: pod.metadata.name))
            pod.spec.volumes.removeAll { $0.name == volume.name }
            pod.spec.volumes.append(volume)
        }
    }

    /// The claims of a pod. The labels by which the set selects are on them, for people to find them by.
    static func claims(_ set: StatefulSet, pod: String) -> [PersistentVolumeClaim] {
        set.spec.volumeClaimTemplates.map { template in
            var claim = template
            claim.metadata.name = claimName(template, pod: pod)
            claim.metadata.namespace = set.metadata.namespace
            claim.metadata.labels.merge(set.spec.selector.matchLabels) { _, new in new }
            claim.status = .init()
            return claim
        }
    }
}

extension Pod {
    var isRunningAndReady: Bool { status.phase == "Running" && isReady }
    var isCreated: Bool { !(status.phase ?? "").isEmpty }
    var revisionLabel: String { metadata.labels[controllerRevisionHashLabel] ?? "" }
}
