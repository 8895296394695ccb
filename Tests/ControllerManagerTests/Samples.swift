import KubernetesAPI

@testable import ControllerManager

/// Objects for tests, with no more in them than the test is about.
enum Sample {
    static func pod(
        _ name: String, ip: String? = nil, ready: Bool = true, node: String? = "node-1", labels: [String: String] = ["app": "web"],
        phase: String = "Running"
    ) -> Pod {
        var pod = Pod()
        pod.metadata.name = name
        pod.metadata.namespace = "default"
        pod.metadata.uid = "uid-\(name)"
        pod.metadata.labels = labels
        pod.spec.nodeName = node
        pod.status.phase = phase
        if let ip {
            pod.status.podIP = ip
            pod.status.podIPs = [PodIP(ip: ip)]
        }
        pod.status.conditions = [PodCondition(type: "Ready", status: ready ? "True" : "False", lastTransitionTime: Time(seconds: 1000))]
        return pod
    }

    static func service(_ name: String = "web", ports: [ServicePort], clusterIP: String = "10.96.0.10") -> KubernetesAPI.Service {
        var service = KubernetesAPI.Service()
        service.metadata.name = name
        service.metadata.namespace = "default"
        service.metadata.uid = "uid-service-\(name)"
        service.spec.selector = ["app": "web"]
        service.spec.ports = ports
        service.spec.clusterIP = clusterIP
        service.spec.ipFamilies = ["IPv4"]
        return service
    }

    static func node(_ name: String, ready: String? = "True", zone: String? = nil) -> Node {
        var node = Node()
        node.metadata.name = name
        node.metadata.uid = "uid-\(name)"
        node.metadata.creationTimestamp = Time(seconds: 0)
        node.metadata.labels["topology.kubernetes.io/zone"] = zone
        if let ready { node.status.conditions = [NodeCondition(type: "Ready", status: ready, lastHeartbeatTime: Time(seconds: 0))] }
        return node
    }

    static func template(image: String = "nginx", labels: [String: String] = ["app": "web"]) -> PodTemplateSpec {
        var template = PodTemplateSpec()
        template.metadata.labels = labels
        template.spec.containers = [Container(name: "c", image: image)]
        return template
    }

    static func deployment(_ name: String = "web", replicas: Int = 3, image: String = "nginx") -> Deployment {
        var deployment = Deployment()
        deployment.metadata.name = name
        deployment.metadata.namespace = "default"
        deployment.spec.replicas = replicas
        deployment.spec.selector = LabelSelector(matchLabels: ["app": name])
        deployment.spec.template = template(image: image, labels: ["app": name])
        return deployment
    }
}

/// A generator whose numbers follow from its seed, so that a failure can be seen again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
