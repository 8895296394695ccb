/// A set of CPUs (or of NUMA nodes), by their numbers. Its text is the kernel's: `0-3,8`.
struct CPUSet: Hashable, Sendable, CustomStringConvertible, ExpressibleByArrayLiteral {
    private(set) var members: Set<Int>

    /// The kernel has fewer; a text that says more is wrong.
    private static let limit = 1 << 16

    init(_ members: some Sequence<Int> = []) { self.members = Set(members) }
    init(arrayLiteral elements: Int...) { members = Set(elements) }

    /// Reads a list such as `0-3,8`; nil when it is none. The empty text is the empty set.
    init?(_ text: String) {
        var members = Set<Int>()
        for part in text.filter({ !$0.isWhitespace }).split(separator: ",") {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1], 0 <= first, first <= last, last < Self.limit else { return nil }
            members.formUnion(first...last)
        }
        self.members = members
    }

    var isEmpty: Bool { members.isEmpty }
    var count: Int { members.count }
    var sorted: [Int] { members.sorted() }

    func contains(_ cpu: Int) -> Bool { members.contains(cpu) }
    func union(_ other: CPUSet) -> CPUSet { CPUSet(members.union(other.members)) }
    func subtracting(_ other: CPUSet) -> CPUSet { CPUSet(members.subtracting(other.members)) }
    func intersection(_ other: CPUSet) -> CPUSet { CPUSet(members.intersection(other.members)) }
    func isSubset(of other: CPUSet) -> Bool { members.isSubset(of: other.members) }
    func filter(_ isIncluded: (Int) -> Bool) -> CPUSet { CPUSet(members.filter(isIncluded)) }
    mutating func insert(_ cpu: Int) { members.insert(cpu) }

    var description: String {
        var parts: [String] = []
        var run: (first: Int, last: Int)?
        func close() { if let run { parts.append(run.first == run.last ? "\(run.first)" : "\(run.first)-\(run.last)") } }
        for cpu in sorted {
            if let open = run, open.last == cpu - 1 {
                run = (open.first, cpu)
            } else {
                close()
                run = (cpu, cpu)
            }
        }
        close()
        return parts.joined(separator: ",")
    }
}
