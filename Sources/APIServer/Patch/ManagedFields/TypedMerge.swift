import APISchema
import JSON

/// Merging of, and removing from, objects by the type's list and map kinds.
enum TypedMerge {
    /// The object with the applied configuration laid over it.
    static func merge(_ live: JSONValue, _ config: JSONValue, _ type: TypeShape) -> JSONValue {
        merge(optional: live, config, type) ?? .null
    }

    private static func merge(optional live: JSONValue?, _ config: JSONValue?, _ type: TypeShape) -> JSONValue? {
        guard let config else { return live }
        guard let live else { return config }
        switch type.form {
        case .leaf: return config
        case .structure, .map:
            guard let theirs = config.object else { return live.isNull ? config : live }
            guard var result = live.object else { return config }
            for (key, value) in theirs { result[key] = merge(optional: result[key], value, type.child(.field(key))) }
            return .object(result)
        case .list(let item, let listType):
            guard let theirs = config.array else { return live.isNull ? config : live }
            guard let ours = live.array else { return config }
            return .array(mergeLists(ours, theirs, type, item, listType))
        }
    }

    /// Merges the items of two lists: those of the configuration keep its order, those it does not name keep their place.
    private static func mergeLists(_ left: [JSONValue], _ right: [JSONValue], _ type: TypeShape, _ item: FieldType, _ listType: ListType) -> [JSONValue] {
        func identities(_ list: [JSONValue]) -> [PathElement] {
            list.enumerated().map { (try? type.element(for: $1, item, listType)) ?? .index($0) }
        }
        let leftElements = identities(left)
        let rightElements = identities(right)
        var leftItems: [PathElement: JSONValue] = [:]
        var rightItems: [PathElement: JSONValue] = [:]
        var duplicated: Set<PathElement> = []
        for (element, value) in zip(leftElements, left) where leftItems.updateValue(value, forKey: element) != nil { duplicated.insert(element) }
        for (element, value) in zip(rightElements, right) { rightItems[element] = value }
        for element in duplicated { leftItems[element] = .null }

        var shared = rightElements.filter { leftItems[$0] != nil }[...]
        var nextShared = shared.popFirst()
        var merged: Set<PathElement> = []
        var result: [JSONValue] = []
        func take(_ element: PathElement) {
            merged.insert(element)
            let ours = duplicated.contains(element) ? nil : leftItems[element]
            if let value = merge(optional: ours, rightItems[element], type.child(element)) { result.append(value) }
        }
        var l = 0
        var r = 0
        while l < leftElements.count || r < rightElements.count {
            if l < leftElements.count, r < rightElements.count {
                let element = leftElements[l]
                if element == rightElements[r] {
                    take(element)
                    l += 1
                    r += 1
                    nextShared = shared.popFirst()
                    continue
                }
                // A shared item whose turn has not come in the configuration's order: passed over here, taken there.
                if rightItems[element] != nil, let wanted = nextShared, wanted != element {
                    l += 1
                    continue
                }
            }
            if l < leftElements.count {
                let element = leftElements[l]
                if rightItems[element] == nil {
                    result.append(left[l])
                    l += 1
                    continue
                } else if merged.contains(element) {
                    l += 1
                }
            }
            if r < rightElements.count {
                let element = rightElements[r]
                take(element)
                r += 1
                if nextShared == element { nextShared = shared.popFirst() }
            }
        }
        return result
    }

    /// The object without what the set names. Lists and maps that become empty become null.
    static func remove(_ set: FieldSet, from value: JSONValue, _ type: TypeShape) -> JSONValue {
        switch type.form {
        case .leaf: return value
        case .structure, .map:
            guard let object = value.object, !object.isEmpty else { return value }
            var result = JSONObject()
            for (key, child) in object {
                let element = PathElement.field(key)
                if set.contains(element) { continue }
                let below = set.below(element)
                result[key] = below.isEmpty ? child : remove(below, from: child, type.child(element))
            }
            return result.isEmpty ? .null : .object(result)
        case .list(let item, let listType):
            guard let array = value.array, !array.isEmpty else { return value }
            var result: [JSONValue] = []
            for (position, child) in array.enumerated() {
                let element = (try? type.element(for: child, item, listType)) ?? .index(position)
                if set.contains(element) { continue }
                let below = set.below(element)
                result.append(below.isEmpty ? child : remove(below, from: child, type.child(element)))
            }
            return result.isEmpty ? .null : .array(result)
        }
    }
}
