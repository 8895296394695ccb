import JSON
import KubernetesAPI

/// What a list or a watch picks: a label selector and a field selector.
struct Selection: Sendable {
    private let labels: Selector?
    private let fields: FieldSelector?
    /// The only name that can match, where the field selector asks for one.
    private(set) var name: String?

    /// Everything.
    static let all = Selection()

    private init() {
        labels = nil
        fields = nil
        name = nil
    }

    /// Reads the selectors of a request.
    /// - Throws: 400 when one does not parse or asks for a field that cannot be selected by.
    init(_ parameters: ListParameters, resource: ServedResource) throws(APIStatusError) {
        do {
            labels = try parameters.labelSelector.map { text throws(SelectorError) in try Selector(parsing: text) }
            fields = try parameters.fieldSelector.map { text throws(SelectorError) in try FieldSelector(parsing: text) }
        } catch {
            throw .badRequest(error.description)
        }
        let known = ["metadata.name", "metadata.namespace"] + resource.rules.selectableFields([:]).map(\.0)
        for requirement in fields?.requirements ?? [] where !known.contains(requirement.field) {
            throw Self.unknown(requirement.field, resource)
        }
        func only(_ field: String) -> String? { fields?.requirements.first { $0.field == field && $0.isEqual }?.value }
        name = only("metadata.name")
    }

    private static func unknown(_ field: String, _ resource: ServedResource) -> APIStatusError {
        if resource.rules.selectableFields([:]).isEmpty {
            return .badRequest(
                "\(FieldError.quoted(field)) is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")
        }
        return .badRequest("field label not supported: \(field)")
    }

    /// Leaves out all objects but the one of that name.
    mutating func restrict(toName name: String) { self.name = name }

    /// Whether an object is picked.
    func matches(_ object: StoredObject) -> Bool {
        if let labels, !labels.matches(object.labels) { return false }
        if let name, object.fields["metadata.name"] != name { return false }
        if let fields, !fields.matches({ object.fields[$0] ?? "" }) { return false }
        return true
    }

    /// Whether nothing is left out.
    var isAll: Bool { name == nil && labels?.isEmpty ?? true && fields?.isEmpty ?? true }
}
