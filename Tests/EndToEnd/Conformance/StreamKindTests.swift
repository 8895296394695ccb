import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import NIOCore
import Streaming
import Testing

/// What goes between a client and a container through the API server: WebSockets, forwarded ports with much in both directions, and containers that visit.
extension Walk {
    /// Commands and logs over WebSockets.
    @Test func webSocketsReachContainers() async throws {
        try await Room.open("websockets") { room in
            try await room.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: web}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers: [{name: main, image: busybox, command: [sh, -c, "echo said at the start; exec sleep 1000"]}]
                """)
            _ = try await room.readyPod("web")
            let pod = "/api/v1/namespaces/\(room.namespace)/pods/web"
            for version in ["v4.channel.k8s.io", "v5.channel.k8s.io"] {
                let socket = try await room.cluster.webSocket("\(pod)/exec?command=sh&command=-c&command=echo+out%3B+echo+err+%3E%262%3B+exit+7&stdout=1&stderr=1", version)
                let said = try await TestCluster.channels(socket)
                #expect(said[1].map { String(decoding: $0, as: UTF8.self) } == "out\n" && said[2].map { String(decoding: $0, as: UTF8.self) } == "err\n", "\(version)")
                let status = try JSONValue(parsing: said[3] ?? [])
                #expect(status["reason"] == "NonZeroExitCode" && status["details"]?["causes"]?.array?.first?["message"] == "7", "\(version)")
            }
            // Much goes in, and comes back; then the input ends, which the fifth version can say.
            let socket = try await room.cluster.webSocket("\(pod)/exec?command=cat&stdin=1&stdout=1", "v5.channel.k8s.io")
            let sent = (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ ($0 >> 9)) }
            async let received = TestCluster.channels(socket)
            for start in stride(from: 0, to: sent.count, by: 32 << 10) {
                try await socket.send(.binary(ByteBuffer(bytes: [0] + sent[start..<min(start + 32 << 10, sent.count)])))
            }
            try await socket.send(.binary(ByteBuffer(bytes: [255, 0])))
            let back = try await received
            #expect(back[1] == sent)

            try await eventually("the log is there") { try await room.log("web") == "said at the start\n" }
            let log = try await room.cluster.webSocket(pod + "/log?container=main", "binary.k8s.io")
            var text = ""
            while case .binary(let bytes)? = try await log.receive() { text += String(buffer: bytes) }
            #expect(text == "said at the start\n")
        }
    }

    /// Several ports are forwarded at once, each for several connections with megabytes in both directions.
    @Test(.withKubectl) func portsAreForwardedAtOnce() async throws {
        try await Room.open("forwards") { room in
            let script = """
                mkdir -p /www/cgi-bin; printf '#!/bin/sh\\nprintf \\"Content-Type: text/plain\\\\r\\\\n\\\\r\\\\n\\"\\nexec head -c $CONTENT_LENGTH\\n' > /www/cgi-bin/echo; chmod +x /www/cgi-bin/echo; exec httpd -f -p 8080 -h /www
                """
            try await room.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: echo}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers: [{name: main, image: busybox, command: [sh, -c, "\(script)"], readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}}]
                """)
            _ = try await room.readyPod("echo")
            let file = room.cluster.directory + "/forwarded"
            defer { try? FileManager.default.removeItem(atPath: file) }
            try Data((0..<(4 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 17 &+ ($0 >> 11)) }).write(to: URL(fileURLWithPath: file))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for port in [18081, 18082] {
                    group.addTask { _ = try await room.cluster.kubectl("port-forward", "pod/echo", "\(port):8080", namespace: room.namespace, seconds: 60, mayFail: true) }
                }
                for port in [18081, 18082] {
                    try await eventually("port \(port) is forwarded") {
                        try await Command.run(["nsenter", "--net=/run/netns/\(room.cluster.name)", "curl", "-s", "--noproxy", "*", "-o", "/dev/null", "http://127.0.0.1:\(port)/"]).succeeded
                    }
                }
                try await Self.echo(file, room)
                group.cancelAll()
                try? await group.waitForAll()
            }
        }
    }

    private static func echo(_ file: String, _ room: Room) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<6 {
                group.addTask {
                    let script = "curl -sS --fail --max-time 50 --noproxy '*' --data-binary @\(file) http://127.0.0.1:\(18081 + number % 2)/cgi-bin/echo | cmp - \(file)"
                    let answer = try await Command.run(["nsenter", "--net=/run/netns/\(room.cluster.name)", "sh", "-c", script])
                    #expect(answer.succeeded, "\(answer)")
                }
            }
            try await group.waitForAll()
        }
    }

    /// Containers come to a running pod one after the other, and see it.
    @Test func visitorsComeOneByOne() async throws {
        try await Room.open("visitors") { room in
            try await room.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: host}
                spec: {terminationGracePeriodSeconds: 1, containers: [{name: main, image: busybox, command: [sleep, "1000"]}]}
                """)
            _ = try await room.readyPod("host")
            for name in ["first", "second"] {
                let visitor: JSONValue = ["name": .string(name), "image": "busybox", "imagePullPolicy": "IfNotPresent", "command": ["sh", "-c", "hostname; sleep 1000"]]
                _ = try await room.client.patch(
                    Pod.self, "host", namespace: room.namespace, subresource: "ephemeralcontainers", .strategic(["spec": ["ephemeralContainers": [visitor]]]))
                try await eventually("\(name) runs") { try await room.pod("host").status.ephemeralContainerStatuses.first { $0.name == name }?.state.running != nil }
                try await eventually("\(name) is in the pod") { try await room.lines("host", name) == ["host"] }
            }
            let pod = try await room.pod("host")
            #expect(Set(pod.spec.ephemeralContainers.map(\.name)) == ["first", "second"])
            #expect(Set(pod.status.ephemeralContainerStatuses.map(\.name)) == ["first", "second"])
            #expect(pod.isReady && pod.restarts == 0)
            // They cannot be changed or taken away.
            let removal: JSONValue = ["spec": ["ephemeralContainers": []]]
            await #expect(throws: APIError.self) {
                try await room.client.patch(Pod.self, "host", namespace: room.namespace, subresource: "ephemeralcontainers", .merge(removal))
            }
        }
    }
}
