import JSON
import KubernetesAPI

/// The rules of resource amounts, such as the requests and limits of containers.
enum ResourceValidation {
    private static let quotaObjects: Set<String> = [
        "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims",
        "services.nodeports", "services.loadbalancers",
    ]
    private static let standard: Set<String> = quotaObjects.union([
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.ephemeral-storage", "limits.cpu",
        "limits.memory", "limits.ephemeral-storage", "storage", "requests.storage",
    ])

    /// What is wrong with the requests and limits of a container; `claims` are the names of the pod's resource claims.
    static func container(_ resources: JSONValue?, _ claims: Set<String>, _ field: String) -> [FieldError] {
        guard let resources else { return [] }
        var errors = amounts(resources, field) { name, field in containerName(name, field) }
        for (i, claim) in resources.items("claims").enumerated() { errors += self.claim(claim, resources.items("claims")[..<i], claims, "\(field).claims[\(i)]") }
        return errors
    }

    /// What is wrong with the requests and limits of a whole pod.
    static func pod(_ resources: JSONValue, spec: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if resources.isSet("claims") { errors.append(.forbidden("\(field).claims", "claims cannot be set for Resources at pod-level")) }
        errors += amounts(resources, field) { name, field in
            var errors = anyName(name, field)
            let known = ["cpu", "memory"]
            if errors.isEmpty, !known.contains(name), !isHugePages(name) {
                errors.append(.notSupported(field, name, known + ["hugepages-*"]))
            }
            return errors
        }
        let requests = resources.members("requests")
        for (name, sum) in aggregate(spec, "requests").sorted(by: { $0.key < $1.key }) {
            guard let whole = requests[name].flatMap(parse), whole < sum else { continue }
            errors.append(
                .invalid(
                    "\(field).requests[\(name)]", string: whole.description,
                    "must be greater than or equal to aggregate container requests of \(sum)"))
        }
        let limits = resources.members("limits")
        for (name, sum) in aggregate(spec, "limits").sorted(by: { $0.key < $1.key }) where isHugePages(name) {
            guard let whole = limits[name].flatMap(parse), whole < sum else { continue }
            errors.append(
                .invalid(
                    "\(field).limits[\(name)]", string: whole.description, "must be greater than or equal to aggregate container limits of \(sum)"))
        }
        for (i, container) in spec.items("containers").enumerated() {
            for (name, value) in (container["resources"]?.members("limits") ?? [:]).sortedByKey() {
                guard let own = parse(value), let whole = limits[name].flatMap(parse), whole < own else { continue }
                // Kubernetes names the field so.
                errors.append(
                    .invalid(
                        "\(field).containers[\(i)][\(name)].limits", string: own.description, "must be less than or equal to pod limits of \(whole)"))
            }
        }
        return errors
    }

    /// What all containers want together: the sum of those that run at once, or the most that one starting before them wants.
    static func aggregate(_ spec: JSONValue, _ part: String) -> [String: Quantity] {
        func amounts(_ container: JSONValue) -> [(String, Quantity)] {
            (container["resources"]?.members(part) ?? [:]).compactMap { name, value in parse(value).map { (name, $0) } }
        }
        var sum: [String: Quantity] = [:]
        for container in spec.items("containers") { for (name, amount) in amounts(container) { sum[name] = sum[name].map { $0 + amount } ?? amount } }
        var sidecars: [String: Quantity] = [:]
        var most: [String: Quantity] = [:]
        for container in spec.items("initContainers") {
            let own = amounts(container)
            if container.text("restartPolicy") == "Always" {
                for (name, amount) in own {
                    sum[name] = sum[name].map { $0 + amount } ?? amount
                    sidecars[name] = sidecars[name].map { $0 + amount } ?? amount
                }
                for (name, amount) in sidecars { most[name] = max(most[name] ?? 0, amount) }
            } else {
                for (name, amount) in own { most[name] = max(most[name] ?? 0, amount + (sidecars[name] ?? 0)) }
            }
        }
        return sum.merging(most) { max($0, $1) }
    }

