import JSON
import KubernetesAPI

/// Why a pod would go where it would go: every filter's verdict and every score, for each node.
public struct SchedulingExplanation: Sendable {
    /// What one filter says of one node.
    public struct Verdict: Sendable, Equatable {
        /// The plugin's name.
        public var plugin: String
        /// Why the node will not do; empty if it will.
        public var reasons: [String]
    }

    /// What one plugin gives one node.
    public struct Score: Sendable, Equatable {
        /// The plugin's name.
        public var plugin: String
        /// 0 to 100.
        public var score: Int
        /// What the plugin counts in the sum.
        public var weight: Int
        /// What it adds to the sum.
        public var points: Int { score * weight }
    }

    /// All that is said of one node.
    public struct NodeReport: Sendable, Equatable {
        /// The node's name.
        public var name: String
        /// Of each filter that concerns the pod, in their order.
        public var verdicts: [Verdict] = []
        /// Empty for nodes that will not do.
        public var scores: [Score] = []
        /// Whether no filter is against it.
        public var isFeasible: Bool { verdicts.allSatisfy(\.reasons.isEmpty) }
        /// The sum of all points.
        public var total: Int { scores.reduce(0) { $0 + $1.points } }
    }

    /// `namespace/name`
    public var pod = ""
    /// The name of the profile that is for the pod.
    public var profile = ""
    /// Where it is now; empty for a pod without a node.
    public var node = ""
    /// The extenders of the configuration, which have a say too but are not asked.
    public var extenders: [String] = []
    /// What keeps the pod from being tried at all, as scheduling gates do.
    public var holds: [String] = []
    /// Filters that have nothing to say about this pod.
    public var skipped: [String] = []
    /// Scoring plugins to which all nodes are alike.
    public var indifferent: [String] = []
    /// In the order of their names.
    public var nodes: [NodeReport] = []
    /// The nodes with the highest total: one of them is drawn.
    public var chosen: [String] = []
    /// In the words of the pod's condition, when no node will do.
    public var message = ""
    /// What would be done first, other than removing pods.
    public var remedy = ""
    /// On which node room would be made for the pod, and by removing whom (`namespace/name`).
    public var preemption: (node: String, victims: [String])?

    // MARK: As text

    /// Tables for people.
    public var text: String {
        var lines = ["Pod:      \(pod)", "Profile:  \(profile)"]
        if !node.isEmpty { lines.append("Is on:    \(node)") }
        for extender in extenders { lines.append("Not asked: the extender \(extender)") }
        for hold in holds { lines.append("Held:     \(hold)") }
        if !skipped.isEmpty { lines.append("Filters that do not concern it:   \(skipped.joined(separator: ", "))") }
        if !indifferent.isEmpty { lines.append("Scores that are alike everywhere: \(indifferent.joined(separator: ", "))") }
        lines.append("")
        lines += Self.table(["NODE", "FILTER", "VERDICT"], nodes.flatMap { node in
            node.verdicts.map { [node.name, $0.plugin, $0.reasons.isEmpty ? "ok" : "no: " + $0.reasons.joined(separator: ", ")] }
        })
        let scored = nodes.filter { !$0.scores.isEmpty }.sorted { ($1.total, $0.name) < ($0.total, $1.name) }
        if !scored.isEmpty {
            lines.append("")
            lines += Self.table(["NODE", "PLUGIN", "SCORE", "WEIGHT", "POINTS"], scored.flatMap { node in
                node.scores.map { [node.name, $0.plugin, "\($0.score)", "\($0.weight)", "\($0.points)"] } + [[node.name, "TOTAL", "", "", "\(node.total)"]]
            })
        }
        lines.append("")
        if chosen.count == 1 {
            lines.append("Chosen: \(chosen[0])")
        } else if chosen.isEmpty {
            lines.append("None:   \(message)")
            if !remedy.isEmpty { lines.append(remedy) }
            if let preemption { lines.append("Room would be made on \(preemption.node) by removing \(preemption.victims.joined(separator: ", "))") }
        } else {
            lines.append("Chosen: one of \(chosen.joined(separator: ", ")), which are equally good")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func table(_ head: [String], _ rows: [[String]]) -> [String] {
        let all = [head] + rows
        let widths = head.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                line += column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count + 3)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    // MARK: As JSON

    /// For programs.
    public var json: JSONValue {
        func texts(_ list: [String]) -> JSONValue { .array(list.map { .string($0) }) }
        var value: JSONValue = [
            "pod": .string(pod), "profile": .string(profile), "held": texts(holds), "skippedFilters": texts(skipped),
            "indifferentScores": texts(indifferent), "chosen": texts(chosen),
        ]
        value["nodes"] = .array(nodes.map { node in
            var entry: JSONValue = ["name": .string(node.name), "feasible": .bool(node.isFeasible)]
            entry["filters"] = .array(node.verdicts.map { ["plugin": .string($0.plugin), "ok": .bool($0.reasons.isEmpty), "reasons": texts($0.reasons)] })
            entry["scores"] = .array(node.scores.map { score in
                ["plugin": .string(score.plugin), "score": .int(Int64(score.score)), "weight": .int(Int64(score.weight)), "points": .int(Int64(score.points))]
            })
            if node.isFeasible { entry["total"] = .int(Int64(node.total)) }
            return entry
        })
        if !node.isEmpty { value["node"] = .string(node) }
        if !extenders.isEmpty { value["extendersNotAsked"] = texts(extenders) }
        if !remedy.isEmpty { value["remedy"] = .string(remedy) }
        if !message.isEmpty { value["message"] = .string(message) }
        if let preemption { value["preemption"] = ["node": .string(preemption.node), "victims": texts(preemption.victims)] }
        return value
    }
}
