/// What expressions may name: variables, functions and structures.
public struct CELEnvironment: Sendable {
    /// One way to call a function.
    public struct Overload: Sendable {
        /// Whether the first parameter stands before the dot.
        var isMember: Bool
        var parameters: [CELType]
        var result: CELType
    }

    /// The variables by name; names may have dots.
    public var variables: [String: CELType] = [:]
    /// The fields of structures by the structure's name.
    public var structures: [String: [String: CELType]] = [:]
    /// The first parts of the names of structures that may be made with any fields.
    public var openStructures: Set<String> = []
    var functions: [String: [Overload]] = [:]

    /// An environment with CEL's own functions and those of the libraries that Kubernetes adds.
    public static let kubernetes: CELEnvironment = {
        var environment = CELEnvironment()
        for declaration in CELFunctions.standard + CELFunctions.extensions + CELFunctions.kubernetes { environment.declare(declaration) }
        for type in ["bool", "int", "uint", "double", "string", "bytes", "list", "map", "null_type", "type", "dyn"] {
            environment.variables[type] = .type(CELType(declaration: type == "null_type" ? "null" : Substring(type)))
        }
        environment.variables["google.protobuf.Timestamp"] = .type(.timestamp)
        environment.variables["google.protobuf.Duration"] = .type(.duration)
        return environment
    }()

    /// Adds functions, one overload after the other: `size(string): int`, and `string.size(): int` for a member.
    mutating func declare(_ declaration: String) {
        guard let colon = declaration.lastIndex(of: ":"), let open = Self.opening(declaration[..<colon]) else { return }
        let head = declaration[..<open]
        let parameters = Self.split(declaration[declaration.index(after: open)..<colon].drop { $0 == " " }.dropLast())
        let result = CELType(declaration: declaration[declaration.index(after: colon)...])
        let dot = Self.receiverEnd(head)
        let name = dot.map { String(head[head.index(after: $0)...]) } ?? String(head)
        var types = parameters.map { CELType(declaration: $0) }
        if let dot { types.insert(CELType(declaration: head[..<dot]), at: 0) }
        functions[name, default: []].append(Overload(isMember: dot != nil, parameters: types, result: result))
    }

    /// The parenthesis that opens the parameters: the one that the last one closes.
    private static func opening(_ text: Substring) -> Substring.Index? {
        var depth = 0
        for place in text.indices.reversed() {
            if text[place] == ")" { depth += 1 }
            if text[place] == "(" {
                depth -= 1
                if depth == 0 { return place }
            }
        }
        return nil
    }

    /// The dot between receiver and name; nil for global functions, whose names may have dots when they begin in lower
    /// case and are no type.
    private static func receiverEnd(_ head: Substring) -> Substring.Index? {
        guard let dot = head.lastIndex(of: ".") else { return nil }
        let receiver = head[..<dot]
        let namespaces: [Substring] = ["optional", "ip", "format", "math", "sets", "base64", "strings"]
        return namespaces.contains(receiver) ? nil : dot
    }

    private static func split(_ text: Substring) -> [Substring] {
        if text.isEmpty { return [] }
        var parts: [Substring] = []
        var depth = 0
        var start = text.startIndex
        for place in text.indices {
            switch text[place] {
            case "(": depth += 1
            case ")": depth -= 1
            case "," where depth == 0:
                parts.append(text[start..<place])
                start = text.index(after: place)
            default: break
            }
        }
        return parts + [text[start...]]
    }
}
