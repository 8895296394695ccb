import Foundation
import JSON
import KubernetesAPI
import Store

extension Registry {
    /// Asks admission about something that is sent and answered, or becomes part of another object; returns it as changed.
    func admitted(
        _ operation: AdmissionRequest.Operation, _ request: RequestContext, kind: String, object: JSONValue, dryRun: Bool, name: String? = nil
    ) async throws -> JSONValue {
        var admitted = Self.admissionRequest(operation, request, object: object, old: .null, dryRun: dryRun, name: name)
        admitted.kind = kind
        return try await self.admitted(admitted, request)
    }

    /// Lets a whole request through admission; returns its object as changed.
    @discardableResult
    func admitted(_ asked: AdmissionRequest, _ request: RequestContext) async throws -> JSONValue {
        var admitted = asked
        try await admission.admit(&admitted, self)
        try await admission.validate(&admitted, self)
        request.warn(admitted.warnings)
        return admitted.object
    }

    /// Asks admission whether a connection may be made: exec, attach, portforward, proxy.
    func admitConnection(_ incoming: IncomingRequest) async throws {
        let info = incoming.info
        let prefix = ["services": "Service", "nodes": "Node"][info.resource] ?? "Pod"
        let suffix = ["exec": "Exec", "attach": "Attach", "portforward": "PortForward"][info.subresource] ?? "Proxy"
        var options: JSONValue = ["kind": .string("\(prefix)\(suffix)Options"), "apiVersion": "v1"]
        for flag in ["stdin", "stdout", "stderr", "tty"] {
            if let value = incoming.query[flag] { options[flag] = .bool(["1", "true"].contains(value.lowercased())) }
        }
        if let container = incoming.query["container"] { options["container"] = .string(container) }
        let command = incoming.query.all("command")
        if !command.isEmpty { options["command"] = .array(command.map { .string($0) }) }
        if suffix == "Proxy" { options["path"] = .string("/" + info.rest.joined(separator: "/")) }
        var asked = AdmissionRequest(
            operation: .connect, group: info.group, version: info.version, resource: info.resource, kind: options.text("kind"),
            subresource: info.subresource, namespace: info.namespace, name: info.name, object: options, old: .null, user: incoming.user,
            dryRun: false)
        try await admission.admit(&asked, self)
        try await admission.validate(&asked, self)
    }
}

extension Registry: AdmissionReader {
    var now: Time { clock.time }

    func find(group: String, resource: String, namespace: String, name: String) async throws -> StoredObject? {
        guard let served = resources.stored(group: group, plural: resource) else { return nil }
        if let known = served.storage.cache.get(served.storage.key(namespace: namespace, name: name)) { return known.entry }
        return try await served.storage.get(namespace: namespace, name: name)
    }

    func findAll(group: String, resource: String, namespace: String) -> [StoredObject] {
        guard let storage = resources.stored(group: group, plural: resource)?.storage else { return [] }
        return storage.cache.snapshot().items(prefix: storage.prefix(namespace: namespace)).map(\.entry)
    }

    func resources(apiVersion: String, kind: String) -> [(group: String, plural: String)] {
        resources.descriptions.filter { $0.apiVersion == apiVersion && $0.kind == kind }.map { ($0.group, $0.plural) }
    }

    func createNamespace(_ name: String) async throws {
        guard let served = resources.stored(group: "", plural: "namespaces") else { return }
        var namespace: JSONValue = [
            "kind": "Namespace", "apiVersion": "v1",
            "metadata": [
                "name": .string(name), "uid": .string(random.uuid()), "creationTimestamp": .string(clock.time.description),
            ],
        ]
        served.rules.applyDefaults(&namespace)
        served.rules.prepareForCreate(&namespace, RuleContext(user: .apiServer, time: clock.time.description, dryRun: false))
        // Someone else may have been faster, which is as good.
        _ = try await served.storage.create(namespace, namespace: "", name: name)
    }

    func updateQuotaStatus(_ stored: StoredObject, used: ResourceAmounts, namespace: String) async throws -> Bool {
        guard let served = resources.stored(group: "", plural: "resourcequotas") else { return true }
        let old = stored.tree
        var quota = old
        quota.setDefault("status", [:])
        quota.edit("status") { $0["used"] = used.json }
        let manager = FieldManager(
            manager: "kube-apiserver", apiVersion: "v1", subresource: "status", schema: served.schema, time: clock.time.description)
        manager.update(live: old, new: &quota)
        let name = old["metadata"]?.text("name") ?? ""
        return try await served.storage.update(quota, namespace: namespace, name: name, ifRevision: stored.revision) != nil
    }

    func refreshQuotas() async throws {
        try await resources.stored(group: "", plural: "resourcequotas")?.storage.refresh()
    }
}
