import Foundation
import JSON

/// Values as Kubernetes' messages print them.
enum GoText {
    /// A value as JSON; an absent one is `null`.
    static func json(_ value: JSONValue?) -> String {
        guard let value else { return "null" }
        return value.description
    }

    /// A string in quotes, or the JSON of anything else.
    static func value(_ value: JSONValue?) -> String {
        if let text = value?.string { return FieldError.quoted(text) }
        return json(value)
    }

    /// A number with six decimals, as `%f` has it.
    static func fixed(_ value: Double) -> String { String(format: "%f", value) }
}
