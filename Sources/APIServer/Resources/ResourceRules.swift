import JSON

/// What a rule may look at besides the objects.
struct RuleContext: Sendable {
    /// Who writes.
    var user: APIUser
    /// The present second, as metadata prints it.
    var time: String
    /// Whether nothing will be stored.
    var dryRun: Bool
    /// The version that the client speaks: `v1`, `events.k8s.io/v1`.
    var apiVersion = ""
}

/// What one kind adds to the generic registry: its defaults, what is reset on a write, and what is refused.
///
/// Every function works on the whole object as a JSON tree that has been checked against the schema, so a value has
/// the type the schema says or is absent.
protocol ResourceRules: Sendable {
    /// What is wrong with a name of this kind.
    func validateName(_ name: String) -> [String]
    /// Whether `metadata.generation` counts the changes of the specification.
    var tracksGeneration: Bool { get }
    /// Whether an update of an absent object creates it.
    var createsOnUpdate: Bool { get }
    /// Whether an update without resourceVersion overwrites whatever is there.
    var allowsUnconditionalUpdate: Bool { get }
    /// Whether a deletion answers with the object instead of a Status.
    var returnsDeletedObject: Bool { get }
    /// What happens to dependents when a deletion does not say: true leaves them as orphans.
    var orphansDependents: Bool { get }
    /// Whether objects that are deleted with a grace period stay until they are deleted again.
    var deletesGracefully: Bool { get }

    /// Fills in what the client left out.
    func applyDefaults(_ object: inout JSONValue)
    /// Resets what clients may not set on a new object, besides a status that is a subresource.
    func prepareForCreate(_ object: inout JSONValue, _ context: RuleContext)
    /// Resets what an update of the object itself may not change, besides the status.
    func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: RuleContext)
    /// Resets what an update of the status may not change, besides the specification.
    func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: RuleContext)
    /// Marks an object for deletion in the kind's own way, to be removed later; false leaves it to the general rules.
    func markForDeletion(_ object: inout JSONValue, _ context: RuleContext) -> Bool
    /// Whether a new object keeps the status it was sent with.
    var keepsStatusOnCreate: Bool { get }
    /// A member that is kept and compared as the text that came; nil for nearly all kinds.
    var textMember: String? { get }
    /// What is wrong with an object, besides its metadata.
    func validate(_ object: JSONValue) -> [FieldError]
    /// What is wrong with a new object.
    func validateCreate(_ object: JSONValue, _ context: RuleContext) -> [FieldError]
    /// What is wrong with a change.
    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError]
    /// What is wrong with a change through a subresource that is neither status nor scale.
    func validateUpdate(_ object: JSONValue, old: JSONValue, subresource: String) -> [FieldError]
    /// What is wrong with a change of the status.
    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError]
    /// What the answer warns of although it is done: the texts of its Warning headers. There is no old object on a create.
    func warnings(_ object: JSONValue, old: JSONValue?) -> [String]
    /// An annotation that Kubernetes keeps in a field of its own form, so that views of the metadata alone do not have it.
    var annotationWithoutView: String? { get }
    /// How often an update of a kind looks at the metadata, and says what is wrong with it.
    var metadataChecks: Int { get }
    /// The fields that field selectors can use, besides metadata.name and metadata.namespace.
    func selectableFields(_ object: JSONValue) -> [(String, String)]
}

extension ResourceRules {
    func validateName(_ name: String) -> [String] { NameRules.dnsSubdomain(name) }
    var tracksGeneration: Bool { false }
    var createsOnUpdate: Bool { false }
    var allowsUnconditionalUpdate: Bool { true }
    var returnsDeletedObject: Bool { false }
    var orphansDependents: Bool { false }
    var deletesGracefully: Bool { false }
    var keepsStatusOnCreate: Bool { false }
    var textMember: String? { nil }
    func applyDefaults(_ object: inout JSONValue) {}
    func prepareForCreate(_ object: inout JSONValue, _ context: RuleContext) {}
    func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: RuleContext) {}
    func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: RuleContext) {}
    func markForDeletion(_ object: inout JSONValue, _ context: RuleContext) -> Bool { false }
    func validate(_ object: JSONValue) -> [FieldError] { [] }
    func validateCreate(_ object: JSONValue, _ context: RuleContext) -> [FieldError] { validate(object) }
    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] { validate(object) }
    func validateUpdate(_ object: JSONValue, old: JSONValue, subresource: String) -> [FieldError] { validate(object) }
    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] { [] }
    func warnings(_ object: JSONValue, old: JSONValue?) -> [String] { [] }
    var metadataChecks: Int { 2 }
    var annotationWithoutView: String? { nil }
    func selectableFields(_ object: JSONValue) -> [(String, String)] { [] }
}

/// The rules of a kind that has no particular ones.
struct PlainRules: ResourceRules {
    var tracksGeneration = false
    var createsOnUpdate = false
    var allowsUnconditionalUpdate = true
    var returnsDeletedObject = false
    /// The paths of the fields that may be selected by.
    var selectable: [String] = []

    func selectableFields(_ object: JSONValue) -> [(String, String)] {
        selectable.map { path in
            (path, object[path: path.split(separator: ".").map(String.init)]?.string ?? "")
        }
    }
}
