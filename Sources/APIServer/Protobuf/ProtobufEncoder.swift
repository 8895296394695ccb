import APISchema
import JSON
import KubernetesAPI

/// Makes the protobuf messages of objects, byte for byte as Kubernetes does: straight from the tree, by its schema.
struct ProtobufEncoder {
    private var writer: ProtobufWriter

    private init(capacity: Int) { writer = ProtobufWriter(capacity: capacity) }

    /// The message of a tree that conforms to the schema; what does not is left out.
    static func message(_ tree: JSONValue, _ schema: Schema, capacity: Int = 1024) -> ArraySlice<UInt8> {
        var encoder = ProtobufEncoder(capacity: capacity)
        encoder.fields(schema.wireFields, schema, tree.object ?? [:])
        return encoder.writer.bytes
    }

    private mutating func fields(_ wire: [WireField], _ schema: Schema, _ object: JSONObject) {
        for one in wire {
            switch one.content {
            case .embedded(let inner):
                let end = writer.count
                fields(inner, schema, object)
                writer.close(field: one.number, end: end)
            case .field(let position):
                let field = schema.fields[position]
                if let value = object[field.name], !value.isNull {
                    if field.type.item.isAny, let union = ProtobufUnion(field.name, in: schema) {
                        self.union(value, union, field.type, one.number, schema)
                    } else {
                        self.value(value, field.type, one.number)
                    }
                } else if one.isAlwaysThere {
                    zero(field.type, one.number)
                }
            }
        }
    }

    private mutating func value(_ value: JSONValue, _ type: FieldType, _ number: Int) {
        switch (type, value) {
        case (.string, .string(let text)): writer.prepend(field: number, string: text)
        case (.bool, .bool(let flag)): writer.prepend(field: number, varint: flag ? 1 : 0)
        case (.int32, .int(let integer)), (.int64, .int(let integer)):
            writer.prepend(field: number, varint: UInt64(bitPattern: integer))
        case (.double, _): writer.prepend(field: number, bits: (value.double ?? 0).bitPattern)
        case (.bytes, .string(let text)): writer.prepend(field: number, bytes: Base64.decode(text) ?? [])
        case (.quantity, .string(let text)):
            let end = writer.count
            writer.prepend(field: 1, string: text)
            writer.close(field: number, end: end)
        case (.intOrString, _): intOrString(value, number)
        case (.time, .string(let text)):
            guard let time = Time(text) else { return }
            timestamp(seconds: time.seconds, nanoseconds: 0, number)
        case (.microTime, .string(let text)):
            guard let time = MicroTime(text) else { return }
            let (seconds, rest) = Self.split(time.microseconds)
            timestamp(seconds: seconds, nanoseconds: rest * 1000, number)
        case (.object(let schema), .object(let object)):
            let end = writer.count
            fields(schema.wireFields, schema, object)
            writer.close(field: number, end: end)
        case (.array(.array(let item)), .array(let lists)):
            for list in lists.reversed() { self.list(list, item, number) }
        case (.array(let item), .array(let items)):
            for element in items.reversed() {
                if element.isNull, !item.isAny { zero(item, number) } else { self.value(element, item, number) }
            }
        case (.map(let item), .object(let members)):
            for (key, member) in members.sortedByKey().reversed() {
                let end = writer.count
                if case .array(let element) = item {
                    list(member, element, 2)
                } else if member.isNull {
                    zero(item, 2)
                } else {
                    self.value(member, item, 2)
                }
                writer.prepend(field: 1, string: key)
                writer.close(field: number, end: end)
            }
        case (.any, _):
            let end = writer.count
            writer.prepend(field: 1, bytes: value.serialized())
            writer.close(field: number, end: end)
        default: break
        }
    }

    /// A list inside a map or a list: a message with its items in field 1.
    private mutating func list(_ value: JSONValue, _ item: FieldType, _ number: Int) {
        let end = writer.count
        self.value(value, .array(item), 1)
        writer.close(field: number, end: end)
    }

    /// What Go writes for a value that nobody has set.
    private mutating func zero(_ type: FieldType, _ number: Int) {
        switch type {
        case .string, .bytes: writer.prepend(field: number, bytes: EmptyCollection())
        case .bool, .int32, .int64: writer.prepend(field: number, varint: 0)
        case .double: writer.prepend(field: number, bits: 0)
        case .quantity: value("0", .quantity, number)
        case .intOrString: intOrString(0, number)
        case .time, .microTime, .any, .array, .map: writer.prepend(field: number, bytes: EmptyCollection())
        case .object(let schema): value([:], .object(schema), number)
        }
    }

    private mutating func intOrString(_ value: JSONValue, _ number: Int) {
        let end = writer.count
        writer.prepend(field: 3, string: value.string ?? "")
        writer.prepend(field: 2, varint: UInt64(bitPattern: value.int ?? 0))
        writer.prepend(field: 1, varint: value.string == nil ? 0 : 1)
        writer.close(field: number, end: end)
    }

    private mutating func timestamp(seconds: Int64, nanoseconds: Int64, _ number: Int) {
        let end = writer.count
        writer.prepend(field: 2, varint: UInt64(bitPattern: nanoseconds))
        writer.prepend(field: 1, varint: UInt64(bitPattern: seconds))
        writer.close(field: number, end: end)
    }

    /// Whole seconds and what is left, which is never negative.
    private static func split(_ microseconds: Int64) -> (Int64, Int64) {
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return rest < 0 ? (seconds - 1, rest + 1_000_000) : (seconds, rest)
    }

    /// The parts of a JSON schema that are of one type or another.
    private mutating func union(_ value: JSONValue, _ union: ProtobufUnion, _ type: FieldType, _ number: Int, _ schema: Schema) {
        if case .map = type {
            for (key, member) in (value.object ?? [:]).sortedByKey().reversed() {
                let end = writer.count
                self.union(member, union, .any, 2, schema)
                writer.prepend(field: 1, string: key)
                writer.close(field: number, end: end)
            }
            return
        }
        let end = writer.count
        switch (union, value) {
        case (.schemaOrBool, .bool(let allows)):
            writer.prepend(field: 1, varint: allows ? 1 : 0)
        case (.schemaOrBool, _):
            self.value(value, .object(schema), 2)
            writer.prepend(field: 1, varint: 1)
        case (.schemaOrArray, .array): self.value(value, .array(.object(schema)), 2)
        case (.schemaOrStrings, .array): self.value(value, .array(.string), 2)
        case (.schemaOrArray, _), (.schemaOrStrings, _): self.value(value, .object(schema), 1)
        }
        writer.close(field: number, end: end)
    }
}

/// The fields of `JSONSchemaProps` whose values are a schema or something else; protobuf has a message for each pair.
enum ProtobufUnion {
    case schemaOrBool, schemaOrArray, schemaOrStrings

    /// What a field of a type is; nil for all that are no such pairs.
    init?(_ field: String, in schema: Schema) {
        guard schema.typeName == "JSONSchemaProps" else { return nil }
        switch field {
        case "items": self = .schemaOrArray
        case "additionalItems", "additionalProperties": self = .schemaOrBool
        case "dependencies": self = .schemaOrStrings
        default: return nil
        }
    }
}

extension FieldType {
    /// The type of a map's members, or the type itself.
    var item: FieldType {
        if case .map(let item) = self { return item }
        return self
    }

    /// Whether it is any JSON.
    var isAny: Bool { if case .any = self { true } else { false } }
}
