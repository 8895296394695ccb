import JSON

/// The run-time description of one type of the API: built in, or made from a CustomResourceDefinition.
public final class Schema: Sendable {
    /// The full name: package, version and type, as `core.v1.PodSpec`.
    public let name: String
    /// The kind that this type is when it stands at the top of a document; nil for a part of others.
    public let kind: GroupVersionKind?
    /// Whether an object of this type is one unit to server-side apply (`x-kubernetes-map-type: atomic`).
    public let isAtomic: Bool

    // Written once by `complete(fields:)`, which the builder calls before it hands the schema to anybody; schemas
    // may refer to each other in circles, so the fields cannot be there at initialisation. Never written after that.
    nonisolated(unsafe) private var storage: Storage = Storage(fields: [], index: [:])

    private struct Storage {
        var fields: [Field]
        var index: [String: Int]
        var wire: [WireField] = []
        var zero: JSONValue?
    }

    /// The name as Go prints it in messages: version and type, as `v1.PodSpec`.
    public let goName: String
    /// The name of the type alone, as `PodSpec`.
    public let typeName: String

    public init(name: String, kind: GroupVersionKind? = nil, isAtomic: Bool = false) {
        self.name = name
        self.kind = kind
        self.isAtomic = isAtomic
        let parts = name.split(separator: ".")
        goName = parts.suffix(2).joined(separator: ".")
        typeName = parts.last.map(String.init) ?? name
    }

    /// Sets the fields, once, before the schema is shared.
    /// - Parameter likeGo: whether fields without value are printed or left out as Kubernetes' own types are; custom
    ///   resources are printed as they were given.
    public func complete(fields: [Field], likeGo: Bool = true) {
        precondition(storage.fields.isEmpty, "a schema is completed once")
        var fields = fields
        var index: [String: Int] = [:]
        for i in fields.indices {
            index[fields[i].name] = i
            guard likeGo else { continue }
            fields[i] = Field(
                fields[i], absent: GoPrinting.absent(fields[i], in: typeName), omitsZero: GoPrinting.omitsZero(fields[i], in: typeName))
        }
        storage = Storage(fields: fields, index: index, wire: WireField.all(fields, in: typeName))
    }

    /// Remembers ``zero``, once all schemas are complete and before they are shared.
    func settle() { storage.zero = zero }

    /// An object that nobody has written anything into: what Go prints of the type's zero value.
    public var zero: JSONValue {
        if let zero = storage.zero { return zero }
        var result = JSONObject()
        for field in storage.fields {
            if let value = field.absentValue { result[field.name] = value }
        }
        return .object(result)
    }

    /// The fields in the order in which Kubernetes prints them.
    public var fields: [Field] { storage.fields }

    /// The fields of the type's protobuf message, by descending number.
    public var wireFields: [WireField] { storage.wire }

    /// The field of a JSON name.
    public subscript(name: String) -> Field? { storage.index[name].map { storage.fields[$0] } }

    /// The position of a field in `fields`, by JSON name.
    public func position(of name: String) -> Int? { storage.index[name] }
}

/// One field of a type. A class, since decoding passes fields about all the time and each has much to it.
public final class Field: Sendable {
    /// The name in JSON.
    public let name: String
    /// The protobuf field number. More than one where JSON lifts the fields of an embedded message into the outer
    /// object (as Volume does with VolumeSource): the numbers from the outside in. Empty where protobuf has no such field.
    public let numbers: [Int]
    public let type: FieldType
    public let isRequired: Bool
    /// What the field is when it is absent; `{}` for structures that Kubernetes always prints.
    public let defaultValue: JSONValue?
    /// How server-side apply merges a list; nil means atomic.
    public let listType: ListType?
    /// The names that tell the elements of a `map` list apart.
    public let listMapKeys: [String]
    /// Whether a map or structure is one unit to server-side apply.
    public let isAtomicMap: Bool
    /// How a strategic merge patch treats the field: `merge`, `replace`, `retainKeys`.
    public let patchStrategies: [String]
    /// The name that tells the elements of a merged list apart in a strategic merge patch.
    public let patchMergeKey: String?
    /// What is printed when the field has no value; set by the schema that the field becomes part of.
    public let absent: AbsentValue
    /// Whether a zero is left out when it is given; set by the schema that the field becomes part of.
    public let omitsZero: Bool

    public init(
        name: String, numbers: [Int] = [], type: FieldType, isRequired: Bool = false, defaultValue: JSONValue? = nil, listType: ListType? = nil,
        listMapKeys: [String] = [], isAtomicMap: Bool = false, patchStrategies: [String] = [], patchMergeKey: String? = nil
    ) {
        self.name = name
        self.numbers = numbers
        self.type = type
        self.isRequired = isRequired
        self.defaultValue = defaultValue
        self.listType = listType
        self.listMapKeys = listMapKeys
        self.isAtomicMap = isAtomicMap
        self.patchStrategies = patchStrategies
        self.patchMergeKey = patchMergeKey
        absent = .nothing
        omitsZero = false
    }

    /// The field as a part of a type that is printed as Go prints it.
    init(_ field: Field, absent: AbsentValue, omitsZero: Bool) {
        name = field.name
        numbers = field.numbers
        type = field.type
        isRequired = field.isRequired
        defaultValue = field.defaultValue
        listType = field.listType
        listMapKeys = field.listMapKeys
        isAtomicMap = field.isAtomicMap
        patchStrategies = field.patchStrategies
        patchMergeKey = field.patchMergeKey
        self.absent = absent
        self.omitsZero = omitsZero
    }

    /// What to print when the field has no value; nil to leave it out.
    public var absentValue: JSONValue? {
        switch absent {
        case .nothing: return nil
        case .null: return .null
        case .value(let value): return value
        case .structure:
            guard case .object(let schema) = type else { return nil }
            return schema.zero
        }
    }

    /// Whether a value that was given is left out because it is zero, or empty.
    public func leavesOut(_ value: JSONValue) -> Bool { omitsZero && (value.isZero || value.array?.isEmpty == true || value.object?.isEmpty == true) }

    /// Whether this is a structure that is there even when nobody wrote it.
    public var isEmbedded: Bool {
        if case .object = type { return defaultValue?.object?.isEmpty == true }
        return false
    }
}

/// How server-side apply merges a list (`x-kubernetes-list-type`).
public enum ListType: String, Sendable {
    case atomic, set, map
}

/// The type of a field.
public indirect enum FieldType: Sendable {
    case string, bool, int32, int64, double
    /// base64 in JSON
    case bytes
    case quantity, intOrString
    /// RFC 3339, in seconds and in microseconds
    case time, microTime
    case object(Schema)
    case array(FieldType)
    /// a map from strings
    case map(FieldType)
    /// any JSON: RawExtension, FieldsV1, JSON
    case any
}

/// A kind with its group and version; the core group's name is empty.
public struct GroupVersionKind: Hashable, Sendable, CustomStringConvertible {
    public var group: String
    public var version: String
    public var kind: String

    public init(group: String, version: String, kind: String) {
        self.group = group
        self.version = version
        self.kind = kind
    }

    /// The group and version as `apiVersion` holds them: `v1`, `apps/v1`.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// As Go prints it: `apps/v1, Kind=Deployment`.
    public var description: String { "\(apiVersion), Kind=\(kind)" }
}

extension JSONValue {
    /// Whether this is the empty text, the number 0 or false.
    public var isZero: Bool {
        switch self {
        case .int(0), .double(0), .bool(false), .string(""): true
        default: false
        }
    }
}
