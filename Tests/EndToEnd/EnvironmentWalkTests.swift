import KubernetesAPI
import KubernetesClient
import Testing

extension Walk {
    /// Variables of services, of files and of objects, put together and handed to commands.
    @Test func environmentsComeFromEverywhere() async throws {
        try await Room.open("environment") { room in
            try await room.create(Self.services)
            let service = try await room.client.get(Service.self, "my-db", namespace: room.namespace)
            let ip = service.spec.clusterIP ?? ""
            try await room.create(Self.environments)
            for name in ["linked", "unlinked"] {
                try await eventually("\(name) is done", within: .seconds(120)) { try await room.pod(name).status.phase == "Succeeded" }
            }
            let pod = try await room.pod("linked")
            let services = try await room.lines("linked", "services")
            #expect(services == [
                "KUBERNETES_SERVICE_HOST=10.232.0.1", "KUBERNETES_SERVICE_PORT_HTTPS=443", "MY_DB_PORT=tcp://\(ip):5432",
                "MY_DB_PORT_5432_TCP=tcp://\(ip):5432", "MY_DB_PORT_5432_TCP_ADDR=\(ip)", "MY_DB_PORT_5432_TCP_PORT=5432",
                "MY_DB_PORT_5432_TCP_PROTO=tcp", "MY_DB_PORT_53_UDP=udp://\(ip):53", "MY_DB_PORT_53_UDP_ADDR=\(ip)", "MY_DB_PORT_53_UDP_PORT=53",
                "MY_DB_PORT_53_UDP_PROTO=udp", "MY_DB_SERVICE_HOST=\(ip)", "MY_DB_SERVICE_PORT=5432", "MY_DB_SERVICE_PORT_DB=5432",
                "MY_DB_SERVICE_PORT_QUERY=53",
            ].sorted())
            let address = pod.status.podIP ?? ""
            let objects = try await room.lines("linked", "objects").filter(Self.isOurs).sorted()
            #expect(objects == [
                "1-p.x_colour=red", "ALL=red/hush", "COLOUR=red", "HOSTS=\(room.cluster.nodeIP)", "HOST=\(room.cluster.nodeIP)", "IPS=\(address)",
                "IP=\(address)", "LITERAL=$(COLOUR) $(NONE)", "ORDER=own", "P_secret=hush", "SA=default", "UID=\(pod.metadata.uid)",
            ].sorted())
            #expect(try await room.lines("linked", "files") == ["from a file", "two", "lines # kept", "unset"])
            #expect(try await room.lines("linked", "arguments") == ["red $(COLOUR) $(NONE) environment"])
            #expect(try await room.lines("unlinked") == ["443"])
            try await eventually("a broken file is told") {
                try await room.pod("broken").status.containerStatuses.first?.state.waiting?.reason == "CreateContainerConfigError"
            }
        }
    }

    private static func isOurs(_ variable: String) -> Bool {
        ["1-p", "ALL=", "COLOUR=", "ABSENT=", "HOST=", "HOSTS=", "IP=", "IPS=", "LITERAL=", "ORDER=", "P_secret=", "SA=", "UID="].contains(where: variable.hasPrefix)
    }

    private static let services = """
        {apiVersion: v1, kind: Service, metadata: {name: my-db}, spec: {ports: [{name: db, port: 5432}, {name: query, port: 53, protocol: UDP}]}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: headless}, spec: {clusterIP: None, ports: [{port: 1}]}}
        ---
        {apiVersion: v1, kind: ConfigMap, metadata: {name: map}, data: {colour: red}}
        ---
        {apiVersion: v1, kind: Secret, metadata: {name: keys}, stringData: {secret: hush}}
        """

    private static let environments = """
        apiVersion: v1
        kind: Pod
        metadata: {name: linked}
        spec:
          restartPolicy: Never
          volumes: [{name: files, emptyDir: {}}]
          initContainers:
          - name: writer
            image: busybox
            command: [sh, -c, "printf \\"# made here\\\\n\\\\n  ONE = 'from a file'\\\\nTWO='two\\\\nlines # kept'\\\\n\\" > /files/env"]
            volumeMounts: [{name: files, mountPath: /files}]
          containers:
          - {name: services, image: busybox, command: [sh, -c, "env | grep -E '^(MY_DB|HEADLESS|KUBERNETES_SERVICE_(HOST|PORT_HTTPS))' | sort"]}
          - name: objects
            image: busybox
            envFrom:
            - {prefix: 1-p.x_, configMapRef: {name: map}}
            - {prefix: P_, secretRef: {name: keys}}
            - {configMapRef: {name: none, optional: true}}
            - {prefix: ORDE, configMapRef: {name: order, optional: true}}
            env:
            - {name: COLOUR, valueFrom: {configMapKeyRef: {name: map, key: colour}}}
            - {name: ABSENT, valueFrom: {secretKeyRef: {name: keys, key: none, optional: true}}}
            - {name: UID, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}
            - {name: SA, valueFrom: {fieldRef: {fieldPath: spec.serviceAccountName}}}
            - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
            - {name: IPS, valueFrom: {fieldRef: {fieldPath: status.podIPs}}}
            - {name: HOST, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}
            - {name: HOSTS, valueFrom: {fieldRef: {fieldPath: status.hostIPs}}}
            - {name: ALL, value: "$(COLOUR)/$(P_secret)"}
            - {name: LITERAL, value: "$$(COLOUR) $(NONE)"}
            - {name: P_own, value: first}
            - {name: ORDER, value: own}
            # Not through a shell, which would drop names that are none to it.
            command: [env]
          - name: files
            image: busybox
            env:
            - {name: ONE, valueFrom: {fileKeyRef: {volumeName: files, path: env, key: ONE}}}
            - {name: TWO, valueFrom: {fileKeyRef: {volumeName: files, path: env, key: TWO}}}
            - {name: THREE, valueFrom: {fileKeyRef: {volumeName: files, path: env, key: THREE, optional: true}}}
            command: [sh, -c, 'echo "$ONE"; echo "$TWO"; echo "${THREE-unset}"']
          - name: arguments
            image: busybox
            env: [{name: COLOUR, value: red}, {name: NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}]
            command: [echo, $(COLOUR)]
            args: ["$$(COLOUR)", $(NONE), $(NAMESPACE)]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: unlinked}
        spec:
          restartPolicy: Never
          enableServiceLinks: false
          containers: [{name: main, image: busybox, args: [sh, -c, 'env | grep MY_DB; echo $KUBERNETES_SERVICE_PORT']}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: broken}
        spec:
          terminationGracePeriodSeconds: 1
          volumes: [{name: files, emptyDir: {}}]
          initContainers:
          - {name: writer, image: busybox, command: [sh, -c, echo ONE=bare > /files/env], volumeMounts: [{name: files, mountPath: /files}]}
          containers:
          - {name: main, image: busybox, command: [sleep, "1000"], env: [{name: ONE, valueFrom: {fileKeyRef: {volumeName: files, path: env, key: ONE}}}]}
        """
}
