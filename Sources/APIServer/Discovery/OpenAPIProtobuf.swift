import JSON

/// Which encoding of an OpenAPI document a client gets.
enum OpenAPIEncoding {
    /// With the media type that the answer names.
    case json(String), protobuf(String)

    /// The first that a client likes; nil when it likes none. `version` is v2 or v3.
    static func negotiate(_ accept: String?, version: String) -> OpenAPIEncoding? {
        guard let accept, !accept.isEmpty else { return .json("application/json") }
        let clauses = accept.split(separator: ",").compactMap { MediaType($0) }.enumerated()
            .sorted { ($0.element.quality, -$0.offset) > ($1.element.quality, -$1.offset) }
        for (_, clause) in clauses {
            switch clause.type {
            case "application/json", "application/*", "*/*": return .json("application/json")
            case "application/com.github.proto-openapi.spec.\(version)@v1.0+protobuf",
                "application/com.github.proto-openapi.spec.\(version).v1.0+protobuf":
                return .protobuf("application/com.github.proto-openapi.spec.\(version).v1.0+protobuf")
            default: continue
            }
        }
        return nil
    }
}

/// OpenAPI documents as the protobuf messages of gnostic, which clients in Go read faster than JSON.
struct OpenAPIProtobuf {
    private var writer = ProtobufWriter(capacity: 1 << 16)
    private let messages: [String: OpenAPIMessage]

    /// The message of a whole document. `version` is v2 or v3.
    static func encode(_ document: JSONValue, version: String) -> ArraySlice<UInt8> {
        var encoder = OpenAPIProtobuf(messages: version == "v2" ? OpenAPIMessage.version2 : OpenAPIMessage.version3)
        encoder.fields("Document", document)
        return encoder.writer.bytes
    }

    private init(messages: [String: OpenAPIMessage]) { self.messages = messages }

    private mutating func fields(_ name: String, _ value: JSONValue) {
        guard let message = messages[name], let object = value.object else { return }
        for field in message.fields {
            if field.form == .extensions {
                for (key, member) in object.reversed() where key.hasPrefix("x-") { named(key, member, .any, field.number) }
            } else if field.form == .otherMembers {
                let own = message.fields.map(\.name)
                for (key, member) in object.reversed() where !own.contains(key) && !key.hasPrefix("x-") {
                    named(key, member, .message(field.name), field.number)
                }
            } else if let member = object[field.name] {
                self.value(member, field.form, field.number)
            }
        }
    }

    private mutating func value(_ value: JSONValue, _ form: OpenAPIMessage.Form, _ number: Int) {
        switch (form, value) {
        case (.string, .string(let text)): writer.prepend(field: number, string: text)
        case (.bool, .bool(true)): writer.prepend(field: number, varint: 1)
        case (.double, _): if let double = value.double { writer.prepend(field: number, bits: double.bitPattern) }
        case (.int, .int(let integer)): writer.prepend(field: number, varint: UInt64(bitPattern: integer))
        case (.any, _):
            // JSON is YAML, too.
            enclosed(number) { $0.writer.prepend(field: 2, bytes: value.serialized()) }
        case (.message(let name), _): message(name, value, number)
        case (.list(let item), .array(let items)): for element in items.reversed() { self.value(element, item, number) }
        case (.map(let item), .object(let members)):
            enclosed(number) { for (key, member) in members.reversed() { $0.named(key, member, item, 1) } }
        case (.within(let inner), _): enclosed(number) { $0.value(value, inner, 1) }
        case (.scalar, .string): enclosed(number) { $0.value(value, .string, 3) }
        case (.scalar, .bool): enclosed(number) { $0.value(value, .bool, 2) }
        case (.scalar, .int), (.scalar, .double): enclosed(number) { $0.value(value, .double, 1) }
        default: break
        }
    }

    private mutating func enclosed(_ number: Int, _ body: (inout OpenAPIProtobuf) -> Void) {
        let end = writer.count
        body(&self)
        writer.close(field: number, end: end)
    }

    /// One member of a map: a message with its name and its value.
    private mutating func named(_ key: String, _ value: JSONValue, _ form: OpenAPIMessage.Form, _ number: Int) {
        enclosed(number) {
            $0.value(value, form, 2)
            $0.writer.prepend(field: 1, string: key)
        }
    }

    /// A message, or the one of several that the value is.
    private mutating func message(_ name: String, _ value: JSONValue, _ number: Int) {
        let (path, inner) = OpenAPIMessage.choice(name, value)
        let end = writer.count
        if inner.isEmpty { self.value(value, .bool, 2) } else { fields(inner, value) }
        // The choices inside of each other end where the message does.
        for step in path.reversed() { writer.close(field: step, end: end) }
        writer.close(field: number, end: end)
    }
}
