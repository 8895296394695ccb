import JSON
import Testing

@testable import APIServer

@Suite struct PodRulesTests {
    private static let good = """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x", "namespace": "default", "uid": "u"},
         "spec": {"containers": [{"name": "c", "image": "nginx"}]}}
        """
    private static let container = #"{"name": "c", "image": "nginx""#

    private static func spec(_ text: String) -> String { "{\"spec\": {\(text)}}" }
    /// A pod of one container with these fields more.
    private static func one(_ text: String) -> String { spec("\"containers\": [\(container), \(text)}]") }

    static let refused: [RuleCase] = [
        RuleCase(spec(#""containers": [{"name": "c", "image": "a"}, {"name": "c", "image": "a"}]"#), "spec.containers[1].name: Duplicate value: \"c\""),
        RuleCase(spec(#""containers": [{"name": "c", "image": " a"}]"#), "spec.containers[0].image: Invalid value: \" a\": must not have leading or trailing whitespace"),
        RuleCase(one(#""restartPolicyRules": [{"action": "Restart", "exitCodes": {"operator": "In", "values": [1]}}]"#),
            "spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used"),
        RuleCase(one(#""ports": [{"containerPort": 0}, {"containerPort": 70000, "protocol": "TCP"}]"#),
            "spec.containers[0].ports[0].containerPort: Required value",
            "spec.containers[0].ports[1].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive"),
        RuleCase(one(#""ports": [{"containerPort": 1, "hostPort": 5}, {"containerPort": 2, "hostPort": 5}]"#),
            "spec.containers[0].ports[1].hostPort: Duplicate value: \"TCP//5\""),
        RuleCase(one(#""env": [{"name": "A", "valueFrom": {"resourceFieldRef": {"resource": "limits.gpu"}}}]"#),
            "spec.containers[0].env[0].valueFrom.resourceFieldRef.resource: Unsupported value: \"limits.gpu\": supported values: \"limits.cpu\", \"limits.ephemeral-storage\", \"limits.memory\", \"requests.cpu\", \"requests.ephemeral-storage\", \"requests.memory\""),
        RuleCase(one(#""env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "status.phase"}}}]"#),
            "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: \"status.phase\": supported values: \"metadata.name\", \"metadata.namespace\", \"metadata.uid\", \"spec.nodeName\", \"spec.serviceAccountName\", \"status.hostIP\", \"status.hostIPs\", \"status.podIP\", \"status.podIPs\""),
        RuleCase(one(#""envFrom": [{"prefix": "P"}]"#), "spec.containers[0].envFrom: Invalid value: \"\": must specify one of: `configMapRef` or `secretRef`"),
        RuleCase(spec(#""volumes": [{"name": "v", "emptyDir": {}}], "containers": [{"name": "c", "image": "a", "volumeMounts": [{"name": "v", "mountPath": "/a", "mountPropagation": "Bidirectional"}]}]"#),
            "spec.containers[0].volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers"),
        RuleCase(spec(#""volumes": [{"name": "v", "emptyDir": {}}], "containers": [{"name": "c", "image": "a", "volumeDevices": [{"name": "v", "devicePath": "/d"}]}]"#),
            "spec.containers[0].volumeDevices[0].name: Invalid value: \"v\": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"),
        RuleCase(one(#""resources": {"requests": {"cpu": "2"}, "limits": {"cpu": "1"}}"#),
            "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1"),
        RuleCase(one(#""resources": {"requests": {"example.com/a": "1"}}"#),
            "spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources"),
        RuleCase(one(#""resources": {"limits": {"hugepages-2Mi": "3Mi"}}"#),
            "spec.containers[0].resources.limits[hugepages-2Mi]: Invalid value: \"3Mi\": 3Mi is not positive integer multiple of hugepages-2Mi",
            "spec.containers[0].resources.requests[hugepages-2Mi]: Invalid value: \"3Mi\": 3Mi is not positive integer multiple of hugepages-2Mi",
            "spec.containers[0].resources: Forbidden: HugePages require cpu or memory"),
        RuleCase(one(#""resources": {"claims": [{"name": "gpu"}]}"#),
            "spec.containers[0].resources.claims[0]: Not found: \"gpu\": must be one of the names in pod.spec.resourceClaims which is empty"),
        RuleCase(spec(#""restartPolicy": "Never", "containers": [{"name": "c", "image": "a", "resizePolicy": [{"resourceName": "cpu", "restartPolicy": "RestartContainer"}]}]"#),
            "spec.containers[0].resizePolicy: Invalid value: \"RestartContainer\": must be 'NotRequired' when `restartPolicy` is 'Never'"),
        RuleCase(one(#""lifecycle": {"preStop": {"sleep": {"seconds": 31}}}"#),
            "spec.containers[0].lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)"),
        RuleCase(one(#""readinessProbe": {"httpGet": {"port": "Bad_"}, "terminationGracePeriodSeconds": 1}"#),
            "spec.containers[0].readinessProbe.httpGet.port: Invalid value: \"Bad_\": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
            "spec.containers[0].readinessProbe.terminationGracePeriodSeconds: Invalid value: 1: must not be set for readinessProbes"),
        RuleCase(one(#""securityContext": {"procMount": "Unmasked"}"#), "spec.containers[0].securityContext.procMount: Invalid value: \"Unmasked\": `hostUsers` must be false to use `Unmasked`"),
        RuleCase(one(#""securityContext": {"seccompProfile": {"type": "Localhost"}}"#),
            "spec.containers[0].securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost"),
        RuleCase(spec(#""initContainers": [{"name": "c", "image": "a", "livenessProbe": {"exec": {"command": ["x"]}}}]"#),
            "spec.initContainers[0].name: Duplicate value: \"c\"",
            "spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always"),
        RuleCase(spec(#""ephemeralContainers": [{"name": "e", "image": "a"}]"#), "spec.ephemeralContainers: Forbidden: cannot be set on create"),
        RuleCase(spec(#""nodeName": "n", "schedulingGates": [{"name": "g"}]"#), "spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"),
        RuleCase(spec(#""dnsPolicy": "None""#), "spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"),
        RuleCase(spec(#""os": {"name": "windows"}, "hostPID": true, "securityContext": {"runAsUser": 1}"#),
            "spec.hostPID: Forbidden: cannot be set for a windows pod", "spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod"),
        RuleCase(spec(#""hostUsers": false, "hostIPC": true"#), "spec.HostIPC: Forbidden: when `hostUsers` is false"),
        RuleCase(spec(#""resources": {"requests": {"cpu": "1"}}, "containers": [{"name": "c", "image": "a", "resources": {"requests": {"cpu": "2"}}}]"#),
            "spec.resources.requests[cpu]: Invalid value: \"1\": must be greater than or equal to aggregate container requests of 2"),
        RuleCase(spec(#""resourceClaims": [{"name": "a"}]"#),
            "spec.resourceClaims[0]: Invalid value: {\"Name\":\"a\",\"ResourceClaimName\":null,\"ResourceClaimTemplateName\":null}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"),
        RuleCase(spec(#""topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "z", "whenUnsatisfiable": "ScheduleAnyway", "minDomains": 2, "labelSelector": {}}]"#),
            "spec.topologySpreadConstraints[0].minDomains: Invalid value: 2: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway"),
        RuleCase(spec(#""affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 0, "preference": {"matchExpressions": [{"key": "a", "operator": "Gt", "values": []}]}}]}}"#),
            "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 0: must be in the range 1-100",
            "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchExpressions[0].values: Required value: must be specified single value when `operator` is 'Lt' or 'Gt'"),
        RuleCase(spec(#""volumes": [{"name": "v", "projected": {"sources": [{"serviceAccountToken": {"path": "t", "expirationSeconds": 1}}]}}], "serviceAccountName": "s""#),
            "spec.volumes[0].projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 1: may not specify a duration less than 10 minutes"),
        RuleCase(spec(#""volumes": [{"name": "v", "downwardAPI": {"items": [{"path": "../a", "fieldRef": {"fieldPath": "spec.nodeName"}}]}}]"#),
            "spec.volumes[0].downwardAPI.items[0].path: Invalid value: \"../a\": must not contain '..'",
            "spec.volumes[0].downwardAPI.items[0].fieldRef.fieldPath: Unsupported value: \"spec.nodeName\": supported values: \"metadata.annotations\", \"metadata.labels\", \"metadata.name\", \"metadata.namespace\", \"metadata.uid\""),
        RuleCase(spec(#""volumes": [{"name": "v", "nfs": {"server": "s", "path": "p"}}]"#), "spec.volumes[0].nfs.path: Invalid value: \"p\": must be an absolute path"),
        RuleCase(spec(#""volumes": [{"name": "v", "ephemeral": {"volumeClaimTemplate": {"spec": {"accessModes": ["ReadWriteOnce"]}}}}]"#),
            "spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value"),
        RuleCase(#"{"metadata": {"annotations": {"kubernetes.io/config.mirror": "m"}}}"#,
            "metadata.annotations[kubernetes.io/config.mirror]: Invalid value: \"m\": must set spec.nodeName if mirror pod annotation is set"),
    ]

    @Test(arguments: refused) func aNewPodIsRefused(_ it: RuleCase) {
        #expect(RuleCases.create(PodRules(), Self.good, it.change) == it.causes)
    }

    @Test func aGoodPodIsNot() { #expect(RuleCases.create(PodRules(), Self.good, "{}") == []) }

    static let changes: [RuleCase] = [
        RuleCase(spec(#""activeDeadlineSeconds": 5"#)),
        RuleCase(spec(#""tolerations": [{"key": "a", "operator": "Exists"}]"#)),
        RuleCase(spec(#""containers": [{"name": "c", "image": "other"}]"#)),
        RuleCase(spec(#""containers": []"#), "spec.containers: Required value", "spec.containers: Forbidden: pod updates may not add or remove containers"),
        RuleCase(spec(#""schedulingGates": [{"name": "g"}]"#), "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'g'"),
    ]

    @Test(arguments: changes) func aChangeOfAPodIsRefusedOrNot(_ it: RuleCase) {
        #expect(RuleCases.update(PodRules(), Self.good, it.change) == it.causes)
    }

    @Test func aForbiddenChangeIsShownAsADifference() throws {
        let text = try #require(RuleCases.update(PodRules(), Self.good, Self.spec(#""hostname": "h""#)).first)
        #expect(text.hasSuffix("""
            \n@@ -64,7 +64,7 @@
               "SELinuxChangePolicy": null
              },
              "ImagePullSecrets": null,
            - "Hostname": "",
            + "Hostname": "h",
              "Subdomain": "",
              "SetHostnameAsFQDN": null,
              "Affinity": null,

            """))
    }

    private static let resources = #""resources": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"cpu": "2"}}"#
    static let resizes: [RuleCase] = [
        RuleCase(one(#""resources": {"requests": {"cpu": "2", "memory": "2Gi"}, "limits": {"cpu": "2"}}"#)),
        RuleCase(one(#""resources": {"requests": {"cpu": "1"}, "limits": {"cpu": "2"}}"#), "spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed"),
        RuleCase(one(#""resources": {"requests": {"cpu": "1", "memory": "1Gi", "ephemeral-storage": "1"}, "limits": {"cpu": "2"}}"#),
            "spec: Forbidden: only cpu and memory resources are mutable"),
        RuleCase(one(#""resources": {"requests": {"cpu": "2", "memory": "1Gi"}, "limits": {"cpu": "2", "memory": "1Gi"}}"#),
            "spec: Invalid value: \"Burstable\": Pod QOS Class may not change as a result of resizing"),
        RuleCase(#"{"spec": {"containers": [{"name": "d", "image": "nginx", "resources": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"cpu": "2"}}}]}}"#,
            "spec.containers[0].name: Forbidden: containers may not be renamed or reordered on resize"),
    ]

    @Test(arguments: resizes) func aResizeChangesOnlyCPUAndMemory(_ it: RuleCase) {
        let good = Self.good.replacing(#""image": "nginx""#, with: #""image": "nginx", \#(Self.resources)"#)
        #expect(RuleCases.update(PodRules(), good, it.change, subresource: "resize") == it.causes)
    }

    @Test func thePodsClassStaysAndTheStatusIsChecked() {
        let wrong = RuleCases.update(
            PodRules(), Self.good, #"{"status": {"qosClass": "Guaranteed", "podIPs": [{"ip": "1.1.1.1"}, {"ip": "1.1.1.2"}]}}"#, subresource: "status")
        #expect(
            wrong == [
                "status.qosClass: Invalid value: \"Guaranteed\": field is immutable",
                "status.podIPs: Invalid value: [{\"IP\":\"1.1.1.1\"},{\"IP\":\"1.1.1.2\"}]: may specify no more than one IP for each IP family",
            ])
    }

    @Test func keysOfLabelsAreMergedIntoSelectors() {
        var pod = json(Self.good)
        pod["metadata"]?["labels"] = ["a": "b"]
        pod["spec"]?["topologySpreadConstraints"] = [
            ["maxSkew": 1, "topologyKey": "z", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": [:], "matchLabelKeys": ["a", "absent"]]
        ]
        PodRules().prepareForCreate(&pod, RuleCases.context)
        let expected: JSONValue = ["matchExpressions": [["key": "a", "operator": "In", "values": ["b"]]]]
        #expect(pod["spec"]?.items("topologySpreadConstraints").first?["labelSelector"] == expected)
        #expect(RuleCases.create(PodRules(), pod.description, "{}") == [])
    }

    @Test func sourcesOfVolumesGetTheirDefaults() {
        var pod = json(#"{"spec": {"containers": [], "volumes": [{"name": "a", "rbd": {"user": "me"}}, {"name": "b", "azureDisk": {}}, {"name": "c", "scaleIO": {}}]}}"#)
        PodRules().applyDefaults(&pod)
        let volumes = pod["spec"]?.items("volumes") ?? []
        #expect(volumes.first?["rbd"] == ["user": "me", "pool": "rbd", "keyring": "/etc/ceph/keyring"])
        #expect(volumes.dropFirst().first?["azureDisk"] == ["cachingMode": "ReadWrite", "fsType": "ext4", "readOnly": false, "kind": "Shared"])
        #expect(volumes.last?["scaleIO"] == ["storageMode": "ThinProvisioned", "fsType": "xfs"])
    }

    @Test func aLimitOfTheWholePodBecomesItsRequest() {
        var pod = json(#"{"spec": {"resources": {"limits": {"cpu": "2", "memory": "1Gi"}}, "containers": [{"name": "c", "resources": {"requests": {"cpu": "500m"}}}]}}"#)
        PodRules().applyDefaults(&pod)
        #expect(pod["spec"]?["resources"]?["requests"] == ["cpu": "500m", "memory": "1Gi"])
        #expect(QualityOfService.of(pod["spec"] ?? [:]) == "Burstable")
    }

    @Test func mistakesAreWarnedOf() {
        let pod = json(#"{"metadata": {"name": "a.b"}, "spec": {"volumes": [{"name": "v", "gitRepo": {}}], "containers": [{"name": "c", "env": [{"name": "A"}, {"name": "A"}], "ports": [{"containerPort": 1}, {"containerPort": 1}]}]}}"#)
        #expect(PodRules().warnings(pod, old: nil).map { $0.prefix { $0 != ":" } } == ["spec.volumes[0].gitRepo", "spec.containers[0].env[1]", "spec.containers[0].ports[1]", "metadata.name"])
    }
}
