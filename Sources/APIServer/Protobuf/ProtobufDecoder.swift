import APISchema
import JSON
import KubernetesAPI

/// Reads `application/vnd.kubernetes.protobuf`: the form in which kubectl and client-go send the kinds they know.
struct ProtobufDecoder {
    private static let magic: [UInt8] = [0x6B, 0x38, 0x73, 0]
    /// Deeper messages are refused, as deeper JSON is.
    private static let maximumDepth = 100

    /// An object in its envelope: what it says it is, and its bytes.
    struct Envelope {
        var apiVersion = ""
        var kind = ""
        var object: ArraySlice<UInt8> = []
    }

    /// Opens the envelope, four bytes and a `runtime.Unknown`.
    /// - Throws: 400 when it is none.
    static func open(_ body: [UInt8]) throws(APIStatusError) -> Envelope {
        guard body.starts(with: magic) else {
            throw .badRequest("the object provided is unrecognized (must be of a known type): provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]")
        }
        var envelope = Envelope()
        do {
            var reader = ProtobufReader(body[magic.count...])
            while let (number, value) = try reader.next() {
                guard case .bytes(let bytes) = value else { continue }
                if number == 2 { envelope.object = bytes }
                guard number == 1 else { continue }
                var type = ProtobufReader(bytes)
                while let (field, text) = try type.next() {
                    guard case .bytes(let bytes) = text else { continue }
                    if field == 1 { envelope.apiVersion = String(decoding: bytes, as: UTF8.self) }
                    if field == 2 { envelope.kind = String(decoding: bytes, as: UTF8.self) }
                }
            }
        } catch {
            throw .badRequest("the object provided is unrecognized: unexpected EOF")
        }
        return envelope
    }

    /// The object in a body as a tree; kind and apiVersion are those of its envelope.
    /// - Throws: 400 when it is no message of that schema.
    static func decode(_ body: [UInt8], schema: Schema) throws(APIStatusError) -> JSONValue {
        let envelope = try open(body)
        let decoder = ProtobufDecoder()
        var object: JSONValue
        do {
            object = try decoder.message(envelope.object, schema, depth: 0)
        } catch {
            throw .badRequest("\(envelope.kind) in version \"\(envelope.apiVersion)\" cannot be handled: unexpected EOF")
        }
        object["kind"] = .string(envelope.kind)
        object["apiVersion"] = .string(envelope.apiVersion)
        return object
    }

    /// A value without the zeros that JSON leaves out; nobody looks through what stands in a union later.
    private static func pruned(_ value: JSONValue, _ type: FieldType) -> JSONValue {
        switch (type, value) {
        case (.object(let schema), .object(let object)):
            var result = JSONObject()
            for field in schema.fields {
                guard let member = object[field.name], !field.leavesOut(member) else { continue }
                result[field.name] = pruned(member, field.type)
            }
            return .object(result)
        case (.array(let item), .array(let items)): return .array(items.map { pruned($0, item) })
        case (.map(let item), .object(let members)): return .object(JSONObject(members.map { ($0.key, pruned($0.value, item)) }))
        default: return value
        }
    }

    private func message(_ bytes: ArraySlice<UInt8>, _ schema: Schema, depth: Int) throws(ProtobufReader.Malformed) -> JSONValue {
        guard depth < Self.maximumDepth else { throw ProtobufReader.Malformed() }
        var object = JSONObject()
        try read(bytes, schema.wireFields, schema, into: &object, depth: depth)
        return .object(object)
    }

    private func read(
        _ bytes: ArraySlice<UInt8>, _ fields: [WireField], _ schema: Schema, into object: inout JSONObject, depth: Int
    ) throws(ProtobufReader.Malformed) {
        var reader = ProtobufReader(bytes)
        // Fields come in ascending order as a rule: the search goes on where it has found the last one.
        var next = fields.count - 1
        while let (number, value) = try reader.next() {
            if next < 0 || fields[next].number > number { next = fields.count - 1 }
            while next >= 0, fields[next].number < number { next -= 1 }
            guard next >= 0, fields[next].number == number else { continue }
            switch fields[next].content {
            case .embedded(let inner):
                if case .bytes(let bytes) = value { try read(bytes, inner, schema, into: &object, depth: depth) }
            case .field(let position):
                let field = schema.fields[position]
                if field.type.item.isAny, let union = ProtobufUnion(field.name, in: schema) {
                    try add(value, field, union, schema, to: &object, depth: depth)
                } else {
                    try add(value, field.name, field.type, to: &object, depth: depth)
                }
            }
        }
    }

