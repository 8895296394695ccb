import APISchema
import JSON

/// The fields that the creator of an object comes to own, straight as `fieldsV1`.
///
/// The same as comparing the object with an empty one (``Comparison``) and printing the ``FieldSet`` of what was added, which
/// is what every other write does; but every object is created, and this takes a tenth of the time.
enum CreatedFields {
    /// Something that only the general way can tell: duplicates in a list, or a zero object with items in it.
    private struct Undecided: Error {}

    /// The `fieldsV1` of a new object; nil where the general way has to be gone.
    /// - Parameters:
    ///   - zero: the object that nobody has written anything into.
    ///   - ignored: what cannot be written and is not owned, with all below it.
    static func fieldsV1(of object: JSONValue, zero: JSONValue, schema: Schema, ignored: FieldSet) -> JSONObject? {
        let fields = try? members(
            zero.object ?? [:], object.object ?? [:], TypeShape(schema), ignored: ignored, never: ResetFields.never)
        return fields
    }

    /// The owned members of a structure or map, in the order of FieldsV1.
    private static func members(
        _ old: JSONObject, _ new: JSONObject, _ type: TypeShape, ignored: FieldSet, never: FieldSet
    ) throws(Undecided) -> JSONObject {
        var result = JSONObject(minimumCapacity: new.count)
        let sorted = new.isSorted ? Array(new) : new.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        for (key, value) in sorted {
            var (ignoredBelow, neverBelow) = (FieldSet(), FieldSet())
            var mayOwn = true
            if !ignored.isEmpty || !never.isEmpty {
                let element = PathElement.field(key)
                if ignored.contains(element) { continue }
                ignoredBelow = ignored.below(element)
                neverBelow = never.below(element)
                mayOwn = !never.contains(element)
            }
            let (isNew, below) = try changes(
                old.isEmpty ? nil : old[key], value, type.member(key), ignored: ignoredBelow, never: neverBelow)
            if let fields = node(isMember: isNew && mayOwn, below) { result.append("f:" + key, fields) }
        }
        return result
    }

    /// Whether a value itself was added, and what is owned below it.
    private static func changes(
        _ old: JSONValue?, _ new: JSONValue, _ type: TypeShape, ignored: FieldSet, never: FieldSet
    ) throws(Undecided) -> (isNew: Bool, below: JSONObject) {
        switch type.form {
        case .leaf: break
        case .structure, .map:
            let before = old?.object ?? [:]
            let after = new.object ?? [:]
            if before.isEmpty, after.isEmpty { break }
            return (old == nil, try members(before, after, type, ignored: ignored, never: never))
        case .list(let item, let listType):
            guard old?.array?.isEmpty ?? true, never.isEmpty, ignored.isEmpty else { throw Undecided() }
            let items = new.array ?? []
            if items.isEmpty { break }
            return (old == nil, try Self.items(items, type, item, listType))
        }
        guard let old else { return (true, [:]) }
        return (!old.isSemanticallyEqual(to: new), [:])
    }

    private static func items(
        _ items: [JSONValue], _ type: TypeShape, _ itemType: FieldType, _ listType: ListType
    ) throws(Undecided) -> JSONObject {
        var elements: [(element: PathElement, value: JSONValue)] = []
        elements.reserveCapacity(items.count)
        for (position, item) in items.enumerated() {
            elements.append(((try? type.element(for: item, itemType, listType)) ?? .index(position), item))
        }
        elements.sort { $0.element < $1.element }
        let shape = TypeShape(element: itemType)
        var result = JSONObject(minimumCapacity: elements.count)
        var last: PathElement?
        for (element, value) in elements {
            if element == last { throw Undecided() }
            last = element
            let (_, below) = try changes(nil, value, shape, ignored: FieldSet(), never: FieldSet())
            if let fields = node(isMember: true, below) { result.append(element.serialized, fields) }
        }
        return result
    }

    /// One node of FieldsV1; nil when nothing there is owned.
    private static func node(isMember: Bool, _ below: JSONObject) -> JSONValue? {
        if below.isEmpty { return isMember ? .object([:]) : Optional<JSONValue>.none }
        guard isMember else { return .object(below) }
        var marked = JSONObject(minimumCapacity: below.count + 1)
        marked.append(".", [:])
        for (key, value) in below { marked.append(key, value) }
        return .object(marked)
    }
}
