import JSON

/// The fields of one message of gnostic's OpenAPI: names in JSON, numbers, and what they hold.
struct OpenAPIMessage: Sendable {
    /// What a field holds.
    indirect enum Form: Sendable, Equatable {
        case string, bool, double, int
        /// Any JSON, as the text of YAML.
        case any
        /// A message; where there is a choice of several, the name of the choice.
        case message(String)
        case list(Form)
        /// A message with the members of an object in field 1, each with its name.
        case map(Form)
        /// A message with the value in field 1.
        case within(Form)
        /// A message for a number, a truth value or a text.
        case scalar
        /// The members whose names begin with `x-`.
        case extensions
        /// All members that are no fields, with their names; the field's name is that of their message.
        case otherMembers
    }

    /// By descending number: messages are written from their end.
    var fields: [(name: String, number: Int, form: Form)]

    private init(_ fields: [(String, Int, Form)]) {
        self.fields = fields.map { (name: $0.0, number: $0.1, form: $0.2) }.sorted { $0.number > $1.number }
    }

    /// The numbers of the choices that lead to a value's message, and that message's name; an empty name for a truth value.
    static func choice(_ name: String, _ value: JSONValue) -> (path: [Int], name: String) {
        switch name {
        case "SchemaOrReference", "ParameterOrReference", "RequestBodyOrReference", "ResponseOrReference", "SecuritySchemeOrReference":
            if value["$ref"] != nil { return ([2], "Reference") }
            return ([1], String(name.dropLast("OrReference".count)))
        case "AdditionalPropertiesItem2": return value.bool == nil ? ([1], "Schema") : ([], "")
        case "AdditionalPropertiesItem3":
            if value.bool != nil { return ([], "") }
            let (path, inner) = choice("SchemaOrReference", value)
            return ([1] + path, inner)
        case "ParametersItem":
            switch value.text("in") {
            case "body": return ([1, 1], "BodyParameter")
            case "path": return ([1, 2, 4], "PathParameter")
            case "header": return ([1, 2, 1], "PathParameter")
            default: return ([1, 2, 3], "QueryParameter")
            }
        case "ResponseValue", "SchemaItem": return ([1], name == "SchemaItem" ? "Schema" : "Response")
        case "SecurityDefinitionsItem": return ([2], "ApiKeySecurity")
        default: return ([], name)
        }
    }

    private static let methods2: [(String, Int, Form)] =
        [("get", 2), ("put", 3), ("post", 4), ("delete", 5), ("options", 6), ("head", 7), ("patch", 8)].map { ($0.0, $0.1, .message("Operation")) }
    private static let methods3: [(String, Int, Form)] =
        [("get", 4), ("put", 5), ("post", 6), ("delete", 7), ("options", 8), ("head", 9), ("patch", 10)].map { ($0.0, $0.1, .message("Operation")) }

    /// The messages of OpenAPI v2.
    static let version2: [String: OpenAPIMessage] = [
        "Document": .init([
            ("swagger", 1, .string), ("info", 2, .message("Info")), ("paths", 8, .message("Paths")),
            ("definitions", 9, .map(.message("Schema"))), ("security", 12, .list(.message("SecurityRequirement"))),
            ("securityDefinitions", 13, .map(.message("SecurityDefinitionsItem"))), ("", 16, .extensions),
        ]),
        "Info": .init([("title", 1, .string), ("version", 2, .string), ("description", 3, .string), ("", 7, .extensions)]),
        "Paths": .init([("", 1, .extensions), ("PathItem", 2, .otherMembers)]),
        "PathItem": .init(methods2 + [("$ref", 1, .string), ("parameters", 9, .list(.message("ParametersItem"))), ("", 10, .extensions)]),
        "Operation": .init([
            ("tags", 1, .list(.string)), ("summary", 2, .string), ("description", 3, .string), ("operationId", 5, .string),
            ("produces", 6, .list(.string)), ("consumes", 7, .list(.string)), ("parameters", 8, .list(.message("ParametersItem"))),
            ("responses", 9, .message("Responses")), ("schemes", 10, .list(.string)), ("deprecated", 11, .bool), ("", 13, .extensions),
        ]),
        "BodyParameter": .init([
            ("description", 1, .string), ("name", 2, .string), ("in", 3, .string), ("required", 4, .bool), ("schema", 5, .message("Schema")),
            ("", 6, .extensions),
        ]),
        "QueryParameter": .init([
            ("required", 1, .bool), ("in", 2, .string), ("description", 3, .string), ("name", 4, .string), ("type", 6, .string),
            ("format", 7, .string), ("uniqueItems", 20, .bool), ("", 23, .extensions),
        ]),
        "PathParameter": .init([
            ("required", 1, .bool), ("in", 2, .string), ("description", 3, .string), ("name", 4, .string), ("type", 5, .string),
            ("format", 6, .string), ("uniqueItems", 19, .bool), ("", 22, .extensions),
        ]),
        "Responses": .init([("ResponseValue", 1, .otherMembers), ("", 2, .extensions)]),
        "Response": .init([("description", 1, .string), ("schema", 2, .message("SchemaItem")), ("", 5, .extensions)]),
        "Schema": .init([
            ("$ref", 1, .string), ("format", 2, .string), ("title", 3, .string), ("description", 4, .string), ("default", 5, .any),
            ("multipleOf", 6, .double), ("maximum", 7, .double), ("exclusiveMaximum", 8, .bool), ("minimum", 9, .double),
            ("exclusiveMinimum", 10, .bool), ("maxLength", 11, .int), ("minLength", 12, .int), ("pattern", 13, .string), ("maxItems", 14, .int),
            ("minItems", 15, .int), ("uniqueItems", 16, .bool), ("maxProperties", 17, .int), ("minProperties", 18, .int),
            ("required", 19, .list(.string)), ("enum", 20, .list(.any)), ("additionalProperties", 21, .message("AdditionalPropertiesItem2")),
            ("type", 22, .within(.string)), ("items", 23, .within(.message("Schema"))), ("allOf", 24, .list(.message("Schema"))),
            ("properties", 25, .map(.message("Schema"))), ("", 31, .extensions),
        ]),
        "ApiKeySecurity": .init([("type", 1, .string), ("name", 2, .string), ("in", 3, .string), ("description", 4, .string), ("", 5, .extensions)]),
        "SecurityRequirement": .init([("StringArray", 1, .otherMembers)]),
    ]