    /// A part of a JSON schema that is of one type or another.
    private func add(
        _ value: ProtobufReader.Value, _ field: Field, _ union: ProtobufUnion, _ schema: Schema, to object: inout JSONObject, depth: Int
    ) throws(ProtobufReader.Malformed) {
        guard case .bytes(let bytes) = value else { throw ProtobufReader.Malformed() }
        guard case .map = field.type else {
            object[field.name] = try self.union(bytes, union, schema, depth: depth)
            return
        }
        var entry = ProtobufReader(bytes)
        var key = ""
        var member = JSONValue.null
        while let (number, part) = try entry.next() {
            guard case .bytes(let bytes) = part else { continue }
            if number == 1 { key = String(decoding: bytes, as: UTF8.self) }
            if number == 2 { member = try self.union(bytes, union, schema, depth: depth) }
        }
        var members = object[field.name]?.object ?? JSONObject()
        members[key] = member
        object[field.name] = .object(members)
    }

    private func union(
        _ bytes: ArraySlice<UInt8>, _ union: ProtobufUnion, _ schema: Schema, depth: Int
    ) throws(ProtobufReader.Malformed) -> JSONValue {
        var reader = ProtobufReader(bytes)
        var allows = false
        var one: JSONValue?
        var several: [JSONValue] = []
        while let (number, value) = try reader.next() {
            switch (union, number, value) {
            case (.schemaOrBool, 1, .varint(let flag)): allows = flag != 0
            case (.schemaOrBool, 2, .bytes(let bytes)), (_, 1, .bytes(let bytes)): one = Self.pruned(try message(bytes, schema, depth: depth + 1), .object(schema))
            case (.schemaOrArray, 2, .bytes(let bytes)): several.append(Self.pruned(try message(bytes, schema, depth: depth + 1), .object(schema)))
            case (.schemaOrStrings, 2, .bytes(let bytes)): several.append(.string(String(decoding: bytes, as: UTF8.self)))
            default: break
            }
        }
        if let one { return one }
        return union == .schemaOrBool ? .bool(allows) : .array(several)
    }

    private func add(
        _ value: ProtobufReader.Value, _ name: String, _ type: FieldType, to object: inout JSONObject, depth: Int
    ) throws(ProtobufReader.Malformed) {
        switch type {
        case .array(let item):
            var items = object[name]?.array ?? []
            object[name] = .null
            if case .bytes(let bytes) = value, item.isVarint {
                for number in try ProtobufReader.packed(bytes) { items.append(Self.number(number, item)) }
            } else {
                items.append(try self.value(value, item, depth: depth))
            }
            object[name] = .array(items)
        case .map(let item):
            guard case .bytes(let bytes) = value else { throw ProtobufReader.Malformed() }
            var entry = ProtobufReader(bytes)
            var key = ""
            var member = Self.zero(item)
            while let (number, part) = try entry.next() {
                if number == 1, case .bytes(let text) = part { key = String(decoding: text, as: UTF8.self) }
                if number == 2 { member = try self.value(part, item, depth: depth) }
            }
            var members = object[name]?.object ?? JSONObject()
            object[name] = .null
            members[key] = member
            object[name] = .object(members)
        default:
            object[name] = try self.value(value, type, depth: depth)
        }
    }

