import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Testing

extension Walk {
    /// What kubectl does through a node's kubelet: use, files, debugging, logs of several containers, proxies.
    @Test(.withKubectl) func kubectlReachesIntoPods() async throws {
        try await Room.open("kubectl-pods") { room in
            try await room.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: two, labels: {app: two}}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                  - {name: a, image: busybox, command: [sh, -c, "echo from a; echo to stderr >&2; mkdir -p /www; hostname > /www/index.html; echo $((6 * 7)) > /www/answer; exec httpd -f -p 8080 -h /www"], ports: [{containerPort: 8080, name: http}]}
                  - {name: b, image: busybox, command: [sh, -c, "echo from b; sleep 1000"]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: again}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers: [{name: main, image: busybox, command: [sh, -c, "test -e /run-once/first && { echo second; sleep 1000; }; touch /run-once/first; echo first; exit 1"], volumeMounts: [{name: v, mountPath: /run-once}]}]
                  volumes: [{name: v, emptyDir: {}}]
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: once}
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 1
                  containers: [{name: main, image: busybox, stdin: true, stdinOnce: true, command: [sh, -c, "n=0; while read line; do n=$((n + 1)); done; echo read $n lines; seq 1 20000; echo last line; sleep 2"]}]
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: two}
                spec: {selector: {app: two}, ports: [{name: web, port: 80, targetPort: http}]}
                """)
            _ = try await room.readyPod("two")
            try await attaches(room)
            try await copies(room)
            try await proxies(room)
            try await logs(room)
            try await usage(room)
            try await debugs(room)
        }
    }

    /// The container's output arrives to its last line, though the client's input ended long before. The container stays a little: containerd
    /// 1.6 drops what it has not read yet of a container that has exited, from the log as well.
    private func attaches(_ room: Room) async throws {
        try await eventually("the reader runs") { try await room.pod("once").status.phase == "Running" }
        let attached = try await room.cluster.kubectl("attach", "-i", "once", namespace: room.namespace, input: "1\n2\n3\n")
        #expect(attached.output.hasPrefix("read 3 lines\n1\n2\n"), "\(attached.output.prefix(200))")
        #expect(attached.output.hasSuffix("20000\nlast line\n"), "\(attached.output.suffix(200))")
    }

    private func copies(_ room: Room) async throws {
        let directory = room.cluster.directory + "/copied"
        try FileManager.default.createDirectory(atPath: directory + "/tree/deep", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let big = String(repeating: "0123456789abcdef", count: 200_000)
        try big.write(toFile: directory + "/tree/deep/big", atomically: true, encoding: .utf8)
        try "small\n".write(toFile: directory + "/tree/small", atomically: true, encoding: .utf8)
        try await room.cluster.kubectl("cp", directory + "/tree", "two:/tmp/tree", "-c", "b", namespace: room.namespace)
        let sum = try await room.cluster.kubectl("exec", "two", "-c", "b", "--", "sh", "-c", "cat /tmp/tree/small; wc -c < /tmp/tree/deep/big", namespace: room.namespace)
        #expect(sum.output == "small\n3200000\n")
        try await room.cluster.kubectl("cp", "two:/tmp/tree", directory + "/back", "-c", "b", namespace: room.namespace)
        #expect(try String(contentsOfFile: directory + "/back/deep/big", encoding: .utf8) == big)
    }

    /// All of HTTP goes through the proxies of pods, services and nodes.
    private func proxies(_ room: Room) async throws {
        let root = "/api/v1/namespaces/\(room.namespace)"
        for (path, expected) in [
            ("pods/two:8080/proxy/answer", "42\n"), ("pods/two/proxy/answer", "42\n"), ("pods/http:two:8080/proxy/", "two\n"),
            ("services/two:80/proxy/answer", "42\n"), ("services/two:web/proxy/", "two\n"), ("services/http:two:web/proxy/answer", "42\n"),
        ] {
            let (status, body) = try await eventually("\(path) answers") { () async throws -> (Int, [UInt8])? in
                let answer = try await room.client.raw("GET", "\(root)/\(path)")
                return answer.0 == 200 ? answer : nil
            }
            #expect(status == 200 && String(decoding: body, as: UTF8.self) == expected, "\(path): \(status)")
        }
        #expect(try await room.client.raw("GET", "\(root)/pods/two:8080/proxy/none").0 == 404)
        // A directory has its slash, so that the links on its page lead somewhere.
        #expect(try await room.client.raw("GET", "\(root)/pods/two:8080/proxy").0 == 301)
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
            // busybox' server knows only GET and POST to scripts; that it answers at all shows that the request came.
            #expect([400, 404, 405, 501].contains(try await room.client.raw(method, "\(root)/pods/two:8080/proxy/answer").0), "\(method)")
        }
        let node = room.cluster.nodeName
        for name in [node, "\(node):20250"] {
            let health = try await room.client.raw("GET", "/api/v1/nodes/\(name)/proxy/healthz")
            #expect(String(decoding: health.1, as: UTF8.self) == "ok")
        }
        let stranger = try room.cluster.client(token: "stranger-token")
        #expect(try await stranger.raw("GET", "/api/v1/nodes/\(node)/proxy/pods").0 == 403)
    }

    private func logs(_ room: Room) async throws {
        func kubectl(_ words: String...) async throws -> String {
            try await Command.check(
                ["nsenter", "--net=/run/netns/\(room.cluster.name)", "kubectl", "-n", room.namespace, "logs"] + words,
                environment: ["KUBECONFIG": room.cluster.kubeconfig, "HOME": room.cluster.directory]).output
        }
        #expect(try await kubectl("two", "-c", "b") == "from b\n")
        let all = try await kubectl("two", "--all-containers", "--prefix")
        #expect(all.contains("[pod/two/a] from a\n") && all.contains("[pod/two/b] from b\n"))
        #expect(try await kubectl("-l", "app=two", "--all-containers", "--tail=1").contains("from b\n"))
        #expect(try await kubectl("two", "-c", "b", "--since=1h", "--limit-bytes=4") == "from")
        #expect(try await kubectl("two", "-c", "b", "--since-time=2100-01-01T00:00:00Z") == "")
        try await eventually("the container runs for the second time") {
            let pod = try await room.pod("again")
            return pod.restarts == 1 && pod.isReady
        }
        #expect(try await kubectl("again", "--previous") == "first\n")
        #expect(try await kubectl("again") == "second\n")
        let stream = try await room.client.raw("GET", "/api/v1/namespaces/\(room.namespace)/pods/two/log?container=a&stream=Stderr")
        #expect(String(decoding: stream.1, as: UTF8.self) == "to stderr\n")
    }

    private func usage(_ room: Room) async throws {
        let node = room.cluster.nodeName
        let top = try await eventually("there are figures of the pod") { () async throws -> Command? in
            let top = try await room.cluster.kubectl("top", "pod", "--containers", namespace: room.namespace, mayFail: true)
            return top.succeeded && top.output.contains("two") ? top : nil
        }
        func columns(_ line: String?) -> [String] { (line ?? "").split(separator: " ").map(String.init) }
        #expect(columns(top.lines.first) == ["POD", "NAME", "CPU(cores)", "MEMORY(bytes)"])
        #expect(top.lines.contains { columns($0).prefix(2) == ["two", "a"] && columns($0).last?.hasSuffix("Mi") == true }, "\(top)")
        let nodes = try await room.cluster.kubectl("top", "node")
        #expect(columns(nodes.lines.first) == ["NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)"] || columns(nodes.lines.first) == ["NAME", "CPU(cores)", "CPU%", "MEMORY(bytes)", "MEMORY%"])
        #expect(columns(nodes.lines.last).first == node)
        let services = try await room.cluster.kubectl("get", "apiservice", "v1beta1.metrics.k8s.io")
        #expect(services.output.contains("Local") && services.output.contains("True"))

        let raw = try await room.cluster.kubectl("get", "--raw", "/api/v1/nodes/\(node)/proxy/stats/summary")
        let summary = try JSONValue(parsing: Array(raw.output.utf8))
        let pod = summary["pods"]?.array?.first { $0["podRef"]?["name"] == "again" }
        #expect((pod?["memory"]?["workingSetBytes"]?.int ?? 0) > 0)
        #expect(pod?["volume"]?.array?.contains { $0["name"] == "v" && ($0["usedBytes"]?.int ?? 0) > 0 } == true)
        #expect((pod?["ephemeral-storage"]?["usedBytes"]?.int ?? 0) > 0)
        let systems = summary["node"]?["systemContainers"]?.array?.compactMap { $0["name"]?.string } ?? []
        #expect(Set(systems) == ["kubelet", "runtime", "pods"])
        let metrics = try await room.cluster.kubectl("get", "--raw", "/api/v1/nodes/\(node)/proxy/metrics").output
        for name in [
            "kubelet_node_name{", "kubelet_running_pods ", "kubelet_started_pods_total ", "kubelet_started_containers_total{container_type=\"container\"}",
            "kubelet_pod_start_sli_duration_seconds_count ", "kubelet_pod_worker_duration_seconds_bucket{operation_type=\"sync\"",
            "kubelet_runtime_operations_total{operation_type=\"run_podsandbox\"}", "kubelet_pleg_relist_duration_seconds_count ",
            "rest_client_requests_total{", "process_resident_memory_bytes ", "kubelet_container_log_filesystem_used_bytes{",
        ] { #expect(metrics.contains("\n" + name), "\(name)") }
        let resource = try await room.cluster.kubectl("get", "--raw", "/api/v1/nodes/\(node)/proxy/metrics/resource").output
        #expect(resource.contains("container_cpu_usage_seconds_total{container=\"a\",namespace=\"\(room.namespace)\",pod=\"two\"}"))
        let cadvisor = try await room.cluster.kubectl("get", "--raw", "/api/v1/nodes/\(node)/proxy/metrics/cadvisor").output
        #expect(cadvisor.contains("container_memory_working_set_bytes{container=\"a\",id=\"") && cadvisor.contains("container_network_receive_bytes_total{"))
        // This runtime makes no checkpoints; that says so, in upstream's words.
        let checkpoint = try await room.client.raw("POST", "/api/v1/nodes/\(node)/proxy/checkpoint/\(room.namespace)/two/a")
        #expect(checkpoint.0 == 500 && String(decoding: checkpoint.1, as: UTF8.self).contains("checkpointing of \(room.namespace)/two/a failed ("))
        #expect(try await room.client.raw("POST", "/api/v1/nodes/\(node)/proxy/checkpoint/\(room.namespace)/two/none").0 == 404)
    }

    private func debugs(_ room: Room) async throws {
        let debugged = try await room.cluster.kubectl(
            "debug", "two", "--image=busybox", "--image-pull-policy=IfNotPresent", "--target=a", "--container=helper", "--profile=general", "--attach=false", "--", "sh", "-c",
            "ps; sleep 1000", namespace: room.namespace)
        #expect(debugged.succeeded)
        try await eventually("the ephemeral container runs") {
            try await room.pod("two").status.ephemeralContainerStatuses.first?.state.running != nil
        }
        // It sees the processes of the container that it is for.
        try await eventually("the helper has looked around") { try await room.log("two", container: "helper").contains("httpd") }
        let inside = try await room.cluster.kubectl("exec", "two", "-c", "helper", "--", "echo", "here", namespace: room.namespace)
        #expect(inside.output == "here\n")
        try await room.cluster.kubectl(
            "debug", "two", "--copy-to=copy", "--container=b", "--image-pull-policy=IfNotPresent", "--profile=general", "--attach=false", "--", "sh", "-c", "echo copied; sleep 1000",
            namespace: room.namespace)
        try await room.cluster.kubectl(
            "debug", "node/\(room.cluster.nodeName)", "--image=busybox", "--image-pull-policy=IfNotPresent", "--profile=general", "--attach=false", "--", "sh", "-c",
            "ls /host; sleep 1000", namespace: room.namespace)
        try await eventually("the copy has said so") { try await room.log("copy", container: "b") == "copied\n" }
        let debugger = try await eventually("the node's debugger is there") {
            try await room.pods().first { $0.metadata.name.hasPrefix("node-debugger-\(room.cluster.nodeName)-") }
        }
        try await eventually("the debugger sees the node's files") { try await room.log(debugger.metadata.name).contains("etc\n") }
        #expect(debugger.spec.hostNetwork == true && debugger.spec.hostPID == true)
    }

    /// A node is emptied for its upkeep, with respect for budgets and daemons, and comes back.
    @Test(.withKubectl) func kubectlDrains() async throws {
        try await Room.open("kubectl-drains") { room in
            let node = room.cluster.nodeName
            let spec = "{terminationGracePeriodSeconds: 1, containers: [{name: main, image: busybox, command: [sleep, '1000'], volumeMounts: [{name: v, mountPath: /v}]}], volumes: [{name: v, emptyDir: {}}]}"
            try await room.create("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: guarded}
                spec: {replicas: 2, selector: {matchLabels: {app: guarded}}, template: {metadata: {labels: {app: guarded, room: drain}}, spec: \(spec)}}
                ---
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: daemon}
                spec: {selector: {matchLabels: {app: daemon}}, template: {metadata: {labels: {app: daemon, room: drain}}, spec: \(spec)}}
                ---
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: guarded}
                spec: {minAvailable: 2, selector: {matchLabels: {app: guarded}}}
                """)
            _ = try await room.readyPods("app=guarded", count: 2)
            let daemon = try await room.readyPods("app=daemon", count: 1)
            try await eventually("the budget is known") {
                try await room.client.get(PodDisruptionBudget.self, "guarded", namespace: room.namespace).status.currentHealthy == 2
            }
            let strict = try await room.cluster.kubectl("drain", node, "--pod-selector=room=drain", mayFail: true)
            #expect(strict.status == 1)
            #expect(strict.error.contains("cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)"))
            #expect(strict.error.contains("cannot delete Pods with local storage (use --delete-emptydir-data to override)"))
            func drain(_ timeout: String) async throws -> Command {
                try await room.cluster.kubectl(
                    "drain", node, "--ignore-daemonsets", "--delete-emptydir-data", "--pod-selector=room=drain", "--timeout=\(timeout)", mayFail: true)
            }
            let held = try await drain("3s")
            #expect(held.status == 1)
            #expect((held.output + held.error).contains("Cannot evict pod as it would violate the pod's disruption budget."))
            #expect(try await room.client.get(Node.self, node).spec.unschedulable == true)
            try await room.client.delete(PodDisruptionBudget.self, "guarded", namespace: room.namespace)
            let drained = try await drain("60s")
            #expect(drained.status == 0, "\(drained)")
            #expect(drained.output.contains("node/\(node) drained"))
            // What comes in their place finds no node; the daemon stays.
            let waiting = try await room.pods("app=guarded")
            #expect(waiting.allSatisfy { ($0.spec.nodeName ?? "").isEmpty || $0.metadata.deletionTimestamp != nil })
            #expect(try await room.pods("app=daemon").map(\.metadata.uid) == daemon.map(\.metadata.uid))
            #expect(try await room.cluster.kubectl("uncordon", node).output == "node/\(node) uncordoned\n")
            _ = try await room.readyPods("app=guarded", count: 2)
            #expect(try await room.cluster.kubectl("taint", "node", node, "room=full:NoExecute").output == "node/\(node) tainted\n")
            try await eventually("a taint drives pods away") { try await room.pods("app=guarded").allSatisfy { ($0.spec.nodeName ?? "").isEmpty } }
            #expect(try await room.cluster.kubectl("taint", "node", node, "room-").output == "node/\(node) untainted\n")
            #expect(try await room.cluster.kubectl("cordon", node).output == "node/\(node) cordoned\n")
            try await room.cluster.kubectl("uncordon", node)
        }
    }
}