    /// The messages of OpenAPI v3.
    static let version3: [String: OpenAPIMessage] = [
        "Document": .init([
            ("openapi", 1, .string), ("info", 2, .message("Info")), ("paths", 4, .message("Paths")), ("components", 5, .message("Components")),
            ("security", 6, .list(.message("SecurityRequirement"))), ("", 9, .extensions),
        ]),
        "Info": .init([("title", 1, .string), ("description", 2, .string), ("version", 6, .string), ("", 7, .extensions)]),
        "Components": .init([
            ("schemas", 1, .map(.message("SchemaOrReference"))), ("securitySchemes", 7, .map(.message("SecuritySchemeOrReference"))),
            ("", 10, .extensions),
        ]),
        "Paths": .init([("PathItem", 1, .otherMembers), ("", 2, .extensions)]),
        "PathItem": .init(methods3 + [("$ref", 1, .string), ("parameters", 13, .list(.message("ParameterOrReference"))), ("", 14, .extensions)]),
        "Operation": .init([
            ("tags", 1, .list(.string)), ("summary", 2, .string), ("description", 3, .string), ("operationId", 5, .string),
            ("parameters", 6, .list(.message("ParameterOrReference"))), ("requestBody", 7, .message("RequestBodyOrReference")),
            ("responses", 8, .message("Responses")), ("deprecated", 10, .bool), ("", 13, .extensions),
        ]),
        "Parameter": .init([
            ("name", 1, .string), ("in", 2, .string), ("description", 3, .string), ("required", 4, .bool),
            ("schema", 10, .message("SchemaOrReference")), ("", 14, .extensions),
        ]),
        "RequestBody": .init([
            ("description", 1, .string), ("content", 2, .map(.message("MediaType"))), ("required", 3, .bool), ("", 4, .extensions),
        ]),
        "MediaType": .init([("schema", 1, .message("SchemaOrReference")), ("", 5, .extensions)]),
        "Responses": .init([("default", 1, .message("ResponseOrReference")), ("ResponseOrReference", 2, .otherMembers), ("", 3, .extensions)]),
        "Response": .init([("description", 1, .string), ("content", 3, .map(.message("MediaType"))), ("", 5, .extensions)]),
        "Reference": .init([("$ref", 1, .string)]),
        "Schema": .init([
            ("nullable", 1, .bool), ("title", 9, .string), ("multipleOf", 10, .double), ("maximum", 11, .double), ("exclusiveMaximum", 12, .bool),
            ("minimum", 13, .double), ("exclusiveMinimum", 14, .bool), ("maxLength", 15, .int), ("minLength", 16, .int), ("pattern", 17, .string),
            ("maxItems", 18, .int), ("minItems", 19, .int), ("uniqueItems", 20, .bool), ("maxProperties", 21, .int), ("minProperties", 22, .int),
            ("required", 23, .list(.string)), ("enum", 24, .list(.any)), ("type", 25, .string), ("allOf", 26, .list(.message("SchemaOrReference"))),
            ("oneOf", 27, .list(.message("SchemaOrReference"))), ("anyOf", 28, .list(.message("SchemaOrReference"))), ("not", 29, .message("Schema")),
            ("items", 30, .within(.message("SchemaOrReference"))), ("properties", 31, .map(.message("SchemaOrReference"))),
            ("additionalProperties", 32, .message("AdditionalPropertiesItem3")), ("default", 33, .scalar), ("description", 34, .string),
            ("format", 35, .string), ("", 36, .extensions),
        ]),
        "SecurityScheme": .init([("type", 1, .string), ("description", 2, .string), ("name", 3, .string), ("in", 4, .string), ("", 9, .extensions)]),
        "SecurityRequirement": .init([("StringArray", 1, .otherMembers)]),
    ]
}
