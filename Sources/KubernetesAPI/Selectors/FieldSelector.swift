/// A field selector: exact comparisons of fields, all of which must hold.
public struct FieldSelector: Hashable, Sendable, CustomStringConvertible {
    public struct Requirement: Hashable, Sendable {
        /// The path of the field, as `spec.nodeName`.
        public var field: String
        public var value: String
        public var isEqual: Bool

        public init(field: String, value: String, isEqual: Bool = true) {
            self.field = field
            self.value = value
            self.isEqual = isEqual
        }
    }

    public var requirements: [Requirement]

    public init(requirements: [Requirement] = []) { self.requirements = requirements }

    /// Parses `a=b,c!=d`; a backslash takes the meaning from `\`, `,` and `=`.
    /// - Throws: `SelectorError` in Kubernetes' words.
    public init(parsing text: String) throws(SelectorError) {
        requirements = []
        for term in Self.terms(text) where !term.isEmpty {
            let bytes = Array(term.utf8)
            var split: (at: Int, length: Int, equal: Bool)?
            var i = 0
            while i < bytes.count {
                if bytes[i] == 0x5C { i += 2; continue }
                if bytes[i] == 0x21, i + 1 < bytes.count, bytes[i + 1] == 0x3D { split = (i, 2, false); break }
                if bytes[i] == 0x3D { split = (i, i + 1 < bytes.count && bytes[i + 1] == 0x3D ? 2 : 1, true); break }
                i += 1
            }
            guard let split else { throw SelectorError("invalid selector: '\(text)'; can't understand '\(term)'") }
            let field = String(decoding: bytes[..<split.at], as: UTF8.self)
            let value = String(decoding: bytes[(split.at + split.length)...], as: UTF8.self)
            requirements.append(Requirement(field: field, value: try Self.unescaped(value), isEqual: split.equal))
        }
    }

    private static func terms(_ text: String) -> [String] {
        var terms: [String] = []
        var term: [UInt8] = []
        var escaped = false
        for c in text.utf8 {
            if !escaped, c == 0x2C {
                terms.append(String(decoding: term, as: UTF8.self))
                term = []
                continue
            }
            escaped = !escaped && c == 0x5C
            term.append(c)
        }
        terms.append(String(decoding: term, as: UTF8.self))
        return terms
    }

    private static func unescaped(_ text: String) throws(SelectorError) -> String {
        var out: [UInt8] = []
        var escaped = false
        for c in text.utf8 {
            if escaped {
                guard c == 0x5C || c == 0x2C || c == 0x3D else { throw SelectorError("invalid field selector: invalid escape sequence: \\\(Character(UnicodeScalar(c)))") }
                out.append(c)
                escaped = false
            } else if c == 0x5C {
                escaped = true
            } else if c == 0x2C || c == 0x3D {
                throw SelectorError("invalid field selector: unescaped character in value: \(Character(UnicodeScalar(c)))")
            } else {
                out.append(c)
            }
        }
        if escaped { throw SelectorError("invalid field selector: unterminated escape sequence") }
        return String(decoding: out, as: UTF8.self)
    }

    public var isEmpty: Bool { requirements.isEmpty }

    /// Whether it holds, where `value` gives the text of a field.
    public func matches(_ value: (String) -> String) -> Bool {
        for requirement in requirements where (value(requirement.field) == requirement.value) != requirement.isEqual { return false }
        return true
    }

    public var description: String {
        requirements.map { "\($0.field)\($0.isEqual ? "=" : "!=")\(Self.escaped($0.value))" }.joined(separator: ",")
    }

    private static func escaped(_ text: String) -> String {
        var out = ""
        for c in text {
            if c == "\\" || c == "," || c == "=" { out.append("\\") }
            out.append(c)
        }
        return out
    }
}
