/// The forms of names that only some groups use.
extension NameRules {
    static let wildcardMessage =
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case "
        + "alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for "
        + "validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
    static let cIdentifierMessage =
        "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' "
        + "(e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')"

    /// A host name whose first label is `*`: what is wrong with it.
    static func wildcardSubdomain(_ name: String) -> [String] {
        let isWildcard = name.hasPrefix("*.") && dnsSubdomain(String(name.dropFirst(2))).filter { $0 == dnsSubdomainMessage }.isEmpty
        return (isWildcard ? [] : [wildcardMessage]) + tooLong(name, 253)
    }

    /// An identifier of C: what is wrong with it.
    static func cIdentifier(_ name: String) -> [String] {
        let bytes = name.utf8
        let isLetter = { (byte: UInt8) in
            byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) && byte >= UInt8(ascii: "A")
        }
        guard let first = bytes.first, isLetter(first) else { return [cIdentifierMessage] }
        let isWhole = bytes.allSatisfy { isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return isWhole ? [] : [cIdentifierMessage]
    }

    /// All that is wrong with a value by one of the rules above, each an error of its own.
    static func errors(_ field: String, _ value: String, _ rule: (String) -> [String]) -> [FieldError] {
        rule(value).map { .invalid(field, string: value, $0) }
    }

    /// All that is wrong with a value, in one error.
    static func joined(_ field: String, _ value: String, _ rule: (String) -> [String], before: String = "") -> [FieldError] {
        let problems = rule(value)
        return problems.isEmpty ? [] : [.invalid(field, string: value, before + problems.joined(separator: ","))]
    }

    /// A name such as `acme.io/foo`: what is wrong with it.
    static func domainPrefixedPath(_ field: String, _ value: String) -> [FieldError] {
        if value.isEmpty { return [.required(field)] }
        let parts = value.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            return [.invalid(field, string: value, "must be a domain-prefixed path (such as \"acme.io/foo\")")]
        }
        var errors = errors(field, parts[0], dnsSubdomain)
        let isPath = parts[1].unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "/-._~%!$&'()*+,;=:".unicodeScalars.contains(scalar))
        }
        if !isPath {
            errors.append(
                .invalid(field, string: parts[1], "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')"))
        }
        return errors
    }

    /// A domain of three labels or more: what is wrong with it.
    static func fullyQualifiedName(_ field: String, _ value: String) -> [FieldError] {
        if value.isEmpty { return [.required(field)] }
        let errors = joined(field, value, dnsSubdomain)
        if !errors.isEmpty { return errors }
        return value.split(separator: ".", omittingEmptySubsequences: false).count >= 3
            ? [] : [.invalid(field, string: value, "should be a domain with at least three segments separated by dots")]
    }

    /// The name of a driver of storage or devices: what is wrong with it.
    static func driverName(_ field: String, _ value: String) -> [FieldError] {
        if value.isEmpty { return [.required(field)] }
        var errors: [FieldError] = []
        if value.utf8.count > 63 { errors.append(.tooLong(field, limit: 63)) }
        return errors + dnsSubdomain(value.lowercased()).map { .invalid(field, string: value, $0) }
    }

    /// The name of a signer of certificates: what is wrong with it.
    static func signerName(_ field: String, _ value: String) -> [FieldError] {
        if value.isEmpty { return [.required(field)] }
        let parts = value.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            return [.invalid(field, string: value, "must be a fully qualified domain and path of the form 'example.com/signer-name'")]
        }
        var errors: [FieldError] = []
        if parts[0].utf8.count > 253 { errors.append(.tooLong(field, limit: 253)) }
        let labels = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        for label in labels {
            errors += dnsLabel(label).map { .invalid(field, string: parts[0], "validating label \(FieldError.quoted(label)): \($0)") }
        }
        if labels.count < 2 {
            errors.append(.invalid(field, string: parts[0], "should be a domain with at least two segments separated by dots"))
        }
        for label in parts[1].split(separator: ".", omittingEmptySubsequences: false).map(String.init) {
            errors += dnsSubdomain(label).map { .invalid(field, string: parts[1], "validating label \(FieldError.quoted(label)): \($0)") }
        }
        if value.utf8.count > 571 { errors.append(.tooLong(field, limit: 571)) }
        return errors
    }

    /// The key of a label, as an error of its field.
    static func labelName(_ field: String, _ value: String) -> [FieldError] { errors(field, value, qualifiedName) }
}

extension FieldError {
    /// A value that is no string is none of those supported; it is printed already.
    static func notSupported(_ field: String, printed value: String, _ supported: [String]) -> FieldError {
        FieldError(
            type: .notSupported, field: field,
            body: "Unsupported value: \(value): supported values: " + supported.map(quoted).joined(separator: ", "))
    }
}
