import KubernetesAPI

extension Pod {
    /// Does nothing until it is asked to end, and ends at once then.
    static let idle = "trap 'exit 0' TERM; while :; do sleep 0.1; done"

    /// A pod of one container `c` with the fixture's busybox, on `node1`, which ends within a second.
    static func busybox(_ name: String, _ script: String = idle, image: String = "test.local/busybox:1") -> Pod {
        var pod = Pod(metadata: ObjectMeta(name: name, namespace: "default"))
        pod.spec.nodeName = "node1"
        pod.spec.terminationGracePeriodSeconds = 1
        pod.spec.containers = [Container(name: "c", image: image, command: ["sh", "-c", script], imagePullPolicy: "IfNotPresent")]
        return pod
    }
}

/// Waits longer than `eventually`: a machine that is busy takes its time, and what failed once is tried again with a back-off.
func inTime(_ condition: () async -> Bool) async -> Bool {
    for _ in 0..<4 {
        if await eventually(condition) { return true }
    }
    return false
}
