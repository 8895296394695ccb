import JSON

/// Every type and resource of the Kubernetes API, read from the compact text in `api/`.
///
/// The text has a line a thing; words are parted by one space:
/// ```
/// version GROUP|core VERSION PACKAGE served|off|types
/// type PACKAGE.VERSION.NAME [kind] [atomic]
/// NUMBER[.NUMBER…]|-[!] NAME TYPE [list=map:key,key|set|atomic] [patch=merge,retainKeys] [key=NAME] [map=atomic] [default=JSON]
/// resource PLURAL KIND namespaced|cluster served|off singular=… [short=a,b] [categories=a,b] verbs=a,b
/// sub NAME GROUP|core/VERSION/KIND verbs=a,b
/// ```
/// `kind` marks a type that stands at the top of a document, `!` a required field, `[]T` a list, `{}T` a map.
public struct APIDescription: Sendable {
    /// Groups and versions in the order of discovery.
    public private(set) var groupVersions: [GroupVersionDescription] = []
    public private(set) var resources: [ResourceDescription] = []
    /// Every type by its full name.
    public private(set) var schemas: [String: Schema] = [:]
    private var kinds: [GroupVersionKind: Schema] = [:]

    public struct GroupVersionDescription: Sendable {
        public var group: String
        public var version: String
        /// The first part of the names of its types.
        public var package: String
        public var isServedByDefault: Bool
        /// Whether it has no resources: kinds of the past and of other programs, known only for coding.
        public var isTypesOnly: Bool
        public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    }

    /// The schema of a kind.
    public func schema(of kind: GroupVersionKind) -> Schema? { kinds[kind] }

    /// The resource of a group, version and plural name.
    public func resource(group: String, version: String, plural: String) -> ResourceDescription? {
        resources.first { $0.plural == plural && $0.group == group && $0.version == version }
    }

    /// Reads description texts.
    /// - Throws: `APIDescriptionError` at the first line that is not understood.
    public init(texts: [String]) throws(APIDescriptionError) {
        // Two passes: the names first, since types refer to each other.
        var lines: [[Substring]] = []
        for text in texts {
            for line in text.split(separator: "\n") where line.first != "#" { lines.append(Self.words(line)) }
        }
        var group = "", version = ""
        for words in lines {
            if words[0] == "version" {
                guard words.count == 5 else { throw APIDescriptionError(line: words) }
                group = words[1] == "core" ? "" : String(words[1])
                version = String(words[2])
                groupVersions.append(
                    GroupVersionDescription(
                        group: group, version: version, package: String(words[3]), isServedByDefault: words[4] == "served", isTypesOnly: words[4] == "types"))
            } else if words[0] == "type" {
                guard words.count >= 2, let short = words[1].split(separator: ".").last else { throw APIDescriptionError(line: words) }
                let kind = words.dropFirst(2).contains("kind") ? GroupVersionKind(group: group, version: version, kind: String(short)) : nil
                let schema = Schema(name: String(words[1]), kind: kind, isAtomic: words.dropFirst(2).contains("atomic"))
                schemas[schema.name] = schema
                if let kind { kinds[kind] = schema }
            }
        }
        try readFields(lines)
        for schema in schemas.values { schema.settle() }
    }

    private mutating func readFields(_ lines: [[Substring]]) throws(APIDescriptionError) {
        var current: Schema?
        var fields: [Field] = []
        var group = "", version = ""
        for words in lines {
            switch words[0] {
            case "version", "type", "resource", "sub":
                current?.complete(fields: fields)
                current = nil
                fields = []
            default: break
            }
            switch words[0] {
            case "version":
                group = words[1] == "core" ? "" : String(words[1])
                version = String(words[2])
            case "type":
                current = schemas[String(words[1])]
            case "resource":
                resources.append(try resource(words, group: group, version: version))
            case "sub":
                guard words.count >= 4, !resources.isEmpty else { throw APIDescriptionError(line: words) }
                let parts = words[2].split(separator: "/").map(String.init)
                guard parts.count == 3 else { throw APIDescriptionError(line: words) }
                let kind = GroupVersionKind(group: parts[0] == "core" ? "" : parts[0], version: parts[1], kind: parts[2])
                resources[resources.count - 1].subresources.append(
                    SubresourceDescription(name: String(words[1]), kind: kind, verbs: Self.list(words, "verbs=")))
            default:
                guard current != nil else { throw APIDescriptionError(line: words) }
                fields.append(try field(words))
            }
        }
        current?.complete(fields: fields)
    }

