import KubernetesAPI
import KubernetesClient

/// Builds the environments of containers from their pods, config maps, secrets, and the services around.
public struct EnvironmentBuilder: EnvironmentBuilding {
    private let objects: PodObjects
    private let services: @Sendable () async throws -> [Service]
    private let allocatable: @Sendable () -> [String: Quantity]
    private let rootDirectory: String

    /// - Parameters:
    ///   - services: all services; waits until they are known.
    ///   - allocatable: what the node has for pods.
    ///   - rootDirectory: the kubelet's `--root-dir`, where pods' emptyDir volumes with files of variables lie.
    public init(
        objects: PodObjects, services: @escaping @Sendable () async throws -> [Service],
        allocatable: @escaping @Sendable () -> [String: Quantity], rootDirectory: String = "/var/lib/kubelet"
    ) {
        self.objects = objects
        self.services = services
        self.allocatable = allocatable
        self.rootDirectory = rootDirectory
    }

    public func environment(
        of container: Container, in pod: Pod, addresses: PodAddresses
    ) async throws -> [(name: String, value: String)] {
        let namespace = pod.metadata.namespace
        let around = ServiceVariables.variables(
            try await services(), namespace: namespace, links: pod.spec.enableServiceLinks ?? true)
        var variables = Variables(around: around)
        for source in container.envFrom { try await add(source, namespace, to: &variables) }
        let fields = FieldValues(pod: pod, addresses: addresses, allocatable: allocatable())
        for variable in container.env {
            if let value = try await self.value(variable, fields, container, variables) { variables[variable.name] = value }
        }
        return variables.all
    }

    /// Variables in the order in which they first came.
    private struct Variables {
        var around: [String: String]
        var values: [String: String] = [:]
        var order: [String] = []

        init(around: [String: String]) { self.around = around }

        subscript(name: String) -> String? {
            get { values[name] ?? around[name] }
            set {
                if values[name] == nil { order.append(name) }
                values[name] = newValue
            }
        }

        var all: [(name: String, value: String)] {
            around.filter { values[$0.key] == nil }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
                + order.map { ($0, values[$0] ?? "") }
        }
    }

    private func add(_ source: EnvFromSource, _ namespace: String, to variables: inout Variables) async throws {
        var found: [String: String] = [:]
        if let reference = source.configMapRef {
            let name = reference.name ?? ""
            guard let map = try await objects.configMap(name, namespace: namespace) else {
                if reference.optional == true { return }
                throw EnvironmentError("configmap \"\(name)\" not found")
            }
            found = map.data
        } else if let reference = source.secretRef {
            let name = reference.name ?? ""
            guard let secret = try await objects.secret(name, namespace: namespace) else {
                if reference.optional == true { return }
                throw EnvironmentError("secret \"\(name)\" not found")
            }
            found = secret.data.mapValues { String(decoding: $0, as: UTF8.self) }
        }
        for (key, value) in found.sorted(by: { $0.key < $1.key }) {
            let name = (source.prefix ?? "") + key
            if Self.isName(name) { variables[name] = value }
        }
    }

    /// Printable ASCII but "=".
    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "=") }
    }

    /// nil leaves the variable out: an optional source that is not there.
    private func value(
        _ variable: EnvVar, _ fields: FieldValues, _ container: Container, _ variables: Variables
    ) async throws -> String? {
        guard let source = variable.valueFrom else {
            return VariableExpansion.expand(variable.value ?? "") { variables[$0] }
        }
        let namespace = fields.pod.metadata.namespace
        if let reference = source.fieldRef { return try fields.field(reference.fieldPath) }
        if let reference = source.resourceFieldRef {
            let name = reference.containerName ?? ""
            if name.isEmpty || name == container.name { return try fields.resource(reference, of: container) }
            guard let other = (fields.pod.spec.containers + fields.pod.spec.initContainers).first(where: { $0.name == name }) else {
                throw EnvironmentError("container \(name) not found")
            }
            return try fields.resource(reference, of: other)
        }
        if let reference = source.configMapKeyRef {
            let name = reference.name ?? ""
            guard let map = try await objects.configMap(name, namespace: namespace) else {
                if reference.optional == true { return nil }
                throw EnvironmentError("configmap \"\(name)\" not found")
            }
            if let value = map.data[reference.key] { return value }
            if reference.optional == true { return nil }
            throw EnvironmentError("couldn't find key \(reference.key) in ConfigMap \(namespace)/\(name)")
        }
        if let reference = source.secretKeyRef {
            let name = reference.name ?? ""
            guard let secret = try await objects.secret(name, namespace: namespace) else {
                if reference.optional == true { return nil }
                throw EnvironmentError("secret \"\(name)\" not found")
            }
            if let value = secret.data[reference.key] { return String(decoding: value, as: UTF8.self) }
            if reference.optional == true { return nil }
            throw EnvironmentError("couldn't find key \(reference.key) in Secret \(namespace)/\(name)")
        }
        if let reference = source.fileKeyRef {
            guard fields.pod.spec.volumes.contains(where: { $0.name == reference.volumeName && $0.emptyDir != nil }) else {
                throw EnvironmentError("cannot find the volume \"\(reference.volumeName)\" referenced by FileKeyRef")
            }
            let volume = "\(rootDirectory)/pods/\(fields.pod.metadata.uid)/volumes/kubernetes.io~empty-dir/\(reference.volumeName)"
            return try EnvironmentFile.value(reference, volume: volume)
        }
        // An empty source, as Kubernetes takes it, is an empty value.
        return ""
    }
}
