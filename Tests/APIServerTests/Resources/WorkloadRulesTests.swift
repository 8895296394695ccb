import JSON
import Testing

@testable import APIServer

@Suite struct WorkloadRulesTests {
    private static func workload(_ spec: String = "") -> String {
        """
        {"metadata": {"name": "x", "namespace": "default", "uid": "u"}, "spec": {\(spec) "selector": {"matchLabels": {"a": "b"}},
         "template": {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}}}
        """
    }
    private static let job = """
        {"metadata": {"name": "x", "namespace": "default", "uid": "u"}, "spec": {"template": {"spec": {"restartPolicy": "Never",
         "containers": [{"name": "c", "image": "nginx"}]}}}}
        """

    static let deployments: [RuleCase] = [
        RuleCase("{}"),
        RuleCase(#"{"spec": {"strategy": {"type": "Foo"}}}"#,
            "spec.strategy: Unsupported value: {\"Type\":\"Foo\",\"RollingUpdate\":null}: supported values: \"Recreate\", \"RollingUpdate\""),
        RuleCase(#"{"spec": {"progressDeadlineSeconds": 5, "minReadySeconds": 5}}"#,
            "spec.progressDeadlineSeconds: Invalid value: 5: must be greater than minReadySeconds"),
        RuleCase(#"{"spec": {"strategy": {"rollingUpdate": {"maxUnavailable": "120%"}}}}"#,
            "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"120%\": must not be greater than 100%"),
        RuleCase(#"{"spec": {"template": {"spec": {"activeDeadlineSeconds": 5}}}}"#,
            "spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported"),
        RuleCase(#"{"spec": {"template": {"spec": {"ephemeralContainers": [{"name": "e", "image": "a"}]}}}}"#,
            "spec.template.spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template"),
    ]

    @Test(arguments: deployments) func aDeploymentIsRefusedOrNot(_ it: RuleCase) {
        #expect(RuleCases.create(DeploymentRules(), Self.workload(), it.change) == it.causes)
    }

    @Test func countsOfTheStatusFitTogether() {
        let change = #"{"status": {"replicas": 1, "readyReplicas": 1, "availableReplicas": 2, "collisionCount": -1}}"#
        #expect(
            RuleCases.update(DeploymentRules(), Self.workload(), change, subresource: "status") == [
                "status.collisionCount: Invalid value: -1: must be greater than or equal to 0",
                "status.availableReplicas: Invalid value: 2: cannot be greater than status.replicas",
                "status.availableReplicas: Invalid value: 2: cannot be greater than readyReplicas",
            ])
    }

    @Test func theContainersOfAStatefulSetMountItsClaims() {
        let claims = #""volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}],"#
        let mount = #"{"spec": {"template": {"spec": {"containers": [{"name": "c", "image": "a", "volumeMounts": [{"name": "data", "mountPath": "/d"}]}]}}}}"#
        #expect(RuleCases.create(StatefulSetRules(), Self.workload(claims), mount) == [])
        #expect(RuleCases.create(StatefulSetRules(), Self.workload(), mount) == ["spec.template.spec.containers[0].volumeMounts[0].name: Not found: \"data\""])
    }

    static let jobs: [RuleCase] = [
        RuleCase("{}"),
        RuleCase(#"{"spec": {"completionMode": "Indexed"}}"#),
        RuleCase(#"{"spec": {"completionMode": "Indexed", "completions": 200000, "backoffLimitPerIndex": 1, "parallelism": 1}}"#,
            "spec.maxFailedIndexes: Required value: must be specified when completions is above 100000"),
        RuleCase(#"{"spec": {"managedBy": "x"}}"#, "spec.managedBy: Invalid value: \"x\": must be a domain-prefixed path (such as \"acme.io/foo\")"),
        RuleCase(#"{"spec": {"podFailurePolicy": {"rules": [{"action": "FailIndex", "onExitCodes": {"operator": "In", "values": [2, 1, 1]}}]}}}"#,
            "spec.podFailurePolicy.rules[0].action: Invalid value: \"FailIndex\": requires the backoffLimitPerIndex to be set",
            "spec.podFailurePolicy.rules[0].onExitCodes.values[2]: Duplicate value: 1",
            "spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [2,1,1]: must be ordered"),
        RuleCase(#"{"spec": {"podFailurePolicy": {"rules": [{"action": "Ignore"}]}}}"#,
            "spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required"),
        RuleCase(#"{"spec": {"completionMode": "Indexed", "completions": 3, "successPolicy": {"rules": [{"succeededIndexes": "0,2-5"}]}}}"#,
            "spec.successPolicy.rules[0].succeededIndexes: Invalid value: \"0,2-5\": error parsing succeededIndexes: too large index: \"5\""),
        RuleCase(#"{"spec": {"template": {"metadata": {"labels": {"job-name": "other"}}}}}"#,
            "spec.template.metadata.labels[job-name]: Invalid value: {\"job-name\":\"other\",\"batch.kubernetes.io/controller-uid\":\"u\",\"batch.kubernetes.io/job-name\":\"x\",\"controller-uid\":\"u\"}: must be 'x'"),
    ]

    @Test(arguments: jobs) func aJobIsRefusedOrNot(_ it: RuleCase) {
        #expect(RuleCases.create(JobRules(), Self.job, it.change) == it.causes)
    }

    @Test func theTemplateOfASuspendedJobMayBePlacedElsewhere() {
        let elsewhere = #"{"spec": {"template": {"spec": {"nodeSelector": {"a": "b"}}}}}"#
        let running = RuleCases.update(JobRules(), Self.job, elsewhere)
        #expect(running.count == 1 && running.first?.hasPrefix("spec.template: Invalid value: {") == true)
        let suspended = Self.job.replacing(#""spec": {"template""#, with: #""spec": {"suspend": true, "template""#)
        #expect(RuleCases.update(JobRules(), suspended, elsewhere) == [])
    }

    @Test(arguments: [
        ("*/5 1-5,7 * jan-mar mon", nil), ("@daily", nil), ("@every 1h30m", nil), ("CRON_TZ=UTC 0 0 * * *", nil),
        ("60 * * * *", "end of range (60) above maximum (59): 60"), ("* * 0 * *", "beginning of range (0) below minimum (1): 0"),
        ("5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1"), ("*/0 * * * *", "step of range should be a positive number: */0"),
        ("a * * * *", "failed to parse int from a: strconv.Atoi: parsing \"a\": invalid syntax"), ("@often", "unrecognized descriptor: @often"),
        ("1-2-3 * * * *", "too many hyphens: 1-2-3"), ("* * * *", "expected exactly 5 fields, found 4: [* * * *]"),
    ]) func schedulesAreRead(_ text: String, _ problem: String?) {
        #expect(CronText.problem(text) == problem)
    }
}