    private static func amounts(_ resources: JSONValue, _ field: String, nameRule: (String, String) -> [FieldError]) -> [FieldError] {
        var errors: [FieldError] = []
        let limits = resources.members("limits")
        let requests = resources.members("requests")
        var hasPages = false
        var hasMain = false
        for (part, list) in [("limits", limits), ("requests", requests)] {
            for (name, value) in list {
                // The common names with amounts that are right need no path.
                let isMain = name == "cpu" || name == "memory"
                if isMain { hasMain = true }
                let quantity = parse(value)
                if !isMain || quantity.map({ $0 < 0 }) ?? true {
                    let path = "\(field).\(part)[\(name)]"
                    errors += nameRule(name, path)
                    errors += amount(name, value, path)
                }
                if part == "requests" { errors += compare(name, quantity, limits[name].flatMap(parse), limits[name] != nil, field) }
                guard isHugePages(name) else { continue }
                hasPages = true
                if let quantity, let size = pageSize(name), quantity.value % size != 0 || quantity < 0 {
                    errors.append(
                        .invalid("\(field).\(part)[\(name)]", string: quantity.description, "\(quantity) is not positive integer multiple of \(name)"))
                }
            }
        }
        if hasPages, !hasMain { errors.append(.forbidden(field, "HugePages require cpu or memory")) }
        return errors
    }

    private static func compare(_ name: String, _ wanted: Quantity?, _ limit: Quantity?, _ isLimited: Bool, _ field: String) -> [FieldError] {
        let overcommits = isNative(name) && !isHugePages(name)
        if !isLimited {
            return overcommits ? [] : [.required("\(field).limits", "Limit must be set for non overcommitable resources")]
        }
        guard let wanted, let limit else { return [] }
        if !overcommits, wanted != limit {
            return [.invalid("\(field).requests", string: wanted.description, "must be equal to \(name) limit of \(limit)")]
        }
        return wanted > limit
            ? [.invalid("\(field).requests", string: wanted.description, "must be less than or equal to \(name) limit of \(limit)")] : []
    }

    private static func claim(_ claim: JSONValue, _ before: ArraySlice<JSONValue>, _ known: Set<String>, _ field: String) -> [FieldError] {
        let name = claim.text("name")
        if name.isEmpty { return [.required(field)] }
        var errors: [FieldError] = []
        func key(_ claim: JSONValue) -> String { claim.text("request").isEmpty ? claim.text("name") : "\(claim.text("name"))/\(claim.text("request"))" }
        if before.contains(where: { key($0) == name }) {
            errors.append(.duplicate(field, FieldError.quoted(name)))
        } else if before.contains(where: { key($0) == key(claim) }) {
            errors.append(.duplicate(field, FieldError.quoted(key(claim))))
        }
        if !known.contains(name) {
            var error = FieldError.notFound(field, FieldError.quoted(name))
            error.body += ": must be one of the names in pod.spec.resourceClaims"
                + (known.isEmpty ? " which is empty" : ": " + known.sorted().joined(separator: ", "))
            errors.append(error)
        }
        return errors
    }

    /// What is wrong with an amount of a resource.
    static func amount(_ name: String, _ value: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        errors.nonNegativeQuantity(value, field)
        if quotaObjects.contains(name) || isExtended(name), let quantity = parse(value), quantity.milliValue % 1000 != 0 {
            errors.append(.invalid(field, string: quantity.description, "must be an integer"))
        }
        return errors
    }

    /// What is wrong with the name of a resource of whatever kind.
    static func anyName(_ name: String, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        errors.names(name, field, NameRules.qualifiedName)
        if errors.isEmpty, !name.contains("/"), !standard.contains(name), !isHugePages(name), !name.hasPrefix("requests.hugepages-") {
            errors.append(.invalid(field, string: name, "must be a standard resource type or fully qualified"))
        }
        return errors
    }

    private static func containerName(_ name: String, _ field: String) -> [FieldError] {
        var errors = anyName(name, field)
        if !name.contains("/") {
            if !["cpu", "memory", "ephemeral-storage"].contains(name), !isHugePages(name) {
                errors.append(.invalid(field, string: name, "must be a standard resource for containers"))
            }
        } else if !isNative(name), !isExtended(name) {
            errors.append(.invalid(field, string: name, "doesn't follow extended resource name standard"))
        }
        return errors
    }

    /// Whether Kubernetes itself gives the resource its meaning.
    static func isNative(_ name: String) -> Bool { !name.contains("/") || name.contains("kubernetes.io/") }

    /// Whether the resource is one that a node's owner or a device plug-in brings.
    static func isExtended(_ name: String) -> Bool {
        !isNative(name) && !name.hasPrefix("requests.") && NameRules.qualifiedName("requests." + name).isEmpty
    }

    static func isHugePages(_ name: String) -> Bool { name.hasPrefix("hugepages-") }

    private static func pageSize(_ name: String) -> Int? {
        let size = (try? Quantity(parsing: String(name.dropFirst("hugepages-".count))))?.value ?? 0
        return size > 0 ? size : nil
    }

    static func parse(_ value: JSONValue) -> Quantity? {
        switch value {
        case .string(let text): try? Quantity(parsing: text)
        case .int(let number): try? Quantity(parsing: "\(number)")
        default: nil
        }
    }
}
