public import JSON

/// Which objects a quota is for: one of its `scopes`, or a requirement of its `scopeSelector`.
public struct QuotaScope: Hashable, Sendable {
    /// Terminating, NotTerminating, BestEffort, NotBestEffort, PriorityClass, CrossNamespacePodAffinity, VolumeAttributesClass.
    public var name: String
    /// In, NotIn, Exists or DoesNotExist.
    public var `operator`: String
    public var values: [String]

    public init(name: String, operator: String = "Exists", values: [String] = []) {
        self.name = name
        self.operator = `operator`
        self.values = values
    }

    /// The scopes of a quota's `spec`.
    public static func all(_ spec: JSONValue?) -> [QuotaScope] {
        let names = (spec?["scopes"]?.array ?? []).compactMap(\.string).map { QuotaScope(name: $0) }
        return names + expressions(spec?["scopeSelector"]?["matchExpressions"])
    }

    /// The requirements in a list of `ScopedResourceSelectorRequirement`.
    public static func expressions(_ list: JSONValue?) -> [QuotaScope] {
        (list?.array ?? []).map { item in
            QuotaScope(
                name: item["scopeName"]?.string ?? "", operator: item["operator"]?.string ?? "",
                values: (item["values"]?.array ?? []).compactMap(\.string))
        }
    }

    /// As Go prints the structure, which is what messages show.
    public var goText: String { "{\(name) \(`operator`) [\(values.joined(separator: " "))]}" }

    /// Whether an object is in the scope. Objects of kinds that have no scopes are in none.
    public func matches(_ object: JSONValue, _ evaluator: QuotaEvaluator) -> Bool {
        switch evaluator {
        case .pods: return matchesPod(object)
        case .persistentVolumeClaims where name == "VolumeAttributesClass":
            let wanted = object["spec"]?["volumeAttributesClassName"]?.string
            let current = object["status"]?["currentVolumeAttributesClassName"]?.string
            let target = object["status"]?["modifyVolumeStatus"]?["targetVolumeAttributesClassName"]?.string
            let named = Set([wanted, current, target].compactMap { $0 }.filter { !$0.isEmpty })
            if named.isEmpty { return matches(value: nil) }
            return named.contains { matches(value: $0) }
        default: return false
        }
    }

    private func matchesPod(_ pod: JSONValue) -> Bool {
        let spec = pod["spec"]
        switch name {
        case "Terminating": return (spec?["activeDeadlineSeconds"]?.int ?? -1) >= 0
        case "NotTerminating": return (spec?["activeDeadlineSeconds"]?.int ?? -1) < 0
        case "BestEffort": return Self.isBestEffort(pod)
        case "NotBestEffort": return !Self.isBestEffort(pod)
        case "PriorityClass":
            let priorityClass = spec?["priorityClassName"]?.string ?? ""
            return matches(value: priorityClass.isEmpty ? nil : priorityClass)
        case "CrossNamespacePodAffinity": return Self.looksIntoOtherNamespaces(spec?["affinity"])
        default: return false
        }
    }

    private func matches(value: String?) -> Bool {
        switch `operator` {
        case "Exists": value != nil
        case "DoesNotExist": value == nil
        case "In": value.map(values.contains) ?? false
        case "NotIn": !(value.map(values.contains) ?? false)
        default: false
        }
    }

    private static func isBestEffort(_ pod: JSONValue) -> Bool {
        func asks(_ resources: JSONValue?) -> Bool {
            ["requests", "limits"].contains { side in
                let amounts = ResourceAmounts(list: resources?[side])
                return ["cpu", "memory"].contains { name in amounts[name].map { !$0.isZero } ?? false }
            }
        }
        if asks(pod["spec"]?["resources"]) { return false }
        return !["containers", "initContainers"].contains { list in
            (pod["spec"]?[list]?.array ?? []).contains { asks($0["resources"]) }
        }
    }

    private static func looksIntoOtherNamespaces(_ affinity: JSONValue?) -> Bool {
        ["podAffinity", "podAntiAffinity"].contains { side in
            let required = affinity?[side]?["requiredDuringSchedulingIgnoredDuringExecution"]?.array ?? []
            let preferred = (affinity?[side]?["preferredDuringSchedulingIgnoredDuringExecution"]?.array ?? []).compactMap { $0["podAffinityTerm"] }
            return (required + preferred).contains { term in
                !(term["namespaces"]?.array ?? []).isEmpty || term["namespaceSelector"].map { !$0.isNull } ?? false
            }
        }
    }
}
