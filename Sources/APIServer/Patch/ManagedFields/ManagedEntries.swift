import JSON

/// What one manager owns: an entry of `metadata.managedFields`.
struct ManagedEntry {
    /// What tells managers apart. Appliers keep their identity across API versions.
    struct Identity: Hashable, Comparable {
        var manager: String
        var isApply: Bool
        var apiVersion: String
        var subresource: String

        init(manager: String, isApply: Bool, apiVersion: String, subresource: String) {
            self.manager = manager
            self.isApply = isApply
            self.apiVersion = isApply ? "" : apiVersion
            self.subresource = subresource
        }

        static func < (a: Identity, b: Identity) -> Bool { a.key < b.key }
        private var key: String { "\(manager)\u{0}\(isApply ? "Apply" : "Update")\u{0}\(apiVersion)\u{0}\(subresource)" }

        /// As conflict messages name it.
        var described: String {
            var text = FieldError.quoted(manager)
            if !subresource.isEmpty { text += " with subresource \(FieldError.quoted(subresource))" }
            if !isApply { text += " using \(apiVersion)" }
            return text
        }
    }

    var identity: Identity
    var apiVersion: String
    var time: String?
    var fields: FieldSet
}

/// The entries of `metadata.managedFields`, by manager.
struct ManagedEntries {
    private(set) var entries: [ManagedEntry.Identity: ManagedEntry] = [:]

    var isEmpty: Bool { entries.isEmpty }

    init() {}

    /// Reads the list. Nil when an entry cannot be understood: Kubernetes then starts afresh.
    init?(_ list: [JSONValue]) {
        for item in list {
            guard let operation = item["operation"]?.string, operation == "Apply" || operation == "Update" else { return nil }
            let apiVersion = item["apiVersion"]?.string ?? ""
            let identity = ManagedEntry.Identity(
                manager: item["manager"]?.string ?? "", isApply: operation == "Apply", apiVersion: apiVersion,
                subresource: item["subresource"]?.string ?? "")
            guard let fields = FieldSet(fieldsV1: item["fieldsV1"] ?? [:]) else { return nil }
            if var known = entries[identity] {
                known.fields = known.fields.union(fields)
                entries[identity] = known
            } else {
                entries[identity] = ManagedEntry(identity: identity, apiVersion: apiVersion, time: item["time"]?.string, fields: fields)
            }
        }
    }

    subscript(identity: ManagedEntry.Identity) -> ManagedEntry? {
        get { entries[identity] }
        set { entries[identity] = newValue }
    }

    /// Removes the fields from every manager but one; managers that own nothing more disappear.
    mutating func subtract(_ fields: FieldSet, except kept: ManagedEntry.Identity?) {
        for (identity, entry) in entries where identity != kept {
            entries[identity]?.fields = entry.fields.subtracting(fields)
        }
        dropEmpty()
    }

    mutating func dropEmpty() { entries = entries.filter { !$0.value.fields.isEmpty } }

    /// Old updaters beyond the limit become one entry, `ancient-changes`, so that the list stays short.
    mutating func capUpdaters(limit: Int = 10) {
        let updaters = entries.values.filter { !$0.identity.isApply && $0.identity.subresource.isEmpty }
            .sorted { ($0.time ?? "", $0.identity) < ($1.time ?? "", $1.identity) }
        guard updaters.count > limit else { return }
        for old in updaters.prefix(updaters.count - limit + 1) {
            entries[old.identity] = nil
            let bucket = ManagedEntry.Identity(manager: "ancient-changes", isApply: false, apiVersion: old.apiVersion, subresource: "")
            var merged = entries[bucket] ?? ManagedEntry(identity: bucket, apiVersion: old.apiVersion, time: old.time, fields: FieldSet())
            merged.fields = merged.fields.union(old.fields)
            merged.time = max(merged.time ?? "", old.time ?? "")
            entries[bucket] = merged
        }
    }

    /// The list, in Kubernetes' order: operation, time, manager, version, subresource.
    var list: [JSONValue] {
        let sorted = entries.values.sorted { a, b in
            if a.identity.isApply != b.identity.isApply { return a.identity.isApply }
            if a.time != b.time { return (a.time ?? "") < (b.time ?? "") }
            if a.identity.manager != b.identity.manager { return a.identity.manager < b.identity.manager }
            if a.apiVersion != b.apiVersion { return a.apiVersion < b.apiVersion }
            return a.identity.subresource < b.identity.subresource
        }
        return sorted.map { entry in
            var item: JSONValue = [
                "manager": .string(entry.identity.manager), "operation": entry.identity.isApply ? "Apply" : "Update",
                "apiVersion": .string(entry.apiVersion),
            ]
            if entry.identity.manager.isEmpty { item["manager"] = nil }
            if let time = entry.time { item["time"] = .string(time) }
            item["fieldsType"] = "FieldsV1"
            item["fieldsV1"] = entry.fields.fieldsV1
            if !entry.identity.subresource.isEmpty { item["subresource"] = .string(entry.identity.subresource) }
            return item
        }
    }
}
