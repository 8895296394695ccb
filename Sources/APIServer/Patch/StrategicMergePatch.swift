import APISchema
import JSON

/// Strategic Merge Patch: lists merge by the keys that the schema names, and `$patch`, `$deleteFromPrimitiveList/…`,
/// `$setElementOrder/…` and `$retainKeys` direct the merge.
struct StrategicMergePatch {
    private static let directive = "$patch"
    private static let retainKeys = "$retainKeys"
    private static let deleteFromList = "$deleteFromPrimitiveList/"
    private static let setOrder = "$setElementOrder/"
    /// The deepest nesting of a patch; no object of the API comes near it.
    private static let maximumDepth = 256

    /// - Throws: 400 when the patch is no object, 500 with Kubernetes' words when it does not fit the schema.
    static func apply(_ body: [UInt8], to document: JSONValue, schema: Schema) throws(APIStatusError) -> JSONValue {
        let patch: JSONValue
        do {
            patch = try JSONValue(parsing: body)
        } catch {
            throw .badRequest("error decoding patch: \(error.message)")
        }
        guard case .object(let changes) = patch else {
            throw .badRequest("error decoding patch: json: cannot unmarshal \(patch.goTypeName) into Go value of type map[string]interface {}")
        }
        return .object(try StrategicMergePatch().merge(changes, into: document.object ?? [:], .object(schema), depth: 0))
    }

    private func failure(_ message: String) -> APIStatusError { APIStatusError(code: 500, reason: "", message: message) }

    // MARK: Maps

    private func merge(
        _ patch: JSONObject, into original: JSONObject, _ type: FieldType, depth: Int
    ) throws(APIStatusError) -> JSONObject {
        guard depth < Self.maximumDepth else { throw .badRequest("error decoding patch: exceeded max depth") }
        var patch = patch
        if let kind = patch.removeValue(forKey: Self.directive) {
            switch kind.string {
            case "replace": return Self.withoutDirectives(patch)
            case "delete": return [:]
            case "merge": break
            default: throw failure("unknown patch type found in \(Self.directive)")
            }
        }
        var result = original
        if let keys = patch.removeValue(forKey: Self.retainKeys) {
            guard let names = keys.array?.compactMap(\.string) else { throw failure("$retainKeys directives must be a list") }
            for key in patch.keys where !key.hasPrefix("$") && !names.contains(key) {
                throw failure("$retainKeys list doesn't contain all the fields that the patch sets: \(key)")
            }
            result = result.filter { names.contains($0.key) }
        }
        // The order directives of this level, by list name; they act when their list is merged, or alone.
        var orders: [String: [JSONValue]] = [:]
        for key in patch.keys where key.hasPrefix(Self.setOrder) {
            guard let order = patch.removeValue(forKey: key)?.array else { throw failure("unexpected type in \(key)") }
            orders[String(key.dropFirst(Self.setOrder.count))] = order
        }
        for key in patch.keys where key.hasPrefix(Self.deleteFromList) {
            let name = String(key.dropFirst(Self.deleteFromList.count))
            guard let removed = patch.removeValue(forKey: key)?.array else { throw failure("unexpected type in \(key)") }
            if let items = result[name]?.array { result[name] = .array(items.filter { !removed.contains($0) }) }
        }
        for (key, value) in patch {
            if value.isNull {
                result.removeValue(forKey: key)
                continue
            }
            let field = field(key, type)
            switch value {
            case .object(let changes):
                let replaces = field?.patchStrategies.contains("replace") ?? false
                if let inner = result[key]?.object, !replaces {
                    result[key] = .object(try merge(changes, into: inner, childType(key, type), depth: depth + 1))
                } else if replaces {
                    result[key] = .object(Self.withoutDirectives(changes))
                } else if let directive = changes[Self.directive]?.string, directive != "merge" {
                    // Replacing what is not there leaves nothing, as on Kubernetes.
                    result[key] = [:]
                } else {
                    // Merging into nothing resolves the directives and drops the nulls.
                    result[key] = .object(try merge(changes, into: [:], childType(key, type), depth: depth + 1))
                }
            case .array(let items):
                let order = orders.removeValue(forKey: key)
                guard let field, field.patchStrategies.contains("merge") else {
                    result[key] = .array(Self.withoutDirectives(items))
                    continue
                }
                result[key] = .array(try mergeList(items, into: result[key]?.array ?? [], field, order: order, depth: depth + 1))
            default:
                result[key] = value
            }
        }
        for (key, order) in orders {
            guard let field = field(key, type), let items = result[key]?.array else { continue }
            result[key] = .array(sort(items, by: order, server: items, field))
        }
        return result
    }

