import Foundation

/// The memory of one NUMA node.
struct NUMAMemory: Equatable, Sendable {
    var node: Int
    /// Bytes by resource: memory, hugepages-2Mi and their like.
    var total: [String: UInt64]

    /// Reads the nodes of the machine; one that tells of none is one node.
    static func read(machine: MachineInfo, root: String = "/sys") -> [NUMAMemory] {
        let directory = root + "/devices/system/node"
        var out: [NUMAMemory] = []
        for name in PodFiles.list(directory) {
            guard name.hasPrefix("node"), let node = Int(name.dropFirst(4)) else { continue }
            var total: [String: UInt64] = [:]
            for line in PodFiles.read("\(directory)/\(name)/meminfo").split(separator: "\n") {
                // Node 0 MemTotal:  8048716 kB
                let words = line.split(separator: " ")
                guard words.count >= 4, words[2] == "MemTotal:", let kibibytes = UInt64(words[3]), kibibytes < 1 << 50 else { continue }
                total["memory"] = kibibytes * 1024
            }
            let huge = "\(directory)/\(name)/hugepages"
            for entry in PodFiles.list(huge) {
                guard entry.hasPrefix("hugepages-"), entry.hasSuffix("kB"), let size = Int(entry.dropFirst(10).dropLast(2)), size > 0,
                    let count = UInt64(PodFiles.read("\(huge)/\(entry)/nr_hugepages").filter { !$0.isWhitespace })
                else { continue }
                let (bytes, overflow) = count.multipliedReportingOverflow(by: UInt64(size) * 1024)
                total[NodeResources.hugepages(size)] = overflow ? 0 : bytes
            }
            if total["memory"] != nil { out.append(NUMAMemory(node: node, total: total)) }
        }
        if out.isEmpty {
            var total = ["memory": UInt64(clamping: machine.memory)]
            for (size, bytes) in machine.hugepages { total[NodeResources.hugepages(size)] = UInt64(clamping: bytes) }
            out = [NUMAMemory(node: 0, total: total)]
        }
        return out.sorted { $0.node < $1.node }
    }

    /// How far the nodes are from each other, by node.
    static func distances(root: String = "/sys") -> [Int: [Int]] {
        var out: [Int: [Int]] = [:]
        let directory = root + "/devices/system/node"
        for name in PodFiles.list(directory) where name.hasPrefix("node") {
            guard let node = Int(name.dropFirst(4)) else { continue }
            out[node] = PodFiles.read("\(directory)/\(name)/distance").split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        }
        return out
    }
}
