import KubernetesAPI
import KubernetesClient
import Testing

extension Walk {
    /// Environment and volumes from config maps, secrets, fields and the service account.
    @Test func configurationReachesContainers() async throws {
        try await Room.open("configuration") { room in
            try await room.create(Self.configuration)
            try await eventually("the pod is done") { try await room.pod("reader").status.phase == "Succeeded" }
            let pod = try await room.pod("reader")
            let said = try await room.log("reader").split(separator: "\n").map(String.init)
            #expect(said == [
                "COLOUR=blue", "ALL_colour=blue", "ALL_size=large", "PASSWORD=hunter2", "NAME=reader", "NAMESPACE=configuration", "NODE=\(room.cluster.nodeName)",
                "IP=\(pod.status.podIP ?? "-")", "CPU=250m of 500", "SERVICE=10.232.0.1:443",
                "config colour: blue", "config renamed: large", "secret: hunter2", "mode: 400", "labels: app=\"reader\"", "projected: blue hunter2 reader",
                "ca: BEGIN CERTIFICATE", "token parts: 3", "namespace: configuration", "read-only: yes",
            ])
            #expect(pod.status.containerStatuses.first?.state.terminated?.reason == "Completed")
        }
    }

    private static let configuration = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {colour: blue, size: large}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: keys}
        stringData: {password: hunter2}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: reader, labels: {app: reader}}
        spec:
          restartPolicy: Never
          containers:
          - name: main
            image: busybox
            resources: {requests: {cpu: 250m}, limits: {cpu: 500m, memory: 64Mi}}
            env:
            - {name: COLOUR, valueFrom: {configMapKeyRef: {name: settings, key: colour}}}
            - {name: PASSWORD, valueFrom: {secretKeyRef: {name: keys, key: password}}}
            - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            - {name: NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
            - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
            - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
            - {name: LIMIT, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m}}}
            - {name: CPU, value: "250m of $(LIMIT)"}
            envFrom: [{prefix: ALL_, configMapRef: {name: settings}}]
            command:
            - sh
            - -c
            - |
              for name in COLOUR ALL_colour ALL_size PASSWORD NAME NAMESPACE NODE IP CPU; do env | grep "^$name="; done
              echo SERVICE=$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT
              echo "config colour: $(cat /config/colour)"
              echo "config renamed: $(cat /some/deep/name)"
              echo "secret: $(cat /secret/password)"
              echo "mode: $(stat -L -c %a /secret/password)"
              echo "labels: $(cat /downward/labels)"
              echo "projected: $(cat /all/colour) $(cat /all/password) $(cat /all/name)"
              account=/var/run/secrets/kubernetes.io/serviceaccount
              echo "ca: $(head -1 $account/ca.crt | tr -d -)"
              echo "token parts: $(tr . '\\n' < $account/token | grep -c .)"
              echo "namespace: $(cat $account/namespace)"
              echo x 2>/dev/null > /config/colour && echo "read-only: no" || echo "read-only: yes"
            volumeMounts:
            - {name: config, mountPath: /config}
            - {name: renamed, mountPath: /some}
            - {name: secret, mountPath: /secret}
            - {name: downward, mountPath: /downward}
            - {name: all, mountPath: /all}
          volumes:
          - {name: config, configMap: {name: settings}}
          - {name: renamed, configMap: {name: settings, items: [{key: size, path: deep/name}]}}
          - {name: secret, secret: {secretName: keys, defaultMode: 0400}}
          - {name: downward, downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}
          - name: all
            projected:
              sources:
              - {configMap: {name: settings, items: [{key: colour, path: colour}]}}
              - {secret: {name: keys}}
              - {downwardAPI: {items: [{path: name, fieldRef: {fieldPath: metadata.name}}]}}
        """

    /// What an image that is not to be had looks like, and what a pod that waits for its configuration.
    @Test func whatIsMissingIsSaid() async throws {
        try await Room.open("missing") { room in
            for (name, container) in [
                ("pull", "image: 127.0.0.1:9/none:1"), ("never", "image: 'none:1', imagePullPolicy: Never"), ("name", "image: 'Not An Image'"),
                ("config", "image: busybox, command: [sleep, '1'], envFrom: [{configMapRef: {name: none}}]"),
            ] {
                try await room.create("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: \(name)}
                    spec: {terminationGracePeriodSeconds: 1, containers: [{name: main, \(container)}]}
                    """)
            }
            try await eventually("the pull fails") { ["ErrImagePull", "ImagePullBackOff"].contains(try await room.pod("pull").waiting) }
            try await eventually("the pull is put off") { try await room.pod("pull").waiting == "ImagePullBackOff" }
            try await eventually("an image that is never pulled is missed") { try await room.pod("never").waiting == "ErrImageNeverPull" }
            try await eventually("a name that is none is refused") { try await room.pod("name").waiting == "InvalidImageName" }
            try await eventually("a missing config map is told") { try await room.pod("config").waiting == "CreateContainerConfigError" }
            let status = try await room.pod("config").status.containerStatuses.first
            #expect(status?.state.waiting?.message == "configmap \"none\" not found")
            #expect(try await room.pod("pull").status.phase == "Pending")
            #expect(try await !room.events(of: "pull", reason: "Failed").isEmpty)
            // A pod that no node takes.
            try await room.create("""
                apiVersion: v1
                kind: Pod
                metadata: {name: picky}
                spec: {nodeSelector: {disk: golden}, containers: [{name: main, image: busybox}]}
                """)
            let event = try await eventually("it cannot be scheduled") { try await room.events(of: "picky", reason: "FailedScheduling").first }
            #expect(event.message?.hasPrefix("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.") == true)
        }
    }
}
