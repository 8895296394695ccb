import Foundation
import KubernetesAPI
import KubernetesClient
import Testing

/// Probes of all four kinds on real containers.
extension Walk {
    /// A liveness probe that succeeds leaves a container alone, of whatever kind it is, one that asks nobody's gRPC service does not, and readiness has its time.
    @Test func probesOfEveryKind() async throws {
        try await Room.open("probes") { room in
            try await room.create(Self.probed)
            for (name, type) in [("http", "Liveness"), ("tcp", "Liveness"), ("exec", "Liveness"), ("grpc", "Liveness"), ("never", "Readiness")] {
                try await eventually("\(name) has been probed three times", within: .seconds(60)) { try await Self.probes(of: name, type, name == "never" ? "failed" : "successful", room) >= 3 }
                #expect(try await room.pod(name).restarts == 0, "\(name)")
            }
            let never = try await room.pod("never")
            #expect(try await Self.probes(of: "never", "Readiness", "successful", room) == 0)
            #expect(!never.isReady && never.status.phase == "Running" && never.status.containerStatuses.first?.ready == false)
            let late = try await room.readyPod("late", within: .seconds(60))
            let ready = late.status.conditions.first { $0.type == "Ready" }?.lastTransitionTime
            let started = late.status.containerStatuses.first?.state.running?.startedAt
            // Both are whole seconds.
            #expect(try #require(ready) - #require(started) >= 3)
            #expect(late.restarts == 0)
            try await eventually("who asks a port where nobody listens is restarted", within: .seconds(60)) { try await room.pod("grpc-nobody").restarts >= 1 }
            let event = try await eventually("it is told") { try await room.events(of: "grpc-nobody", reason: "Unhealthy").first }
            #expect(event.message?.hasPrefix("Liveness probe failed: ") == true)
        }
    }

    /// How many probes of a pod ended so, as the kubelet counts them.
    private static func probes(of pod: String, _ type: String, _ result: String, _ room: Room) async throws -> Int {
        let (status, body) = try await room.client.raw("GET", "/api/v1/nodes/\(room.cluster.nodeName)/proxy/metrics/probes")
        guard status == 200 else { throw Failure("metrics/probes: \(status)") }
        let lines = String(decoding: body, as: UTF8.self).split(separator: "\n").filter { line in
            line.hasPrefix("prober_probe_total{") && ["namespace=\"\(room.namespace)\"", "pod=\"\(pod)\"", "probe_type=\"\(type)\"", "result=\"\(result)\""].allSatisfy(line.contains)
        }
        return lines.first.flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }.map { Int($0) } ?? 0
    }

    /// nginx speaks HTTP/2 in the clear, which is all that a health service of gRPC needs: a message of four bytes behind its head, and a trailer.
    private static let probed = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: health}
        data:
          nginx.conf: |
            user root;
            error_log /dev/stderr notice;
            pid /run/nginx.pid;
            events { worker_connections 64; }
            http {
              access_log /dev/stdout;
              server {
                listen 8080 http2;
                root /www;
                location / { default_type application/grpc; error_page 405 =200 $uri; add_trailer grpc-status 0; }
              }
            }
        binaryData: {Check: AAAAAAIIAQ==}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: grpc}
        spec:
          terminationGracePeriodSeconds: 1
          volumes: [{name: v, configMap: {name: health}}]
          containers:
          - name: main
            image: nginx
            command: [/usr/sbin/nginx, -c, /conf/nginx.conf, -g, daemon off;]
            livenessProbe: {grpc: {port: 8080}, periodSeconds: 1, failureThreshold: 5, initialDelaySeconds: 1}
            volumeMounts: [{name: v, mountPath: /conf}, {name: v, mountPath: /www/grpc.health.v1.Health/Check, subPath: Check}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: grpc-nobody}
        spec:
          terminationGracePeriodSeconds: 1
          containers: [{name: main, image: busybox, command: [sleep, "1000"], livenessProbe: {grpc: {port: 2333}, periodSeconds: 1, failureThreshold: 1}}]
        """ + [
            ("http", "livenessProbe: {httpGet: {path: /page, port: 8080}, periodSeconds: 1, failureThreshold: 5, initialDelaySeconds: 1}"),
            ("tcp", "livenessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1, failureThreshold: 5, initialDelaySeconds: 1}"),
            ("exec", "livenessProbe: {exec: {command: [cat, /tmp/page]}, periodSeconds: 1, failureThreshold: 5, initialDelaySeconds: 1}"),
            ("never", "readinessProbe: {exec: {command: [\"false\"]}, periodSeconds: 1}"),
            ("late", "readinessProbe: {exec: {command: [\"true\"]}, periodSeconds: 1, initialDelaySeconds: 4}"),
        ].map { name, probe in
            """

            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: \(name)}
            spec:
              terminationGracePeriodSeconds: 1
              containers: [{name: main, image: busybox, command: [sh, -c, "echo well > /tmp/page; exec httpd -f -p 8080 -h /tmp"], \(probe)}]
            """
        }.joined()
}
