import Foundation
import KubernetesAPI
import KubernetesClient
import Testing

extension Walk {
    /// What a user sees of a replication controller and its parts.
    @Test(.withKubectl) func kubectlShows() async throws {
        try await Room.open("kubectl-shows") { room in
            func kubectl(_ text: String, _ input: String = "") async throws -> [String] {
                let words = text.split(separator: " ").map(String.init)
                return try await room.cluster.kubectl(words, namespace: room.namespace, input: input).lines
            }
            #expect(try await kubectl("create -f -", """
                apiVersion: v1
                kind: ReplicationController
                metadata: {name: nginx}
                spec:
                  replicas: 2
                  template:
                    metadata: {labels: {app: nginx}}
                    spec: {containers: [{name: nginx, image: nginx, ports: [{containerPort: 80}]}]}
                """) == ["replicationcontroller/nginx created"])
            #expect(try await kubectl("expose rc nginx --port=82 --target-port=80 --type=LoadBalancer") == ["service/nginx exposed"])
            _ = try await room.readyPods("app=nginx", count: 2)
            try await shows(room, kubectl)
            try await describes(kubectl)
            #expect(try await kubectl("scale rc nginx --replicas=3") == ["replicationcontroller/nginx scaled"])
            _ = try await kubectl("wait --for=condition=Ready pod -l app=nginx --timeout=60s")
            #expect(try await kubectl("label node \(room.cluster.nodeName) colour=green") == ["node/\(room.cluster.nodeName) labeled"])
            #expect(try await kubectl("get nodes -l colour=green -o name") == ["node/\(room.cluster.nodeName)"])
            #expect(try await kubectl("label node \(room.cluster.nodeName) colour-") == ["node/\(room.cluster.nodeName) unlabeled"])
            let events = try await kubectl("get events")
            #expect(events.first?.split(separator: " ") == ["LAST", "SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"])
            for reason in ["Scheduled", "Pulled", "Created", "Started", "SuccessfulCreate"] { #expect(events.contains { $0.contains(" \(reason) ") }) }
            #expect(try await kubectl("delete rc,service nginx --wait=false").count == 2)
            try await eventually("the pods are gone") { try await room.pods().isEmpty }
            #expect(try await kubectl("explain pod.spec.containers.image").contains { $0.contains("FIELD: image <string>") })
            #expect(try await kubectl("api-resources --namespaced=false").contains { $0.hasPrefix("nodes ") })
            #expect(try await kubectl("version").contains { $0.hasPrefix("Server Version: v1.36.2+apus") })
        }
    }

    private func shows(_ room: Room, _ kubectl: (String, String) async throws -> [String]) async throws {
        func columns(_ line: String?) -> [String] {
            (line ?? "").replacing("  ", with: "\t").split(separator: "\t").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        }
        let pods = try await kubectl("get pods", "")
        #expect(columns(pods.first) == ["NAME", "READY", "STATUS", "RESTARTS", "AGE"])
        #expect(columns(pods.last).dropFirst().prefix(3) == ["1/1", "Running", "0"])
        let wide = try await kubectl("get pods -o wide", "")
        #expect(columns(wide.first) == ["NAME", "READY", "STATUS", "RESTARTS", "AGE", "IP", "NODE", "NOMINATED NODE", "READINESS GATES"])
        let controllers = try await kubectl("get rc -o wide", "")
        #expect(columns(controllers.first) == ["NAME", "DESIRED", "CURRENT", "READY", "AGE", "CONTAINERS", "IMAGES", "SELECTOR"])
        #expect(columns(controllers.last).prefix(4) == ["nginx", "2", "2", "2"])
        #expect(columns(controllers.last).suffix(3) == ["nginx", "nginx", "app=nginx"])
        let services = try await kubectl("get services", "")
        #expect(columns(services.first) == ["NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE"])
        #expect(columns(services.last).prefix(2) == ["nginx", "LoadBalancer"])
        #expect(columns(services.last).dropFirst(3).first == room.cluster.nodeIP)
        #expect(columns(services.last).dropFirst(4).first?.hasPrefix("82:3") == true)
        let nodes = try await kubectl("get nodes -o wide", "")
        #expect(columns(nodes.first) == ["NAME", "STATUS", "ROLES", "AGE", "VERSION", "INTERNAL-IP", "EXTERNAL-IP", "OS-IMAGE", "KERNEL-VERSION", "CONTAINER-RUNTIME"])
        #expect(nodes.last?.contains("Ready") == true && nodes.last?.contains("containerd://") == true)
        let yaml = try await kubectl("get rc nginx -o yaml", "")
        #expect(yaml.prefix(2) == ["apiVersion: v1", "kind: ReplicationController"])
        #expect(!yaml.contains { $0.contains("managedFields") })
        #expect(try await kubectl("get rc nginx -o jsonpath={.spec.selector.app}", "") == ["nginx"])
        let watched = try await room.cluster.kubectl("get", "pods", "-w", "--request-timeout=2s", namespace: room.namespace, mayFail: true)
        #expect(watched.lines.count >= 3)
    }

    private func describes(_ kubectl: (String, String) async throws -> [String]) async throws {
        for (what, expected) in [
            ("rc nginx", ["Name:         nginx", "Replicas:     2 current / 2 desired", "Pods Status:  2 Running / 0 Waiting / 0 Succeeded / 0 Failed", "SuccessfulCreate"]),
            ("pods", ["Status:           Running", "Controlled By:  ReplicationController/nginx", "Restart Count:  0", "QoS Class:                   BestEffort", "Scheduled", "Started"]),
            ("service nginx", ["Type:                     LoadBalancer", "LoadBalancer Ingress:", "Session Affinity:         None"]),
            ("nodes", ["KubeletReady", "Allocated resources:", "Non-terminated Pods:", "Container Runtime Version:"]),
        ] {
            let text = try await kubectl("describe \(what)", "").joined(separator: "\n")
            for part in expected { #expect(text.contains(part), "describe \(what) does not have \(part):\n\(text)") }
        }
    }

    /// Deployments as kubectl makes and changes them, and configuration that is applied.
    @Test(.withKubectl) func kubectlDeploysAndApplies() async throws {
        try await Room.open("kubectl-deploys") { room in
            let namespace = room.namespace
            func kubectl(_ words: String..., input: String = "") async throws -> String {
                try await room.cluster.kubectl(words, namespace: namespace, input: input).output
            }
            #expect(try await kubectl("create", "deployment", "web", "--image=nginx", "--replicas=2") == "deployment.apps/web created\n")
            #expect(try await kubectl("rollout", "status", "deployment/web", "--timeout=60s").hasSuffix("deployment \"web\" successfully rolled out\n"))
            #expect(try await kubectl("expose", "deployment", "web", "--port=80") == "service/web exposed\n")
            let address = try await kubectl("get", "service", "web", "-o", "jsonpath={.spec.clusterIP}")
            try await eventually("the service answers") { try await room.cluster.fetch("http://\(address):80/")?.contains("Welcome to nginx!") == true }
            #expect(try await kubectl("set", "env", "deployment/web", "COLOUR=red") == "deployment.apps/web env updated\n")
            #expect(try await kubectl("rollout", "status", "deployment/web", "--timeout=80s").hasSuffix("deployment \"web\" successfully rolled out\n"))
            #expect(try await kubectl("rollout", "undo", "deployment/web") == "deployment.apps/web rolled back\n")
            _ = try await kubectl("rollout", "status", "deployment/web", "--timeout=80s")
            #expect(try await kubectl("get", "deployment", "web", "-o", "jsonpath={.spec.template.spec.containers[0].env}") == "")
            // Applying twice changes nothing the second time; a third time only what was changed.
            func manifest(_ colour: String) -> String {
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings}
                data: {colour: \(colour), size: large}
                """
            }
            #expect(try await kubectl("apply", "-f", "-", input: manifest("blue")) == "configmap/settings created\n")
            #expect(try await kubectl("apply", "-f", "-", input: manifest("blue")) == "configmap/settings unchanged\n")
            #expect(try await kubectl("apply", "-f", "-", input: manifest("green")) == "configmap/settings configured\n")
            #expect(try await kubectl("apply", "--server-side", "--force-conflicts", "-f", "-", input: manifest("red")) == "configmap/settings serverside-applied\n")
            #expect(try await kubectl("get", "configmap", "settings", "-o", "jsonpath={.data.colour} {.data.size}") == "red large")
            #expect(try await kubectl("delete", "deployment,service", "web", "--timeout=60s").contains("deployment.apps \"web\" deleted"))
            let refused = try await room.cluster.kubectl("create", "-f", "-", namespace: namespace, input: "kind: Nonsense\napiVersion: v1\nmetadata: {name: x}\n", mayFail: true)
            #expect(refused.status == 1 && refused.error.hasPrefix("error: "), "\(refused)")
        }
    }

    /// Logs, commands, terminals and forwarded ports.
    @Test(.withKubectl) func kubectlStreams() async throws {
        try await Room.open("kubectl-streams") { room in
            let namespace = room.namespace
            try await room.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: counter}
                spec: {restartPolicy: Never, containers: [{name: main, image: busybox, command: [sh, -c, "for i in 1 2 3 4 5; do echo line $i; sleep 0.5; done"]}]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: shell}
                spec: {terminationGracePeriodSeconds: 1, containers: [{name: main, image: busybox, stdin: true, command: [sh, -c, "while read line; do echo got $line; done"]}]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: web}
                spec: {terminationGracePeriodSeconds: 1, containers: [{name: main, image: nginx}]}
                """)
            try await eventually("the counter runs") { ["Running", "Succeeded"].contains(try await room.pod("counter").status.phase) }
            let followed = try await room.cluster.kubectl("logs", "-f", "counter", namespace: namespace)
            #expect(followed.output == "line 1\nline 2\nline 3\nline 4\nline 5\n")
            #expect(try await room.cluster.kubectl("logs", "counter", "--tail=2", namespace: namespace).output == "line 4\nline 5\n")
            #expect(try await room.cluster.kubectl("logs", "counter", "--timestamps", namespace: namespace).lines.first?.hasSuffix("Z line 1") == true)
            _ = try await (room.readyPod("shell"), room.readyPod("web"))
            #expect(try await room.cluster.kubectl("exec", "web", "--", "sh", "-c", "echo out; echo err >&2", namespace: namespace).output == "out\n")
            let failed = try await room.cluster.kubectl("exec", "web", "--", "sh", "-c", "exit 3", namespace: namespace, mayFail: true)
            #expect(failed.status == 3)
            #expect(failed.error.contains("command terminated with exit code 3"))
            let big = String(repeating: "0123456789abcdef\n", count: 20_000)
            #expect(try await room.cluster.kubectl("exec", "-i", "shell", "--", "cat", namespace: namespace, input: big).output == big)
            // With a terminal of its own, as a person at a keyboard has it.
            let terminal = try await room.cluster.onNode(
                ["script", "-qec", "kubectl -n \(namespace) exec -it web -- sh", "/dev/null"], input: "test -t 0 && echo is a $((20 + 22)) terminal\nexit\n")
            #expect(terminal.output.contains("is a 42 terminal"))
            try await room.cluster.kubectl("attach", "-i", "shell", namespace: namespace, input: "hello\n", seconds: 10, mayFail: true)
            try await eventually("the shell has read what was typed") { try await room.log("shell").contains("got hello") }
            try await forwards(room)
        }
    }

    private func forwards(_ room: Room) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await room.cluster.kubectl("port-forward", "pod/web", "18080:80", namespace: room.namespace, seconds: 30, mayFail: true) }
            for _ in 0..<3 {
                try await eventually("the forwarded port answers", within: .seconds(90)) {
                    try await room.cluster.fetch("http://127.0.0.1:18080/hostname")?.hasPrefix("web") == true
                }
            }
            group.cancelAll()
            try? await group.waitForAll()
        }
    }
}
