import KubernetesAPI
import KubernetesClient
import Testing

/// Volumes of config maps, secrets and fields, alone and projected: every way to say modes and paths, and what follows when their objects change.
extension Walk {
    /// The sources, each as a volume with perhaps a mode and items of its own.
    private static let sources: [(name: String, volume: @Sendable (_ object: String, _ mode: String, _ more: String) -> String)] = [
        ("map", { "configMap: {name: \($0)\($1)\($2)}" }), ("secret", { "secret: {secretName: \($0)\($1)\($2)}" }),
        ("all-map", { "projected: {sources: [{configMap: {name: \($0)\($2)}}]\($1)}" }), ("all-secret", { "projected: {sources: [{secret: {name: \($0)\($2)}}]\($1)}" }),
    ]

    private static func words(_ source: String) -> String { source.hasSuffix("map") ? "seen" : "hush" }

    /// Modes by default, for a volume and for an item; paths of the user's choice; several volumes of one object; for root, another user and a group. A
    /// secret and a config map of the same names in another namespace are nothing to the pod.
    @Test func volumesOfEverySource() async throws {
        try await Room.open("sources-other") { other in
            try await other.create(Self.objects.replacing("seen", with: "foreign").replacing("hush", with: "foreign"))
            try await Room.open("sources") { room in
                try await room.create(Self.objects + "\n---\n" + Self.readers)
                for name in ["reader", "group"] {
                    try await eventually("\(name) is done", within: .seconds(60)) { try await room.pod(name).status.phase == "Succeeded" }
                }
                let (root, user, group) = try await (room.lines("reader", "root"), room.lines("reader", "user"), room.lines("group"))
                for source in Self.sources.map(\.name) {
                    let said = Self.words(source)
                    for line in ["plain 644 \(said)", "again 644 \(said)", "mode 400 \(said)", "item 644 \(said)", "item-mode 400 \(said)"] {
                        #expect(root.contains("\(source)-\(line)"), "\(source)-\(line)")
                    }
                    for line in ["plain 644 \(said)", "item 644 \(said)", "mode denied"] { #expect(user.contains("\(source)-\(line)"), "\(source)-\(line) for a user") }
                    #expect(group.contains("\(source) 440 1001 \(said)"), "\(source) for a group")
                }
                #expect(root.filter { $0.hasPrefix("files") } == ["files text bytes fe 00 ff"])
                let allocatable = try await room.client.get(Node.self, room.cluster.nodeName).status.allocatable
                let (cpu, memory) = (allocatable["cpu"]?.value ?? 0, allocatable["memory"]?.value ?? 0)
                for volume in ["down", "all-down"] {
                    #expect(root.contains("\(volume) reader 644 cpu 2 1 memory 67108864 33554432"))
                    #expect(root.contains("\(volume)-mode reader 400") && root.contains("\(volume)-item reader 400"))
                    #expect(user.contains("\(volume) limits \(cpu) \(memory)"))
                }
                #expect(root.contains("everything seen hush reader 2 1 67108864 33554432"))
            }
        }
    }

    private static let objects = """
        {apiVersion: v1, kind: ConfigMap, metadata: {name: object}, data: {a: seen, text: text}, binaryData: {raw: /gD/}}
        ---
        {apiVersion: v1, kind: Secret, metadata: {name: object}, stringData: {a: hush}}
        """

    private static let readers: String = {
        let variants = [
            ("plain", "", ""), ("again", "", ""), ("mode", ", defaultMode: 0400", ""), ("item", "", ", items: [{key: a, path: deep/er/a}]"),
            ("item-mode", "", ", items: [{key: a, path: deep/er/a, mode: 0400}]"),
        ]
        var volumes: [String] = [], root: [String] = [], user: [String] = [], group: [String] = [], groupVolumes: [String] = []
        for (source, volume) in sources {
            for (variant, mode, items) in variants {
                let name = "\(source)-\(variant)", path = "/v/\(name)/" + (items.isEmpty ? "a" : "deep/er/a")
                volumes.append("{name: \(name), \(volume("object", mode, items))}")
                root.append("echo \"\(name) $(stat -L -c %a \(path)) $(cat \(path))\"")
                if ["plain", "item"].contains(variant) { user.append("echo \"\(name) $(stat -L -c %a \(path)) $(cat \(path))\"") }
                if variant == "mode" { user.append("cat \(path) 2> /dev/null || echo \(name) denied") }
            }
            groupVolumes.append("{name: \(source), \(volume("object", ", defaultMode: 0440", ""))}")
            group.append("echo \"\(source) $(stat -L -c '%a %g' /v/\(source)/a) $(cat /v/\(source)/a)\"")
        }
        let amounts = [("cpu-limit", "limits.cpu"), ("cpu-request", "requests.cpu"), ("memory-limit", "limits.memory"), ("memory-request", "requests.memory")]
            .map { "{path: \($0), resourceFieldRef: {containerName: root, resource: \($1)}}" }
            + [("no-cpu-limit", "limits.cpu"), ("no-memory-limit", "limits.memory")].map { "{path: \($0), resourceFieldRef: {containerName: user, resource: \($1)}}" }
        let name = "{path: name, fieldRef: {fieldPath: metadata.name}}", privately = name.replacing("path: name,", with: "path: name, mode: 0400,")
        let items = ([name] + amounts).joined(separator: ", ")
        for (volume, mode, fields) in [("down", "", items), ("down-mode", ", defaultMode: 0400", name), ("down-item", "", privately)] {
            volumes.append("{name: \(volume), downwardAPI: {items: [\(fields)]\(mode)}}")
            volumes.append("{name: all-\(volume), projected: {sources: [{downwardAPI: {items: [\(fields)]}}]\(mode)}}")
            for path in ["\(volume)", "all-\(volume)"] {
                let rest = volume == "down"
                    ? " cpu $(cat /v/\(path)/cpu-limit) $(cat /v/\(path)/cpu-request) memory $(cat /v/\(path)/memory-limit) $(cat /v/\(path)/memory-request)" : ""
                root.append("echo \"\(path) $(cat /v/\(path)/name) $(stat -L -c %a /v/\(path)/name)\(rest)\"")
                if volume == "down" { user.append("echo \"\(path) limits $(cat /v/\(path)/no-cpu-limit) $(cat /v/\(path)/no-memory-limit)\"") }
            }
        }
        volumes.append("{name: everything, projected: {sources: [{configMap: {name: object, items: [{key: a, path: map}]}}, {secret: {name: object, items: [{key: a, path: secret}]}}, {downwardAPI: {items: [\(items)]}}]}}")
        root.append("cd /v/everything; echo everything $(cat map) $(cat secret) $(cat name) $(cat cpu-limit) $(cat cpu-request) $(cat memory-limit) $(cat memory-request)")
        root.append("echo \"files $(cat /v/map-plain/text) bytes $(od -An -tx1 /v/map-plain/raw | xargs)\"")
        func mounts(_ volumes: [String]) -> String {
            volumes.map { $0.dropFirst("{name: ".count).prefix { $0 != "," } }.map { "{name: \($0), mountPath: /v/\($0)}" }.joined(separator: ", ")
        }
        func script(_ lines: [String]) -> String { lines.map { "      " + $0 }.joined(separator: "\n") }
        return """
            apiVersion: v1
            kind: Pod
            metadata: {name: reader}
            spec:
              restartPolicy: Never
              volumes: [\(volumes.joined(separator: ", "))]
              containers:
              - name: root
                image: busybox
                resources: {requests: {cpu: 250m, memory: 32Mi}, limits: {cpu: 1250m, memory: 64Mi}}
                volumeMounts: [\(mounts(volumes))]
                command:
                - sh
                - -c
                - |
            \(script(root))
              - name: user
                image: busybox
                securityContext: {runAsUser: 1000}
                volumeMounts: [\(mounts(volumes))]
                command:
                - sh
                - -c
                - |
            \(script(user))
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: group}
            spec:
              restartPolicy: Never
              securityContext: {runAsUser: 1000, fsGroup: 1001}
              volumes: [\(groupVolumes.joined(separator: ", "))]
              containers:
              - name: main
                image: busybox
                volumeMounts: [\(mounts(groupVolumes))]
                command:
                - sh
                - -c
                - |
            \(script(group))
            """
    }()

    /// Running pods see what comes, changes and goes, in volumes of each kind; what is immutable, and paths inside volumes, stay as they were.
    @Test func volumesFollowTheirObjects() async throws {
        try await Room.open("following") { room in
            let kinds = [("ConfigMap", "data"), ("Secret", "stringData")]
            func object(_ kind: String, _ field: String, _ name: String, _ value: String) -> String {
                "{apiVersion: v1, kind: \(kind), metadata: {name: \(name)}, \(field): {a: \(value)}}"
            }
            for (kind, field) in kinds {
                try await room.create(["changed", "gone"].map { object(kind, field, $0, "old") }.joined(separator: "\n---\n"))
            }
            try await room.create("{apiVersion: v1, kind: ConfigMap, metadata: {name: fixed}, data: {a: old}, immutable: true}\n---\n" + Self.watcher)
            _ = try await room.readyPod("watcher")
            try await eventually("the first state is seen") {
                try await room.lines("watcher").last == "- old old - old old - old old - old old old old app=\"old\" app=\"old\" - -"
            }
            let client = room.client
            for (kind, field) in kinds { try await room.create(object(kind, field, "come", "new")) }
            let _: ConfigMap = try await client.patch(ConfigMap.self, "changed", namespace: room.namespace, .merge(["data": ["a": "new"]]))
            let _: Secret = try await client.patch(Secret.self, "changed", namespace: room.namespace, .merge(["stringData": ["a": "new"]]))
            try await client.delete(ConfigMap.self, "gone", namespace: room.namespace)
            try await client.delete(Secret.self, "gone", namespace: room.namespace)
            let _: Pod = try await client.patch(
                Pod.self, "watcher", namespace: room.namespace, .merge(["metadata": ["labels": ["app": "new"], "annotations": ["note": "new"]]]))
            try await client.delete(ConfigMap.self, "fixed", namespace: room.namespace)
            try await room.create(object("ConfigMap", "data", "fixed", "new"))
            try await eventually("the changes are seen") {
                try await room.lines("watcher").last
                    == "new new - new new - new new - new new - old old app=\"new\" app=\"new\" note=\"new\" note=\"new\""
            }
        }
    }

    private static let watcher: String = {
        var volumes = ["{name: fixed, configMap: {name: fixed}}"], shown: [String] = []
        for (source, volume) in sources {
            for object in ["come", "changed", "gone"] {
                volumes.append("{name: \(source)-\(object), \(volume(object, "", ", optional: true"))}")
                shown.append("$(show /v/\(source)-\(object)/a)")
            }
        }
        let items = ["labels", "annotations"].map { "{path: \($0), fieldRef: {fieldPath: metadata.\($0)}}" }.joined(separator: ", ")
        volumes.append("{name: down, downwardAPI: {items: [\(items)]}}")
        volumes.append("{name: all-down, projected: {sources: [{downwardAPI: {items: [\(items)]}}]}}")
        let mounts = volumes.map { $0.dropFirst("{name: ".count).prefix { $0 != "," } }.map { "{name: \($0), mountPath: /v/\($0)}" }
            + ["{name: map-changed, mountPath: /sub/a, subPath: a}"]
        return """
            apiVersion: v1
            kind: Pod
            metadata: {name: watcher, labels: {app: old}}
            spec:
              terminationGracePeriodSeconds: 1
              volumes: [\(volumes.joined(separator: ", "))]
              containers:
              - name: main
                image: busybox
                command:
                - sh
                - -c
                - |
                  trap 'exit 0' TERM
                  show() { cat "$1" 2>/dev/null || echo -; }
                  note() { grep note "$1" || echo -; }
                  while :; do
                    now="\(shown.joined(separator: " ")) $(show /v/fixed/a) $(show /sub/a) $(show /v/down/labels) $(show /v/all-down/labels) $(note /v/down/annotations) $(note /v/all-down/annotations)"
                    [ "$now" = "$last" ] || echo "$now"
                    last=$now; sleep 0.2
                  done
                volumeMounts: [\(mounts.joined(separator: ", "))]
            """
    }()

    /// Many pods with very many volumes at once: all of them come up.
    @Test func fiftyConfigMapsInFivePods() async throws {
        try await Room.open("fifty") { room in
            try await room.create((0..<50).map { "{apiVersion: v1, kind: ConfigMap, metadata: {name: m\($0)}, data: {a: '\($0)'}}" }.joined(separator: "\n---\n"))
            let volumes = (0..<50).map { "{name: v\($0), configMap: {name: m\($0)}}" }.joined(separator: ", ")
            let mounts = (0..<50).map { "{name: v\($0), mountPath: /v/\($0)}" }.joined(separator: ", ")
            try await room.create("""
                apiVersion: v1
                kind: ReplicationController
                metadata: {name: many}
                spec:
                  replicas: 5
                  selector: {app: many}
                  template:
                    metadata: {labels: {app: many}}
                    spec:
                      terminationGracePeriodSeconds: 0
                      volumes: [\(volumes)]
                      containers: [{name: main, image: busybox, command: [sh, -c, "cat /v/*/a | wc -c; sleep 1000"], volumeMounts: [\(mounts)]}]
                """)
            let pods = try await room.readyPods("app=many", count: 5)
            for pod in pods { try await eventually("all is seen") { try await room.lines(pod.metadata.name) == ["90"] } }
            #expect(pods.allSatisfy { $0.restarts == 0 })
            #expect(try await room.events(reason: "FailedMount").isEmpty)
        }
    }
}
