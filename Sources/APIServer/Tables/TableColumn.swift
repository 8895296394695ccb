import JSON
import KubernetesAPI

/// One column of a Table, and how to make its cell.
struct TableColumn: Sendable {
    let name: String
    /// The OpenAPI type of the cells: string, integer, boolean, date.
    let type: String
    /// `name` for the column that holds the object's name.
    let format: String
    /// 0 is always shown, 1 with `-o wide`.
    let priority: Int64
    let cell: @Sendable (TableRow) -> JSONValue

    init(_ name: String, type: String = "string", format: String = "", wide: Bool = false, _ cell: @escaping @Sendable (TableRow) -> JSONValue) {
        self.name = name
        self.type = type
        self.format = format
        self.priority = wide ? 1 : 0
        self.cell = cell
    }

    /// The column that every kind starts with.
    static let name = TableColumn("Name", format: "name") { .string($0.name) }
    /// How long ago the object was created.
    static let age = TableColumn("Age") { .string($0.age) }
    /// What kinds without columns of their own have instead.
    static let createdAt = TableColumn("Created At", type: "date") { $0["metadata", "creationTimestamp"] ?? .null }

    /// A column that shows a text field, or `empty` when there is none.
    static func text(_ name: String, _ path: [String], empty: String = "", wide: Bool = false) -> TableColumn {
        TableColumn(name, wide: wide) { row in
            let text = row.text(path)
            return .string(text.isEmpty ? empty : text)
        }
    }

    /// A column that shows a number field, 0 when there is none.
    static func number(_ name: String, _ path: [String], type: String = "integer") -> TableColumn {
        TableColumn(name, type: type) { .int($0.int(path)) }
    }

    /// A column that shows a truth field.
    static func bool(_ name: String, _ path: [String], type: String = "boolean") -> TableColumn {
        TableColumn(name, type: type) { .bool($0.value(path)?.bool ?? false) }
    }

    /// The columns that all kinds with a pod template show with `-o wide`.
    static func containers(_ podSpec: [String], wide: Bool = true) -> [TableColumn] {
        [
            TableColumn("Containers", wide: wide) { .string($0.list(podSpec + ["containers"]).map { $0["name"]?.string ?? "" }.joined(separator: ",")) },
            TableColumn("Images", wide: wide) { .string($0.list(podSpec + ["containers"]).map { $0["image"]?.string ?? "" }.joined(separator: ",")) },
        ]
    }

    /// A label selector with `-o wide`.
    static func selector(_ path: [String]) -> TableColumn {
        TableColumn("Selector", wide: true) { .string(SelectorText.labelSelector($0.value(path))) }
    }

    var definition: JSONValue {
        ["name": .string(name), "type": .string(type), "format": .string(format), "description": .string(Self.descriptions[name] ?? ""), "priority": .int(priority)]
    }

    private static let descriptions = [
        "Name": "The name of the object, unique within its namespace and kind.",
        "Age": "How long ago the object was created.",
        "Created At": "When the object was created.",
    ]
}

/// The object that a row shows, and the time that ages count from.
struct TableRow {
    let object: JSONValue
    /// Seconds since 1970.
    let now: Int64

    subscript(path: String...) -> JSONValue? { value(path) }

    func value(_ path: [String]) -> JSONValue? {
        guard let value = object[path: path], !value.isNull else { return nil }
        return value
    }

    func text(_ path: [String]) -> String { value(path)?.string ?? "" }
    func text(_ path: String...) -> String { text(path) }
    func int(_ path: [String]) -> Int64 { value(path)?.int ?? 0 }
    func int(_ path: String...) -> Int64 { int(path) }
    func list(_ path: [String]) -> [JSONValue] { value(path)?.array ?? [] }
    func list(_ path: String...) -> [JSONValue] { list(path) }

    var name: String { text("metadata", "name") }
    var isDeleted: Bool { value(["metadata", "deletionTimestamp"]) != nil }
    var age: String { since(value(["metadata", "creationTimestamp"])) }

    /// How long ago a time was, or `<unknown>`.
    func since(_ time: JSONValue?) -> String {
        guard let text = time?.string, let parsed = RFC3339.parse(text) else { return "<unknown>" }
        return HumanDuration.text(seconds: now - parsed.seconds)
    }

    /// The status of a condition, nil when the object has none of that type.
    func condition(_ type: String) -> JSONValue? {
        list("status", "conditions").first { $0["type"]?.string == type }
    }
}

/// Durations as kubectl shows them: at most two units, the coarser the longer.
enum HumanDuration {
    static func text(seconds: Int64) -> String {
        if seconds < -1 { return "<invalid>" }
        if seconds < 0 { return "0s" }
        if seconds < 120 { return "\(seconds)s" }
        let minutes = seconds / 60
        if minutes < 10 { return two(minutes, "m", seconds % 60, "s") }
        if minutes < 180 { return "\(minutes)m" }
        let hours = minutes / 60
        if hours < 8 { return two(hours, "h", minutes % 60, "m") }
        if hours < 48 { return "\(hours)h" }
        let days = hours / 24
        if days < 8 { return two(days, "d", hours % 24, "h") }
        if days < 365 * 2 { return "\(days)d" }
        if days < 365 * 8 { return two(days / 365, "y", days % 365, "d") }
        return "\(days / 365)y"
    }

    private static func two(_ a: Int64, _ x: String, _ b: Int64, _ y: String) -> String { b == 0 ? "\(a)\(x)" : "\(a)\(x)\(b)\(y)" }
}

/// Selectors and label maps as texts.
enum SelectorText {
    static func labels(_ value: JSONValue?) -> String {
        guard let object = value?.object, !object.isEmpty else { return "<none>" }
        return object.sortedByKey().map { "\($0.key)=\($0.value.string ?? "")" }.joined(separator: ",")
    }

    static func labelSelector(_ value: JSONValue?) -> String {
        guard let value else { return "<none>" }
        var parts: [(key: String, text: String)] = []
        for (key, label) in value["matchLabels"]?.object ?? [:] { parts.append((key, "\(key)=\(label.string ?? "")")) }
        for requirement in value["matchExpressions"]?.array ?? [] {
            let key = requirement["key"]?.string ?? ""
            let values = (requirement["values"]?.array ?? []).compactMap(\.string).sorted().joined(separator: ",")
            switch requirement["operator"]?.string {
            case "In": parts.append((key, "\(key) in (\(values))"))
            case "NotIn": parts.append((key, "\(key) notin (\(values))"))
            case "Exists": parts.append((key, key))
            case "DoesNotExist": parts.append((key, "!\(key)"))
            default: return "<error>"
            }
        }
        if parts.isEmpty { return "<none>" }
        return parts.sorted { $0.key < $1.key }.map(\.text).joined(separator: ",")
    }
}
