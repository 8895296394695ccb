import APISchema
import JSON
import KubernetesAPI

/// Turns bodies into objects of a schema: checked as Go would decode them, in the order and form that Kubernetes prints.
enum ObjectDecoder {
    /// The message of Go's decoder for a value of the wrong type.
    struct TypeError: Error {
        var message: String
    }

    /// Reads a body, JSON or YAML.
    /// - Parameters:
    ///   - kind: the kind that is expected; a body that names another is refused.
    /// - Returns: the object without unknown fields, and what fieldValidation must report, in order.
    /// - Throws: 400 in Kubernetes' words.
    static func decode(
        _ body: [UInt8], yaml: Bool, schema: Schema, kind: String, apiVersion: String
    ) throws(APIStatusError) -> (object: JSONValue, strict: [String]) {
        var duplicates: [String] = []
        let tree: JSONValue
        if yaml {
            do {
                tree = try YAMLReader.parse(body, onDuplicate: { duplicates.append($0) })
            } catch {
                throw unrecognized(kind, "couldn't get version/kind; json parse error: \(error)", body)
            }
        } else {
            do {
                tree = try JSONValue(parsing: body, onDuplicate: { duplicates.append("duplicate field \"\($0.joined(separator: "."))\"") })
            } catch {
                throw unrecognized(kind, "couldn't get version/kind; json parse error: \(error.message)", body)
            }
        }
        guard case .object(let object) = tree else {
            throw unrecognized(
                kind, "couldn't get version/kind; json parse error: json: cannot unmarshal \(tree.goTypeName) into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }", body)
        }
        for key in ["apiVersion", "kind"] {
            if let value = object[key], value.string == nil, !value.isNull {
                throw unrecognized(
                    kind, "couldn't get version/kind; json parse error: json: cannot unmarshal \(value.goTypeName) into Go struct field .\(key) of type string", body)
            }
        }
        let conformed = try conform(tree, schema: schema, kind: kind, apiVersion: apiVersion)
        // Go reports the unknown fields and the duplicates as it meets them; two passes keep the same sets.
        return (conformed.object, duplicates + conformed.strict)
    }

