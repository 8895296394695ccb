import JSON
import Testing

@testable import APIServer

@Suite struct CoreRulesTests {
    private static let service = #"{"metadata": {"name": "x", "namespace": "default"}, "spec": {"ports": [{"port": 80}]}}"#

    static let services: [RuleCase] = [
        RuleCase("{}"),
        RuleCase(#"{"spec": {"ports": [{"name": "a", "port": 80}, {"name": "b", "port": 80}]}}"#,
            "spec.ports[1]: Duplicate value: {\"Name\":\"\",\"Protocol\":\"TCP\",\"AppProtocol\":null,\"Port\":80,\"TargetPort\":0,\"NodePort\":0}"),
        RuleCase(#"{"spec": {"externalIPs": ["127.0.0.1", "x"]}}"#,
            "spec.externalIPs[0]: Invalid value: \"127.0.0.1\": may not be in the loopback range (127.0.0.0/8, ::1/128)",
            "spec.externalIPs[1]: Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"),
        RuleCase(#"{"spec": {"loadBalancerClass": "a", "allocateLoadBalancerNodePorts": false}}"#,
            "spec.allocateLoadBalancerNodePorts: Forbidden: may only be used when `type` is 'LoadBalancer'",
            "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'"),
        RuleCase(#"{"spec": {"type": "LoadBalancer", "ports": [{"port": 10250}]}}"#,
            "spec.ports[0]: Invalid value: 10250: may not expose port 10250 externally since it is used by kubelet"),
        RuleCase(#"{"spec": {"sessionAffinity": "ClientIP", "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 0}}}}"#,
            "spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 0: must be greater than 0 and less than 86400"),
        RuleCase(#"{"spec": {"ipFamilies": ["IPv4", "IPv4", "IPv9"]}}"#,
            "spec.ipFamilies[1]: Duplicate value: \"IPv4\"", "spec.ipFamilies[2]: Unsupported value: \"IPv9\": supported values: \"IPv4\", \"IPv6\""),
        RuleCase(#"{"spec": {"clusterIPs": ["10.0.0.1", "10.0.0.2"], "clusterIP": "10.0.0.1"}}"#,
            "spec.clusterIPs: Invalid value: [\"10.0.0.1\",\"10.0.0.2\"]: may specify no more than one IP for each IP family"),
        RuleCase(#"{"spec": {"trafficDistribution": "Near"}}"#,
            "spec.trafficDistribution: Unsupported value: \"Near\": supported values: \"PreferClose\", \"PreferSameNode\", \"PreferSameZone\""),
    ]

    @Test(arguments: services) func aServiceIsRefusedOrNot(_ it: RuleCase) {
        #expect(RuleCases.create(ServiceRules(), Self.service, it.change) == it.causes)
    }

    private static let claim = """
        {"metadata": {"name": "x"}, "spec": {"accessModes": ["ReadWriteOnce"], "storageClassName": "s", "resources": {"requests": {"storage": "2Gi"}}}}
        """

