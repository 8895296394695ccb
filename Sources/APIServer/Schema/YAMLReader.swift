import JSON
import Yams

/// Reads YAML into a JSON tree with the rules of the YAML library that Kubernetes uses (YAML 1.1: `y` is true).
enum YAMLReader {
    /// Why a text is no YAML.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The deepest nesting that is read.
    private static let maximumDepth = 500

    /// - Parameter onDuplicate: called with Kubernetes' words for a key that stands twice; the later one wins.
    static func parse(_ bytes: [UInt8], onDuplicate: ((String) -> Void)? = nil) throws(Failure) -> JSONValue {
        // JSON is YAML too, and parsing it as such is many times faster.
        if bytes.first == UInt8(ascii: "{"), onDuplicate == nil, let json = try? JSONValue(parsing: bytes) { return json }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Failure(description: "yaml: invalid UTF-8") }
        // The parser hashes keys, and hashing an alias of aliases of aliases would take for ever.
        guard !aliasesAreKeys(bytes) else { throw excessiveAliasing }
        let node: Node?
        do {
            node = try YAMLDuplicates.parse(text)
        } catch {
            throw Failure(description: "yaml: \(error)")
        }
        guard let node else { return .null }
        // Without aliases there are fewer nodes than bytes.
        var budget = bytes.count * 10 + 10_000
        return try value(node, depth: 0, &budget, onDuplicate)
    }

    private static let excessiveAliasing = Failure(description: "yaml: document contains excessive aliasing")

    /// Whether the text has many aliases, and some that look like the key of a mapping.
    private static func aliasesAreKeys(_ bytes: [UInt8]) -> Bool {
        var aliases = 0
        var keys = 0
        var position = 0
        while let star = bytes[position...].firstIndex(of: UInt8(ascii: "*")) {
            var end = star + 1
            while end < bytes.count, bytes[end] > 0x20, ![0x2C, 0x3A, 0x5B, 0x5D, 0x7B, 0x7D].contains(bytes[end]) { end += 1 }
            if end > star + 1 {
                aliases += 1
                while end < bytes.count, bytes[end] == 0x20 { end += 1 }
                if end < bytes.count, bytes[end] == UInt8(ascii: ":") { keys += 1 }
            }
            position = max(end, star + 1)
        }
        return aliases > 30 && keys > 0
    }

    private static func value(
        _ node: Node, depth: Int, _ budget: inout Int, _ onDuplicate: ((String) -> Void)?
    ) throws(Failure) -> JSONValue {
        guard depth < maximumDepth else { throw Failure(description: "yaml: exceeded max depth") }
        budget -= 1
        guard budget > 0 else { throw excessiveAliasing }
        switch node {
        case .scalar(let scalar): return resolve(scalar)
        case .sequence(let items):
            var result: [JSONValue] = []
            for item in items { result.append(try value(item, depth: depth + 1, &budget, onDuplicate)) }
            return .array(result)
        case .mapping(let mapping):
            var result = JSONObject()
            var merges: [JSONValue] = []
            var seen: Set<String> = []
            for (keyNode, valueNode) in mapping {
                let child = try value(valueNode, depth: depth + 1, &budget, onDuplicate)
                guard case .scalar(let scalar) = keyNode else { throw Failure(description: "yaml: invalid map key") }
                if scalar.string == "<<", scalar.style == .plain || scalar.style == .any {
                    merges.append(child)
                    continue
                }
                let (key, isOverridden) = YAMLDuplicates.original(keyText(resolve(scalar)))
                if !seen.insert(key).inserted {
                    let line = keyNode.mark?.line ?? 0
                    onDuplicate?("yaml: unmarshal errors:\n  line \(line): key \(FieldError.quoted(key)) already set in map")
                }
                if !isOverridden { result[key] = child }
            }
            for merge in merges {
                for source in merge.array ?? [merge] {
                    for (key, child) in source.object ?? [:] where !result.contains(key) { result[key] = child }
                }
            }
            return .object(result)
        default: throw Failure(description: "yaml: unknown anchor")
        }
    }

    private static func keyText(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): text
        case .null: "null"
        default: value.description
        }
    }

    private static let null: Set<String> = ["", "~", "null", "Null", "NULL"]
    private static let yes: Set<String> = ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]
    private static let no: Set<String> = ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]

    private static func resolve(_ scalar: Node.Scalar) -> JSONValue {
        let text = scalar.string
        let tag = scalar.tag.description
        if tag == "tag:yaml.org,2002:str" || tag == "tag:yaml.org,2002:binary" { return .string(text) }
        let isPlain = scalar.style == .plain || scalar.style == .any
        guard isPlain else { return .string(text) }
        if null.contains(text) { return .null }
        if yes.contains(text) { return true }
        if no.contains(text) { return false }
        return number(text) ?? .string(text)
    }

    private static func number(_ text: String) -> JSONValue? {
        guard let first = text.utf8.first, (0x30...0x39).contains(first) || first == 0x2D || first == 0x2B || first == 0x2E else { return nil }
        let plain = text.filter { $0 != "_" }
        if let integer = integer(plain) { return .int(integer) }
        // Go's float syntax, without its names for infinity.
        let allowed = plain.utf8.allSatisfy { (0x30...0x39).contains($0) || [0x2D, 0x2B, 0x2E, 0x65, 0x45].contains($0) }
        guard allowed, let last = plain.utf8.last, (0x30...0x39).contains(last) || last == 0x2E, let double = Double(plain.last == "." ? plain + "0" : plain), double.isFinite
        else { return nil }
        return .double(double)
    }

    private static func integer(_ text: String) -> Int64? {
        var digits = text[...]
        var sign = ""
        if let first = digits.first, first == "-" || first == "+" {
            sign = first == "-" ? "-" : ""
            digits.removeFirst()
        }
        guard digits.first?.isNumber == true else { return nil }
        for (prefix, radix) in [("0x", 16), ("0X", 16), ("0o", 8), ("0b", 2)] where digits.hasPrefix(prefix) {
            return Int64(sign + digits.dropFirst(2), radix: radix)
        }
        if digits.count > 1, digits.first == "0", digits.allSatisfy({ "01234567".contains($0) }) { return Int64(sign + digits, radix: 8) }
        return Int64(sign + digits)
    }
}
