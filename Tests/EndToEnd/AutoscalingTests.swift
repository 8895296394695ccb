import KubernetesAPI
import KubernetesClient
import Testing

extension Walk {
    /// `kubectl autoscale` of a deployment whose pods are busy: the use that the kubelet measures comes through metrics.k8s.io, and makes it grow.
    @Test(.withKubectl) func busyPodsAreAutoscaled() async throws {
        try await Room.open("autoscale") { room in
            try await room.create("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: busy}
                spec:
                  selector: {matchLabels: {app: busy}}
                  template:
                    metadata: {labels: {app: busy}}
                    spec:
                      terminationGracePeriodSeconds: 0
                      containers:
                      - name: c
                        image: busybox
                        command: [sh, -c, "while :; do :; done"]
                        resources: {requests: {cpu: 20m}, limits: {cpu: 100m}}
                """)
            _ = try await room.readyPods("app=busy", count: 1)
            _ = try await room.cluster.kubectl("autoscale", "deployment", "busy", "--cpu-percent=50", "--min=1", "--max=2", namespace: room.namespace)
            try await eventually("there are two", within: .seconds(120)) {
                try await room.client.get(Deployment.self, "busy", namespace: room.namespace).spec.replicas == 2 ? true : nil
            }
            let scaler = try await eventually("the status says so") {
                let scaler = try await room.client.get(HorizontalPodAutoscaler.self, "busy", namespace: room.namespace)
                return scaler.status.desiredReplicas == 2 ? scaler : nil
            }
            #expect((scaler.status.currentMetrics.first?.resource?.current.averageUtilization ?? 0) > 50)
            #expect(scaler.status.conditions.first { $0.type == "ScalingActive" }?.status == "True")
            let event = try await eventually("the event is there") { try await room.events(of: "busy", reason: "SuccessfulRescale").first?.message }
            #expect(event == "New size: 2; reason: cpu resource utilization (percentage of request) above target")
            let table = try await room.cluster.kubectl("get", "hpa", "busy", "--no-headers", namespace: room.namespace)
            #expect(table.output.hasPrefix("busy") && table.output.contains("Deployment/busy") && table.output.contains("%/50%"))
        }
    }
}
