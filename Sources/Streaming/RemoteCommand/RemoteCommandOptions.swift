import Foundation

/// Which streams an exec or attach asks for (PodExecOptions, PodAttachOptions).
public struct RemoteCommandOptions: Sendable, Equatable {
    public var stdin: Bool
    public var stdout: Bool
    public var stderr: Bool
    public var tty: Bool
    /// The command and its arguments; empty for attach.
    public var command: [String]

    public init(
        stdin: Bool = false, stdout: Bool = false, stderr: Bool = false, tty: Bool = false, command: [String] = []
    ) {
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.tty = tty
        self.command = command
    }

    /// Reads a query such as `command=sh&stdin=true&tty=true`, in the API server's names and in the kubelet's
    /// (`input`, `output`, `error`).
    public init(query: String?) {
        self.init()
        for (name, value) in QueryItems(query) {
            let isTrue = value == "true" || value == "1"
            switch name {
            case "stdin", "input": stdin = isTrue
            case "stdout", "output": stdout = isTrue
            case "stderr", "error": stderr = isTrue
            case "tty": tty = isTrue
            case "command": command.append(value)
            default: break
            }
        }
        // A terminal has one output; Kubernetes drops standard error then.
        if tty { stderr = false }
    }
}

/// The names and values of a URL's query, decoded, in their order.
public struct QueryItems: Sequence, Sendable {
    private let items: [(name: String, value: String)]

    public init(_ query: String?) {
        items = (query ?? "").split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decode(parts[0]), parts.count > 1 ? Self.decode(parts[1]) : "")
        }
    }

    /// The first value of a name.
    public subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    /// All values of a name.
    public func values(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    public func makeIterator() -> IndexingIterator<[(name: String, value: String)]> { items.makeIterator() }

    private static func decode(_ text: Substring) -> String {
        let spaced = text.replacing("+", with: " ")
        return spaced.removingPercentEncoding ?? String(spaced)
    }
}
