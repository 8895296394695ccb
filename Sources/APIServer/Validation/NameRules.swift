/// The forms that names may have, with the words in which Kubernetes refuses others.
enum NameRules {
    static let dnsLabelMessage =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an "
        + "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
    static let dnsSubdomainMessage =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end "
        + "with an alphanumeric character (e.g. 'example.com', regex used for validation is "
        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
    static let dns1035Message =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end "
        + "with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
    static let qualifiedNameMessage =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
    static let labelValueMessage =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with "
        + "an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
        + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
    static let configKeyMessage =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or "
        + "'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
    static let envVarMessage =
        "a valid environment variable name must consist only of printable ASCII characters other than '='"
    static let headerMessage =
        "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is "
        + "'[-A-Za-z0-9]+')"

    /// An RFC 1123 label: what is wrong with it.
    static func dnsLabel(_ name: String) -> [String] {
        (isDNSLabel(name) ? [] : [dnsLabelMessage]) + tooLong(name, 63)
    }

    /// An RFC 1123 subdomain: what is wrong with it.
    static func dnsSubdomain(_ name: String) -> [String] {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        return (labels.allSatisfy { isDNSLabel(String($0)) } ? [] : [dnsSubdomainMessage]) + tooLong(name, 253)
    }

    /// An RFC 1035 label, as services have: what is wrong with it.
    static func dns1035Label(_ name: String) -> [String] {
        let starts = name.utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } ?? false
        return (isDNSLabel(name) && starts ? [] : [dns1035Message]) + tooLong(name, 63)
    }

    /// A name that only has to fit into a path, as RBAC objects have: what is wrong with it.
    static func pathSegment(_ name: String) -> [String] {
        if name == "." || name == ".." { return ["may not be '\(name)'"] }
        return ["/", "%"].filter { name.contains($0) }.map { "may not contain '\($0)'" }
    }

    /// The key of a label: what is wrong with it.
    static func qualifiedName(_ name: String) -> [String] {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        var errors: [String] = []
        let last: String
        switch parts.count {
        case 1: last = parts[0]
        case 2:
            last = parts[1]
            if parts[0].isEmpty {
                errors.append("prefix part must be non-empty")
            } else {
                errors += dnsSubdomain(parts[0]).map { "prefix part " + $0 }
            }
        default:
            return [
                "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
                    + "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
                    + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            ]
        }
        if last.isEmpty {
            errors.append("name part must be non-empty")
        } else if last.utf8.count > 63 {
            errors.append("name part must be no more than 63 characters")
        }
        if !isNameLike(last) { errors.append(qualifiedNameMessage) }
        return errors
    }

    /// The value of a label: what is wrong with it.
    static func labelValue(_ value: String) -> [String] {
        var errors: [String] = []
        if value.utf8.count > 63 { errors.append("must be no more than 63 characters") }
        if !value.isEmpty, !isNameLike(value) { errors.append(labelValueMessage) }
        return errors
    }

    /// A key of a config map or a secret: what is wrong with it.
    static func configKey(_ key: String) -> [String] {
        var errors: [String] = []
        if key.utf8.count > 253 { errors.append("must be no more than 253 characters") }
        if key.isEmpty || !key.utf8.allSatisfy({ isAlphanumeric($0) || "-._".utf8.contains($0) }) { errors.append(configKeyMessage) }
        if key == "." { errors.append("must not be '.'") }
        if key == ".." { errors.append("must not be '..'") } else if key.hasPrefix("..") { errors.append("must not start with '..'") }
        return errors
    }

    /// The name of an environment variable: what is wrong with it.
    static func variable(_ name: String) -> [String] {
        !name.isEmpty && name.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "=") } ? [] : [envVarMessage]
    }

    /// The name of a header of HTTP: what is wrong with it.
    static func headerName(_ name: String) -> [String] {
        !name.isEmpty && name.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") } ? [] : [headerMessage]
    }

    /// A subdomain as resolvers search them, where `_` is allowed: what is wrong with it.
    static func searchDomain(_ name: String) -> [String] {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let underscore = UInt8(ascii: "_")
        let isGood = labels.allSatisfy { label in
            let label = label.utf8.first == underscore ? label.dropFirst() : label
            guard let first = label.utf8.first, let last = label.utf8.last else { return false }
            return isLowerAlphanumeric(first) && isLowerAlphanumeric(last)
                && label.utf8.allSatisfy { isLowerAlphanumeric($0) || $0 == underscore || $0 == UInt8(ascii: "-") }
        }
        return (isGood ? [] : [searchDomainMessage]) + tooLong(name, 253)
    }

    static let searchDomainMessage =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end "
        + "with an alphanumeric character (e.g. 'example.com', regex used for validation is "
        + "'_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')"

    /// The name of a port, as in IANA's registry: what is wrong with it.
    static func portName(_ name: String) -> [String] {
        var errors: [String] = []
        if name.utf8.count > 15 { errors.append("must be no more than 15 characters") }
        let bytes = Array(name.utf8)
        if !bytes.allSatisfy({ isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") }) {
            errors.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
        }
        if !bytes.contains(where: { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }) {
            errors.append("must contain at least one letter (a-z)")
        }
        if name.contains("--") { errors.append("must not contain consecutive hyphens") }
        if bytes.first == UInt8(ascii: "-") || bytes.last == UInt8(ascii: "-") { errors.append("must not begin or end with a hyphen") }
        return errors
    }

    /// Whether the text is a well-formed RFC 1123 label, whatever its length.
    static func isDNSLabel(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last, isLowerAlphanumeric(first), isLowerAlphanumeric(last) else { return false }
        return bytes.allSatisfy { isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    /// What is wrong when a name has more than `limit` bytes.
    static func tooLong(_ name: String, _ limit: Int) -> [String] {
        name.utf8.count > limit ? ["must be no more than \(limit) characters"] : []
    }

    private static func isNameLike(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last, isAlphanumeric(first), isAlphanumeric(last) else { return false }
        return bytes.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLowerAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}
