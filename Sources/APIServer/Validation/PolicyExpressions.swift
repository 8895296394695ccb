import CEL
import JSON

/// The CEL expressions of admission policies: which variables they see, and what is wrong with them.
struct PolicyExpressions {
    /// Whether `params` is there: the policy has a kind of parameters.
    var hasParams: Bool
    private var hasAuthorizer = true
    private var makesObjects = false
    /// The types of `variables.NAME`, in the order of their definition; nil where a policy defines none.
    private var variables: [String: CELType]?

    init(hasParams: Bool) { self.hasParams = hasParams }

    /// The same without `authorizer`, as expressions of messages have it.
    var withoutAuthorizer: PolicyExpressions {
        var copy = self
        copy.hasAuthorizer = false
        return copy
    }

    /// The same with `Object{}` and `JSONPatch{}`, as mutations have it.
    var mutating: PolicyExpressions {
        var copy = self
        copy.makesObjects = true
        return copy
    }

    /// A text without white space around it.
    static func trimmed(_ text: String) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    /// What is wrong with an expression that must be of one of some types.
    func check(_ expression: String, _ field: String, yields types: [CELType]) -> [FieldError] {
        switch CELChecker(environment).compile(expression) {
        case .failure(let failure): return [.invalid(field, string: expression, "compilation failed: \(failure)")]
        case .success(let checked):
            if types.isEmpty || types.contains(checked.type) { return [] }
            let wanted = types.count == 1
                ? "must evaluate to \(types[0]) but got \(checked.type)"
                : "must evaluate to one of [" + types.map(\.description).joined(separator: " ") + "]"
            return [.invalid(field, string: expression, wanted)]
        }
    }

    /// Adds `variables.NAME`; what is wrong with its expression.
    mutating func define(_ name: String, _ expression: String, _ field: String) -> [FieldError] {
        if variables == nil { variables = [:] }
        switch CELChecker(environment).compile(expression) {
        case .failure(let failure):
            // Later expressions may still name it.
            variables?[name] = .dyn
            return [.invalid(field, string: expression, "compilation failed: \(failure)")]
        case .success(let checked):
            variables?[name] = checked.type
            return []
        }
    }

    private var environment: CELEnvironment {
        var environment = CELEnvironment.admission(params: hasParams ? .dyn : nil, hasAuthorizer: hasAuthorizer, variables: variables)
        if makesObjects { environment.openStructures = ["Object", "JSONPatch"] }
        return environment
    }
}
