import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Testing

/// Paths inside volumes, mounts that propagate, paths of the node, and images as volumes.
extension Walk {
    @Test func pathsInsideVolumes() async throws {
        try await Room.open("subpath") { room in
            let directory = room.cluster.directory + "/subpath"
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try "on the node\n".write(toFile: directory + "/file", atomically: true, encoding: .utf8)
            try await room.create(Self.subPaths.replacing("DIRECTORY", with: directory))
            try await eventually("the paths are seen", within: .seconds(120)) { try await room.pod("paths").status.phase == "Succeeded" }
            #expect(try await room.lines("paths", "main") == [
                "map", "over an existing file: map", "secret", "paths", "projected", "inner 777 0", "expanded: hello", "on the node", "socket gone",
            ])
            #expect(FileManager.default.fileExists(atPath: directory + "/made/by/type"))
            for (name, message) in [
                ("escape", "failed to prepare subPath for volumeMount \"v\" of container \"main\""),
                ("absolute", "error SubPath `/tmp` must not be an absolute path"),
                ("back", "unable to provision SubPath `..`: must not contain '..'"),
                ("late", "missing value for NOTE"),
            ] {
                let waiting = try await eventually("\(name) is refused") { try await room.pod(name).status.containerStatuses.first?.state.waiting.flatMap { $0.reason == "CreateContainerConfigError" ? $0 : nil } }
                #expect(waiting.message == message)
            }
            for (name, message) in [
                ("directory", "hostPath type check failed: \(directory)/file is not a directory"),
                ("socket", "hostPath type check failed: \(directory)/file is not a socket file"),
                ("git", "git-repo volume plugin has been disabled"),
            ] {
                let event = try await eventually("\(name) is told") { try await room.events(of: name, reason: "FailedMount").first }
                #expect(event.message == "MountVolume.SetUp failed for volume \"v\" : \(message)")
            }
            // What an expression needs may come later.
            let _: Pod = try await room.client.patch(Pod.self, "late", namespace: room.namespace, .merge(["metadata": ["annotations": ["note": "here"]]]))
            _ = try await room.readyPod("late")
            #expect(try await Machine.mounts(mentioning: "volume-subpaths").contains { $0.contains("volume-subpaths/v/main/0") })
            for pod in try await room.pods() { try await room.client.delete(Pod.self, pod.metadata.name, namespace: room.namespace) }
            try await eventually("no mount is left") {
                let mounts = try await Machine.mounts(mentioning: room.cluster.dataDirectory).filter { $0.contains("volume-subpaths") }
                return try await room.pods().isEmpty && mounts.isEmpty
            }
            #expect(try String(contentsOfFile: directory + "/file", encoding: .utf8) == "on the node\n")
        }
    }

    private static let subPaths = """
        {apiVersion: v1, kind: ConfigMap, metadata: {name: map}, data: {a: "map\\n"}}
        ---
        {apiVersion: v1, kind: Secret, metadata: {name: keys}, stringData: {a: "secret\\n"}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: paths}
        spec:
          restartPolicy: Never
          volumes:
          - {name: map, configMap: {name: map}}
          - {name: secret, secret: {secretName: keys}}
          - {name: downward, downwardAPI: {items: [{path: deep/name, fieldRef: {fieldPath: metadata.name}}]}}
          - {name: all, projected: {sources: [{configMap: {name: map, items: [{key: a, path: a}]}}]}}
          - {name: empty, emptyDir: {}}
          - {name: node, hostPath: {path: DIRECTORY}}
          - {name: made, hostPath: {path: DIRECTORY/made/by/type, type: DirectoryOrCreate}}
          - {name: file, hostPath: {path: DIRECTORY/empty-file, type: FileOrCreate}}
          - {name: device, hostPath: {path: /dev/null, type: CharDevice}}
          initContainers:
          - name: writer
            image: busybox
            env: [{name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
            command: [sh, -c, 'echo hello > /out/said']
            volumeMounts: [{name: empty, mountPath: /out, subPathExpr: "logs/$(NAME)"}]
          containers:
          - name: main
            image: busybox
            command:
            - sh
            - -c
            - |
              cat /map
              echo "over an existing file: $(cat /etc/passwd)"
              cat /secret
              echo $(cat /name/name)
              cat /projected/a | sed s/map/projected/
              echo "inner $(stat -c '%a %u' /empty/inner)"
              echo "expanded: $(cat /empty/logs/paths/said)"
              cat /file
              test -f /empty-file && test -c /null && echo socket gone
            volumeMounts:
            - {name: map, mountPath: /map, subPath: a}
            - {name: map, mountPath: /etc/passwd, subPath: a}
            - {name: secret, mountPath: /secret, subPath: a}
            - {name: downward, mountPath: /name, subPath: deep}
            - {name: all, mountPath: /projected/a, subPath: a}
            - {name: empty, mountPath: /inner, subPath: inner}
            - {name: empty, mountPath: /empty}
            - {name: node, mountPath: /file, subPath: file}
            - {name: made, mountPath: /made}
            - {name: file, mountPath: /empty-file}
            - {name: device, mountPath: /null}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: escape}
        spec:
          terminationGracePeriodSeconds: 1
          volumes: [{name: v, emptyDir: {}}]
          initContainers: [{name: writer, image: busybox, command: [ln, -s, /etc, /v/evil], volumeMounts: [{name: v, mountPath: /v}]}]
          containers: [{name: main, image: busybox, command: [sleep, "100"], volumeMounts: [{name: v, mountPath: /v, subPath: evil}]}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: absolute}
        spec:
          terminationGracePeriodSeconds: 1
          volumes: [{name: v, emptyDir: {}}]
          containers:
          - {name: main, image: busybox, command: [sleep, "100"], env: [{name: P, value: /tmp}], volumeMounts: [{name: v, mountPath: /v, subPathExpr: $(P)}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: back}
        spec:
          terminationGracePeriodSeconds: 1
          volumes: [{name: v, emptyDir: {}}]
          containers:
          - {name: main, image: busybox, command: [sleep, "100"], env: [{name: P, value: ".."}], volumeMounts: [{name: v, mountPath: /v, subPathExpr: $(P)}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: late}
        spec:
          terminationGracePeriodSeconds: 1
          volumes: [{name: v, emptyDir: {}}]
          containers:
          - name: main
            image: busybox
            command: [sh, -c, "trap 'exit 0' TERM; while :; do sleep 0.1; done"]
            env: [{name: NOTE, valueFrom: {fieldRef: {fieldPath: "metadata.annotations['note']"}}}]
            volumeMounts: [{name: v, mountPath: /v, subPathExpr: $(NOTE)}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: directory}
        spec:
          volumes: [{name: v, hostPath: {path: DIRECTORY/file, type: Directory}}]
          containers: [{name: main, image: busybox, volumeMounts: [{name: v, mountPath: /v}]}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: socket}
        spec:
          volumes: [{name: v, hostPath: {path: DIRECTORY/file, type: Socket}}]
          containers: [{name: main, image: busybox, volumeMounts: [{name: v, mountPath: /v}]}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: git}
        spec:
          volumes: [{name: v, gitRepo: {repository: "https://example.org/x.git"}}]
          containers: [{name: main, image: busybox, volumeMounts: [{name: v, mountPath: /v}]}]
        """

    /// An image's files are seen in another's container, and nothing is left of them behind the pod.
    @Test func imagesAreVolumes() async throws {
        try await Room.open("images") { room in
            try await room.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: shows}
                spec:
                  terminationGracePeriodSeconds: 1
                  volumes:
                  - {name: web, image: {reference: nginx, pullPolicy: Always}}
                  - {name: missing, image: {reference: "none:1", pullPolicy: Never}}
                  containers:
                  - name: main
                    image: busybox
                    command:
                    - sh
                    - -c
                    - |
                      trap 'exit 0' TERM
                      grep -c nginx /web/usr/share/nginx/html/index.html
                      ls /html
                      touch /web/x 2>/dev/null || echo read-only
                      while :; do sleep 0.1; done
                    volumeMounts: [{name: web, mountPath: /web}, {name: web, mountPath: /html, subPath: usr/share/nginx/html}]
                  - {name: other, image: busybox, command: [sleep, "100"], volumeMounts: [{name: missing, mountPath: /missing}]}
                """)
            try await eventually("the image is seen") { try await room.lines("shows", "main").last == "read-only" }
            let lines = try await room.lines("shows", "main")
            #expect(lines.first != "0" && lines.contains("index.html"))
            try await eventually("one that is missing is told") {
                try await room.pod("shows").status.containerStatuses.first { $0.name == "other" }?.state.waiting?.reason == "ErrImageNeverPull"
            }
            try await room.client.delete(Pod.self, "shows", namespace: room.namespace)
            try await eventually("the pod is gone") { try await room.pods().isEmpty }
            #expect(try await room.cluster.ctr("snapshots", "list").lines.filter { $0.contains("image-volume") } == [])
            #expect(try await Machine.mounts(mentioning: "kubernetes.io~image") == [])
        }
    }

    /// Mounts that are made later pass between the node and containers as far as a pod lets them.
    @Test func mountsPropagate() async throws {
        try await Room.open("propagation") { room in
            let directory = room.cluster.directory + "/propagation"
            try FileManager.default.createDirectory(atPath: directory + "/inner", withIntermediateDirectories: true)
            for words in [["mount", "-t", "tmpfs", "apus-test", directory], ["mount", "--make-rshared", directory]] { try await Command.check(words) }
            try FileManager.default.createDirectory(atPath: directory + "/inner", withIntermediateDirectories: true)
            do {
                try await Self.checkPropagation(room, directory)
            } catch {
                _ = try? await Command.run(["umount", "-R", "-l", directory])
                throw error
            }
            try await Command.check(["umount", "-R", "-l", directory])
        }
    }

    private static func checkPropagation(_ room: Room, _ directory: String) async throws {
        let pods = [("private", "None"), ("slave", "HostToContainer"), ("master", "Bidirectional")].map { name, mode in
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: \(name)}
            spec:
              terminationGracePeriodSeconds: 1
              volumes: [{name: v, hostPath: {path: \(directory)}}]
              containers:
              - name: main
                image: busybox
                securityContext: {privileged: \(mode == "Bidirectional")}
                command: [sh, -c, "trap 'umount /v/mine 2>/dev/null; exit 0' TERM; mkdir -p /v/mine; \(mode == "Bidirectional" ? "mount -t tmpfs own /v/mine; touch /v/mine/file; " : "")echo started; until [ -e /v/inner/file ]; do sleep 0.1; done; echo seen; while :; do sleep 0.1; done"]
                volumeMounts: [{name: v, mountPath: /v, mountPropagation: \(mode)}]
            """
        }
        try await room.create(pods.joined(separator: "\n---\n"))
        for name in ["private", "slave", "master"] { try await eventually("\(name) runs") { try await room.lines(name) == ["started"] } }
        #expect(FileManager.default.fileExists(atPath: directory + "/mine/file"))
        try await Command.check(["mount", "-t", "tmpfs", "apus-inner", directory + "/inner"])
        try "".write(toFile: directory + "/inner/file", atomically: false, encoding: .utf8)
        for name in ["slave", "master"] { try await eventually("\(name) sees the new mount") { try await room.lines(name) == ["started", "seen"] } }
        #expect(try await room.lines("private") == ["started"])
        for name in ["private", "slave", "master"] { try await room.client.delete(Pod.self, name, namespace: room.namespace) }
        try await eventually("the pods are gone") { try await room.pods().isEmpty }
    }
}
