import JSON
import KubernetesAPI

/// Accepts the names of CustomResourceDefinitions, establishes them, and finishes their deletion.
struct CustomResourceController: Sendable {
    static let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    /// How long a definition stays after it was deleted, so that requests for its objects can end.
    static let finalizationDelay = Duration.seconds(1)

    let registry: Registry
    let client: SystemClient
    let clock: any WallClock

    private func read(_ name: String) async -> JSONValue? {
        try? await registry.read(group: "apiextensions.k8s.io", resource: "customresourcedefinitions", namespace: "", name: name)
    }

    /// Brings the status of a definition up to date. Returns whether its deletion is to be finished later.
    @discardableResult
    func sync(_ name: String) async -> Bool {
        // When another writer comes between, its write is followed as well.
        guard let object = await read(name) else { return false }
        var changed = object
        let metadata = object["metadata"] ?? [:]
        let isDoomed = metadata["deletionTimestamp"] != nil && metadata.items("finalizers").contains(.string(CustomResourceDefinitionRules.finalizer))
        let time = clock.time.description
        if isDoomed {
            CustomResourceDefinitionRules.setCondition(
                &changed, "Terminating", "True", "InstanceDeletionInProgress", "CustomResource deletion is in progress", time: time)
        } else if metadata["deletionTimestamp"] == nil {
            await acceptNames(&changed, time)
        }
        if changed != object { _ = await client.send("PUT", "\(Self.path)/\(name)/status", changed) }
        return isDoomed
    }

    /// Removes what held a deleted definition.
    func finalize(_ name: String) async {
        for _ in 0..<8 {
            guard var object = await read(name), object["metadata"]?["deletionTimestamp"] != nil else { return }
            CustomResourceDefinitionRules.setCondition(
                &object, "Terminating", "False", "InstanceDeletionCompleted", "removed all instances", time: clock.time.description)
            object.edit("metadata") { metadata in
                let rest = metadata.items("finalizers").filter { $0.string != CustomResourceDefinitionRules.finalizer }
                metadata["finalizers"] = rest.isEmpty ? nil : .array(rest)
            }
            if await client.send("PUT", "\(Self.path)/\(name)/status", object).status != 409 { return }
        }
    }

    private func acceptNames(_ object: inout JSONValue, _ time: String) async {
        let spec = object["spec"] ?? [:]
        let wanted = spec["names"] ?? [:]
        let group = spec.text("group")
        var resources: Set<String> = []
        var kinds: Set<String> = []
        for other in (try? await registry.readAll(group: "apiextensions.k8s.io", resource: "customresourcedefinitions", namespace: "")) ?? [] {
            guard other["spec"]?.text("group") == group, other["metadata"]?["name"] != object["metadata"]?["name"] else { continue }
            let names = other["status"]?["acceptedNames"] ?? [:]
            resources.formUnion([names.text("plural"), names.text("singular")] + names.items("shortNames").compactMap(\.string))
            kinds.formUnion([names.text("kind"), names.text("listKind")])
        }
        resources.remove("")
        kinds.remove("")
        var accepted = object["status"]?["acceptedNames"] ?? [:]
        var conflict: (reason: String, message: String)?
        for member in ["plural", "singular", "shortNames", "kind", "listKind"] {
            let taken = member.hasSuffix("ind") ? kinds : resources
            let names = member == "shortNames" ? wanted.items(member).compactMap(\.string) : [wanted.text(member)]
            let clashes = names.filter(taken.contains)
            if clashes.isEmpty {
                accepted[member] = wanted[member]
            } else {
                // Of several conflicts the last is told.
                let reason = (member.first?.uppercased() ?? "") + member.dropFirst() + "Conflict"
                conflict = (reason, clashes.map { "\(FieldError.quoted($0)) is already in use" }.joined(separator: ", "))
            }
        }
        accepted["categories"] = wanted["categories"]
        object.setDefault("status", [:])
        object.edit("status") { $0["acceptedNames"] = accepted }
        CustomResourceDefinitionRules.setCondition(
            &object, "NamesAccepted", conflict == nil ? "True" : "False", conflict?.reason ?? "NoConflicts",
            conflict?.message ?? "no conflicts found", time: time)
        if !CustomResourceDefinitionRules.isTrue("Established", object) {
            CustomResourceDefinitionRules.setCondition(
                &object, "Established", conflict == nil ? "True" : "False", conflict == nil ? "InitialNamesAccepted" : "NotAccepted",
                conflict == nil ? "the initial names have been accepted" : "not all names are accepted", time: time)
        }
        guard CRDValidation.isProtected(group) else { return }
        let annotation = object["metadata"]?["annotations"]?[CRDValidation.approvalAnnotation]?.string
        let (isApproved, reason, message) = CRDValidation.approval(annotation)
        CustomResourceDefinitionRules.setCondition(
            &object, "KubernetesAPIApprovalPolicyConformant", isApproved == true ? "True" : "False", reason, message, time: time)
    }
}
