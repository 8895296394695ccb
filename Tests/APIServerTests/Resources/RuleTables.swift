import JSON
import Testing

@testable import APIServer

/// Runs the rules of a kind on an object, as a write does after decoding.
enum RuleTables {
    private static let context = RuleContext(user: .apiServer, time: "2026-01-01T00:00:00Z", dryRun: false)

    /// All errors of a new object: `field: message`.
    static func create(_ resource: String, _ object: JSONValue) -> [String] {
        let (rules, prepared) = prepare(resource, object)
        return rules.validateCreate(prepared, context).map { "\($0.field): \($0.body)" }
    }

    /// All errors of a change.
    static func update(_ resource: String, _ object: JSONValue, from old: JSONValue) -> [String] {
        let (rules, before) = prepare(resource, old)
        var (_, after) = prepare(resource, object)
        rules.prepareForUpdate(&after, old: before, context)
        return rules.validateUpdate(after, old: before).map { "\($0.field): \($0.body)" }
    }

    /// The object with its defaults, and what is set on creation.
    static func defaulted(_ resource: String, _ object: JSONValue) -> JSONValue { prepare(resource, object).1 }

    private static func prepare(_ resource: String, _ object: JSONValue) -> (any ResourceRules, JSONValue) {
        let parts = resource.split(separator: ".", maxSplits: 1).map(String.init)
        let rules = Catalog.rules(group: parts.count > 1 ? parts[1] : "", plural: parts[0])
        var object = object
        rules.applyDefaults(&object)
        rules.prepareForCreate(&object, context)
        return (rules, object)
    }
}

extension JSONValue {
    /// The value with one member deep inside it replaced, or removed with nil; numbers are positions.
    func with(_ path: String, _ value: JSONValue?) -> JSONValue {
        let parts = path.split(separator: "/", maxSplits: 1).map(String.init)
        var copy = self
        let rest = parts.count > 1 ? parts[1] : nil
        if let index = Int(parts[0]), case .array(var items) = copy {
            let before = items.indices.contains(index) ? items[index] : [:]
            let after = rest.map { before.with($0, value) } ?? value ?? .null
            if items.indices.contains(index) { items[index] = after } else { items.append(after) }
            return .array(items)
        }
        copy[parts[0]] = rest.map { (self[parts[0]] ?? [:]).with($0, value) } ?? value
        return copy
    }
}