    @Test func aClaimGrowsOnlyWhenItIsBound() {
        var bound = json(Self.claim)
        PersistentVolumeClaimRules().applyDefaults(&bound)
        bound["status"] = ["phase": "Bound", "capacity": ["storage": "2Gi"]]
        func change(_ size: JSONValue) -> [String] {
            var new = bound
            new["spec"]?["resources"]?["requests"]?["storage"] = size
            return ClaimValidation.update(new, old: bound).map(\.description)
        }
        #expect(change("3Gi") == [])
        #expect(change("1Gi") == ["spec.resources.requests.storage: Forbidden: field can not be less than status.capacity"])
        let pending = RuleCases.update(PersistentVolumeClaimRules(), Self.claim, #"{"spec": {"resources": {"requests": {"storage": "3Gi"}}}}"#)
        #expect(pending.first?.hasSuffix("   \"Requests\": {\n-   \"storage\": \"2Gi\"\n+   \"storage\": \"3Gi\"\n   }\n  },\n  \"VolumeName\": \"\",\n") == true)
    }

    private static let volume = """
        {"metadata": {"name": "x"}, "spec": {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/a"}}}
        """
    static let volumes: [RuleCase] = [
        RuleCase("{}"),
        RuleCase(#"{"spec": {"hostPath": null, "csi": {"driver": "d"}}}"#, "spec.csi.volumeHandle: Required value"),
        RuleCase(#"{"spec": {"hostPath": null, "iscsi": {"targetPortal": "p", "iqn": "x", "lun": 256}}}"#,
            "spec.iscsi.iqn: Invalid value: \"x\": must be valid format starting with iqn, eui, or naa",
            "spec.iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive"),
        RuleCase(#"{"spec": {"hostPath": null, "fc": {}}}"#, "spec.fc.targetWWNs: Required value: must specify either targetWWNs or wwids, but not both"),
        RuleCase(#"{"spec": {"nodeAffinity": {}}}"#, "spec.nodeAffinity.required: Required value: must specify required node constraints"),
    ]

    @Test(arguments: volumes) func aVolumeIsRefusedOrNot(_ it: RuleCase) {
        #expect(RuleCases.create(PersistentVolumeRules(), Self.volume, it.change) == it.causes)
    }

    private static let autoscaler = """
        {"metadata": {"name": "x"}, "spec": {"maxReplicas": 3, "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "d"}}}
        """
    private static func metric(_ text: String) -> String { #"{"spec": {"metrics": [{"# + text + "}]}}" }
    static let autoscalers: [RuleCase] = [
        RuleCase("{}"),
        RuleCase(metric(#""type": "Pods", "pods": {"metric": {"name": ""}, "target": {"type": "AverageValue"}}"#),
            "spec.metrics[0].pods.metric.name: Required value: must specify a metric name",
            "spec.metrics[0].pods.target.averageValue: Required value: must specify a positive target averageValue"),
        RuleCase(metric(#""type": "External", "external": {"metric": {"name": "q"}, "target": {"type": "Value", "value": "0", "averageValue": "1"}}"#),
            "spec.metrics[0].external.target.value: Invalid value: \"0\": must be positive",
            "spec.metrics[0].external.target.value: Forbidden: may not set both a target value for metric and a per-pod target"),
        RuleCase(metric(#""type": "Resource", "external": {"metric": {"name": "q"}, "target": {"type": "Value", "value": "1"}}"#),
            "spec.metrics[0].resource: Required value: must populate information for the given metric source"),
        RuleCase(#"{"spec": {"behavior": {"scaleUp": {"policies": [{"type": "Foo", "value": 0, "periodSeconds": 1801}]}}}}"#,
            "spec.behavior.scaleUp.policies[0].type: Unsupported value: \"Foo\": supported values: \"Percent\", \"Pods\"",
            "spec.behavior.scaleUp.policies[0].value: Invalid value: 0: must be greater than zero",
            "spec.behavior.scaleUp.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800"),
    ]

    @Test(arguments: autoscalers) func anAutoscalerIsRefusedOrNot(_ it: RuleCase) {
        #expect(RuleCases.create(HorizontalPodAutoscalerRules(), Self.autoscaler, it.change) == it.causes)
    }

    @Test func slicesHoldAddressesOfTheirType() {
        let slice = #"{"metadata": {"name": "x"}, "addressType": "IPv6", "endpoints": [{"addresses": ["10.0.0.1"], "hints": {"forZones": [{"name": ""}]}}]}"#
        #expect(
            RuleCases.create(EndpointSliceRules(), slice, "{}") == [
                "endpoints[0].addresses[0]: Invalid value: \"10.0.0.1\": must be a valid IPv6 address", "endpoints[0].hints.forZones[0].name: Required value",
            ])
    }

    @Test func aDifferenceIsThatOfUnifiedDiffs() {
        let old = (1...20).map { "l\($0)" }
        var new = old
        new[2] = "x"
        new.insert("y", at: 17)
        #expect(
            UnifiedDifference.text(old, new) == """
                @@ -1,6 +1,6 @@
                 l1
                 l2
                -l3
                +x
                 l4
                 l5
                 l6
                @@ -15,6 +15,7 @@
                 l15
                 l16
                 l17
                +y
                 l18
                 l19
                 l20

                """)
        #expect(UnifiedDifference.text(old, old) == "")
    }
}
