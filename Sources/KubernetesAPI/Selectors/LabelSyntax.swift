/// What may stand in names, label keys and label values, with Kubernetes' words for what may not.
public enum LabelSyntax {
    private static func isAlphanumeric(_ c: UInt8) -> Bool { (0x30...0x39).contains(c) || (0x41...0x5A).contains(c) || (0x61...0x7A).contains(c) }
    private static func isLower(_ c: UInt8) -> Bool { (0x30...0x39).contains(c) || (0x61...0x7A).contains(c) }

    private static func isQualifiedPart(_ text: some Collection<UInt8>) -> Bool {
        let bytes = Array(text)
        guard let first = bytes.first, let last = bytes.last, isAlphanumeric(first), isAlphanumeric(last) else { return false }
        return bytes.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }
    }

    /// What is wrong with a label or annotation key; nil if nothing.
    public static func keyProblem(_ key: String) -> String? {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        var name = parts[0]
        if parts.count == 2 {
            if parts[0].isEmpty { return "prefix part must be non-empty" }
            if let wrong = subdomainProblem(String(parts[0])) { return "prefix part " + wrong }
            name = parts[1]
        } else if parts.count > 2 {
            return "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
        }
        if name.isEmpty { return "name part must be non-empty" }
        if name.utf8.count > 63 { return "name part must be no more than 63 bytes" }
        if !isQualifiedPart(name.utf8) {
            return "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
        }
        return nil
    }

    /// What is wrong with a label value; nil if nothing.
    public static func valueProblem(_ value: String) -> String? {
        if value.isEmpty { return nil }
        if value.utf8.count > 63 { return "must be no more than 63 bytes" }
        if !isQualifiedPart(value.utf8) {
            return "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
        }
        return nil
    }

    /// What is wrong with a name that must be an RFC 1123 subdomain, as most objects' names must; nil if nothing.
    public static func subdomainProblem(_ name: String) -> String? {
        if name.utf8.count > 253 { return "must be no more than 253 bytes" }
        let labels = name.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
        let good = labels.allSatisfy { label in
            guard let first = label.first, let last = label.last, isLower(first), isLower(last) else { return false }
            return label.allSatisfy { isLower($0) || $0 == 0x2D }
        }
        return good ? nil : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
    }

    /// What is wrong with a name that must be an RFC 1123 label, as namespaces and containers have; nil if nothing.
    public static func labelProblem(_ name: String) -> String? {
        if name.utf8.count > 63 { return "must be no more than 63 bytes" }
        let bytes = Array(name.utf8)
        if let first = bytes.first, let last = bytes.last, isLower(first), isLower(last), bytes.allSatisfy({ isLower($0) || $0 == 0x2D }) { return nil }
        return "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
    }

    /// What is wrong with a name that must be an RFC 1035 label, as services have; nil if nothing.
    public static func dns1035Problem(_ name: String) -> String? {
        if name.utf8.count > 63 { return "must be no more than 63 bytes" }
        let bytes = Array(name.utf8)
        if let first = bytes.first, let last = bytes.last, (0x61...0x7A).contains(first), isLower(last), bytes.allSatisfy({ isLower($0) || $0 == 0x2D }) { return nil }
        return "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
    }
}