    private func resource(_ words: [Substring], group: String, version: String) throws(APIDescriptionError) -> ResourceDescription {
        guard words.count >= 6 else { throw APIDescriptionError(line: words) }
        let kind = GroupVersionKind(group: group, version: version, kind: String(words[2]))
        guard let schema = kinds[kind] else { throw APIDescriptionError(line: words) }
        return ResourceDescription(
            group: group, version: version, kind: kind.kind, plural: String(words[1]), singular: Self.list(words, "singular=").first ?? "",
            shortNames: Self.list(words, "short="), categories: Self.list(words, "categories="), isNamespaced: words[3] == "namespaced",
            verbs: Self.list(words, "verbs="), isServedByDefault: words[4] == "served", schema: schema)
    }

    private func field(_ words: [Substring]) throws(APIDescriptionError) -> Field {
        guard words.count >= 3 else { throw APIDescriptionError(line: words) }
        var number = words[0]
        let required = number.last == "!"
        if required { number.removeLast() }
        var listType: ListType?
        var listMapKeys: [String] = []
        var patchStrategies: [String] = []
        var patchMergeKey: String?
        var isAtomicMap = false
        var defaultValue: JSONValue?
        for word in words.dropFirst(3) {
            if let value = Self.value(word, "list=") {
                let parts = value.split(separator: ":")
                listType = parts.first.flatMap { ListType(rawValue: String($0)) }
                if parts.count > 1 { listMapKeys = parts[1].split(separator: ",").map(String.init) }
            } else if let value = Self.value(word, "patch=") {
                patchStrategies = value.split(separator: ",").map(String.init)
            } else if let value = Self.value(word, "key=") {
                patchMergeKey = String(value)
            } else if word == "map=atomic" {
                isAtomicMap = true
            } else if let value = Self.value(word, "default=") {
                guard let json = try? JSONValue(parsing: Array(value.utf8)) else { throw APIDescriptionError(line: words) }
                defaultValue = json
            } else {
                throw APIDescriptionError(line: words)
            }
        }
        return Field(
            name: String(words[1]), numbers: number == "-" ? [] : number.split(separator: ".").compactMap { Int($0) },
            type: try type(words[2]), isRequired: required, defaultValue: defaultValue, listType: listType, listMapKeys: listMapKeys,
            isAtomicMap: isAtomicMap, patchStrategies: patchStrategies, patchMergeKey: patchMergeKey)
    }

    private func type(_ text: Substring) throws(APIDescriptionError) -> FieldType {
        if text.hasPrefix("[]") { return .array(try type(text.dropFirst(2))) }
        if text.hasPrefix("{}") { return .map(try type(text.dropFirst(2))) }
        switch text {
        case "string": return .string
        case "bool": return .bool
        case "int32": return .int32
        case "int64": return .int64
        case "double": return .double
        case "bytes": return .bytes
        case "Quantity": return .quantity
        case "IntOrString": return .intOrString
        case "Time": return .time
        case "MicroTime": return .microTime
        case "any": return .any
        default:
            guard let schema = schemas[String(text)] else { throw APIDescriptionError(line: [text]) }
            return .object(schema)
        }
    }

    /// Splits at single spaces; a default is JSON and keeps its own.
    private static func words(_ line: Substring) -> [Substring] {
        var words: [Substring] = []
        var start = line.utf8.startIndex
        let end = line.utf8.endIndex
        var i = start
        while i < end {
            if line.utf8[i] == 0x20 {
                words.append(line[start..<i])
                start = line.utf8.index(after: i)
                if line[start...].hasPrefix("default=") { break }
            }
            i = line.utf8.index(after: i)
        }
        words.append(line[start..<end])
        return words
    }

    private static func value(_ word: Substring, _ prefix: String) -> Substring? {
        word.hasPrefix(prefix) ? word.dropFirst(prefix.count) : nil
    }

    private static func list(_ words: [Substring], _ prefix: String) -> [String] {
        for word in words { if let value = value(word, prefix) { return value.split(separator: ",").map(String.init) } }
        return []
    }
}

/// A line of a description text that is not understood.
public struct APIDescriptionError: Error, CustomStringConvertible {
    public let line: [Substring]
    init(line: [Substring]) { self.line = line }
    public var description: String { "API description: cannot read line: \(line.joined(separator: " "))" }
}
