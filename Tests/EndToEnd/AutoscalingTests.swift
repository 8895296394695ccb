import JSON
import KubernetesAPI
import KubernetesClient
import Testing

extension Walk {
    /// A deployment whose pods are busy is autoscaled: the use that the kubelet measures comes through metrics.k8s.io and makes it grow; when the
    /// pods rest, it shrinks again.
    @Test func busyPodsAreAutoscaled() async throws {
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
                      volumes: [{name: orders, configMap: {name: orders, optional: true}}]
                      containers:
                      - name: c
                        image: busybox
                        command: [sh, -c, "while [ ! -e /orders/rest ]; do :; done; sleep 1000"]
                        resources: {requests: {cpu: 20m}, limits: {cpu: 100m}}
                        volumeMounts: [{name: orders, mountPath: /orders}]
                """)
            _ = try await room.readyPods("app=busy", count: 1)
            if Machine.kubectl != nil {
                try await room.cluster.kubectl("autoscale", "deployment", "busy", "--cpu-percent=50", "--min=1", "--max=2", namespace: room.namespace)
            } else {
                try await room.create("""
                    apiVersion: autoscaling/v1
                    kind: HorizontalPodAutoscaler
                    metadata: {name: busy}
                    spec: {minReplicas: 1, maxReplicas: 2, targetCPUUtilizationPercentage: 50, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: busy}}
                    """)
            }
            // Else it would wait for five minutes before it shrinks.
            let _: HorizontalPodAutoscaler = try await room.client.patch(
                HorizontalPodAutoscaler.self, "busy", namespace: room.namespace,
                .merge(["spec": ["behavior": ["scaleDown": ["stabilizationWindowSeconds": 0]]]]))
            try await eventually("there are two", within: .seconds(150)) {
                try await room.client.get(Deployment.self, "busy", namespace: room.namespace).spec.replicas == 2
            }
            let scaler = try await eventually("the status says so") {
                let scaler = try await room.client.get(HorizontalPodAutoscaler.self, "busy", namespace: room.namespace)
                return scaler.status.desiredReplicas == 2 ? scaler : nil
            }
            #expect((scaler.status.currentMetrics.first?.resource?.current.averageUtilization ?? 0) > 50)
            #expect(scaler.status.conditions.first { $0.type == "ScalingActive" }?.status == "True")
            let event = try await eventually("the event is there") { try await room.events(of: "busy", reason: "SuccessfulRescale").first?.message }
            #expect(event == "New size: 2; reason: cpu resource utilization (percentage of request) above target")
            if Machine.kubectl != nil {
                let table = try await room.cluster.kubectl("get", "hpa", "busy", "--no-headers", namespace: room.namespace)
                #expect(table.output.hasPrefix("busy") && table.output.contains("Deployment/busy") && table.output.contains("%/50%"))
            }
            let pods = try await room.readyPods("app=busy", count: 2)
            // A new pod reads the order, and the kubelet brings it to the old one; the change of its annotation makes it look at once.
            _ = try await room.client.create(ConfigMap(metadata: ObjectMeta(name: "orders", namespace: room.namespace), data: ["rest": ""]))
            for pod in pods {
                let _: Pod = try await room.client.patch(
                    Pod.self, pod.metadata.name, namespace: room.namespace, .merge(["metadata": ["annotations": ["order": "rest"]]]))
            }
            try await eventually("there is one again", within: .seconds(240)) {
                try await room.client.get(Deployment.self, "busy", namespace: room.namespace).spec.replicas == 1
            }
            try await eventually("told") { try await room.events(of: "busy", reason: "SuccessfulRescale").contains { $0.message == "New size: 1; reason: All metrics below target" } }
        }
    }
}
