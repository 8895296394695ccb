import APISchema
import JSON

/// Keeps `metadata.managedFields`: who owns which field of an object, by writes and by server-side apply.
public struct FieldManager: Sendable {
    /// Who writes: the `fieldManager` parameter, or the start of the User-Agent.
    public var manager: String
    /// The version of the object that is written, such as apps/v1.
    public var apiVersion: String
    /// The subresource that is written through; empty for the object itself.
    public var subresource: String
    public var schema: Schema
    /// Now, RFC 3339.
    public var time: String

    public init(manager: String, apiVersion: String, subresource: String = "", schema: Schema, time: String) {
        self.manager = manager
        self.apiVersion = apiVersion
        self.subresource = subresource
        self.schema = schema
        self.time = time
    }

    private var type: TypeShape { TypeShape(schema) }
    private var ignored: FieldSet {
        schema.kind.map { ResetFields.fields(of: $0, subresource: subresource) } ?? FieldSet()
    }

    // MARK: Create, update and patch

    /// Sets the managedFields of an object about to be stored.
    /// - Parameter live: what is stored now, nil on create.
    public func update(live: JSONValue?, new: inout JSONValue) {
        guard new["metadata"]?.object != nil else { return }
        let sent = new[path: ["metadata", "managedFields"]]?.array
        // A list of one empty entry is the user's wish to forget all owners.
        let isReset = sent?.count == 1 && sent?.first?.object?.isEmpty == true
        var entries: ManagedEntries
        if isReset {
            entries = ManagedEntries()
        } else if let sent, !sent.isEmpty, let read = ManagedEntries(sent) {
            entries = read
        } else {
            entries = live.flatMap { ManagedEntries($0[path: ["metadata", "managedFields"]]?.array ?? []) } ?? ManagedEntries()
        }
        new["metadata"]?["managedFields"] = nil
        if isReset { return }
        // An object that nobody tracked so far stays so until it is applied.
        if live != nil, entries.isEmpty { return }
        if live == nil, entries.isEmpty, let fields = CreatedFields.fieldsV1(of: new, zero: schema.zero, schema: schema, ignored: ignored) {
            if !fields.isEmpty { new["metadata"]?["managedFields"] = .array([entry(fields)]) }
            return
        }
        let old = Self.withoutManagedFields(live ?? schema.zero)
        let identity = ManagedEntry.Identity(manager: manager, isApply: false, apiVersion: apiVersion, subresource: subresource)
        record(&entries, identity, old: old, new: new)
        if !entries.isEmpty { new["metadata"]?["managedFields"] = .array(entries.list) }
    }

    /// The updater's entry for the fields that it owns.
    private func entry(_ fields: JSONObject) -> JSONValue {
        var entry = JSONObject(minimumCapacity: 7)
        if !manager.isEmpty { entry.append("manager", .string(manager)) }
        entry.append("operation", "Update")
        entry.append("apiVersion", .string(apiVersion))
        entry.append("time", .string(time))
        entry.append("fieldsType", "FieldsV1")
        entry.append("fieldsV1", .object(fields))
        if !subresource.isEmpty { entry.append("subresource", .string(subresource)) }
        return .object(entry)
    }

    /// Gives what changed to the updater and takes it from everybody else.
    private func record(_ entries: inout ManagedEntries, _ identity: ManagedEntry.Identity, old: JSONValue, new: JSONValue) {
        var comparison = Comparison(old, new, type)
        comparison.exclude(ignored)
        entries.subtract(comparison.added.union(comparison.modified).union(comparison.removed), except: identity)
        // Fields that the writer owned and now removed are no longer its own, but its other fields stay.
        let taken = comparison.added.union(comparison.modified)
        if var mine = entries[identity] {
            let before = mine.fields
            mine.fields = mine.fields.subtracting(comparison.removed)
            let own = taken.subtracting(ResetFields.never)
            mine.fields = mine.fields.union(own)
            if !own.isEmpty || mine.fields != before { mine.time = own.isEmpty ? mine.time : time }
            entries[identity] = mine
        } else {
            let own = taken.subtracting(ResetFields.never)
            if !own.isEmpty { entries[identity] = ManagedEntry(identity: identity, apiVersion: apiVersion, time: time, fields: own) }
        }
        entries.dropEmpty()
        entries.capUpdaters()
    }

