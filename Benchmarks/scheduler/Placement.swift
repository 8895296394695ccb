import Foundation
import KubernetesAPI

/// Where pods ended up.
struct Placement {
    private struct Use {
        var pods = 0
        var milliCPU = 0
        var memory = 0
    }

    private var nodes: [String: Use] = [:]
    private var unplaced = 0

    mutating func add(_ pod: Pod, on node: String?) {
        guard let node else { return unplaced += 1 }
        let requests = pod.spec.containers[0].resources.requests
        nodes[node, default: Use()].pods += 1
        nodes[node, default: Use()].milliCPU += requests["cpu"]?.milliValue ?? 0
        nodes[node, default: Use()].memory += requests["memory"]?.value ?? 0
    }

    /// Nodes without pods, most pods on a node, standard deviation, pods in each zone, mean imbalance of CPU and memory in percent.
    func summary(nodes count: Int) -> String {
        let mean = Double(nodes.values.reduce(0) { $0 + $1.pods }) / Double(count)
        let squares = nodes.values.reduce(0.0) { $0 + pow(Double($1.pods) - mean, 2) } + Double(count - nodes.count) * mean * mean
        var zones: [Int: Int] = [:]
        for (name, use) in nodes { zones[(Int(name.dropFirst(5)) ?? 0) % 3, default: 0] += use.pods }
        let imbalance = nodes.values.reduce(0.0) {
            $0 + abs(Double($1.milliCPU) / 4000 - Double($1.memory) / Double(32 << 30)) * 100
        } / Double(max(1, nodes.count))
        let texts = [
            column("\(count - nodes.count)", 6), column("\(nodes.values.map(\.pods).max() ?? 0)", 5),
            column((squares / Double(count)).squareRoot().formatted(digits: 2), 10),
            column((0..<3).map { "\(zones[$0] ?? 0)" }.joined(separator: " "), 22), column(imbalance.formatted(digits: 2) + "%", 9),
        ]
        return texts.joined(separator: " ") + (unplaced > 0 ? " unplaced \(unplaced)" : "")
    }
}

/// A text, filled up with spaces.
func column(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }

extension Double {
    func formatted(digits: Int) -> String { String(format: "%.\(digits)f", self) }
}
