/// The order in which discovery names groups, and the versions of a group: clients prefer what comes first.
enum GroupOrder {
    private static let groups = [
        "", "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch",
        "certificates.k8s.io", "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "storage.k8s.io", "admissionregistration.k8s.io",
        "apiextensions.k8s.io", "scheduling.k8s.io", "coordination.k8s.io", "node.k8s.io", "discovery.k8s.io", "resource.k8s.io",
        "flowcontrol.apiserver.k8s.io", "internal.apiserver.k8s.io", "storagemigration.k8s.io",
    ]

    /// Whether one group and version comes before another. Groups of custom resources come last, by name.
    static func precedes(_ a: (group: String, version: String), _ b: (group: String, version: String)) -> Bool {
        if a.group != b.group {
            switch (groups.firstIndex(of: a.group), groups.firstIndex(of: b.group)) {
            case (let x?, let y?): return x < y
            case (_?, nil): return true
            case (nil, _?): return false
            case (nil, nil): return a.group < b.group
            }
        }
        return version(a.version, precedes: b.version)
    }

    /// Stable before beta before alpha, newer before older, and what is no such version last, by name.
    static func version(_ a: String, precedes b: String) -> Bool {
        switch (parse(a), parse(b)) {
        case (let x?, let y?): x != y ? y.lexicographicallyPrecedes(x) : false
        case (_?, nil): true
        case (nil, _?): false
        case (nil, nil): a < b
        }
    }

    /// v2beta1 as [stability, 2, 1]; nil for other forms.
    private static func parse(_ text: String) -> [Int]? {
        guard text.first == "v" else { return nil }
        let rest = text.dropFirst()
        let major = rest.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(major) else { return nil }
        let tail = rest.dropFirst(major.count)
        if tail.isEmpty { return [3, number, 0] }
        for (word, stability) in [("beta", 2), ("alpha", 1)] where tail.hasPrefix(word) {
            return Int(tail.dropFirst(word.count)).map { [stability, number, $0] }
        }
        return nil
    }
}
