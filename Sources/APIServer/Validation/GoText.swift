import Foundation
import JSON

/// Values as Kubernetes' messages print them.
enum GoText {
    /// A value as JSON; an absent one is `null`.
    static func json(_ value: JSONValue?) -> String {
        guard let value else { return "null" }
        return marshal(value)
    }

    /// A string in quotes, or the JSON of anything else.
    static func value(_ value: JSONValue?) -> String {
        if let text = value?.string { return FieldError.quoted(text) }
        return json(value)
    }

    /// A number with six decimals, as `%f` has it.
    static func fixed(_ value: Double) -> String { String(format: "%f", value) }

    /// JSON as Go's `json.Marshal` prints it, which escapes what could be taken for HTML.
    static func marshal(_ value: JSONValue) -> String {
        let text = value.description
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "&") }) else { return text }
        return text.replacing("<", with: "\\u003c").replacing(">", with: "\\u003e").replacing("&", with: "\\u0026")
    }

    /// The lines of `json.MarshalIndent` with one blank for each level.
    static func indented(_ value: JSONValue) -> [String] {
        var lines: [String] = []
        var line = ""
        indent(value, level: 0, &line, &lines)
        lines.append(line)
        return lines
    }

    private static func indent(_ value: JSONValue, level: Int, _ line: inout String, _ lines: inout [String]) {
        let inner = String(repeating: " ", count: level + 1)
        switch value {
        case .array(let items) where !items.isEmpty:
            line += "["
            for (i, item) in items.enumerated() {
                lines.append(line)
                line = inner
                indent(item, level: level + 1, &line, &lines)
                if i < items.count - 1 { line += "," }
            }
            lines.append(line)
            line = String(inner.dropLast()) + "]"
        case .object(let members) where !members.isEmpty:
            line += "{"
            for (i, member) in members.enumerated() {
                lines.append(line)
                line = inner + marshal(.string(member.key)) + ": "
                indent(member.value, level: level + 1, &line, &lines)
                if i < members.count - 1 { line += "," }
            }
            lines.append(line)
            line = String(inner.dropLast()) + "}"
        default: line += marshal(value)
        }
    }

    /// The difference of two values as Kubernetes adds it to a refusal: a unified diff of their indented JSON.
    static func difference(_ old: JSONValue, _ new: JSONValue) -> String {
        UnifiedDifference.text(indented(old), indented(new))
    }
}
