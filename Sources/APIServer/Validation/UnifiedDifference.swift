/// The unified diff of two texts with three lines of context, without file names, as Kubernetes prints it.
///
/// The lines that stay are found by the longest common run, then to its left and to its right, as Python's `difflib`
/// and its Go port do; so two texts that could be told apart in several ways are told apart in the same way.
enum UnifiedDifference {
    /// The diff; empty when the texts are equal. Each line ends with a line feed.
    static func text(_ old: [String], _ new: [String]) -> String {
        let pieces = pieces(old, new)
        var text = ""
        for hunk in hunks(pieces) {
            guard let first = hunk.first, let last = hunk.last else { continue }
            text += "@@ -\(range(first.old.lowerBound, last.old.upperBound)) +\(range(first.new.lowerBound, last.new.upperBound)) @@\n"
            for piece in hunk {
                if piece.isEqual {
                    for line in old[piece.old] { text += " \(line)\n" }
                } else {
                    for line in old[piece.old] { text += "-\(line)\n" }
                    for line in new[piece.new] { text += "+\(line)\n" }
                }
            }
        }
        return text
    }

    /// A run of lines of both texts: equal, or one in place of the other.
    private struct Piece {
        var old: Range<Int>
        var new: Range<Int>
        var isEqual: Bool
    }

    private static func range(_ start: Int, _ end: Int) -> String {
        switch end - start {
        case 1: "\(start + 1)"
        case 0: "\(start),0"
        case let count: "\(start + 1),\(count)"
        }
    }

    private static func pieces(_ old: [String], _ new: [String]) -> [Piece] {
        var matches: [(old: Int, new: Int, count: Int)] = []
        var places: [String: [Int]] = [:]
        for (i, line) in new.enumerated() { places[line, default: []].append(i) }
        // Lines that stand everywhere in a long text say nothing about where it is the same.
        if new.count >= 200 { places = places.filter { $0.value.count <= new.count / 100 + 1 } }
        var waiting = [(0..<old.count, 0..<new.count)]
        while let (a, b) = waiting.popLast() {
            guard let match = longestMatch(old, new, a, b, places) else { continue }
            matches.append(match)
            waiting.append((a.lowerBound..<match.old, b.lowerBound..<match.new))
            waiting.append((match.old + match.count..<a.upperBound, match.new + match.count..<b.upperBound))
        }
        matches.sort { ($0.old, $0.new) < ($1.old, $1.new) }
        matches.append((old.count, new.count, 0))
        var result: [Piece] = []
        var (i, j) = (0, 0)
        for match in matches {
            if i < match.old || j < match.new { result.append(Piece(old: i..<match.old, new: j..<match.new, isEqual: false)) }
            (i, j) = (match.old + match.count, match.new + match.count)
            guard match.count > 0 else { continue }
            if let last = result.last, last.isEqual {
                result[result.count - 1].old = last.old.lowerBound..<i
                result[result.count - 1].new = last.new.lowerBound..<j
            } else {
                result.append(Piece(old: match.old..<i, new: match.new..<j, isEqual: true))
            }
        }
        return result
    }

    private static func longestMatch(
        _ old: [String], _ new: [String], _ a: Range<Int>, _ b: Range<Int>, _ places: [String: [Int]]
    ) -> (old: Int, new: Int, count: Int)? {
        var best = (old: a.lowerBound, new: b.lowerBound, count: 0)
        var lengths: [Int: Int] = [:]
        for i in a {
            var next: [Int: Int] = [:]
            for j in places[old[i]] ?? [] where j >= b.lowerBound {
                if j >= b.upperBound { break }
                let length = (lengths[j - 1] ?? 0) + 1
                next[j] = length
                if length > best.count { best = (i - length + 1, j - length + 1, length) }
            }
            lengths = next
        }
        while best.old > a.lowerBound, best.new > b.lowerBound, old[best.old - 1] == new[best.new - 1] {
            best = (best.old - 1, best.new - 1, best.count + 1)
        }
        while best.old + best.count < a.upperBound, best.new + best.count < b.upperBound,
            old[best.old + best.count] == new[best.new + best.count]
        {
            best.count += 1
        }
        return best.count > 0 ? best : nil
    }

    /// The pieces in groups that are more than two contexts apart, each with its context.
    private static func hunks(_ pieces: [Piece]) -> [[Piece]] {
        let context = 3
        guard pieces.contains(where: { !$0.isEqual }) else { return [] }
        var result: [[Piece]] = []
        var hunk: [Piece] = []
        for (i, piece) in pieces.enumerated() {
            guard piece.isEqual else {
                hunk.append(piece)
                continue
            }
            let isFirst = i == 0
            let isLast = i == pieces.count - 1
            let count = piece.old.count
            func head() -> Piece { Piece(old: piece.old.prefix(context), new: piece.new.prefix(context), isEqual: true) }
            func tail() -> Piece { Piece(old: piece.old.suffix(context), new: piece.new.suffix(context), isEqual: true) }
            if isFirst {
                hunk.append(tail())
            } else if isLast {
                hunk.append(head())
            } else if count > 2 * context {
                hunk.append(head())
                result.append(hunk)
                hunk = [tail()]
            } else {
                hunk.append(piece)
            }
        }
        if hunk.contains(where: { !$0.isEqual }) { result.append(hunk) }
        return result
    }
}
