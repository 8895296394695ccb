import JSON
import Testing

@testable import APIServer

@Suite struct PodSecurityTests {
    private static func violations(_ spec: JSONValue, _ level: PodSecurityLevel, _ version: String = "latest", annotations: JSONValue = [:]) -> String {
        let subject = PodSecuritySubject(spec: spec, metadata: ["annotations": annotations])
        let standard = PodSecurityStandard(level: level, version: PodSecurityVersion(version) ?? .latest)
        return PodSecurityCheck.violations(subject, standard).map(\.description).joined(separator: ", ")
    }

    private static func container(_ more: JSONValue, _ name: JSONValue = "a") -> JSONValue {
        var container: JSONValue = ["name": name, "image": "i"]
        for (key, value) in more.object ?? JSONObject() { container[key] = value }
        return container
    }

    private static let hardened: JSONValue = [
        "allowPrivilegeEscalation": false, "capabilities": ["drop": ["ALL"], "add": ["NET_BIND_SERVICE"]], "runAsNonRoot": true,
        "seccompProfile": ["type": "RuntimeDefault"],
    ]

    @Test(arguments: [
        (["hostPID": true, "hostIPC": true], "host namespaces (hostPID=true, hostIPC=true)"),
        (["volumes": [["name": "v", "hostPath": ["path": "/"]], ["name": "w", "hostPath": ["path": "/x"]]]], "hostPath volumes (volumes \"v\", \"w\")"),
        (
            ["containers": [container(["ports": [["containerPort": 1, "hostPort": 80], ["containerPort": 2, "hostPort": 443]]])]],
            "hostPort (container \"a\" uses hostPorts 443, 80)"
        ),
        (
            ["containers": [container(["livenessProbe": ["httpGet": ["host": "10.0.0.1", "port": 1]]])]],
            "probe or lifecycle host (container \"a\" uses probe or lifecycle host \"10.0.0.1\")"
        ),
        (
            ["containers": [container(["securityContext": ["capabilities": ["add": ["SYS_ADMIN", "CHOWN"]]]])]],
            "non-default capabilities (container \"a\" must not include \"SYS_ADMIN\" in securityContext.capabilities.add)"
        ),
        (
            ["containers": [container(["securityContext": ["procMount": "Unmasked"]])]],
            "procMount (container \"a\" must not set securityContext.procMount to \"Unmasked\")"
        ),
        (["hostUsers": false, "containers": [container(["securityContext": ["procMount": "Unmasked"]])]], ""),
        (
            ["securityContext": ["seLinuxOptions": ["type": "spc_t", "user": "u"]]],
            "seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type \"spc_t\"; user may not be set)"
        ),
        (
            [
                "securityContext": ["seccompProfile": ["type": "Unconfined"]],
                "containers": [container(["securityContext": ["seccompProfile": ["type": "Unconfined"]]])],
            ],
            "seccompProfile (pod and container \"a\" must not set securityContext.seccompProfile.type to \"Unconfined\")"
        ),
        (["securityContext": ["sysctls": [["name": "kernel.msgmax", "value": "1"], ["name": "net.ipv4.tcp_rmem", "value": "1"]]]], "forbidden sysctls (kernel.msgmax)"),
        (
            ["securityContext": ["windowsOptions": ["hostProcess": true]]],
            "hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)"
        ),
        (
            ["securityContext": ["appArmorProfile": ["type": "Unconfined"]]],
            "forbidden AppArmor profile (pod must not set AppArmor profile type to \"Unconfined\")"
        ),
    ] as [(JSONValue, String)])
    func baselineRefusesWhatIsKnownToBreakOut(spec: JSONValue, expected: String) {
        #expect(Self.violations(spec, .baseline) == expected)
        #expect(Self.violations(spec, .privileged) == "")
    }

    @Test func versionsKeepTheRulesOfTheirTime() {
        let probe: JSONValue = ["containers": [Self.container(["readinessProbe": ["tcpSocket": ["host": "::1", "port": 1]]])]]
        #expect(Self.violations(probe, .baseline, "v1.33") == "")
        #expect(Self.violations(probe, .baseline, "v1.34") != "")
        let sysctl: JSONValue = ["securityContext": ["sysctls": [["name": "net.ipv4.tcp_keepalive_time", "value": "1"]]]]
        #expect(Self.violations(sysctl, .baseline, "v1.28") == "forbidden sysctls (net.ipv4.tcp_keepalive_time)")
        #expect(Self.violations(sysctl, .baseline, "v1.29") == "")
        let windows: JSONValue = ["os": ["name": "windows"], "securityContext": ["runAsNonRoot": true], "containers": [Self.container([:])]]
        #expect(Self.violations(windows, .restricted, "v1.24").has("allowPrivilegeEscalation != false"))
        #expect(Self.violations(windows, .restricted, "v1.25") == "")
        let engine: JSONValue = ["securityContext": ["seLinuxOptions": ["type": "container_engine_t"]]]
        #expect(Self.violations(engine, .baseline, "v1.30") != "")
        #expect(Self.violations(engine, .baseline, "v1.31") == "")
        let annotation: JSONValue = ["seccomp.security.alpha.kubernetes.io/pod": "unconfined"]
        #expect(Self.violations(["containers": []], .baseline, "v1.18", annotations: annotation).hasPrefix("seccompProfile"))
    }

