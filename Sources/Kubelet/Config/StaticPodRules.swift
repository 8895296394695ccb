import KubernetesAPI

/// What the API server would have said about a pod that does not pass it: the rules without which a pod cannot run.
enum StaticPodRules {
    /// What is wrong, in the API server's words.
    static func problems(_ pod: Pod) -> [String] {
        var problems: [String] = []
        func check(_ path: String, _ value: String, _ problem: String?) {
            if let problem { problems.append("\(path): Invalid value: \"\(value)\": \(problem)") }
        }
        func oneOf(_ path: String, _ value: String?, _ allowed: [String]) {
            guard let value, !allowed.contains(value) else { return }
            problems.append("\(path): Unsupported value: \"\(value)\": supported values: \(allowed.map { "\"\($0)\"" }.joined(separator: ", "))")
        }
        check("metadata.name", pod.metadata.name, LabelSyntax.subdomainProblem(pod.metadata.name))
        check("metadata.namespace", pod.metadata.namespace, LabelSyntax.labelProblem(pod.metadata.namespace))
        let volumes = pod.spec.volumes.map(\.name)
        for (index, name) in volumes.enumerated() {
            check("spec.volumes[\(index)].name", name, LabelSyntax.labelProblem(name))
            if volumes.firstIndex(of: name) != index { problems.append("spec.volumes[\(index)].name: Duplicate value: \"\(name)\"") }
        }
        if pod.spec.containers.isEmpty { problems.append("spec.containers: Required value") }
        if !pod.spec.ephemeralContainers.isEmpty { problems.append("spec.ephemeralContainers: Forbidden: cannot be set on create") }
        var names: [String] = []
        for (list, containers) in [("spec.containers", pod.spec.containers), ("spec.initContainers", pod.spec.initContainers)] {
            for (index, container) in containers.enumerated() {
                let path = "\(list)[\(index)]"
                if container.name.isEmpty {
                    problems.append("\(path).name: Required value")
                } else {
                    check(path + ".name", container.name, LabelSyntax.labelProblem(container.name))
                    if names.contains(container.name) { problems.append("\(path).name: Duplicate value: \"\(container.name)\"") }
                    names.append(container.name)
                }
                if (container.image ?? "").isEmpty { problems.append("\(path).image: Required value") }
                oneOf(path + ".imagePullPolicy", container.imagePullPolicy, ["Always", "IfNotPresent", "Never"])
                for (place, mount) in container.volumeMounts.enumerated() {
                    if !volumes.contains(mount.name) { problems.append("\(path).volumeMounts[\(place)].name: Not found: \"\(mount.name)\"") }
                    if mount.mountPath.isEmpty { problems.append("\(path).volumeMounts[\(place)].mountPath: Required value") }
                }
                for (place, port) in container.ports.enumerated() where !(1...65535).contains(port.containerPort) {
                    problems.append("\(path).ports[\(place)].containerPort: Invalid value: \(port.containerPort): must be between 1 and 65535, inclusive")
                }
            }
        }
        oneOf("spec.restartPolicy", pod.spec.restartPolicy, ["Always", "OnFailure", "Never"])
        oneOf("spec.dnsPolicy", pod.spec.dnsPolicy, ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"])
        if let grace = pod.spec.terminationGracePeriodSeconds, grace < 0 {
            problems.append("spec.terminationGracePeriodSeconds: Invalid value: \(grace): must be greater than or equal to 0")
        }
        return problems
    }

    /// The first kind of API object that the pod needs, as the plural of its resource; nil when it can live without an API server.
    static func reference(_ pod: Pod) -> String? {
        let spec = pod.spec
        if !(spec.serviceAccountName ?? "").isEmpty { return "serviceaccounts" }
        let containers = pod.everyContainer
        let sources = spec.volumes.flatMap { $0.projected?.sources ?? [] }
        let secrets = !spec.imagePullSecrets.isEmpty
            || containers.contains { $0.envFrom.contains { $0.secretRef != nil } || $0.env.contains { $0.valueFrom?.secretKeyRef != nil } }
            || spec.volumes.contains { $0.secret != nil || $0.csi?.nodePublishSecretRef != nil || $0.iscsi?.secretRef != nil }
            || sources.contains { $0.secret != nil }
        if secrets { return "secrets" }
        let configMaps = containers.contains { $0.envFrom.contains { $0.configMapRef != nil } || $0.env.contains { $0.valueFrom?.configMapKeyRef != nil } }
            || spec.volumes.contains { $0.configMap != nil } || sources.contains { $0.configMap != nil }
        if configMaps { return "configmaps" }
        if !spec.resourceClaims.isEmpty { return "resourceclaims" }
        for volume in spec.volumes where volume.persistentVolumeClaim != nil || volume.ephemeral != nil { return "persistentvolumeclaims" }
        if sources.contains(where: { $0.serviceAccountToken != nil }) { return "serviceaccounts" }
        if sources.contains(where: { $0.clusterTrustBundle != nil }) { return "clustertrustbundles" }
        return nil
    }

    /// The numbers of the priority classes that every cluster has.
    static let priorities = ["system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000]
}
