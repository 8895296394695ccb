import JSON

/// JSON Merge Patch (RFC 7386): objects merge member by member, null removes, everything else replaces.
enum MergePatch {
    /// - Throws: 400 when the patch is no object.
    static func apply(_ body: [UInt8], to document: JSONValue) throws(APIStatusError) -> JSONValue {
        let patch: JSONValue
        do {
            patch = try JSONValue(parsing: body)
        } catch {
            throw .badRequest("error decoding patch: \(error.message)")
        }
        guard patch.object != nil else {
            throw .badRequest("error decoding patch: json: cannot unmarshal \(patch.goTypeName) into Go value of type map[string]interface {}")
        }
        return merge(patch, into: document)
    }

    static func merge(_ patch: JSONValue, into document: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var result = document.object ?? [:]
        for (key, change) in changes {
            if change.isNull {
                result.removeValue(forKey: key)
            } else {
                result[key] = merge(change, into: result[key] ?? .null)
            }
        }
        return .object(result)
    }
}