    static func withoutManagedFields(_ object: JSONValue) -> JSONValue {
        guard object[path: ["metadata", "managedFields"]] != nil else { return object }
        var object = object
        object["metadata"]?["managedFields"] = nil
        return object
    }

    // MARK: Server-side apply

    /// Merges an applied configuration into the object.
    /// - Parameters:
    ///   - live: what is stored now, nil when the apply creates the object.
    ///   - body: the configuration, YAML or JSON.
    ///   - force: whether to take fields from other managers.
    /// - Returns: the merged object with its managedFields; the same as `live` when nothing changes.
    /// - Throws: 400 and 500 for a bad configuration, 409 with a cause for each field that another manager owns.
    public func apply(live: JSONValue?, body: [UInt8], force: Bool) throws(APIStatusError) -> JSONValue {
        let config: JSONValue
        do {
            config = try YAMLReader.parse(body)
        } catch {
            throw .badRequest("error decoding YAML: \(error)")
        }
        return try apply(live: live, config: config, force: force)
    }

    /// The same for a configuration that is read already.
    public func apply(live: JSONValue?, config: JSONValue, force: Bool) throws(APIStatusError) -> JSONValue {
        guard config.object != nil else { throw .badRequest("error decoding YAML: expected an object, got \(config.goTypeName)") }
        try checkEnvelope(config)
        var applied = config
        applied["metadata"]?["creationTimestamp"] = nil
        let errors = TypedValidation.errors(in: applied, type)
        guard errors.isEmpty else {
            let text = errors.count == 1 ? errors[0] : "errors:\n" + errors.map { "  \($0)" }.joined(separator: "\n")
            throw APIStatusError(code: 500, reason: "", message: "failed to create typed patch object (\(described(config))): \(text)")
        }
        let current = live ?? schema.zero
        var entries = ManagedEntries(current[path: ["metadata", "managedFields"]]?.array ?? []) ?? ManagedEntries()
        let base = Self.withoutManagedFields(current)
        if live != nil, entries.isEmpty {
            // Fields from before the first apply get an owner, so that the apply cannot silently take them.
            let before = ManagedEntry.Identity(manager: "before-first-apply", isApply: false, apiVersion: apiVersion, subresource: "")
            record(&entries, before, old: schema.zero, new: base)
        }
        let identity = ManagedEntry.Identity(manager: manager, isApply: true, apiVersion: apiVersion, subresource: subresource)
        var own = FieldSet(of: applied, type).subtractingRecursively(ignored)
        let last = entries[identity]?.fields
        let previousTime = entries[identity]?.time
        var merged = TypedMerge.merge(base, applied, type)
        entries[identity] = ManagedEntry(identity: identity, apiVersion: apiVersion, time: time, fields: own)
        if let last, !last.isEmpty { merged = prune(merged, last: last, entries: entries) }

        var comparison = Comparison(base, merged, type)
        comparison.exclude(ignored)
        try checkConflicts(entries, identity, comparison, force: force, live: base)
        let taken = comparison.added.union(comparison.modified)
        entries.subtract(taken.union(comparison.removed), except: identity)
        own = own.subtracting(ResetFields.never)
        let isUnchanged = comparison.isEmpty && last == own
        entries[identity] = ManagedEntry(identity: identity, apiVersion: apiVersion, time: isUnchanged ? previousTime : time, fields: own)
        entries.dropEmpty()
        entries.capUpdaters()
        if isUnchanged, let live { return live }
        if manager == "kubectl" { LastApplied.renew(in: &merged, from: applied) }
        var list: JSONValue? = .array(entries.list)
        if entries.isEmpty { list = nil }
        if merged["metadata"]?.object == nil { merged["metadata"] = [:] }
        merged["metadata"]?["managedFields"] = list
        return merged
    }

