/// Whether one set of rules grants all that another one does.
enum RuleCoverage {
    /// What of `wanted` is not granted by `held`, in rules of one verb on one thing.
    static func missing(_ wanted: [PolicyRule], from held: [PolicyRule]) -> [PolicyRule] {
        wanted.flatMap(parts).filter { part in !held.contains { covers($0, part) } }
    }

    /// A rule as rules of one verb on one thing each.
    private static func parts(_ rule: PolicyRule) -> [PolicyRule] {
        var parts: [PolicyRule] = []
        for group in rule.apiGroups {
            for resource in rule.resources {
                for verb in rule.verbs {
                    if rule.resourceNames.isEmpty {
                        parts.append(PolicyRule(verbs: [verb], apiGroups: [group], resources: [resource]))
                    }
                    for name in rule.resourceNames {
                        parts.append(PolicyRule(verbs: [verb], apiGroups: [group], resources: [resource], resourceNames: [name]))
                    }
                }
            }
        }
        for url in rule.nonResourceURLs {
            for verb in rule.verbs { parts.append(PolicyRule(verbs: [verb], nonResourceURLs: [url])) }
        }
        return parts
    }

    private static func covers(_ rule: PolicyRule, _ part: PolicyRule) -> Bool {
        func all(_ held: [String], _ wanted: [String]) -> Bool { held.contains("*") || wanted.allSatisfy(held.contains) }
        let names = rule.resourceNames.isEmpty || (!part.resourceNames.isEmpty && part.resourceNames.allSatisfy(rule.resourceNames.contains))
        return all(rule.verbs, part.verbs) && all(rule.apiGroups, part.apiGroups) && names
            && part.resources.allSatisfy { wanted in rule.resources.contains { resource($0, covers: wanted) } }
            && part.nonResourceURLs.allSatisfy { wanted in rule.nonResourceURLs.contains { PolicyRule.path($0, covers: wanted) } }
    }

    /// `*` covers everything, `*/scale` the subresource of every resource.
    private static func resource(_ held: String, covers wanted: String) -> Bool {
        if held == "*" || held == wanted { return true }
        guard held.hasPrefix("*/"), let slash = wanted.firstIndex(of: "/") else { return false }
        return wanted[slash...] == held.dropFirst()
    }

    /// The rules in the words of a refusal, one a line, with the verbs on the same thing put together.
    static func description(_ rules: [PolicyRule]) -> String {
        var texts: Set<String> = []
        var verbs: [PolicyRule: [String]] = [:]
        for rule in rules {
            if rule.apiGroups.count == 1, rule.resources.count == 1, rule.resourceNames.count <= 1, rule.nonResourceURLs.isEmpty {
                var subject = rule
                subject.verbs = []
                verbs[subject, default: []] += rule.verbs
            } else {
                texts.insert(text(rule))
            }
        }
        for (subject, verbs) in verbs {
            var rule = subject
            rule.verbs = verbs
            texts.insert(text(rule))
        }
        return texts.sorted().joined(separator: "\n")
    }

    private static func text(_ rule: PolicyRule) -> String {
        let fields = [
            ("APIGroups", rule.apiGroups), ("Resources", rule.resources), ("NonResourceURLs", rule.nonResourceURLs),
            ("ResourceNames", rule.resourceNames), ("Verbs", rule.verbs),
        ]
        return "{" + fields.filter { !$0.1.isEmpty }.map { "\($0.0):\(quoted($0.1))" }.joined(separator: ", ") + "}"
    }

    /// `["a" "b"]`.
    static func quoted(_ values: [String]) -> String { "[" + values.map(FieldError.quoted).joined(separator: " ") + "]" }
}
