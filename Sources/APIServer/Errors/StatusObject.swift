import JSON

extension APIStatusError {
    /// The failure as a `Status` object.
    public var statusObject: JSONValue {
        var status: JSONValue = ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": .string(message)]
        if let continueToken { status["metadata"] = ["continue": .string(continueToken)] }
        if !reason.isEmpty { status["reason"] = .string(reason) }
        if let details { status["details"] = details.json }
        status["code"] = .int(Int64(code))
        return status
    }

    /// The `Status` of a deletion that is done.
    static func deleted(name: String, group: String, resource: String, uid: String) -> JSONValue {
        let details = Details(name: name, group: group, kind: resource, uid: uid)
        return ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "details": details.json]
    }
}

extension APIStatusError.Details {
    /// `StatusDetails`, without what is empty.
    var json: JSONValue {
        var object = JSONObject()
        if !name.isEmpty { object["name"] = .string(name) }
        if !group.isEmpty { object["group"] = .string(group) }
        if !kind.isEmpty { object["kind"] = .string(kind) }
        if !uid.isEmpty { object["uid"] = .string(uid) }
        if !causes.isEmpty {
            object["causes"] = .array(
                causes.map { cause in
                    var item = JSONObject()
                    if !cause.reason.isEmpty { item["reason"] = .string(cause.reason) }
                    if !cause.message.isEmpty { item["message"] = .string(cause.message) }
                    if let field = cause.field, !field.isEmpty { item["field"] = .string(field) }
                    return .object(item)
                })
        }
        if retryAfterSeconds > 0 { object["retryAfterSeconds"] = .int(Int64(retryAfterSeconds)) }
        return .object(object)
    }
}
