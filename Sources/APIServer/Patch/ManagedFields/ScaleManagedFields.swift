import JSON

/// Who owns the number of replicas, seen from the `scale` subresource and from the object that it belongs to.
///
/// The subresource has an object of its own, whose only field that can be owned is `spec.replicas`.
enum ScaleManagedFields {
    private static let replicas = FieldSet(fields: [["spec", "replicas"]])
    private static let version = "autoscaling/v1"

    /// The managedFields of the Scale of an object: the managers that own its replicas.
    static func ofScale(_ object: JSONValue) -> JSONValue? {
        let parents = ManagedEntries(object[path: ["metadata", "managedFields"]]?.array ?? []) ?? ManagedEntries()
        var entries = ManagedEntries()
        for entry in parents.entries.values where !entry.fields.intersection(replicas).isEmpty {
            let identity = ManagedEntry.Identity(
                manager: entry.identity.manager, isApply: entry.identity.isApply, apiVersion: version, subresource: entry.identity.subresource)
            entries[identity] = ManagedEntry(identity: identity, apiVersion: version, time: entry.time, fields: replicas)
        }
        return entries.isEmpty ? nil : .array(entries.list)
    }

    /// The managedFields of an object after a write of its Scale.
    /// - Parameters:
    ///   - object: as it was.
    ///   - scale: the Scale as it is now.
    static func ofObject(_ object: JSONValue, after scale: JSONValue) -> JSONValue? {
        let parents = ManagedEntries(object[path: ["metadata", "managedFields"]]?.array ?? []) ?? ManagedEntries()
        var owners = ManagedEntries(scale[path: ["metadata", "managedFields"]]?.array ?? []) ?? ManagedEntries()
        let apiVersion = object["apiVersion"]?.string ?? ""
        var result = ManagedEntries()
        for (identity, entry) in parents.entries {
            guard !entry.fields.intersection(replicas).isEmpty else {
                result[identity] = entry
                continue
            }
            let inScale = ManagedEntry.Identity(
                manager: identity.manager, isApply: identity.isApply, apiVersion: version, subresource: identity.subresource)
            if let owner = owners[inScale], !owner.fields.isEmpty {
                result[identity] = entry
                owners[inScale] = nil
            } else {
                var entry = entry
                entry.fields = entry.fields.subtracting(replicas)
                if !entry.fields.isEmpty { result[identity] = entry }
            }
        }
        for owner in owners.entries.values where !owner.fields.intersection(replicas).isEmpty {
            let identity = ManagedEntry.Identity(
                manager: owner.identity.manager, isApply: owner.identity.isApply, apiVersion: apiVersion, subresource: owner.identity.subresource)
            // Kubernetes loses the time here, and clients that compare would see a difference.
            result[identity] = ManagedEntry(identity: identity, apiVersion: apiVersion, time: nil, fields: replicas)
        }
        return result.isEmpty ? nil : .array(result.list)
    }
}
