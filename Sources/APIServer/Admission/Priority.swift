import JSON

/// Gives pods the number and the preemption policy of their priority class, and lets only one class be the default.
struct PriorityAdmission: AdmissionPlugin {
    static let name = "Priority"
    static let resources: Set<String>? = ["pods", "priorityclasses"]

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.isFor("pods"), request.writes else { return }
        if request.operation == .update {
            // The number may be left out of an update; it does not change.
            let before = request.old["spec"]
            request.object.edit("spec") { spec in
                for field in ["priority", "preemptionPolicy"] where spec[field] == nil { spec[field] = before?[field] }
            }
            return
        }
        var className = request.object["spec"]?.text("priorityClassName") ?? ""
        var value: Int64 = 0
        var policy = "PreemptLowerPriority"
        if className.isEmpty {
            if let global = globalDefault(reader) {
                className = global["metadata"]?.text("name") ?? ""
                value = global["value"]?.int ?? 0
                policy = global["preemptionPolicy"]?.string ?? policy
            }
        } else {
            guard
                let found = try await reader.read(
                    group: "scheduling.k8s.io", resource: "priorityclasses", namespace: "", name: className)
            else { throw request.forbidden("no PriorityClass with name \(className) was found") }
            value = found["value"]?.int ?? 0
            policy = found["preemptionPolicy"]?.string ?? policy
        }
        let spec = request.object["spec"] ?? [:]
        if let given = spec["priority"]?.int, given != value {
            throw request.forbidden(
                "the integer value of priority (\(given)) must not be provided in pod spec; priority admission controller computed "
                    + "\(value) from the given PriorityClass name")
        }
        if let given = spec["preemptionPolicy"]?.string, given != policy {
            throw request.forbidden(
                "the string value of PreemptionPolicy (\(given)) must not be provided in pod spec; priority admission controller "
                    + "computed \(policy) from the given PriorityClass name")
        }
        request.object.edit("spec") { spec in
            if !className.isEmpty { spec["priorityClassName"] = .string(className) }
            spec["priority"] = .int(value)
            spec["preemptionPolicy"] = .string(policy)
        }
    }

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.isFor("priorityclasses", group: "scheduling.k8s.io"), request.writes,
            request.object["globalDefault"]?.bool == true, let known = globalDefault(reader)?["metadata"]?.text("name")
        else { return }
        if request.operation == .create || known != request.object["metadata"]?.text("name") {
            throw request.forbidden("PriorityClass \(known) is already marked as default. Only one default can exist")
        }
    }

    /// The class of pods that name none: the lowest of those marked.
    private func globalDefault(_ reader: any AdmissionReader) -> JSONValue? {
        reader.readAll(group: "scheduling.k8s.io", resource: "priorityclasses", namespace: "")
            .filter { $0["globalDefault"]?.bool == true }.min { ($0["value"]?.int ?? 0) < ($1["value"]?.int ?? 0) }
    }
}
