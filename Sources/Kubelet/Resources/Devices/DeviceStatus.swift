import KubernetesAPI

extension ResourceManagers {
    /// Says in a pod's status how the devices of its containers are: allocatedResourcesStatus.
    func addHealth(to status: inout PodStatus, of pod: Pod) {
        for list in [\PodStatus.containerStatuses, \PodStatus.initContainerStatuses] {
            for index in status[keyPath: list].indices {
                let health = devices.health(pod.metadata.uid, status[keyPath: list][index].name)
                if health.isEmpty { continue }
                status[keyPath: list][index].allocatedResourcesStatus = health.map { resource, devices in
                    CoreV1.ResourceStatus(name: resource, resources: devices.map { CoreV1.ResourceHealth(resourceID: $0.id, health: $0.health) })
                }
            }
        }
    }
}

extension DeviceManager {
    /// The node as admission is to see it: devices that pods have count as allocatable, even unhealthy ones, so that the pods
    /// which have them are not counted out; whether there are free ones is decided when they are given.
    func sanitized(_ node: Node) -> Node {
        var node = node
        let inventory = self.inventory
        for resource in inventory.resources.keys {
            let needed = Quantity(inventory.inUse(resource).count)
            if let known = node.status.allocatable[resource], known < needed { node.status.allocatable[resource] = needed }
        }
        return node
    }
}
