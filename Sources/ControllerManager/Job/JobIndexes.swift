/// A set of completion indexes as a Job's status writes it: `0,2-4,7`.
struct JobIndexes: Equatable, Sendable, CustomStringConvertible {
    private(set) var values: Set<Int>

    init(_ values: Set<Int> = []) { self.values = values }

    /// Reads the text; what is no index below `completions` is left out.
    init(parsing text: String?, completions: Int) {
        values = []
        for part in (text ?? "").split(separator: ",") {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first >= 0, first <= last, first < completions
            else { continue }
            for index in first...min(last, completions - 1) { values.insert(index) }
        }
    }

    var count: Int { values.count }
    func contains(_ index: Int) -> Bool { values.contains(index) }
    mutating func insert(_ index: Int) { values.insert(index) }
    mutating func formUnion(_ other: some Sequence<Int>) { values.formUnion(other) }

    var description: String {
        var parts: [String] = []
        var run: (first: Int, last: Int)?
        func close() {
            guard let run else { return }
            if run.first == run.last { parts.append("\(run.first)") } else {
                // Kubernetes writes two neighbours as a list, three or more as a range.
                parts.append(run.last == run.first + 1 ? "\(run.first),\(run.last)" : "\(run.first)-\(run.last)")
            }
        }
        for value in values.sorted() {
            if let current = run, current.last + 1 == value {
                run = (current.first, value)
            } else {
                close()
                run = (value, value)
            }
        }
        close()
        return parts.joined(separator: ",")
    }
}
