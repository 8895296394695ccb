import Foundation
import KubernetesAPI
import KubernetesClient
import Testing

/// What runs in containers, how often, and what they find around them.
extension Walk {
    /// An image says what runs; a pod may say otherwise, of the program, of its arguments, or of both.
    @Test func imagesSayWhatRunsUnlessPodsDo() async throws {
        try await Room.open("entrypoint") { room in
            let directory = room.cluster.directory + "/entrypoint"
            try FileManager.default.createDirectory(atPath: directory + "/root/bin", withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: directory) }
            try FileManager.default.copyItem(atPath: try #require(Machine.find("busybox")), toPath: directory + "/root/bin/echo")
            try await Command.check([
                Machine.project + "/scripts/image", "-o", directory + "/image.tar", "-n", "test.local/walk/entry:1", "-e", "/bin/echo", "-e", "entry", "-c", "default",
                "-c", "words", directory + "/root",
            ])
            try await Command.check([Machine.apus, "image", "import", "--run-dir", room.cluster.runDirectory, directory + "/image.tar"])
            let cases = [
                ("defaults", "", "entry default words"), ("arguments", ", args: [own, args]", "entry own args"),
                ("command", ", command: [/bin/echo, own]", "own"), ("both", ", command: [/bin/echo, own], args: [too]", "own too"),
            ]
            let containers = cases.map { "{name: \($0.0), image: 'test.local/walk/entry:1'\($0.1)}" }.joined(separator: ", ")
            try await room.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: entry}
                spec: {restartPolicy: Never, containers: [\(containers)]}
                """)
            try await eventually("all have run") { try await room.pod("entry").status.phase == "Succeeded" }
            for (name, _, line) in cases { #expect(try await room.lines("entry", name) == [line], "\(name)") }
        }
    }

    /// Which containers run again, and which never do: by their pod's restart policy, and by how init containers end.
    @Test func containersRunAgainByTheirPolicy() async throws {
        try await Room.open("policies") { room in
            func pod(_ name: String, _ policy: String, _ script: String, initial: [String] = []) -> String {
                let inits = initial.enumerated().map { "{name: i\($0), image: busybox, command: [sh, -c, \"\($1)\"], volumeMounts: [{name: v, mountPath: /v}]}" }
                return """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: \(name)}
                    spec:
                      restartPolicy: \(policy)
                      terminationGracePeriodSeconds: 1
                      volumes: [{name: v, emptyDir: {}}]
                      initContainers: [\(inits.joined(separator: ", "))]
                      containers: [{name: main, image: busybox, command: [sh, -c, "\(script)"], volumeMounts: [{name: v, mountPath: /v}]}]
                    """
            }
            let once = "test -e /v/first && exec sleep 1000; touch /v/first", stays = "sleep 1000"
            try await room.create([
                pod("always", "Always", once), pod("on-failure", "OnFailure", "test -e /v/first && exit 0; touch /v/first; exit 1"),
                pod("never", "Never", "exit 1"), pod("init-always", "Always", "cat /v/order; " + stays, initial: ["echo one >> /v/order", "echo two >> /v/order"]),
                pod("init-never", "Never", "cat /v/order", initial: ["echo one >> /v/order", "echo two >> /v/order"]),
                pod("init-fails", "Never", "true", initial: ["true", "exit 1", "true"]), pod("init-again", "Always", stays, initial: ["exit 1", "true"]),
            ].joined(separator: "\n---\n"))
            try await eventually("it ran again though it succeeded", within: .seconds(60)) {
                let pod = try await room.pod("always")
                return pod.restarts == 1 && pod.isReady
            }
            #expect(try await room.pod("always").status.containerStatuses.first?.lastState.terminated?.exitCode == 0)
            for (name, phase, restarts) in [("on-failure", "Succeeded", 1), ("never", "Failed", 0), ("init-never", "Succeeded", 0), ("init-fails", "Failed", 0)] {
                try await eventually("\(name) is \(phase)", within: .seconds(60)) { try await room.pod(name).status.phase == phase }
                #expect(try await room.pod(name).restarts == restarts, "\(name)")
            }
            #expect(try await room.pod("never").status.containerStatuses.first?.state.terminated?.reason == "Error")
            #expect(try await room.lines("init-never") == ["one", "two"])
            let running = try await room.readyPod("init-always")
            #expect(running.status.initContainerStatuses.map(\.ready) == [true, true])
            #expect(running.status.initContainerStatuses.map { $0.state.terminated?.reason } == ["Completed", "Completed"])
            #expect(running.status.conditions.first { $0.type == "Initialized" }?.status == "True")
            try await eventually("its containers have told") { try await room.lines("init-always") == ["one", "two"] }

            let failed = try await room.pod("init-fails").status
            #expect(failed.initContainerStatuses.map { $0.state.terminated?.exitCode } == [0, 1, nil])
            #expect(failed.containerStatuses.first?.state.waiting?.reason == "PodInitializing" && failed.containerStatuses.first?.started == false)
            #expect(failed.conditions.first { $0.type == "Initialized" }?.message == "containers with incomplete status: [i1 i2]")
            try await eventually("the init container is tried again, and nothing behind it", within: .seconds(60)) {
                let status = try await room.pod("init-again").status
                return status.initContainerStatuses.first?.restartCount ?? 0 >= 1 && status.phase == "Pending"
            }
            let waiting = try await room.pod("init-again").status
            #expect(waiting.initContainerStatuses.last?.state.waiting?.reason == "PodInitializing" && waiting.containerStatuses.first?.state.running == nil)
            // What has failed can be deleted like anything else.
            for name in ["never", "init-fails", "init-again"] { try await room.client.delete(Pod.self, name, namespace: room.namespace) }
            try await eventually("they are gone") {
                Set(try await room.pods().map(\.metadata.name)).isDisjoint(with: ["never", "init-fails", "init-again"])
            }
        }
    }

    /// Names of variables with any printable character, amounts of resources, and whose hosts file it is.
    @Test func whatContainersFindAroundThem() async throws {
        try await Room.open("around") { room in
            let prefixes = ["1-", "a.b_", "!\"#$%&'()*+,-./:;<>?@", "[\\]^_`{|}~ "]
            func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
            let sources = prefixes.flatMap { ["{prefix: \(quoted($0)), configMapRef: {name: map}}", "{prefix: \(quoted("S" + $0)), secretRef: {name: keys}}"] }
            let limits = ["cpu", "memory"].flatMap { what in ["requests", "limits"].map { "{name: \(what)_\($0), valueFrom: {resourceFieldRef: {resource: \($0).\(what)}}}" } }
            let env = "env: [\(limits.joined(separator: ", "))]"
            let look = "command: [sh, -c, 'grep -qF \"# Kubernetes-managed hosts file.\" /etc/hosts && echo managed || echo own; env | grep -E \"^(cpu|memory)_\" | sort']"
            try await room.create("""
                {apiVersion: v1, kind: ConfigMap, metadata: {name: map}, data: {key: value}}
                ---
                {apiVersion: v1, kind: Secret, metadata: {name: keys}, stringData: {key: hush}}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: here}
                spec:
                  restartPolicy: Never
                  volumes: [{name: hosts, hostPath: {path: /etc/hosts, type: File}}]
                  containers:
                  - {name: prefixes, image: busybox, envFrom: [\(sources.joined(separator: ", "))], command: [env]}
                  - {name: limited, image: busybox, resources: {requests: {cpu: 250m, memory: 32Mi}, limits: {cpu: 1250m, memory: 64Mi}}, \(env), \(look)}
                  - {name: free, image: busybox, \(env), \(look)}
                  - {name: mounts, image: busybox, volumeMounts: [{name: hosts, mountPath: /etc/hosts}], \(look)}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: node}
                spec:
                  restartPolicy: Never
                  hostNetwork: true
                  containers: [{name: main, image: busybox, \(look)}]
                """)
            for name in ["here", "node"] { try await eventually("\(name) is done", within: .seconds(60)) { try await room.pod(name).status.phase == "Succeeded" } }
            let variables = try await room.lines("here", "prefixes")
            for prefix in prefixes { #expect(variables.contains(prefix + "key=value") && variables.contains("S" + prefix + "key=hush"), "\(prefix)") }
            #expect(try await room.lines("here", "limited") == ["managed", "cpu_limits=2", "cpu_requests=1", "memory_limits=67108864", "memory_requests=33554432"])
            let allocatable = try await room.client.get(Node.self, room.cluster.nodeName).status.allocatable
            let free = try await room.lines("here", "free")
            #expect(free.contains("cpu_limits=\(allocatable["cpu"]?.value ?? 0)") && free.contains("memory_limits=\(allocatable["memory"]?.value ?? 0)"), "\(free)")
            #expect(try await room.lines("here", "mounts").first == "own")
            #expect(try await room.lines("node").first == "own")
        }
    }
}
