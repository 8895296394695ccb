import JSON

/// What is being written, for admission to judge and to change.
struct AdmissionRequest: Sendable {
    enum Operation: String, Sendable { case create = "CREATE", update = "UPDATE", delete = "DELETE", connect = "CONNECT" }

    var operation: Operation
    var group: String
    var version: String
    var resource: String
    var kind: String
    var subresource: String
    var namespace: String
    var name: String
    /// The object as it will be stored; null for a deletion.
    var object: JSONValue
    /// The object as it is stored; null for a creation.
    var old: JSONValue
    var user: APIUser
    var dryRun: Bool
    /// The texts of Warning headers to be given.
    var warnings: [String] = []

    /// Whether this is about objects of a resource itself.
    func isFor(_ resource: String, group: String = "") -> Bool {
        self.resource == resource && self.group == group && subresource.isEmpty
    }

    /// A refusal: 403 with the object's name.
    func forbidden(_ message: String) -> APIStatusError {
        .forbidden(group: group, resource: resource, name: name, message)
    }
}

/// What admission plugins can read of the cluster.
protocol AdmissionReader: Sendable {
    /// An object as it is now; nil when there is none.
    func read(group: String, resource: String, namespace: String, name: String) async throws -> JSONValue?
    /// The objects of a resource in a namespace (all of them for an empty one), as the cache has them.
    func readAll(group: String, resource: String, namespace: String) async throws -> [JSONValue]
}

/// One admission plugin, under the name that `--enable-admission-plugins` knows it by.
protocol AdmissionPlugin: Sendable {
    static var name: String { get }
    /// Changes or refuses an object before it is validated.
    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws
    /// Refuses an object in its final form.
    func validate(_ request: AdmissionRequest, _ reader: any AdmissionReader) async throws
}

extension AdmissionPlugin {
    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {}
    func validate(_ request: AdmissionRequest, _ reader: any AdmissionReader) async throws {}
}

/// The plugins that are on, in Kubernetes' order.
struct AdmissionChain: Sendable {
    private let plugins: [any AdmissionPlugin]

    init(_ plugins: [any AdmissionPlugin]) { self.plugins = plugins }

    /// The chain that the flags ask for.
    init(enabled: [String], disabled: [String]) {
        let all: [any AdmissionPlugin] = [
            NamespaceLifecycle(), TaintNodesByCondition(), ServiceAccountAdmission(), PriorityAdmission(), DefaultTolerationSeconds(),
            StorageObjectInUseProtection(),
        ]
        plugins = all.filter { !disabled.contains(type(of: $0).name) }
    }

    /// The chain with a last plug-in that no flag switches off.
    func appending(_ plugin: any AdmissionPlugin) -> AdmissionChain { AdmissionChain(plugins + [plugin]) }

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        for plugin in plugins { try await plugin.admit(&request, reader) }
    }

    func validate(_ request: AdmissionRequest, _ reader: any AdmissionReader) async throws {
        for plugin in plugins { try await plugin.validate(request, reader) }
    }
}
