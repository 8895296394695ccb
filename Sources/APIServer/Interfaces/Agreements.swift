// How the folders of this module call each other. The core (Server, Requests, Registry) calls these; the folders
// named here provide them, as plain functions:
//
// Schema/     enum ObjectDecoder {
//                 /// Body bytes (JSON, or YAML when `yaml`) → an object of that schema, in Kubernetes' field order, with
//                 /// unknown fields dropped. Throws 400 in Go's words. `strict`: what fieldValidation must report
//                 /// (`unknown field "spec.foo"`, `duplicate field "data.a"`), in order.
//                 static func decode(_ body: [UInt8], yaml: Bool, schema: Schema, kind: String, apiVersion: String)
//                     throws(APIStatusError) -> (object: JSONValue, strict: [String])
//                 /// The same for a tree (a patched object).
//                 static func conform(_ value: JSONValue, schema: Schema, kind: String, apiVersion: String)
//                     throws(APIStatusError) -> (object: JSONValue, strict: [String])
//             }
//             enum SchemaDefaults { static func apply(to object: inout JSONValue, schema: Schema) }
//             enum SchemaValidation { static func validate(_ object: JSONValue, schema: Schema) -> [FieldError] }
// Patch/      enum PatchType: String { json, merge, strategic, applyYAML, (applyCBOR no) ; init?(contentType: String) }
//             enum PatchEngine { static func apply(_ type: PatchType, body: [UInt8], to: JSONValue, schema: Schema)
//                 throws(APIStatusError) -> JSONValue }          // json, merge, strategic
//             struct FieldManager { manager: String; apiVersion: String; subresource: String; schema: Schema; time: String
//                 /// Sets new.metadata.managedFields after a create, update or patch; `live` is nil on create.
//                 func update(live: JSONValue?, new: inout JSONValue)
//                 /// Server-side apply: the merged object with managedFields; 409 with causes on conflicts.
//                 func apply(live: JSONValue?, body: [UInt8], force: Bool) throws(APIStatusError) -> JSONValue }
// Tables/     enum Tables {
//                 static func columnDefinitions(group: String, kind: String) -> JSONValue     // array
//                 static func cells(group: String, kind: String, object: JSONValue, now: Instant) -> [JSONValue] }
// Discovery/  struct Discovery: init(resources: @Sendable () -> [APIResourceDescription]); 
//                 func respond(path: String, accept: String?, ifNoneMatch: String?) -> (status, headers, body)? // nil: not mine
// Authentication/       struct AuthenticatorChain: Authenticator
// Authorization/        AuthorizerChain: Authorizer (system:masters; RBAC reads through a closure later)
// ServiceAccountTokens/ ServiceAccountTokenSigner: sign(TokenRequest …), verify, jwks()