    /// The same for a tree, such as a patched object.
    static func conform(
        _ value: JSONValue, schema: Schema, kind: String, apiVersion: String
    ) throws(APIStatusError) -> (object: JSONValue, strict: [String]) {
        var value = value
        let actualKind = value["kind"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? kind
        let actualVersion = value["apiVersion"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? apiVersion
        let version = actualVersion.split(separator: "/").last.map(String.init) ?? actualVersion
        let prefix = "\(actualKind) in version \(FieldError.quoted(version)) cannot be handled as a \(kind): "
        if actualVersion != apiVersion {
            throw .badRequest(prefix + "no kind \(FieldError.quoted(actualKind)) is registered for version \(FieldError.quoted(actualVersion)) in scheme \"pkg/api/legacyscheme/scheme.go:30\"")
        }
        if actualKind != kind {
            let package = schema.name.split(separator: ".").first.map(String.init) ?? ""
            throw .badRequest(prefix + "converting (\(version).\(actualKind)) to (\(package).\(kind)): unknown conversion")
        }
        if value.object != nil {
            value["kind"] = .string(kind)
            value["apiVersion"] = .string(apiVersion)
        }
        var decoding = Decoding()
        do {
            let object = try decoding.object(value, schema)
            return (object, decoding.strict)
        } catch {
            throw .badRequest(prefix + error.message)
        }
    }

    private static func unrecognized(_ kind: String, _ message: String, _ body: [UInt8]) -> APIStatusError {
        let limit = 30
        var summary: String
        if body.isEmpty {
            summary = "<empty>"
        } else {
            let start = body.prefix(limit)
            summary = body.first == UInt8(ascii: "{")
                ? String(decoding: start, as: UTF8.self)
                : start.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            if body.count > limit { summary += " ..." }
        }
        return .badRequest("the object provided is unrecognized (must be of type \(kind)): \(message) (\(summary))")
    }
}

/// One decoding of a tree: where it is, and what it met.
private struct Decoding {
    /// Unknown fields, in Kubernetes' strict words.
    var strict: [String] = []
    /// The names and positions that lead here, for strict messages.
    private var path: [String] = []
    /// The struct fields that lead here, and the innermost struct: what Go's messages name.
    private var fields: [String] = []
    private var structure = ""

    typealias TypeError = ObjectDecoder.TypeError

    private static let maximumDepth = 500

    mutating func object(_ value: JSONValue, _ schema: Schema) throws(TypeError) -> JSONValue {
        if value.isNull { return schema.zero }
        guard case .object(let object) = value else { throw mismatch(value, schema.goName) }
        let outer = structure
        structure = schema.typeName
        defer { structure = outer }
        // In the order of the document, so that the first error is the one that Go would meet first.
        var decoded: [JSONValue?] = Array(repeating: nil, count: schema.fields.count)
        for (name, member) in object {
            guard let position = schema.position(of: name) else {
                strict.append("unknown field \"\((path + [name]).joined(separator: "."))\"")
                continue
            }
            let field = schema.fields[position]
            path.append(name)
            fields.append(name)
            decoded[position] = try self.value(member, field.type)
            path.removeLast()
            fields.removeLast()
        }
        var result = JSONObject()
        for (position, field) in schema.fields.enumerated() {
            if let value = decoded[position], !value.isNull {
                if !field.leavesOut(value) {
                    result[field.name] = value
                } else if let zero = field.absentValue {
                    result[field.name] = zero
                }
            } else if let zero = field.absentValue {
                result[field.name] = zero
            }
        }
        return .object(result)
    }

    private mutating func value(_ value: JSONValue, _ type: FieldType) throws(TypeError) -> JSONValue {
        if value.isNull { return .null }
        switch type {
        case .string:
            guard value.string != nil else { throw mismatch(value, "string") }
            return value
        case .bool:
            guard value.bool != nil else { throw mismatch(value, "bool") }
            return value
        case .int32:
            return try integer(value, "int32", Int64(Int32.min)...Int64(Int32.max))
        case .int64:
            return try integer(value, "int64", Int64.min...Int64.max)
        case .double:
            guard value.double != nil else { throw mismatch(value, "float64") }
            return value
        case .bytes:
            guard let text = value.string else { throw mismatch(value, "[]uint8") }
            guard let bytes = Base64.decode(text) else {
                throw TypeError(message: "illegal base64 data at input byte \(Self.illegalBase64Position(text))")
            }
            return .string(Base64.encode(bytes))
        case .quantity:
            return try quantity(value)
        case .intOrString:
            if value.string != nil { return value }
            return try integer(value, "int32", Int64(Int32.min)...Int64(Int32.max))
        case .time:
            guard let text = value.string else { throw mismatch(value, "string") }
            guard let time = Time(text) else { throw TypeError(message: GoTimeParsing.message(text, micro: false)) }
            return .string(time.description)
        case .microTime:
            guard let text = value.string else { throw mismatch(value, "string") }
            guard text.contains("."), let time = MicroTime(text) else { throw TypeError(message: GoTimeParsing.message(text, micro: true)) }
            return .string(time.description)
        case .object(let schema):
            return try object(value, schema)
        case .array(let item):
            guard case .array(let items) = value else { throw mismatch(value, Self.goName(type)) }
            var result: [JSONValue] = []
            result.reserveCapacity(items.count)
            let name = path.last ?? ""
            for (position, element) in items.enumerated() {
                if !path.isEmpty { path[path.count - 1] = "\(name)[\(position)]" }
                let decoded = try self.value(element, item)
                result.append(decoded.isNull ? Self.zero(item) : decoded)
            }
            if !path.isEmpty { path[path.count - 1] = name }
            return .array(result)
        case .map(let element):
            guard case .object(let object) = value else { throw mismatch(value, Self.goName(type)) }
            var result = JSONObject()
            for (key, member) in object.isSorted ? object : object.sortedByKey() {
                path.append(key)
                let decoded = try self.value(member, element)
                result[key] = decoded.isNull ? Self.zero(element) : decoded
                path.removeLast()
            }
            return .object(result)
        case .any:
            // What has no schema could be of any depth, and would be deeper with every patch.
            guard !value.isNested(deeperThan: Self.maximumDepth) else { throw TypeError(message: "exceeded max depth") }
            return value
        }
    }

    private func integer(_ value: JSONValue, _ name: String, _ range: ClosedRange<Int64>) throws(TypeError) -> JSONValue {
        switch value {
        case .int(let number):
            guard range.contains(number) else { throw mismatch("number \(number)", name) }
            return value
        case .double: throw mismatch("number \(value)", name)
        default: throw mismatch(value, name)
        }
    }

    private func quantity(_ value: JSONValue) throws(TypeError) -> JSONValue {
        let text: String
        switch value {
        case .string(let string): text = string
        case .int, .double: text = value.description
        default: text = value.description
        }
        do {
            return .string(try Quantity(parsing: text).description)
        } catch {
            throw TypeError(message: error.description)
        }
    }

    private func mismatch(_ value: JSONValue, _ type: String) -> TypeError { mismatch(value.goTypeName, type) }

    private func mismatch(_ what: String, _ type: String) -> TypeError {
        let place = fields.isEmpty ? "Go value" : "Go struct field \(structure).\(fields.joined(separator: "."))"
        return TypeError(message: "json: cannot unmarshal \(what) into \(place) of type \(type)")
    }

    /// The value that Go has for a null item of a list or map.
    private static func zero(_ type: FieldType) -> JSONValue {
        switch type {
        case .string: ""
        case .bool: false
        case .int32, .int64, .double, .intOrString: 0
        case .quantity: "0"
        case .object(let schema): schema.zero
        default: .null
        }
    }

    /// The type as Go prints it.
    private static func goName(_ type: FieldType) -> String {
        switch type {
        case .string: "string"
        case .bool: "bool"
        case .int32: "int32"
        case .int64: "int64"
        case .double: "float64"
        case .bytes: "[]uint8"
        case .quantity: "resource.Quantity"
        case .intOrString: "intstr.IntOrString"
        case .time: "v1.Time"
        case .microTime: "v1.MicroTime"
        case .object(let schema): schema.goName
        case .array(let item): "[]\(goName(item))"
        case .map(let element): "map[string]\(goName(element))"
        case .any: "runtime.RawExtension"
        }
    }

    /// Where Go's base64 decoder stops.
    private static func illegalBase64Position(_ text: String) -> Int {
        var position = 0
        var length = 0
        for byte in text.utf8 {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, 0x2B, 0x2F: length += 1
            case 0x0A, 0x0D: break
            default: return position
            }
            position += 1
        }
        // Go points at the start of the group of four that is not full.
        return length - length % 4
    }
}

extension JSONObject {
    /// Whether the names stand in ascending order already.
    var isSorted: Bool {
        var last: String?
        for key in keys {
            if let last, !last.utf8.lexicographicallyPrecedes(key.utf8) { return false }
            last = key
        }
        return true
    }
}
