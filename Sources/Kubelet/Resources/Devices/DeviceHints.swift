import KubernetesAPI

/// Devices as the topology manager sees them.
extension DeviceManager: HintProvider {
    /// What a container asks for of resources that plug-ins have registered. Limits and requests are the same for them.
    private func wanted(_ container: Container, _ inventory: DeviceInventory) -> [(resource: String, count: Int)] {
        container.resources.limits.filter { NodeResources.isExtended($0.key) && inventory.isRegistered($0.key) && $0.value.value > 0 }
            .map { ($0.key, $0.value.value) }.sorted { $0.0 < $1.0 }
    }

    private func reusable(_ pod: Pod, _ container: Container, _ resource: String, _ inventory: DeviceInventory) -> Set<String> {
        let inits = pod.spec.initContainers
        let initIndex = inits.firstIndex { $0.name == container.name }
        let before = initIndex.map { Array(inits[..<$0]) } ?? inits
        let mainIndex = pod.spec.containers.firstIndex { $0.name == container.name } ?? 0
        let main = initIndex == nil ? pod.spec.containers[..<mainIndex].map(\.name) : []
        return inventory.reusable(
            pod.metadata.uid, resource, earlier: before.filter { !$0.isSidecar }.map(\.name), taken: before.filter(\.isSidecar).map(\.name) + main)
    }

    func hints(_ pod: Pod, _ container: Container) async -> TopologyHints {
        let inventory = self.inventory
        var out: TopologyHints = [:]
        for (resource, count) in wanted(container, inventory) {
            let given = inventory.allocation(pod.metadata.uid, container.name, resource)
            out[resource] = hints(inventory, resource, count, given: given?.ids, reusable: reusable(pod, container, resource, inventory))
        }
        return out
    }

    func podHints(_ pod: Pod) async -> TopologyHints {
        let inventory = self.inventory
        let names = Set((pod.spec.initContainers + pod.spec.containers).flatMap { wanted($0, inventory).map(\.resource) })
        var out: TopologyHints = [:]
        for resource in names {
            let count = PodAdmission.sum(pod) { $0.resources.limits[resource] ?? Quantity(0) }.value
            let given = (inventory.allocations[pod.metadata.uid] ?? [:]).values.reduce(into: Set<String>()) { $0.formUnion($1[resource]?.ids ?? []) }
            out[resource] = hints(inventory, resource, count, given: given.isEmpty ? nil : given, reusable: [])
        }
        return out
    }

    private func hints(_ inventory: DeviceInventory, _ resource: String, _ count: Int, given: Set<String>?, reusable: Set<String>) -> [TopologyHint]? {
        if let given {
            // What a container has already stays where it is.
            return given.count == count ? inventory.hints(resource, available: given, reusable: [], request: count, nodes: numaNodes) : []
        }
        let available = (inventory.resources[resource]?.healthy ?? []).subtracting(inventory.inUse(resource))
        let hints = inventory.hints(resource, available: available, reusable: reusable, request: count, nodes: numaNodes)
        if hints != nil, available.union(reusable).count < count { return [] }
        return hints
    }

    func allocate(_ pod: Pod, _ container: Container, affinity: TopologyHint) async throws {
        for (resource, count) in wanted(container, inventory) {
            try await allocate(
                pod, container.name, resource, count: count, reusable: reusable(pod, container, resource, inventory), affinity: affinity.affinity)
        }
    }
}
