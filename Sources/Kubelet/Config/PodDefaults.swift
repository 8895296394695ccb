import KubernetesAPI

/// The defaults that the API server would have set, for pods that do not pass it.
enum PodDefaults {
    static func apply(to pod: inout Pod) {
        if pod.spec.restartPolicy == nil { pod.spec.restartPolicy = "Always" }
        if pod.spec.dnsPolicy == nil { pod.spec.dnsPolicy = "ClusterFirst" }
        if pod.spec.schedulerName == nil { pod.spec.schedulerName = "default-scheduler" }
        if pod.spec.terminationGracePeriodSeconds == nil { pod.spec.terminationGracePeriodSeconds = 30 }
        if pod.spec.securityContext == nil { pod.spec.securityContext = PodSecurityContext() }
        if pod.spec.enableServiceLinks == nil { pod.spec.enableServiceLinks = true }
        if pod.spec.priority == nil, let name = pod.spec.priorityClassName { pod.spec.priority = StaticPodRules.priorities[name] }
        let hostNetwork = pod.spec.hostNetwork == true
        for index in pod.spec.containers.indices { apply(to: &pod.spec.containers[index], hostNetwork: hostNetwork) }
        for index in pod.spec.initContainers.indices { apply(to: &pod.spec.initContainers[index], hostNetwork: hostNetwork) }
    }

    private static func apply(to container: inout Container, hostNetwork: Bool) {
        if container.terminationMessagePath == nil { container.terminationMessagePath = "/dev/termination-log" }
        if container.terminationMessagePolicy == nil { container.terminationMessagePolicy = "File" }
        if container.imagePullPolicy == nil {
            container.imagePullPolicy = (try? ImageName(parsing: container.image ?? ""))?.defaultPullPolicy ?? "Always"
        }
        for index in container.ports.indices {
            if container.ports[index].protocol == nil { container.ports[index].protocol = "TCP" }
            if hostNetwork && container.ports[index].hostPort == nil { container.ports[index].hostPort = container.ports[index].containerPort }
        }
        for (name, limit) in container.resources.limits where container.resources.requests[name] == nil {
            container.resources.requests[name] = limit
        }
        apply(to: &container.livenessProbe)
        apply(to: &container.readinessProbe)
        apply(to: &container.startupProbe)
    }

    private static func apply(to probe: inout Probe?) {
        guard var new = probe else { return }
        if new.timeoutSeconds == nil { new.timeoutSeconds = 1 }
        if new.periodSeconds == nil { new.periodSeconds = 10 }
        if new.successThreshold == nil { new.successThreshold = 1 }
        if new.failureThreshold == nil { new.failureThreshold = 3 }
        if new.httpGet != nil {
            if new.httpGet?.scheme == nil { new.httpGet?.scheme = "HTTP" }
            if new.httpGet?.path == nil { new.httpGet?.path = "/" }
        }
        probe = new
    }
}
