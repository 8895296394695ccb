import JSON

/// The Tables of disruption budgets and of the API server's own flow control.
enum PolicyTables {
    static let columns: [String: [TableColumn]] = [
        "policy/PodDisruptionBudget": [
            .name,
            TableColumn("Min Available") { .string(intOrString($0["spec", "minAvailable"])) },
            TableColumn("Max Unavailable") { .string(intOrString($0["spec", "maxUnavailable"])) },
            .number("Allowed Disruptions", ["status", "disruptionsAllowed"]),
            .age,
        ],
        "flowcontrol.apiserver.k8s.io/FlowSchema": [
            .name,
            .text("PriorityLevel", ["spec", "priorityLevelConfiguration", "name"]),
            .number("MatchingPrecedence", ["spec", "matchingPrecedence"], type: "string"),
            .text("DistinguisherMethod", ["spec", "distinguisherMethod", "type"], empty: "<none>"),
            .age,
            TableColumn("MissingPL") { .string($0.condition("Dangling")?["status"]?.string ?? "?") },
        ],
        "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration": [
            .name,
            .text("Type", ["spec", "type"]),
            TableColumn("NominalConcurrencyShares") { row in
                row["spec", "limited", "nominalConcurrencyShares"] ?? row["spec", "exempt", "nominalConcurrencyShares"] ?? "<none>"
            },
            queuing("Queues", "queues"), queuing("HandSize", "handSize"), queuing("QueueLengthLimit", "queueLengthLimit"),
            .age,
        ],
    ]

    private static func queuing(_ name: String, _ field: String) -> TableColumn {
        TableColumn(name) { $0["spec", "limited", "limitResponse", "queuing", field] ?? "<none>" }
    }

    private static func intOrString(_ value: JSONValue?) -> String {
        switch value {
        case .int(let number): "\(number)"
        case .string(let text): text
        default: "N/A"
        }
    }
}
