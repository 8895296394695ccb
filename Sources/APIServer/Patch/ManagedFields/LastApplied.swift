import JSON

/// The annotation in which `kubectl apply` without `--server-side` keeps what it applied last.
enum LastApplied {
    static let annotation = "kubectl.kubernetes.io/last-applied-configuration"

    /// What `kubectl apply` owns by the annotation: fields that still have the values it applied.
    /// Server-side apply by kubectl may take these without conflict, since they are its own.
    static func ownedFields(of live: JSONValue, _ type: TypeShape) -> FieldSet {
        guard let text = live[path: ["metadata", "annotations", annotation]]?.string, let applied = try? JSONValue(parsing: Array(text.utf8))
        else { return FieldSet() }
        let changed = Comparison(live, applied, type)
        return FieldSet(of: applied, type).subtracting(changed.modified.union(changed.added))
    }

    /// Writes the annotation anew after a server-side apply by kubectl, where there is one.
    static func renew(in object: inout JSONValue, from applied: JSONValue) {
        guard object[path: ["metadata", "annotations", annotation]] != nil else { return }
        var text = applied
        text["metadata"]?["managedFields"] = nil
        if text[path: ["metadata", "annotations", annotation]] != nil { text["metadata"]?["annotations"]?[annotation] = nil }
        object["metadata"]?["annotations"]?[annotation] = .string(String(decoding: text.serialized(), as: UTF8.self) + "\n")
    }
}
