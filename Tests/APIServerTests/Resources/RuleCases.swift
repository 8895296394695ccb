import JSON
import KubernetesAPI
import Testing

@testable import APIServer

/// One change of an object that is right, and what Kubernetes says of it.
struct RuleCase: Sendable, CustomTestStringConvertible {
    /// A merge patch of the good object, as JSON.
    var change: String
    /// The errors, as `field: what is wrong`, in order.
    var causes: [String]

    init(_ change: String, _ causes: String...) {
        self.change = change
        self.causes = causes
    }

    var testDescription: String { change }
}

/// What the rules of a kind say of objects, without a server.
enum RuleCases {
    static let context = RuleContext(user: APIUser(name: "admin", groups: []), time: "2026-01-01T00:00:00Z", dryRun: false)

    /// What is wrong with a new object, made of a good one by a merge patch.
    static func create(_ rules: any ResourceRules, _ good: String, _ change: String) -> [String] {
        var object = MergePatch.merge(json(change), into: json(good))
        rules.applyDefaults(&object)
        rules.prepareForCreate(&object, context)
        return rules.validateCreate(object, context).map(\.description)
    }

    /// What is wrong with the change of an object that is there, by a merge patch.
    static func update(_ rules: any ResourceRules, _ good: String, _ change: String, subresource: String = "") -> [String] {
        var old = json(good)
        rules.applyDefaults(&old)
        rules.prepareForCreate(&old, context)
        var new = MergePatch.merge(json(change), into: old)
        rules.applyDefaults(&new)
        switch subresource {
        case "":
            rules.prepareForUpdate(&new, old: old, context)
            return rules.validateUpdate(new, old: old).map(\.description)
        case "status":
            rules.prepareForStatusUpdate(&new, old: old, context)
            return rules.validateStatusUpdate(new, old: old).map(\.description)
        default:
            return rules.validateUpdate(new, old: old, subresource: subresource).map(\.description)
        }
    }
}