    @Test func restrictedWantsHardenedPods() {
        #expect(Self.violations(["containers": [Self.container(["securityContext": Self.hardened])]], .restricted) == "")
        let loose: JSONValue = [
            "hostNetwork": true, "securityContext": ["runAsUser": 0, "runAsNonRoot": false],
            "volumes": [["name": "v", "hostPath": ["path": "/"]], ["name": "n", "nfs": ["server": "s", "path": "/"]], ["name": "e", "emptyDir": [:]]],
            "containers": [Self.container(["securityContext": ["capabilities": ["add": ["CHOWN"]]]]), Self.container([:], "b")],
        ]
        #expect(
            Self.violations(loose, .restricted)
                == "host namespaces (hostNetwork=true), allowPrivilegeEscalation != false (containers \"a\", \"b\" must set "
                + "securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (containers \"a\", \"b\" must set "
                + "securityContext.capabilities.drop=[\"ALL\"]; container \"a\" must not include \"CHOWN\" in securityContext.capabilities.add), "
                + "restricted volume types (volumes \"v\", \"n\" use restricted volume types \"hostPath\", \"nfs\"), runAsNonRoot != true (pod must "
                + "not set securityContext.runAsNonRoot=false), runAsUser=0 (pod must not set runAsUser=0), seccompProfile (pod or containers "
                + "\"a\", \"b\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")")
    }

    @Test func workloadsAreWarnedOfAndNamespacesOfTheirPods() async throws {
        try await TestServer.run { (server) async throws in
            let root = try await server.namespace("ns", labels: ["pod-security.kubernetes.io/warn": "baseline"])
            var pod = TestServer.pod("x")
            pod["spec"]?["hostNetwork"] = true
            let made = try await server.send(as: TestServer.admin, "POST", "\(root)/pods", pod)
            #expect(made.status == 201)
            let warning = "would violate PodSecurity \\\"baseline:latest\\\": host namespaces (hostNetwork=true)"
            #expect(made.warnings.contains { $0.has(warning) })
            let deployment: JSONValue = [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "d"],
                "spec": [
                    "selector": ["matchLabels": ["a": "b"]], "template": ["metadata": ["labels": ["a": "b"]], "spec": pod["spec"] ?? [:]],
                ],
            ]
            let workload = try await server.send(as: TestServer.admin, "POST", "/apis/apps/v1/namespaces/ns/deployments", deployment)
            #expect(workload.status == 201 && workload.warnings.contains { $0.has(warning) })

            let enforce: JSONValue = ["metadata": ["labels": ["pod-security.kubernetes.io/enforce": "baseline"]]]
            let patched = try await server.send(as: TestServer.admin, "PATCH", root, enforce, type: "application/merge-patch+json")
            #expect(patched.status == 200)
            #expect(
                patched.warnings.contains {
                    $0.has("existing pods in namespace \\\"ns\\\" violate the new PodSecurity enforce level \\\"baseline:latest\\\"")
                })
            #expect(patched.warnings.contains { $0.has("x: host namespaces") })
            // A pod that is there may be changed in what the rules do not look at, and may not get a worse image.
            let label: JSONValue = ["metadata": ["labels": ["a": "b"]]]
            #expect(try await server.send("PATCH", "\(root)/pods/x", label, type: "application/merge-patch+json").status == 200)
            let image: JSONValue = ["spec": ["containers": [["name": "c", "image": "other"]]]]
            #expect(
                try await server.send("PATCH", "\(root)/pods/x", image, type: "application/strategic-merge-patch+json").status == 403)

            let bad = try await server.send(
                "POST", "/api/v1/namespaces",
                [
                    "apiVersion": "v1", "kind": "Namespace",
                    "metadata": ["name": "bad", "labels": ["pod-security.kubernetes.io/warn-version": "v2"]],
                ])
            #expect(bad.status == 422)
            #expect(bad.body[at: "details.causes.0.message"] == "Invalid value: \"v2\": must be \"latest\" or \"v1.x\"")
        }
    }

    @Test func whoEnforcesIsWarnedOfWorkloadsToo() {
        let (policy, errors) = PodSecurityPolicy().evaluated(["pod-security.kubernetes.io/enforce": "restricted"])
        #expect(errors.isEmpty && policy.warn == policy.enforce && policy.audit.level == .privileged)
    }
}
