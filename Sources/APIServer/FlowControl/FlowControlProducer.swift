import JSON

/// Makes the objects of flow control that a cluster begins with, and keeps those in order that nobody has taken over.
enum FlowControlProducer {
    private static let root = "/apis/flowcontrol.apiserver.k8s.io/v1/"
    private static let manager = "api-priority-and-fairness-config-producer-v1"
    private static let automatic = "apf.kubernetes.io/autoupdate-spec"

    static let step = BootstrapStep(hook: "priority-and-fairness-config-producer", period: .seconds(60)) { client in
        var isDone = true
        for level in FlowControlObjects.mandatoryLevels { isDone = await ensure(level, "prioritylevelconfigurations", true, client) && isDone }
        for schema in FlowControlObjects.mandatorySchemas { isDone = await ensure(schema, "flowschemas", true, client) && isDone }
        for level in FlowControlObjects.suggestedLevels { isDone = await ensure(level, "prioritylevelconfigurations", false, client) && isDone }
        for schema in FlowControlObjects.suggestedSchemas { isDone = await ensure(schema, "flowschemas", false, client) && isDone }
        return isDone
    }

    private static func ensure(_ wanted: JSONValue, _ plural: String, _ isMandatory: Bool, _ client: SystemClient) async -> Bool {
        let name = wanted["metadata"]?.text("name") ?? ""
        let present = await client.send("GET", "\(root)\(plural)/\(name)")
        if present.status == 404 { return await client.ensure(root + plural, wanted, manager: manager) }
        guard present.status == 200 else { return false }
        var object = present.body
        let annotation = object["metadata"]?["annotations"]?[automatic]?.string
        // Who changes a suggested object says by the annotation, or by changing it, that it is theirs.
        let isOurs = isMandatory || annotation == "true" || (annotation == nil && object["metadata"]?["generation"]?.int == 1)
        let value = isOurs ? "true" : "false"
        guard (isOurs && object["spec"] != wanted["spec"]) || annotation != value else { return true }
        if isOurs { object["spec"] = wanted["spec"] }
        if object["metadata"]?["annotations"] == nil { object["metadata"]?["annotations"] = [:] }
        object["metadata"]?["annotations"]?[automatic] = .string(value)
        let answer = await client.send("PUT", "\(root)\(plural)/\(name)?fieldManager=\(manager)", object)
        // Whoever was faster (409) may have written something else, as its status: it is looked at again.
        return answer.status == 200
    }
}
