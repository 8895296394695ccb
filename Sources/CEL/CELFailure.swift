/// One thing that is wrong with an expression.
public struct CELIssue: Hashable, Sendable {
    /// The offset in code points from the start of the expression.
    public var position: Int
    public var message: String
}

/// Why an expression cannot be compiled; its description is what Kubernetes shows after `compilation failed: `.
public struct CELFailure: Error, Sendable, CustomStringConvertible {
    /// The source, in code points.
    let source: [Unicode.Scalar]
    /// What is wrong, in the order of the source.
    public let issues: [CELIssue]

    init(source: [Unicode.Scalar], issues: [CELIssue]) {
        self.source = source
        // A stable order for those at one place.
        self.issues = issues.enumerated().sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }.map(\.element)
    }

    public var description: String { issues.prefix(100).map(show).joined(separator: "\n") }

    /// An issue with the line it is about, and a mark below the place.
    private func show(_ issue: CELIssue) -> String {
        let position = min(issue.position, source.count)
        let start = source[..<position].lastIndex(of: "\n").map { $0 + 1 } ?? 0
        let end = source[start...].firstIndex(of: "\n") ?? source.count
        let line = source[..<start].count { $0 == "\n" } + 1
        let text = source[start..<end].map { $0 == "\t" ? " " : $0 }
        let column = position - start
        // Wide characters get wide marks.
        let dots = text.prefix(column).map { $0.isASCII ? "." : "．" }.joined()
        let mark = column < text.count && !text[column].isASCII ? "＾" : "^"
        var shown = String.UnicodeScalarView()
        shown.append(contentsOf: text)
        return "ERROR: <input>:\(line):\(column + 1): \(issue.message)\n | \(String(shown))\n | \(dots)\(mark)"
    }
}
