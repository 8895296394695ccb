import ContainerRuntime
import Foundation
import JSON
import KubernetesClient

/// The devices of the container device interface, which vendors describe in files: for runtimes that do not know them (containerd
/// before 1.7), so that the kubelet says itself what a device means for a container.
struct CDISpecs {
    /// Later ones go before earlier ones.
    var directories = ["/etc/cdi", "/var/run/cdi"]

    /// Changes a container so that it has the devices.
    /// - Parameter names: as `vendor.com/class=device`.
    /// - Throws: when one is not known, or wants what cannot be said over CRI.
    func apply(_ names: [String], to config: inout CRIContainerConfig) throws {
        let specs = read()
        var seen: [JSONValue] = []
        for name in names {
            let parts = name.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2,
                let spec = specs.last(where: { spec in spec["kind"]?.string == parts[0] && Self.device(parts[1], spec) != nil }),
                let device = Self.device(parts[1], spec)
            else { throw ResourceClaimError("CDI device injection failed: unresolvable CDI devices \(name)") }
            if !seen.contains(spec) {
                seen.append(spec)
                try Self.edit(&config, spec["containerEdits"], name)
            }
            try Self.edit(&config, device["containerEdits"], name)
        }
    }

    private static func device(_ name: String, _ spec: JSONValue) -> JSONValue? { spec["devices"]?.array?.first { $0["name"]?.string == name } }

    private func read() -> [JSONValue] {
        directories.flatMap { directory in
            POSIXFiles.list(directory).sorted().compactMap { name -> JSONValue? in
                guard name.hasSuffix(".json") || name.hasSuffix(".yaml"), let bytes = POSIXFiles.read(directory + "/" + name) else { return nil }
                return try? YAML.decode(String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    private static func edit(_ config: inout CRIContainerConfig, _ edits: JSONValue?, _ device: String) throws {
        guard let edits else { return }
        if edits["hooks"]?.array?.isEmpty == false {
            throw ResourceClaimError("CDI device \(device) has hooks, which need a container runtime that knows CDI (containerd 1.7)")
        }
        for entry in edits["env"]?.array ?? [] {
            let parts = (entry.string ?? "").split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { continue }
            config.envs.removeAll { $0.key == parts[0] }
            var pair = CRIKeyValue()
            pair.key = parts[0]
            pair.value = Data(parts[1].utf8)
            config.envs.append(pair)
        }
        for entry in edits["mounts"]?.array ?? [] {
            guard let host = entry["hostPath"]?.string, let path = entry["containerPath"]?.string else { continue }
            let options = (entry["options"]?.array ?? []).compactMap(\.string)
            var mount = CRIMount()
            mount.hostPath = host
            mount.containerPath = path
            mount.readonly = options.contains("ro")
            if options.contains("rshared") { mount.propagation = .propagationBidirectional }
            if options.contains("rslave") { mount.propagation = .propagationHostToContainer }
            config.mounts.removeAll { $0.containerPath == path }
            config.mounts.append(mount)
        }
        for entry in edits["deviceNodes"]?.array ?? [] {
            guard let path = entry["path"]?.string else { continue }
            var node = CRIDevice()
            node.containerPath = path
            node.hostPath = entry["hostPath"]?.string ?? path
            node.permissions = entry["permissions"]?.string ?? "rwm"
            config.devices.removeAll { $0.containerPath == path }
            config.devices.append(node)
        }
        let groups = (edits["additionalGids"]?.array ?? []).compactMap(\.int)
        config.linux.securityContext.supplementalGroups += groups.filter { !config.linux.securityContext.supplementalGroups.contains($0) }
    }
}