    private func value(_ value: ProtobufReader.Value, _ type: FieldType, depth: Int) throws(ProtobufReader.Malformed) -> JSONValue {
        switch (type, value) {
        case (.string, .bytes(let bytes)): return .string(String(decoding: bytes, as: UTF8.self))
        case (.bytes, .bytes(let bytes)): return .string(Base64.encode(Array(bytes)))
        case (.bool, .varint(let number)), (.int32, .varint(let number)), (.int64, .varint(let number)):
            return Self.number(number, type)
        case (.double, .fixed64(let bits)): return .double(Double(bitPattern: bits))
        case (.quantity, .bytes(let bytes)): return .string(try Self.text(bytes, field: 1))
        case (.intOrString, .bytes(let bytes)): return try Self.intOrString(bytes)
        case (.time, .bytes(let bytes)), (.microTime, .bytes(let bytes)): return try Self.time(bytes, type)
        case (.object(let schema), .bytes(let bytes)): return try message(bytes, schema, depth: depth + 1)
        case (.any, .bytes(let bytes)): return try Self.raw(bytes)
        case (.array(let item), .bytes(let bytes)):
            // A list inside a map or a list is a message with its items in field 1.
            var object = JSONObject()
            var reader = ProtobufReader(bytes)
            while let (number, part) = try reader.next() {
                guard number == 1 else { continue }
                try add(part, "items", .array(item), to: &object, depth: depth + 1)
            }
            return object["items"] ?? []
        default: throw ProtobufReader.Malformed()
        }
    }

    private static func number(_ number: UInt64, _ type: FieldType) -> JSONValue {
        switch type {
        case .bool: .bool(number != 0)
        case .int32: .int(Int64(Int32(truncatingIfNeeded: number)))
        default: .int(Int64(bitPattern: number))
        }
    }

    private static func zero(_ type: FieldType) -> JSONValue {
        switch type {
        case .string, .bytes: ""
        case .bool: false
        case .int32, .int64, .double, .intOrString: 0
        case .quantity: "0"
        case .array: []
        case .map, .object: [:]
        case .time, .microTime, .any: .null
        }
    }

    private static func text(_ bytes: ArraySlice<UInt8>, field wanted: Int) throws(ProtobufReader.Malformed) -> String {
        var reader = ProtobufReader(bytes)
        var text = ""
        while let (number, value) = try reader.next() {
            if number == wanted, case .bytes(let bytes) = value { text = String(decoding: bytes, as: UTF8.self) }
        }
        return text
    }

    private static func intOrString(_ bytes: ArraySlice<UInt8>) throws(ProtobufReader.Malformed) -> JSONValue {
        var reader = ProtobufReader(bytes)
        var isString = false
        var number: UInt64 = 0
        var text = ""
        while let (field, value) = try reader.next() {
            switch (field, value) {
            case (1, .varint(let type)): isString = type == 1
            case (2, .varint(let value)): number = value
            case (3, .bytes(let bytes)): text = String(decoding: bytes, as: UTF8.self)
            default: break
            }
        }
        return isString ? .string(text) : Self.number(number, .int32)
    }

    private static func time(_ bytes: ArraySlice<UInt8>, _ type: FieldType) throws(ProtobufReader.Malformed) -> JSONValue {
        // An empty message is Go's zero time, which JSON has as null.
        guard !bytes.isEmpty else { return .null }
        var reader = ProtobufReader(bytes)
        var seconds: Int64 = 0
        var nanoseconds: Int64 = 0
        while let (field, value) = try reader.next() {
            guard case .varint(let number) = value else { continue }
            if field == 1 { seconds = Int64(bitPattern: number) }
            if field == 2 { nanoseconds = Int64(Int32(truncatingIfNeeded: number)) }
        }
        // Outside of the years that RFC 3339 can say.
        guard (-62_135_596_800...253_402_300_799).contains(seconds), (0..<1_000_000_000).contains(nanoseconds) else {
            throw ProtobufReader.Malformed()
        }
        if case .microTime = type {
            return .string(MicroTime(microseconds: seconds * 1_000_000 + nanoseconds / 1000).description)
        }
        return .string(Time(seconds: seconds).description)
    }

    /// Any JSON, as a message with its text in field 1.
    private static func raw(_ bytes: ArraySlice<UInt8>) throws(ProtobufReader.Malformed) -> JSONValue {
        var reader = ProtobufReader(bytes)
        var result = JSONValue.null
        while let (number, value) = try reader.next() {
            guard number == 1, case .bytes(let text) = value, !text.isEmpty else { continue }
            guard let parsed = try? JSONValue(parsing: Array(text)) else { throw ProtobufReader.Malformed() }
            result = parsed
        }
        return result
    }
}

extension FieldType {
    fileprivate var isVarint: Bool {
        switch self {
        case .bool, .int32, .int64: true
        default: false
        }
    }
}
