import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Testing

/// Volumes that live as long as their pod, as they look from inside of containers.
extension Walk {
    /// Owners, modes, users and groups of every kind of such a volume.
    @Test func ephemeralVolumesHaveTheirModes() async throws {
        try await Room.open("ephemeral") { room in
            try await room.create(Self.ephemeral)
            for name in ["empty", "grouped", "shown"] {
                try await eventually("\(name) is done", within: .seconds(120)) { try await room.pod(name).status.phase == "Succeeded" }
            }
            let disk = ["644 0 here", "666 0 here", "777 0 here"].flatMap { ["/disk \($0)", "/memory \($0)"] }.sorted()
            let (root, user, grouped) = try await (room.lines("empty", "root").sorted(), room.lines("empty", "user"), room.lines("grouped", "user"))
            #expect(root == (disk + ["/disk 777", "/memory 1777 tmpfs 8192k"]).sorted())
            #expect(user == disk.map { $0.replacing(" 0 ", with: " 1001 ") } + ["shared by root"])
            #expect(grouped == [
                "1001 2002 2002 1234", "/disk 2777 1234", "/memory 3777 1234", "file 1234", "secret 440 1234 hush", "map 440 1234", "token 640 1234 3",
            ])
            #expect(try await room.lines("shown", "root") == [
                "a=1 b=2", "bytes 00 ff", "mapped 1 400 644", "again 1", "secret 400 hush", "podname shown 400 644",
                "labels app=\"web\"", "annotations note=\"a \\\"b\\\"\"", "cpu 2 250 memory 32 33554432",
                "all 1 hush shown 400 644 root-ca yes", "none 0", "read-only",
            ])
            #expect(try await room.lines("shown", "user") == ["map 1", "secret 1 denied"])
            let allocatable = try await room.client.get(Node.self, room.cluster.nodeName).status.allocatable
            #expect(try await room.lines("shown", "limits") == [
                "\(allocatable["cpu"]?.value ?? 0) \(allocatable["memory"]?.value ?? 0) \((allocatable["memory"]?.value ?? 0))",
            ])
        }
    }

    private static let ephemeral = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: map}
        data: {a: "1", b: "2"}
        binaryData: {raw: AP8=}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: keys}
        stringData: {password: hush}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: empty}
        spec:
          restartPolicy: Never
          volumes:
          - {name: disk, emptyDir: {}}
          - {name: memory, emptyDir: {medium: Memory, sizeLimit: 8Mi}}
          containers:
          - name: root
            image: busybox
            command:
            - sh
            - -c
            - |
              for d in /disk /memory; do for m in 644 666 777; do
                echo here > $d/root-$m; chmod $m $d/root-$m; echo "$d $(stat -c '%a %u' $d/root-$m) $(cat $d/root-$m)"
              done; done
              echo "/disk $(stat -c %a /disk)"
              echo "/memory $(stat -c %a /memory) $(stat -f -c %T /memory) $(df -k /memory | tail -1 | awk '{print $2}')k"
              echo root > /disk/said
            volumeMounts: &both [{name: disk, mountPath: /disk}, {name: memory, mountPath: /memory}]
          - name: user
            image: busybox
            securityContext: {runAsUser: 1001}
            command:
            - sh
            - -c
            - |
              (for d in /disk /memory; do for m in 644 666 777; do
                echo here > $d/user-$m; chmod $m $d/user-$m; echo "$d $(stat -c '%a %u' $d/user-$m) $(cat $d/user-$m)"
              done; done) | sort
              until [ -s /disk/said ]; do sleep 0.1; done; echo "shared by $(cat /disk/said)"
            volumeMounts: *both
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: grouped}
        spec:
          restartPolicy: Never
          securityContext: {runAsUser: 1001, runAsGroup: 2002, fsGroup: 1234, fsGroupChangePolicy: OnRootMismatch}
          volumes:
          - {name: disk, emptyDir: {}}
          - {name: memory, emptyDir: {medium: Memory}}
          - {name: secret, secret: {secretName: keys, defaultMode: 0400}}
          - {name: map, configMap: {name: map, defaultMode: 0440}}
          containers:
          - name: user
            image: busybox
            command:
            - sh
            - -c
            - |
              echo "$(id -u) $(id -g) $(id -G)"
              for d in /disk /memory; do echo "$d $(stat -c '%a %g' $d)"; done
              touch /disk/new; echo "file $(stat -c %g /disk/new)"
              echo "secret $(stat -L -c '%a %g' /secret/password) $(cat /secret/password)"
              echo "map $(stat -L -c '%a %g' /map/a)"
              t=/var/run/secrets/kubernetes.io/serviceaccount/token
              echo "token $(stat -L -c '%a %g' $t) $(tr . '\\n' < $t | grep -c .)"
            volumeMounts:
            - {name: disk, mountPath: /disk}
            - {name: memory, mountPath: /memory}
            - {name: secret, mountPath: /secret}
            - {name: map, mountPath: /map}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: shown, labels: {app: web}, annotations: {note: 'a "b"'}}
        spec:
          restartPolicy: Never
          volumes:
          - {name: map, configMap: {name: map}}
          - {name: mapped, configMap: {name: map, items: [{key: a, path: deep/er/a, mode: 0400}, {key: b, path: b}]}}
          - {name: again, configMap: {name: map, items: [{key: a, path: a}]}}
          - {name: secret, secret: {secretName: keys, defaultMode: 0400}}
          - {name: secret-again, secret: {secretName: keys, items: [{key: password, path: p, mode: 0444}]}}
          - name: downward
            downwardAPI:
              defaultMode: 0400
              items:
              - {path: podname, fieldRef: {fieldPath: metadata.name}}
              - {path: labels, mode: 0644, fieldRef: {fieldPath: metadata.labels}}
              - {path: annotations, fieldRef: {fieldPath: metadata.annotations}}
              - {path: cpu-limit, resourceFieldRef: {containerName: root, resource: limits.cpu}}
              - {path: cpu-request, resourceFieldRef: {containerName: root, resource: requests.cpu, divisor: 1m}}
              - {path: memory-request, resourceFieldRef: {containerName: root, resource: requests.memory, divisor: 1Mi}}
              - {path: memory-limit, resourceFieldRef: {containerName: root, resource: limits.memory}}
              - {path: no-cpu-limit, resourceFieldRef: {containerName: limits, resource: limits.cpu}}
              - {path: no-memory-limit, resourceFieldRef: {containerName: limits, resource: limits.memory}}
          - name: all
            projected:
              defaultMode: 0400
              sources:
              - {configMap: {name: map, items: [{key: a, path: map/a}]}}
              - {secret: {name: keys, items: [{key: password, path: secret/p, mode: 0644}]}}
              - {downwardAPI: {items: [{path: name, fieldRef: {fieldPath: metadata.name}}]}}
              - {configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}}
              - {serviceAccountToken: {path: token, audience: vault, expirationSeconds: 600}}
          - {name: none, configMap: {name: no-such-map, optional: true}}
          containers:
          - name: root
            image: busybox
            resources: {requests: {cpu: 250m, memory: 32Mi}, limits: {cpu: 1250m, memory: 32Mi}}
            command:
            - sh
            - -c
            - |
              echo "a=$(cat /map/a) b=$(cat /map/b)"
              echo "bytes $(od -An -tx1 /map/raw | xargs)"
              echo "mapped $(cat /mapped/deep/er/a) $(stat -L -c %a /mapped/deep/er/a) $(stat -L -c %a /mapped/b)"
              echo "again $(cat /again/a)"
              echo "secret $(stat -L -c %a /secret/password) $(cat /secret/password)"
              echo "podname $(cat /downward/podname) $(stat -L -c %a /downward/podname) $(stat -L -c %a /downward/labels)"
              echo "labels $(cat /downward/labels)"
              echo "annotations $(grep note /downward/annotations)"
              echo "cpu $(cat /downward/cpu-limit) $(cat /downward/cpu-request) memory $(cat /downward/memory-request) $(cat /downward/memory-limit)"
              tr . '\\n' < /all/token | sed -n 2p | tr _- /+ | base64 -d 2>/dev/null | grep -q '"vault"' && vault=yes
              echo "all $(cat /all/map/a) $(cat /all/secret/p) $(cat /all/name) $(stat -L -c %a /all/map/a) $(stat -L -c %a /all/secret/p) $(grep -q CERT /all/ca.crt && echo root-ca) $vault"
              echo "none $(ls /none | wc -l)"
              touch /map/x 2>/dev/null || echo read-only
            volumeMounts: &all
            - {name: map, mountPath: /map}
            - {name: mapped, mountPath: /mapped}
            - {name: again, mountPath: /again}
            - {name: secret, mountPath: /secret}
            - {name: downward, mountPath: /downward}
            - {name: all, mountPath: /all}
            - {name: none, mountPath: /none}
          - name: user
            image: busybox
            securityContext: {runAsUser: 1000}
            command: [sh, -c, 'echo "map $(cat /map/a)"; echo "secret $(grep -c hush /readable/p) $(cat /secret/password 2>/dev/null || echo denied)"']
            volumeMounts: [{name: map, mountPath: /map}, {name: secret, mountPath: /secret}, {name: secret-again, mountPath: /readable}]
          - name: limits
            image: busybox
            env: [{name: MEMORY, valueFrom: {resourceFieldRef: {resource: limits.memory}}}]
            command: [sh, -c, 'echo "$(cat /downward/no-cpu-limit) $(cat /downward/no-memory-limit) $MEMORY"']
            volumeMounts: [{name: downward, mountPath: /downward}]
        """
}

extension Room {
    /// The lines that a container has printed.
    func lines(_ pod: String, _ container: String? = nil) async throws -> [String] {
        try await log(pod, container: container).split(separator: "\n").map(String.init)
    }
}
