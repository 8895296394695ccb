import Foundation
import JSON

/// The fields of custom resources that field selectors may name.
enum CRDSelectableFields {
    static func validate(_ fields: [JSONValue], _ schema: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        var seen: Set<String> = []
        for (i, selectable) in fields.enumerated() {
            let path = selectable.text("jsonPath")
            let place = "\(field)[\(i)].jsonPath"
            if path.isEmpty {
                errors.append(.required(place))
                continue
            }
            guard let found = find(path, in: schema, allowsArrays: false) else {
                errors.append(.invalid(place, string: path, "is an invalid path: \(problem(path, schema))"))
                continue
            }
            if path.hasPrefix(".metadata") { errors.append(.invalid(place, string: path, "must not point to fields in metadata")) }
            if !["string", "boolean", "integer"].contains(found.text("type")) {
                errors.append(
                    .invalid(
                        place, string: path,
                        "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed."))
            }
            if !seen.insert(path).inserted { errors.append(.duplicate(place, FieldError.quoted(path))) }
        }
        if seen.count > 8 { errors.append(.tooMany(field, count: seen.count, limit: 8)) }
        return errors
    }

    private static func problem(_ path: String, _ schema: JSONValue) -> String {
        if !path.hasPrefix(".") { return "expected [ or . but got: \(path)" }
        return path.contains("[") ? "expected . but got: [" : "does not refer to a valid field"
    }

    /// The schema of the field at a path such as `.spec.mode` or `.spec['a.b']`.
    static func find(_ path: String, in schema: JSONValue, allowsArrays: Bool) -> JSONValue? {
        var current = schema
        var rest = Substring(path)
        while !rest.isEmpty {
            let name: String
            if rest.hasPrefix("['"), allowsArrays, let end = rest.range(of: "']") {
                name = String(rest[rest.index(rest.startIndex, offsetBy: 2)..<end.lowerBound])
                rest = rest[end.upperBound...]
            } else if rest.hasPrefix(".") {
                rest = rest.dropFirst()
                let end = rest.firstIndex { $0 == "." || $0 == "[" } ?? rest.endIndex
                name = String(rest[..<end])
                rest = rest[end...]
            } else {
                return nil
            }
            if let property = current["properties"]?[name] {
                current = property
            } else if let additional = current["additionalProperties"], additional.object != nil {
                current = additional
            } else {
                return nil
            }
        }
        return path.isEmpty ? nil : current
    }
}
