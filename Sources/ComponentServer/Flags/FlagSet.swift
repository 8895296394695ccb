/// All flags of a component, and the reader of its arguments: `--flag=value`, `--flag value`, `--switch`.
public struct FlagSet<Target>: Sendable {
    private let flags: [String: Flag<Target>]
    /// Lists of flags start empty when they are given, by these.
    private let resets: [String: @Sendable (inout Target) -> Void]

    /// - Parameter lists: flags that take lists, with how to empty their default.
    public init(_ flags: [Flag<Target>], lists: [String: @Sendable (inout Target) -> Void] = [:]) {
        self.flags = Dictionary(flags.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        resets = lists
    }

    /// Reads arguments, in order, so that of several values the last holds.
    /// - Throws: ``FlagError`` for a flag that there is not, or a value that is none of its kind; in one line.
    public func parse(_ arguments: [String], into target: inout Target) throws(FlagError) {
        var rest = arguments[...]
        var given: Set<String> = []
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("-"), argument.count > 1 else { throw FlagError("unknown command \"\(argument)\"") }
            let word = argument.drop { $0 == "-" }
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            // Kubernetes takes _ for -.
            let name = String((parts.first ?? "").map { $0 == "_" ? "-" : $0 })
            guard let flag = flags[name] else {
                throw FlagError(argument.hasPrefix("--") ? "unknown flag: --\(name)" : "unknown shorthand flag: '\(name.first ?? "-")' in \(argument)")
            }
            let text: String
            if parts.count > 1 {
                text = parts[1]
            } else if flag.isSwitch {
                text = "true"
            } else if let next = rest.popFirst() {
                text = next
            } else {
                throw FlagError("flag needs an argument: --\(name)")
            }
            if given.insert(name).inserted { resets[name]?(&target) }
            do throws(FlagError) {
                try flag.apply(&target, text)
            } catch {
                throw FlagError("invalid argument \"\(text)\" for \"--\(name)\" flag: \(error)")
            }
        }
    }

    /// A line for each flag, for `--help`.
    public var help: String {
        flags.values.sorted { $0.name < $1.name }.map { flag in
            let dashes = flag.name.count == 1 ? " -" : "--"
            return "  \(dashes)\(flag.name)" + String(repeating: " ", count: max(2, 56 - flag.name.count)) + flag.help
        }.joined(separator: "\n")
    }

    /// The names of all flags.
    public var names: [String] { flags.keys.sorted() }
}