    private func field(_ name: String, _ type: FieldType) -> Field? {
        if case .object(let schema) = type { return schema[name] }
        return nil
    }

    private func childType(_ name: String, _ type: FieldType) -> FieldType {
        switch type {
        case .object(let schema): schema[name]?.type ?? .any
        case .map(let element): element
        default: .any
        }
    }

    // MARK: Lists

    private func mergeList(
        _ patch: [JSONValue], into original: [JSONValue], _ field: Field, order: [JSONValue]?, depth: Int
    ) throws(APIStatusError) -> [JSONValue] {
        guard case .array(let item) = field.type else { return patch }
        guard let key = field.patchMergeKey else {
            // A set of scalars: what is new is appended.
            var result = original
            for value in patch where !result.contains(value) { result.append(value) }
            return sort(result, by: order ?? patch, server: original, field)
        }
        // `- $patch: replace` makes the rest of the list the whole list.
        if patch.contains(where: { $0[Self.directive]?.string == "replace" }) {
            return Self.withoutDirectives(patch.filter { $0[Self.directive] == nil })
        }
        var result = original
        for value in patch {
            guard case .object(var changes) = value else { throw failure("invalid type for list element in patch: expected a map") }
            let operation = changes[Self.directive]?.string
            guard let identity = changes[key] else {
                if operation != nil { continue }
                throw failure("map: \(Self.goMap(value)) does not contain declared merge key: \(key)")
            }
            let position = result.firstIndex { $0[key] == identity }
            if operation == "delete" {
                result.removeAll { $0[key] == identity }
                continue
            }
            if operation == "merge" { changes.removeValue(forKey: Self.directive) }
            if let position {
                result[position] = .object(try merge(changes, into: result[position].object ?? [:], item, depth: depth))
            } else {
                result.append(.object(try merge(changes, into: [:], item, depth: depth)))
            }
        }
        // Without an order of its own, the order of the patch's items holds.
        return sort(result, by: order ?? patch, server: original, field)
    }

    /// Brings the items that the order names into that order, and puts the others, which only the server knows, where
    /// their neighbours on the server are.
    private func sort(_ items: [JSONValue], by order: [JSONValue], server: [JSONValue], _ field: Field) -> [JSONValue] {
        func identity(_ value: JSONValue) -> JSONValue { field.patchMergeKey.flatMap { value[$0] } ?? value }
        let rank = Dictionary(order.enumerated().map { (identity($1), $0) }, uniquingKeysWith: { first, _ in first })
        let serverRank = Dictionary(server.enumerated().map { (identity($1), $0) }, uniquingKeysWith: { first, _ in first })
        let named = items.filter { rank[identity($0)] != nil }.sorted { (rank[identity($0)] ?? 0) < (rank[identity($1)] ?? 0) }
        let others = items.filter { rank[identity($0)] == nil }
        var result: [JSONValue] = []
        var left = named[...]
        var right = others[...]
        while let a = left.first, let b = right.first {
            // A server-only item comes first when the server had it before the named one.
            let before: Bool
            if let x = serverRank[identity(a)], let y = serverRank[identity(b)] { before = y < x } else { before = false }
            if before {
                result.append(b)
                right.removeFirst()
            } else {
                result.append(a)
                left.removeFirst()
            }
        }
        return result + left + right
    }

    // MARK: Directives

    private static func withoutDirectives(_ object: JSONObject) -> JSONObject {
        var result = JSONObject()
        for (key, value) in object {
            if key == directive || key == retainKeys || key.hasPrefix(setOrder) || key.hasPrefix(deleteFromList) || value.isNull { continue }
            result[key] = withoutDirectives(value)
        }
        return result
    }

    private static func withoutDirectives(_ items: [JSONValue]) -> [JSONValue] { items.map(withoutDirectives) }

    private static func withoutDirectives(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object): .object(withoutDirectives(object))
        case .array(let items): .array(withoutDirectives(items))
        default: value
        }
    }

    /// A value as Go prints maps: `map[image:nokey]`.
    static func goMap(_ value: JSONValue) -> String {
        switch value {
        case .object(let object): "map[" + object.sortedByKey().map { "\($0.key):\(goMap($0.value))" }.joined(separator: " ") + "]"
        case .array(let items): "[" + items.map(goMap).joined(separator: " ") + "]"
        case .string(let text): text
        case .null: "<nil>"
        default: value.description
        }
    }
}
