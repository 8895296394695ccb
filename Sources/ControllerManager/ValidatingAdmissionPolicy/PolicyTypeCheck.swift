import CEL
import KubernetesAPI

/// Checks the expressions of a ValidatingAdmissionPolicy against the types of the kinds that it matches.
///
/// An expression is sound for the API server when it is for objects of any kind; here it must be for each kind that the policy names. What is
/// not is only told: a policy may well guard such an expression by a look at the kind.
struct PolicyTypeCheck: Sendable {
    /// More kinds than these are not checked.
    static let mostKinds = 10

    /// A kind that the policy matches, with its type.
    struct Kind: Sendable {
        /// As Kubernetes prints it: `apps/v1, Kind=Deployment`.
        var name: String
        var type: CELType
        var structures: [String: [String: CELType]]
    }

    let policy: ValidatingAdmissionPolicy
    let kinds: [Kind]
    /// The type of its parameters; nil for a policy without.
    var params: CELType?
    var paramStructures: [String: [String: CELType]] = [:]

    func warnings() -> [AdmissionregistrationV1.ExpressionWarning] {
        var warnings: [AdmissionregistrationV1.ExpressionWarning] = []
        let environments = kinds.map { ($0.name, environment($0, hasAuthorizer: true)) }
        func check(_ expression: String?, _ field: String, _ environments: [(String, CELEnvironment)]) {
            guard let expression, !expression.isEmpty else { return }
            let problems = environments.compactMap { name, environment -> String? in
                guard case .failure(let failure) = CELChecker(environment).compile(expression) else { return nil }
                return "\(name): \(failure)\n"
            }
            if !problems.isEmpty { warnings.append(.init(fieldRef: field, warning: problems.joined())) }
        }
        // Messages cannot ask who may do what.
        let forMessages = kinds.map { ($0.name, environment($0, hasAuthorizer: false)) }
        for (index, validation) in policy.spec.validations.enumerated() {
            check(validation.expression, "spec.validations[\(index)].expression", environments)
            check(validation.messageExpression, "spec.validations[\(index)].messageExpression", forMessages)
        }
        return warnings
    }

    private func environment(_ kind: Kind, hasAuthorizer: Bool) -> CELEnvironment {
        var variables: [String: CELType]? = policy.spec.variables.isEmpty ? nil : [:]
        func environment() -> CELEnvironment {
            var environment = CELEnvironment.admission(object: kind.type, params: params, hasAuthorizer: hasAuthorizer, variables: variables)
            environment.structures.merge(kind.structures) { present, _ in present }
            environment.structures.merge(paramStructures) { present, _ in present }
            return environment
        }
        // Each sees those before it. One that is not sound itself may be anything: it is not what the expression that names it does wrong.
        for variable in policy.spec.variables {
            if case .success(let checked) = CELChecker(environment()).compile(variable.expression) {
                variables?[variable.name] = checked.type
            } else {
                variables?[variable.name] = .dyn
            }
        }
        return environment()
    }
}

extension ValidatingAdmissionPolicy {
    /// The resources that it names without wildcards, by group, version and plural: those whose kinds can be looked up.
    var namedResources: [(group: String, version: String, plural: String)] {
        var all: [(group: String, version: String, plural: String)] = []
        func named(_ list: [String]) -> [String] { list.contains("*") ? [] : list }
        for rule in spec.matchConstraints?.resourceRules ?? [] {
            for group in named(rule.apiGroups) {
                for version in named(rule.apiVersions) {
                    // A subresource's objects may be of another kind.
                    for plural in named(rule.resources) where !plural.contains("/") && !plural.contains("*") {
                        if !all.contains(where: { $0 == (group, version, plural) }) { all.append((group, version, plural)) }
                    }
                }
            }
        }
        return all
    }
}
