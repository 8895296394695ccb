import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Testing

/// What a pod may say about users, rights and the kernel, as its processes find it.
extension Walk {
    @Test func securityContextsReachProcesses() async throws {
        try await Room.open("security") { room in
            let profiles = room.cluster.dataDirectory + "/kubelet/seccomp"
            try FileManager.default.createDirectory(atPath: profiles, withIntermediateDirectories: true)
            try #"{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO"}]}"#
                .write(toFile: profiles + "/no-mkdir.json", atomically: true, encoding: .utf8)
            try await room.create(Self.users)
            for name in ["users", "shared", "node", "named", "settings"] {
                try await eventually("\(name) is done", within: .seconds(120)) { try await room.pod(name).status.phase == "Succeeded" }
            }
            let expected = [
                "pod": "1001 2002 2002 3003", "own": "65534 2003 2003 3003", "image": "0 0", "plain": "writable NoNewPrivs:0 Seccomp:0 masked",
                "tight": "fixed NoNewPrivs:1 Seccomp:2 CapEff:0000000000000400 masked", "privileged": "changed", "unprivileged": "refused",
                "profile": "no directory", "terminal": "tty",
            ]
            for (container, line) in expected {
                let said = try await room.lines("users", container)
                #expect(said.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) } == [line], "container \(container)")
            }
            #expect(try await room.lines("users", "image-user") == ["1001 0"])
            #expect(try await room.lines("shared", "one") == ["sees the other"])
            let own = try ["ipc", "pid"].map { try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/\($0)") }
            let network = try await room.cluster.onNode(["readlink", "/proc/self/ns/net"]).lines
            #expect(try await room.lines("node") == own + network + ["no kubelet's hosts", "alias 1.2.3.4 here there"])
            let ip = try await room.pod("named").status.podIP ?? ""
            #expect(try await room.lines("named") == [
                "web.pods.security.svc.cluster.local", "# Kubernetes-managed hosts file.", "\(ip) web.pods.security.svc.cluster.local web",
                "10.1.2.3 foo.remote bar.remote", "nameserver 9.9.9.9 search one.example options ndots:2",
            ])
            #expect(try await room.lines("settings") == ["1 33000 40000"])
        }
    }

    private static let users = """
        apiVersion: v1
        kind: Pod
        metadata: {name: users}
        spec:
          restartPolicy: Never
          securityContext: {runAsUser: 1001, runAsGroup: 2002, supplementalGroups: [3003]}
          containers:
          - {name: pod, image: busybox, command: [sh, -c, 'echo "$(id -u) $(id -g) $(id -G)"']}
          - {name: own, image: busybox, securityContext: {runAsUser: 65534, runAsGroup: 2003}, command: [sh, -c, 'echo "$(id -u) $(id -g) $(id -G)"']}
          - {name: image-user, image: busybox, securityContext: {runAsGroup: 0}, command: [sh, -c, 'echo "$(id -u) $(id -g)"']}
          - {name: image, image: busybox, securityContext: {runAsUser: 0, runAsGroup: 0}, command: [sh, -c, 'echo "$(id -u) $(id -g)"']}
          - name: plain
            image: busybox
            securityContext: {runAsUser: 0, readOnlyRootFilesystem: false}
            command: &look
            - sh
            - -c
            - |
              touch /file 2>/dev/null && w=writable || w=fixed
              caps=$(grep CapEff /proc/self/status | tr -d '\\t'); [ "$w" = fixed ] && caps=" $caps" || caps=""
              m=masked; grep -q ' /proc/sys proc ro' /proc/mounts || m=unmasked
              echo "$w $(grep NoNewPrivs /proc/self/status | tr -d '\\t') $(grep -w Seccomp: /proc/self/status | tr -d '\\t')$caps $m"
          - name: tight
            image: busybox
            securityContext:
              runAsUser: 0
              readOnlyRootFilesystem: true
              allowPrivilegeEscalation: false
              capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}
              seccompProfile: {type: RuntimeDefault}
            command: *look
          - {name: privileged, image: busybox, securityContext: {privileged: true, runAsUser: 0}, command: &link [sh, -c, 'ip link set lo mtu 1400 2>/dev/null && echo changed || echo refused']}
          - {name: unprivileged, image: busybox, securityContext: {privileged: false, runAsUser: 0}, command: *link}
          - name: profile
            image: busybox
            securityContext: {runAsUser: 0, seccompProfile: {type: Localhost, localhostProfile: no-mkdir.json}}
            command: [sh, -c, 'mkdir /tmp/new 2>/dev/null || echo no directory']
          - {name: terminal, image: busybox, tty: true, stdin: true, command: [sh, -c, '[ -t 1 ] && echo tty']}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: shared}
        spec:
          restartPolicy: Never
          shareProcessNamespace: true
          terminationGracePeriodSeconds: 1
          containers:
          - {name: one, image: busybox, command: [sh, -c, 'until ps | grep -q "[s]leep 12345"; do sleep 0.1; done; echo sees the other; kill $(pidof sleep | tr " " "\\n" | while read p; do grep -q 12345 /proc/$p/cmdline && echo $p; done)']}
          - {name: two, image: busybox, command: [sh, -c, 'sleep 12345; exit 0']}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: node}
        spec:
          restartPolicy: Never
          hostNetwork: true
          hostPID: true
          hostIPC: true
          hostAliases: [{ip: 1.2.3.4, hostnames: [here, there]}]
          containers:
          - name: main
            image: busybox
            command:
            - sh
            - -c
            - |
              for n in ipc pid net; do readlink /proc/self/ns/$n; done
              grep -q '# Kubernetes-managed hosts file\\.' /etc/hosts || echo "no kubelet's hosts"
              echo alias $(grep 1.2.3.4 /etc/hosts)
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: named}
        spec:
          restartPolicy: Never
          hostname: web
          subdomain: pods
          setHostnameAsFQDN: true
          hostAliases: [{ip: 10.1.2.3, hostnames: [foo.remote, bar.remote]}]
          dnsPolicy: None
          dnsConfig: {nameservers: [9.9.9.9], searches: [one.example], options: [{name: ndots, value: "2"}]}
          containers:
          - name: main
            image: busybox
            command:
            - sh
            - -c
            - |
              hostname
              head -1 /etc/hosts
              echo $(grep web /etc/hosts)
              echo $(grep foo /etc/hosts)
              echo $(cat /etc/resolv.conf | sort | sed -n '/nameserver/p') $(grep search /etc/resolv.conf) $(grep options /etc/resolv.conf)
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: settings}
        spec:
          restartPolicy: Never
          securityContext: {sysctls: [{name: kernel.shm_rmid_forced, value: "1"}, {name: net/ipv4/ip_local_port_range, value: 33000 40000}]}
          containers: [{name: main, image: busybox, command: [sh, -c, 'echo $(cat /proc/sys/kernel/shm_rmid_forced) $(cat /proc/sys/net/ipv4/ip_local_port_range)']}]
        """

    private static let refused = [
        ("root", "securityContext: {runAsNonRoot: true}", ""), ("zero", "securityContext: {runAsNonRoot: true, runAsUser: 0}", ""),
        ("unknown-sysctl", "securityContext: {sysctls: [{name: kernel.msgmax, value: '65536'}]}", ""),
        ("userns", "hostUsers: false", ""), ("no-profile", "", "securityContext: {seccompProfile: {type: Localhost, localhostProfile: none.json}}"),
        ("apparmor", "securityContext: {appArmorProfile: {type: Localhost, localhostProfile: apus-no-such-profile}}", ""),
        ("class", "runtimeClassName: strange", ""), ("class-runc", "runtimeClassName: usual", ""),
        ("long-name", "hostname: \(String(repeating: "x", count: 40)), subdomain: pods, setHostnameAsFQDN: true", ""),
    ].map { name, pod, container in
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: \(name)}
        spec: {terminationGracePeriodSeconds: 1, \(pod.isEmpty ? "" : pod + ", ")containers: [{name: main, image: busybox, command: [sleep, "1000"]\(container.isEmpty ? "" : ", " + container)}]}
        """
    }.joined(separator: "\n---\n")

    /// What the node cannot or may not give is said in Kubernetes' words.
    @Test func securityContextsThatAreRefused() async throws {
        try await Room.open("refused") { room in
            try await room.create("""
                {apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: strange}, handler: nobody}
                ---
                {apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: usual}, handler: runc, overhead: {podFixed: {cpu: 10m, memory: 8Mi}}}
                """ + "\n---\n" + Self.refused)
            let place = "(pod: \"NAME_refused("
            for (name, reason, message) in [
                ("root", "CreateContainerConfigError", "container has runAsNonRoot and image will run as root \(place)"),
                ("zero", "CreateContainerConfigError", "container's runAsUser breaks non-root policy \(place)"),
                ("no-profile", "CreateContainerError", "seccomp"),
            ] {
                let waiting = try await eventually("\(name) is refused") { try await room.pod(name).status.containerStatuses.first?.state.waiting.flatMap { $0.reason == reason ? $0 : nil } }
                #expect(waiting.message?.contains(message.replacing("NAME", with: name)) == true, "\(waiting.message ?? "")")
            }
            let forbidden = try await eventually("the sysctl is refused") {
                let status = try await room.pod("unknown-sysctl").status
                return status.reason == nil ? nil : status
            }
            #expect(forbidden.reason == "SysctlForbidden" && forbidden.phase == "Failed")
            #expect(forbidden.message == "Pod was rejected: forbidden sysctl: \"kernel.msgmax\" not allowlisted")
            for (name, message) in [
                ("userns", "can't set `spec.hostUsers: false`, runtime does not support user namespaces"), ("class", "\"nobody\" is configured"),
                ("long-name", "is too long (64 characters is the max, 71 characters requested)"),
            ] {
                let event = try await eventually("\(name) is told") { try await room.events(of: name, reason: "FailedCreatePodSandBox").first }
                #expect(event.message?.hasPrefix("Failed to create pod sandbox: ") == true && event.message?.contains(message) == true, "\(event.message ?? "")")
            }
            let confined = try await eventually("the profile that is not there is told") {
                let pod = try await room.pod("apparmor")
                return pod.status.reason ?? pod.status.containerStatuses.first?.state.waiting.flatMap { $0.reason == "ContainerCreating" ? nil : $0.reason }
            }
            #expect(["AppArmor", "CreateContainerError"].contains(confined))
            let classy = try await room.readyPod("class-runc")
            #expect(classy.spec.overhead["cpu"]?.milliValue == 10)
            for name in ["strange", "usual"] { try await room.client.delete(RuntimeClass.self, name) }
        }
    }
}