    private func described(_ config: JSONValue) -> String {
        let metadata = config["metadata"]
        let name = "\(metadata?["namespace"]?.string ?? "")/\(metadata?["name"]?.string ?? "")"
        guard let kind = schema.kind else { return name }
        // Go prints the core group as an empty name before the slash.
        return "\(name); \(kind.group)/\(kind.version), Kind=\(kind.kind)"
    }

    private func checkEnvelope(_ config: JSONValue) throws(APIStatusError) {
        let version = config["apiVersion"]?.string ?? ""
        let kind = config["kind"]?.string ?? ""
        if version.isEmpty || kind.isEmpty {
            throw .badRequest("invalid object type: \(version.isEmpty ? "" : version), Kind=\(kind)")
        }
        if let list = config[path: ["metadata", "managedFields"]]?.array, !list.isEmpty {
            throw .badRequest("metadata.managedFields must be nil")
        }
        if version != apiVersion {
            throw .badRequest(
                "incorrect version specified in apply patch. Specified patch version: \(version), expected: \(apiVersion)")
        }
        if let expected = schema.kind?.kind, kind != expected {
            throw .badRequest("invalid object type: \(GroupVersionKind(group: "", version: version, kind: kind))")
        }
    }

    /// Removes what the manager applied last time and does not apply now, unless someone else owns it.
    private func prune(_ merged: JSONValue, last: FieldSet, entries: ManagedEntries) -> JSONValue {
        var pruned = TypedMerge.remove(last.withNamedFieldsAsMembers(type), from: merged, type)
        // What others own comes back.
        var managed = FieldSet()
        for entry in entries.entries.values { managed = managed.union(entry.fields) }
        let all = FieldSet(of: merged, type).withNamedFieldsAsMembers(type)
        let kept = FieldSet(of: pruned, type).withNamedFieldsAsMembers(type).union(managed.withNamedFieldsAsMembers(type))
        pruned = TypedMerge.remove(all.subtracting(kept), from: merged, type)
        // What nobody owned, and this manager did not either, comes back.
        let left = FieldSet(of: pruned, type).withNamedFieldsAsMembers(type)
        return TypedMerge.remove(all.subtracting(left).intersection(last.withNamedFieldsAsMembers(type)), from: merged, type)
    }

    private func checkConflicts(
        _ entries: ManagedEntries, _ identity: ManagedEntry.Identity, _ comparison: Comparison, force: Bool, live: JSONValue
    ) throws(APIStatusError) {
        if force { return }
        let changed = comparison.added.union(comparison.modified)
        let allowed = manager == "kubectl" ? LastApplied.ownedFields(of: live, type) : FieldSet()
        var conflicts: [(manager: String, path: String)] = []
        for (other, entry) in entries.entries.sorted(by: { $0.key < $1.key }) where other != identity {
            for path in entry.fields.intersection(changed).subtracting(allowed).paths() {
                conflicts.append((other.described, path.map(\.described).joined()))
            }
        }
        guard let first = conflicts.first else { return }
        var message = "Apply failed with \(conflicts.count) conflict"
        if conflicts.count == 1 {
            message += ": conflict with \(first.manager): \(first.path)"
        } else {
            message += "s: "
            var lines: [String] = []
            var last: String?
            for conflict in conflicts {
                if conflict.manager != last { lines.append("conflicts with \(conflict.manager):") }
                last = conflict.manager
                lines.append("- \(conflict.path)")
            }
            message += lines.joined(separator: "\n")
        }
        throw APIStatusError(
            code: 409, reason: "Conflict", message: message,
            details: .init(causes: conflicts.map { .init(reason: "FieldManagerConflict", message: "conflict with \($0.manager)", field: $0.path) }))
    }
}
