import JSON

/// The `FlowSchema` and `PriorityLevelConfiguration` objects that the system makes for itself.
enum FlowControlObjects {
    /// Without these flow control cannot work; they are as described here, whatever is written to them.
    static let mandatoryLevels: [JSONValue] = [
        level("catch-all", limited(shares: 5, lendable: 0, response: ["type": "Reject"])),
        level("exempt", ["type": "Exempt", "exempt": ["nominalConcurrencyShares": 0, "lendablePercent": 0]]),
    ]

    static let mandatorySchemas: [JSONValue] = [
        schema("catch-all", level: "catch-all", precedence: 10000, by: "ByUser", [rule(everybody)]),
        schema("exempt", level: "exempt", precedence: 1, by: nil, [rule([group("system:masters")])]),
    ]

    /// What a cluster begins with, and may change.
    static let suggestedLevels: [JSONValue] = [
        level("global-default", queued(shares: 20, lendable: 50, queues: 128, hand: 6)),
        level("leader-election", queued(shares: 10, lendable: 0, queues: 16, hand: 4)),
        level("node-high", queued(shares: 40, lendable: 25, queues: 64, hand: 6)),
        level("system", queued(shares: 30, lendable: 33, queues: 64, hand: 6)),
        level("workload-high", queued(shares: 40, lendable: 50, queues: 128, hand: 6)),
        level("workload-low", queued(shares: 100, lendable: 90, queues: 128, hand: 6)),
    ]

    static let suggestedSchemas: [JSONValue] = [
        schema("global-default", level: "global-default", precedence: 9900, by: "ByUser", [rule(everybody)]),
        schema(
            "kube-controller-manager", level: "workload-high", precedence: 800, by: "ByNamespace",
            [rule([user("system:kube-controller-manager")])]),
        schema("kube-scheduler", level: "workload-high", precedence: 800, by: "ByNamespace", [rule([user("system:kube-scheduler")])]),
        schema("kube-system-service-accounts", level: "workload-high", precedence: 900, by: "ByNamespace", [rule([systemAccounts])]),
        schema(
            "probes", level: "exempt", precedence: 2, by: nil,
            [["subjects": .array(everybody), "nonResourceRules": [["verbs": ["get"], "nonResourceURLs": ["/healthz", "/readyz", "/livez"]]]]]),
        schema("service-accounts", level: "workload-low", precedence: 9000, by: "ByUser", [rule([group("system:serviceaccounts")])]),
        schema(
            "system-leader-election", level: "leader-election", precedence: 100, by: "ByUser",
            [
                [
                    "subjects": [user("system:kube-controller-manager"), user("system:kube-scheduler"), systemAccounts],
                    "resourceRules": [resources(["get", "create", "update"], "coordination.k8s.io", ["leases"], cluster: false)],
                ]
            ]),
        schema(
            "system-node-high", level: "node-high", precedence: 400, by: "ByUser",
            [
                [
                    "subjects": [group("system:nodes")],
                    "resourceRules": [
                        resources(["*"], "", ["nodes", "nodes/status"], cluster: true),
                        resources(["*"], "coordination.k8s.io", ["leases"], cluster: false),
                    ],
                ]
            ]),
        schema("system-nodes", level: "system", precedence: 500, by: "ByUser", [rule([group("system:nodes")])]),
    ]

    // MARK: Parts

    private static let annotation: JSONValue = ["apf.kubernetes.io/autoupdate-spec": "true"]
    private static let everybody = [group("system:unauthenticated"), group("system:authenticated")]
    private static let systemAccounts: JSONValue = ["kind": "ServiceAccount", "serviceAccount": ["namespace": "kube-system", "name": "*"]]

    private static func object(_ kind: String, _ name: String, _ spec: JSONValue) -> JSONValue {
        [
            "apiVersion": "flowcontrol.apiserver.k8s.io/v1", "kind": .string(kind),
            "metadata": ["name": .string(name), "annotations": annotation], "spec": spec,
        ]
    }

    private static func level(_ name: String, _ spec: JSONValue) -> JSONValue { object("PriorityLevelConfiguration", name, spec) }

    private static func limited(shares: Int64, lendable: Int64, response: JSONValue) -> JSONValue {
        [
            "type": "Limited",
            "limited": ["nominalConcurrencyShares": .int(shares), "limitResponse": response, "lendablePercent": .int(lendable)],
        ]
    }

    private static func queued(shares: Int64, lendable: Int64, queues: Int64, hand: Int64) -> JSONValue {
        let queuing: JSONValue = ["queues": .int(queues), "handSize": .int(hand), "queueLengthLimit": 50]
        return limited(shares: shares, lendable: lendable, response: ["type": "Queue", "queuing": queuing])
    }

    private static func schema(_ name: String, level: String, precedence: Int64, by method: String?, _ rules: [JSONValue]) -> JSONValue {
        var spec: JSONValue = ["priorityLevelConfiguration": ["name": .string(level)], "matchingPrecedence": .int(precedence)]
        if let method { spec["distinguisherMethod"] = ["type": .string(method)] }
        spec["rules"] = .array(rules)
        return object("FlowSchema", name, spec)
    }

    private static func user(_ name: String) -> JSONValue { ["kind": "User", "user": ["name": .string(name)]] }
    private static func group(_ name: String) -> JSONValue { ["kind": "Group", "group": ["name": .string(name)]] }

    private static func resources(_ verbs: [JSONValue], _ group: String, _ names: [JSONValue], cluster: Bool) -> JSONValue {
        var rule: JSONValue = ["verbs": .array(verbs), "apiGroups": [.string(group)], "resources": .array(names)]
        if cluster { rule["clusterScope"] = true }
        rule["namespaces"] = ["*"]
        return rule
    }

    /// Everything that these subjects do.
    private static func rule(_ subjects: [JSONValue]) -> JSONValue {
        [
            "subjects": .array(subjects), "resourceRules": [resources(["*"], "*", ["*"], cluster: true)],
            "nonResourceRules": [["verbs": ["*"], "nonResourceURLs": ["*"]]],
        ]
    }
}
