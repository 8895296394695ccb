import KubernetesAPI

/// What a pod can be told about itself: fieldRef and resourceFieldRef, for environments and downward API volumes.
struct FieldValues {
    var pod: Pod
    var addresses: PodAddresses
    /// What the node has for pods: the limit of a container that has none.
    var allocatable: [String: Quantity]

    /// The value of a field. Throws `EnvironmentError` for a path that is not offered.
    func field(_ path: String) throws(EnvironmentError) -> String {
        let metadata = pod.metadata
        switch path {
        case "metadata.name": return metadata.name
        case "metadata.namespace": return metadata.namespace
        case "metadata.uid": return metadata.uid
        case "metadata.labels": return Self.lines(metadata.labels)
        case "metadata.annotations": return Self.lines(metadata.annotations)
        case "spec.nodeName": return pod.spec.nodeName ?? ""
        case "spec.serviceAccountName": return pod.spec.serviceAccountName ?? ""
        case "status.podIP": return podIPs.first ?? ""
        case "status.podIPs": return podIPs.joined(separator: ",")
        case "status.hostIP": return addresses.hostIPs.first ?? pod.status.hostIP ?? ""
        case "status.hostIPs": return addresses.hostIPs.joined(separator: ",")
        default:
            if let key = Self.subscripted(path, "metadata.labels") { return metadata.labels[key] ?? "" }
            if let key = Self.subscripted(path, "metadata.annotations") { return metadata.annotations[key] ?? "" }
            throw EnvironmentError("unsupported fieldPath: \(path)")
        }
    }

    private var podIPs: [String] {
        if !addresses.podIPs.isEmpty { return addresses.podIPs }
        return pod.spec.hostNetwork == true ? addresses.hostIPs : []
    }

    /// The key in `metadata.labels['key']`.
    private static func subscripted(_ path: String, _ field: String) -> String? {
        guard path.hasPrefix(field + "['"), path.hasSuffix("']") else { return nil }
        let key = path.dropFirst(field.count + 2).dropLast(2)
        return key.isEmpty ? nil : String(key)
    }

    /// As the downward API writes maps: a line `key="value"` for each key.
    private static func lines(_ map: [String: String]) -> String {
        map.sorted { $0.key < $1.key }.map { "\($0.key)=\(quoted($0.value))" }.joined(separator: "\n")
    }

    /// As Go quotes strings.
    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\u{7}": out += "\\a"
            case "\u{8}": out += "\\b"
            case "\u{B}": out += "\\v"
            case "\u{C}": out += "\\f"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let hex = String(scalar.value, radix: 16)
                out += "\\x" + (hex.count < 2 ? "0" + hex : hex)
            case _ where !isPrintable(scalar):
                let hex = String(scalar.value, radix: 16)
                out += scalar.value > 0xFFFF ? "\\U" + String(repeating: "0", count: 8 - hex.count) + hex : "\\u" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    /// Letters, marks, numbers, punctuation, symbols, and of the spaces the usual one.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == " " { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator: return false
        default: return true
        }
    }

    /// The value of a container's resource, in units of the divisor, rounded up.
    func resource(_ selector: ResourceFieldSelector, of container: Container) throws(EnvironmentError) -> String {
        let parts = selector.resource.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[0] == "limits" || parts[0] == "requests",
            ["cpu", "memory", "ephemeral-storage"].contains(parts[1]) || parts[1].hasPrefix("hugepages-")
        else { throw EnvironmentError("unsupported container resource : \(selector.resource)") }
        let name = parts[1]
        let quantity: Quantity?
        if parts[0] == "limits" {
            // Huge pages that nobody asked for are none.
            quantity = container.resources.limits[name] ?? (name.hasPrefix("hugepages-") ? nil : allocatable[name])
        } else {
            quantity = container.resources.requests[name] ?? container.resources.limits[name]
        }
        let divisor = selector.divisor.flatMap { $0.isZero ? nil : $0 } ?? Quantity(1)
        let amount = quantity ?? Quantity(0)
        if name == "cpu" { return String(Self.dividedUp(amount.milliValue, divisor.milliValue)) }
        return String(Self.dividedUp(amount.value, divisor.value))
    }

    private static func dividedUp(_ amount: Int, _ divisor: Int) -> Int {
        guard divisor > 0 else { return amount }
        let (whole, rest) = amount.quotientAndRemainder(dividingBy: divisor)
        return rest > 0 ? whole + 1 : whole
    }
}
