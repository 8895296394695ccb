import APISchema
import JSON

/// A type as server-side apply sees it: what is one unit, what merges by name, by key or by value.
struct TypeShape: Sendable {
    let type: FieldType
    private let listType: ListType?
    private let isAtomicMap: Bool
    /// The key names of a `map` list, sorted; empty for other types.
    let keys: [String]

    /// The whole document of a kind.
    init(_ schema: Schema) { self.init(element: .object(schema)) }

    /// The value of a field.
    init(_ field: Field) {
        type = field.type
        listType = field.listType
        isAtomicMap = field.isAtomicMap
        keys = field.listMapKeys.count > 1 ? field.listMapKeys.sorted() : field.listMapKeys
    }

    /// An item of a list or map.
    init(element type: FieldType) {
        self.type = type
        listType = nil
        isAtomicMap = false
        keys = []
    }

    /// What a value of this type is made of.
    enum Form {
        /// Not looked into: scalars and what is marked atomic.
        case leaf
        case structure(Schema)
        case map(FieldType)
        case list(FieldType, ListType)
    }

    /// The form; what has no description is a leaf.
    var form: Form {
        switch type {
        case .object(let schema): return schema.isAtomic || isAtomicMap ? .leaf : .structure(schema)
        case .map(let element): return isAtomicMap ? .leaf : .map(element)
        case .array(let element):
            guard let listType, listType != .atomic else { return .leaf }
            return .list(element, listType)
        default: return .leaf
        }
    }

    /// Whether this is a structure with a field of that name.
    func declares(_ name: String) -> Bool {
        if case .object(let schema) = type { return schema[name] != nil }
        return false
    }

    /// The type of a structure's or map's member.
    func member(_ name: String) -> TypeShape {
        switch type {
        case .object(let schema): schema[name].map(TypeShape.init) ?? TypeShape(element: .any)
        case .map(let value): TypeShape(element: value)
        default: TypeShape(element: .any)
        }
    }

    /// The type one step further.
    func child(_ element: PathElement) -> TypeShape {
        switch (type, element) {
        case (.object(let schema), .field(let name)): schema[name].map(TypeShape.init) ?? TypeShape(element: .any)
        case (.map(let value), .field): TypeShape(element: value)
        case (.array(let item), _): TypeShape(element: item)
        default: TypeShape(element: .any)
        }
    }

    /// Why an item of a list has no identity.
    struct ItemError: Error {
        var message: String
    }

    /// What tells an item of this list apart from the others.
    func element(for item: JSONValue, _ itemType: FieldType, _ listType: ListType) throws(ItemError) -> PathElement {
        if listType == .set {
            switch item {
            case .object, .array: throw ItemError(message: "associative list without keys has an element that's a \(item.object != nil ? "map" : "list") type")
            case .null: throw ItemError(message: "associative list without keys has an element that's an explicit null")
            default: return .value(item)
            }
        }
        if item.isNull { throw ItemError(message: "associative list with keys has an element that's an explicit null") }
        guard let object = item.object else { throw ItemError(message: "associative list with keys may not have non-map elements") }
        var values: [PathElement.KeyValue] = []
        for key in keys {
            if let value = object[key] {
                values.append(.init(name: key, value: value))
            } else if case .object(let schema) = itemType, let value = schema[key]?.defaultValue {
                values.append(.init(name: key, value: value))
            } else if keys.count == 1 {
                throw ItemError(message: "associative list with keys has an element that omits key field \(FieldError.quoted(key)) (and doesn't have default value)")
            }
        }
        if values.isEmpty {
            throw ItemError(message: "associative list with keys has an element that omits all key fields \(keys) (and doesn't have default values for any key fields)")
        }
        return .key(values)
    }
}
