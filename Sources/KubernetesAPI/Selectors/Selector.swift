/// A label selector, parsed: every requirement must hold.
public struct Selector: Hashable, Sendable, CustomStringConvertible {
    public var requirements: [Requirement]

    /// One condition on a label.
    public struct Requirement: Hashable, Sendable {
        public enum Operator: String, Sendable {
            case `in` = "in"
            case notIn = "notin"
            case exists = "exists"
            case doesNotExist = "!"
            case greaterThan = "gt"
            case lessThan = "lt"
        }
        public var key: String
        public var `operator`: Operator
        public var values: [String]

        public init(key: String, operator: Operator, values: [String] = []) {
            self.key = key
            self.operator = `operator`
            self.values = values
        }

        /// Whether the labels satisfy it. `notin` and `!` also hold where the label is absent.
        public func matches(_ labels: [String: String]) -> Bool {
            guard let value = labels[key] else { return self.operator == .notIn || self.operator == .doesNotExist }
            switch self.operator {
            case .in: return values.contains(value)
            case .notIn: return !values.contains(value)
            case .exists: return true
            case .doesNotExist: return false
            case .greaterThan, .lessThan:
                guard let number = Int64(value), let bound = values.first.flatMap({ Int64($0) }) else { return false }
                return self.operator == .greaterThan ? number > bound : number < bound
            }
        }
    }

    public init(requirements: [Requirement] = []) { self.requirements = requirements }

    /// A selector of exact values, as ReplicationController and Service have it.
    public init(matching labels: [String: String]) {
        requirements = labels.sorted { $0.key < $1.key }.map { Requirement(key: $0.key, operator: .in, values: [$0.value]) }
    }

    /// The selector of an API object; nil stands for a selector that matches nothing, as in Kubernetes.
    /// - Throws: `SelectorError` for an operator or values that are not allowed.
    public init(_ selector: MetaV1.LabelSelector) throws(SelectorError) {
        requirements = Selector(matching: selector.matchLabels).requirements
        for expression in selector.matchExpressions {
            let kind: Requirement.Operator
            switch expression.operator {
            case "In": kind = .in
            case "NotIn": kind = .notIn
            case "Exists": kind = .exists
            case "DoesNotExist": kind = .doesNotExist
            default: throw SelectorError("\"\(expression.operator)\" is not a valid label selector operator")
            }
            let requirement = Requirement(key: expression.key, operator: kind, values: expression.values.sorted())
            try requirement.check()
            requirements.append(requirement)
        }
    }

    /// Whether it holds for everything.
    public var isEmpty: Bool { requirements.isEmpty }

    public func matches(_ labels: [String: String]) -> Bool {
        for requirement in requirements where !requirement.matches(labels) { return false }
        return true
    }

    /// The form that the `labelSelector` parameter takes.
    public var description: String {
        requirements.map { r in
            switch r.operator {
            case .in: r.values.count == 1 ? "\(r.key)=\(r.values[0])" : "\(r.key) in (\(r.values.joined(separator: ",")))"
            case .notIn: r.values.count == 1 ? "\(r.key)!=\(r.values[0])" : "\(r.key) notin (\(r.values.joined(separator: ",")))"
            case .exists: r.key
            case .doesNotExist: "!\(r.key)"
            case .greaterThan: "\(r.key)>\(r.values.first ?? "")"
            case .lessThan: "\(r.key)<\(r.values.first ?? "")"
            }
        }.joined(separator: ",")
    }
}

/// Why a text is no selector, in Kubernetes' words.
public struct SelectorError: Error, Equatable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

extension Selector.Requirement {
    /// Checks what may stand in a requirement.
    func check() throws(SelectorError) {
        if let wrong = LabelSyntax.keyProblem(key) { throw SelectorError("key: Invalid value: \"\(key)\": \(wrong)") }
        switch self.operator {
        case .in, .notIn:
            if values.isEmpty { throw SelectorError("values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty") }
        case .exists, .doesNotExist:
            if !values.isEmpty { throw SelectorError("values: Invalid value: [\(values.joined(separator: " "))]: values set must be empty for exists and does not exist") }
        case .greaterThan, .lessThan:
            if values.count != 1 { throw SelectorError("values: Invalid value: [\(values.joined(separator: " "))]: for 'Gt', 'Lt' operators, exactly one value is required") }
            if Int64(values[0]) == nil { throw SelectorError("values[0]: Invalid value: \"\(values[0])\": for 'Gt', 'Lt' operators, the value must be an integer") }
        }
        for (i, value) in values.enumerated() {
            if let wrong = LabelSyntax.valueProblem(value) { throw SelectorError("values[\(i)][\(key)]: Invalid value: \"\(value)\": \(wrong)") }
        }
    }
}

extension MetaV1.LabelSelector {
    /// Whether the labels satisfy it; a selector that is not valid matches nothing.
    public func matches(_ labels: [String: String]) -> Bool { (try? Selector(self))?.matches(labels) ?? false }
}
