import JSON
import KubernetesAPI
import Testing

@testable import APIServer

@Suite struct AutoscalingConversionTests {
    private static let full: JSONValue = [
        "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": ["name": "a", "annotations": ["mine": "1"]],
        "spec": [
            "minReplicas": 1, "maxReplicas": 9, "scaleTargetRef": ["kind": "Deployment", "name": "d", "apiVersion": "apps/v1"],
            "metrics": [
                ["type": "Resource", "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 70]]],
                ["type": "Resource", "resource": ["name": "memory", "target": ["type": "AverageValue", "averageValue": "1Gi"]]],
                ["type": "ContainerResource", "containerResource": ["name": "cpu", "container": "c", "target": ["type": "Utilization", "averageUtilization": 50]]],
                ["type": "Pods", "pods": ["metric": ["name": "p", "selector": ["matchLabels": ["a": "b"]]], "target": ["type": "AverageValue", "averageValue": "10"]]],
                ["type": "Object", "object": [
                    "describedObject": ["kind": "Service", "name": "s", "apiVersion": "v1"], "metric": ["name": "o"], "target": ["type": "Value", "value": "5"],
                ]],
                ["type": "Object", "object": [
                    "describedObject": ["kind": "Service", "name": "s", "apiVersion": "v1"], "metric": ["name": "o"], "target": ["type": "AverageValue", "averageValue": "5"],
                ]],
                ["type": "External", "external": ["metric": ["name": "e", "selector": ["matchLabels": ["a": "b"]]], "target": ["type": "Value", "value": "7"]]],
            ],
            "behavior": ["scaleDown": ["stabilizationWindowSeconds": 60, "selectPolicy": "Min", "policies": [["type": "Pods", "value": 4, "periodSeconds": 15]]]],
        ],
        "status": [
            "currentReplicas": 2, "desiredReplicas": 3,
            "currentMetrics": [["type": "Resource", "resource": ["name": "cpu", "current": ["averageUtilization": 40, "averageValue": "20m"]]]],
            "conditions": [["type": "AbleToScale", "status": "True", "reason": "R", "message": "m"]],
        ],
    ]

    @Test func nothingIsLostThroughTheOldVersion() throws {
        let old = HorizontalPodAutoscalerRules.conversion.fromStorage(Self.full)
        #expect(old["spec"]?["targetCPUUtilizationPercentage"]?.int == 70 && old["spec"]?["metrics"] == nil)
        #expect(old["status"]?["currentCPUUtilizationPercentage"]?.int == 40)
        let annotations = old["metadata"]?["annotations"]
        #expect(annotations?["mine"]?.string == "1")
        #expect(
            annotations?[AutoscalingAnnotations.currentMetrics]?.string
                == #"[{"type":"Resource","resource":{"name":"cpu","currentAverageUtilization":40,"currentAverageValue":"20m"}}]"#)
        #expect(annotations?[AutoscalingAnnotations.metrics]?.string?.hasPrefix(#"[{"type":"Resource","resource":{"name":"memory","targetAverageValue":"1Gi"}},"#) == true)
        #expect(
            annotations?[AutoscalingAnnotations.behavior]?.string
                == #"{"ScaleDown":{"StabilizationWindowSeconds":60,"SelectPolicy":"Min","Policies":[{"Type":"Pods","Value":4,"PeriodSeconds":15}]}}"#)
        let back = HorizontalPodAutoscalerRules.conversion.toStorage(old)
        for part in ["metadata", "spec", "status"] { #expect(back[part] == Self.full[part], "\(part)") }
    }

    @Test func whoSaysNothingMeansEightyPercent() {
        let old: JSONValue = ["apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler", "metadata": ["name": "a"], "spec": ["maxReplicas": 3]]
        let metrics = HorizontalPodAutoscalerRules.conversion.toStorage(old)["spec"]?["metrics"]
        #expect(metrics == [["type": "Resource", "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 80]]]])
    }

    @Test func badAnnotationsAreNone() {
        for text in ["", "x", "{}", "[1]"] {
            let old: JSONValue = [
                "apiVersion": "autoscaling/v1", "metadata": ["annotations": .object([AutoscalingAnnotations.metrics: .string(text), AutoscalingAnnotations.behavior: .string(text)])],
                "spec": ["maxReplicas": 3, "targetCPUUtilizationPercentage": 5],
            ]
            #expect(HorizontalPodAutoscalerRules.conversion.toStorage(old)["spec"]?["metrics"]?.array?.first?["resource"]?["name"]?.string == "cpu")
        }
    }
}
