import APISchema
import Foundation
import JSON

/// What is wrong with a patch beyond that it cannot be carried out, in Kubernetes' words.
enum PatchStrictness {
    /// The fields that stand twice in a patch, and those that no operation has.
    static func duplicates(_ type: PatchType, _ body: [UInt8]) -> [String] {
        guard type != .apply else { return [] }
        var found: [String] = []
        let patch = try? JSONValue(parsing: body) { path in
            found.append((type == .json ? "json patch " : "") + "duplicate field \"\(path.joined(separator: "."))\"")
        }
        guard type == .json else { return found }
        for (index, operation) in (patch?.array ?? []).enumerated() {
            for key in operation.object?.keys ?? [] where !["op", "path", "from", "value"].contains(key) {
                found.append("json patch unknown field \"[\(index)].\(key)\"")
            }
        }
        return found
    }

    /// What is said of the keys that stand twice in an applied configuration; nil when none does.
    static func duplicatesInYAML(_ body: [UInt8]) -> String? {
        var found: [String] = []
        // Most are JSON, which is read much faster as such.
        if body.first == UInt8(ascii: "{") {
            var isDouble = false
            let json = try? JSONValue(parsing: body) { _ in isDouble = true }
            if json != nil, !isDouble { return nil }
        }
        _ = try? YAMLReader.parse(body) { found.append($0) }
        guard let first = found.first else { return nil }
        return found.dropFirst().reduce(first) { text, next in
            text + (next.firstIndex(of: "\n").map { String(next[$0...]) } ?? "\n" + next)
        }
    }

    /// 422: what comes of the patch is no such object.
    static func refusal(_ type: PatchType, _ body: [UInt8], _ merged: JSONValue, _ reason: String) -> APIStatusError {
        let patch = (try? JSONValue(parsing: body)) ?? .null
        let value: String
        switch type {
        case .strategic: value = StrategicMergePatch.goMap(patch)
        case .merge: value = sorted(merged, where: patch).description
        case .json, .apply: value = (merged.object.map { JSONValue.object($0.sortedByKey()) } ?? merged).description
        }
        return .invalid(group: "", kind: "", name: "", [.invalid("patch", string: value, reason)])
    }

    /// A document with the names of every object in order that a merge has touched.
    private static func sorted(_ document: JSONValue, where patch: JSONValue) -> JSONValue {
        guard case .object(let object) = document, case .object(let changes) = patch else { return document }
        var result = JSONObject()
        for (key, value) in object.sortedByKey() { result[key] = changes[key].map { sorted(value, where: $0) } ?? value }
        return .object(result)
    }

    /// Why an object does not fit its kind, as the failure of decoding or of converting says it.
    static func reason(_ failure: APIStatusError, _ type: PatchType, _ merged: JSONValue, _ resource: ServedResource) -> String {
        if type == .strategic, let mismatch = mismatch(merged, .object(resource.schema)) { return mismatch }
        let marker = "cannot be handled as a \(resource.kind): "
        guard let range = failure.message.range(of: marker) else { return failure.message }
        return String(failure.message[range.upperBound...])
    }

    /// The first value of a wrong type, as a conversion from maps says it; nil when there is none.
    private static func mismatch(_ value: JSONValue, _ type: FieldType) -> String? {
        switch (type, value) {
        case (_, .null), (.string, .string), (.bool, .bool), (.int32, .int), (.int64, .int), (.double, .int), (.double, .double): return nil
        case (.string, _): return "cannot convert \(goType(value)) to string"
        case (.bool, _): return "cannot convert \(goType(value)) to bool"
        case (.int32, _): return "cannot convert \(goType(value)) to int32"
        case (.int64, _): return "cannot convert \(goType(value)) to int64"
        case (.double, _): return "cannot convert \(goType(value)) to float64"
        case (.object(let schema), .object(let object)):
            for field in schema.fields {
                if let member = object[field.name], let found = mismatch(member, field.type) { return found }
            }
            return nil
        case (.object, _): return "cannot restore struct from: \(goKind(value))"
        case (.array(let item), .array(let items)):
            for element in items { if let found = mismatch(element, item) { return found } }
            return nil
        case (.array, _): return "cannot restore slice from \(goKind(value))"
        case (.map(let item), .object(let members)):
            for (_, member) in members { if let found = mismatch(member, item) { return found } }
            return nil
        case (.map, _): return "cannot restore map from \(goKind(value))"
        default: return nil
        }
    }

    private static func goType(_ value: JSONValue) -> String {
        switch value {
        case .array: "[]interface {}"
        case .object: "map[string]interface {}"
        default: goKind(value)
        }
    }

    private static func goKind(_ value: JSONValue) -> String {
        switch value {
        case .null: "nil"
        case .bool: "bool"
        case .int: "int64"
        case .double: "float64"
        case .string: "string"
        case .array: "slice"
        case .object: "map"
        }
    }
}
