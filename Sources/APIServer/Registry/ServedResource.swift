import APISchema
import JSON

/// A resource as it is served in one version: its description, its rules, and where its objects are.
final class ServedResource: Sendable {
    let description: ResourceDescription
    let rules: any ResourceRules
    /// The storage that this version shares with the other versions of the resource.
    let storage: ResourceStorage
    /// How objects of this version become those that are stored, and back; nil where this is the stored version.
    let conversion: VersionConversion?
    /// What the server itself does after each write; nil for most kinds.
    let follower: Follower?

    init(description: ResourceDescription, rules: any ResourceRules, storage: ResourceStorage, conversion: VersionConversion? = nil, isCustom: Bool = false) {
        self.description = description
        self.rules = rules
        self.storage = storage
        self.conversion = conversion
        follower = Follower.hasOne(description) ? Follower() : nil
        self.isCustom = isCustom
    }

    var group: String { description.group }
    var plural: String { description.plural }
    var kind: String { description.kind }
    var isNamespaced: Bool { description.isNamespaced }
    var schema: Schema { description.schema }
    /// Whether a CustomResourceDefinition made it.
    let isCustom: Bool
    /// The type of its objects as Go names it inside the server, such as `core.Pod`.
    var goType: String { "\(schema.name.prefix { $0 != "." }).\(kind)" }
    var hasStatus: Bool { description.subresource("status") != nil }

    /// The failure for an object that is not there.
    func notFound(_ name: String) -> APIStatusError { .notFound(group: group, resource: plural, name: name) }

    /// The failure of an optimistic lock or a precondition.
    func conflict(_ name: String, _ message: String = APIStatusError.modifiedMessage) -> APIStatusError {
        .conflict(group: group, resource: plural, name: name, message)
    }

    /// The failure of validation.
    func invalid(_ name: String, _ errors: [FieldError]) -> APIStatusError {
        .invalid(group: group, kind: kind, name: name, errors)
    }
}

/// How the objects of a version that is not stored become those that are, and back.
struct VersionConversion: Sendable {
    var toStorage: @Sendable (JSONValue) -> JSONValue
    var fromStorage: @Sendable (JSONValue) -> JSONValue
}
