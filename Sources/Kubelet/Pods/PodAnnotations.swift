import KubernetesAPI

/// The annotations by which the kubelet tells where a pod comes from.
enum PodAnnotations {
    static let source = "kubernetes.io/config.source"
    static let hash = "kubernetes.io/config.hash"
    static let mirror = "kubernetes.io/config.mirror"
    static let seen = "kubernetes.io/config.seen"
}

extension Pod {
    /// From a file (or, later, a URL): not in the API but through its mirror.
    var isStatic: Bool {
        guard let source = metadata.annotations[PodAnnotations.source] else { return false }
        return source != "api"
    }

    /// `namespace/name`
    var key: String { "\(metadata.namespace)/\(metadata.name)" }

    /// Seconds that containers have between the stop signal and the kill.
    var gracePeriod: Int {
        max(0, metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30)
    }

    /// Every container of the pod, in the order in which they start, ephemeral ones too.
    var everyContainer: [Container] {
        spec.initContainers + spec.containers + spec.ephemeralContainers.map(\.asContainer)
    }

    /// Where in the pod a container is, for events: `spec.containers{name}`.
    func fieldPath(ofContainer name: String) -> String {
        if spec.initContainers.contains(where: { $0.name == name }) { return "spec.initContainers{\(name)}" }
        if spec.ephemeralContainers.contains(where: { $0.name == name }) { return "spec.ephemeralContainers{\(name)}" }
        return "spec.containers{\(name)}"
    }
}

extension EphemeralContainer {
    /// The same as an ordinary container; probes, ports and lifecycle are not allowed on ephemeral ones.
    var asContainer: Container {
        Container(
            name: name, image: image, command: command, args: args, workingDir: workingDir, envFrom: envFrom, env: env,
            resources: resources, volumeMounts: volumeMounts, volumeDevices: volumeDevices,
            terminationMessagePath: terminationMessagePath, terminationMessagePolicy: terminationMessagePolicy,
            imagePullPolicy: imagePullPolicy, securityContext: securityContext, stdin: stdin, stdinOnce: stdinOnce, tty: tty
        )
    }
}
