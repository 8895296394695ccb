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
            fields = try parameters.fieldSelector.map { text throws(SelectorError) in
                Self.translated(try FieldSelector(parsing: text), resource)
            }
        } catch {
            throw .badRequest(error.description)
        }
        if let fields, !fields.requirements.isEmpty {
            let known = ["metadata.name", "metadata.namespace"] + resource.rules.selectableFields([:]).map(\.0)
            for requirement in fields.requirements where !known.contains(requirement.field) {
                throw Self.unknown(requirement.field, resource)
            }
        }
        func only(_ field: String) -> String? { fields?.requirements.first { $0.field == field && $0.isEqual }?.value }
        name = only("metadata.name")
    }

    /// The selector with the names that the stored version has for fields of the served one.
    private static func translated(_ selector: FieldSelector, _ resource: ServedResource) -> FieldSelector {
        var selector = selector
        for index in selector.requirements.indices {
            let field = selector.requirements[index].field
            switch (resource.group, resource.plural) {
            case ("", "pods") where field == "spec.host": selector.requirements[index].field = "spec.nodeName"
            case ("events.k8s.io", "events"):
                if field.hasPrefix("regarding.") {
                    selector.requirements[index].field = "involvedObject." + field.dropFirst("regarding.".count)
                } else if field == "reportingController" {
                    selector.requirements[index].field = "reportingComponent"
                } else if field.hasPrefix("involvedObject.") || ["reportingComponent", "source"].contains(field) {
                    // The core's names mean nothing here; so does this one everywhere.
                    selector.requirements[index].field = field + "?"
                }
            default: break
            }
        }
        return selector
    }

    private static func unknown(_ field: String, _ resource: ServedResource) -> APIStatusError {
        if resource.rules.selectableFields([:]).isEmpty {
            return .badRequest(
                "\(FieldError.quoted(field)) is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")
        }
        return .badRequest("field label not supported: \(field.hasSuffix("?") ? String(field.dropLast()) : field)")
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
