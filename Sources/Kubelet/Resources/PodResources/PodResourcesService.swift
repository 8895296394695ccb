import ComponentMetrics
import DevicePlugins
import GRPCCore
import KubernetesAPI
import SwiftProtobuf

/// Tells monitors which devices, CPUs and memory pods have: the kubelet's pod resources API.
struct PodResourcesService: PRPodResourcesLister.SimpleServiceProtocol {
    var managers: ResourceManagers
    var pods: @Sendable () -> [Pod]
    var requests: Counter

    func list(request: PRListPodResourcesRequest, context: ServerContext) async throws -> PRListPodResourcesResponse {
        requests.add(1, "v1")
        var out = PRListPodResourcesResponse()
        out.podResources = pods().map(resources)
        return out
    }

    func get(request: PRGetPodResourcesRequest, context: ServerContext) async throws -> PRGetPodResourcesResponse {
        requests.add(1, "v1")
        guard let pod = pods().first(where: { $0.metadata.name == request.podName && $0.metadata.namespace == request.podNamespace }) else {
            throw RPCError(code: .unknown, message: "pod \(request.podName) in namespace \(request.podNamespace) not found")
        }
        var out = PRGetPodResourcesResponse()
        out.podResources = resources(pod)
        return out
    }

    func getAllocatableResources(
        request: PRAllocatableResourcesRequest, context: ServerContext
    ) async throws -> PRAllocatableResourcesResponse {
        requests.add(1, "v1")
        var out = PRAllocatableResourcesResponse()
        let inventory = managers.devices.inventory
        for (name, resource) in inventory.resources.sorted(by: { $0.key < $1.key }) {
            out.devices += devices(name, inventory.byNode(resource.healthy, of: name))
        }
        out.cpuIds = managers.cpus.allocatable.sorted.map { Int64($0) }
        out.memory = managers.memory.allocatable.map(memory)
        return out
    }

    private func resources(_ pod: Pod) -> PRPodResources {
        var out = PRPodResources()
        out.name = pod.metadata.name
        out.namespace = pod.metadata.namespace
        let inventory = managers.devices.inventory
        for container in pod.spec.initContainers.filter(\.isSidecar) + pod.spec.containers {
            var item = PRContainerResources()
            item.name = container.name
            for (name, allocation) in (inventory.allocations[pod.metadata.uid]?[container.name] ?? [:]).sorted(by: { $0.key < $1.key }) {
                item.devices += devices(name, allocation.devices)
            }
            item.cpuIds = (managers.cpus.exclusive(pod.metadata.uid, container.name)?.sorted ?? []).map { Int64($0) }
            item.memory = managers.memory.blocks(pod.metadata.uid, container.name).map(memory)
            item.dynamicResources = managers.claims.claims(of: container, in: pod).map(dynamic)
            out.containers.append(item)
        }
        return out
    }

    private func dynamic(_ claim: ClaimInfo) -> PRDynamicResource {
        var out = PRDynamicResource()
        out.claimName = claim.name
        out.claimNamespace = claim.namespace
        for (driver, devices) in claim.drivers.sorted(by: { $0.key < $1.key }) {
            out.claimResources += devices.map { device in
                var item = PRClaimResource()
                item.driverName = driver
                item.poolName = device.pool
                item.deviceName = device.name
                item.cdiDevices = device.cdi.map { name in PRCDIDevice.with { $0.name = name } }
                return item
            }
        }
        return out
    }

    private func devices(_ resource: String, _ byNode: [Int: [String]]) -> [PRContainerDevices] {
        byNode.sorted { $0.key < $1.key }.map { node, ids in
            var out = PRContainerDevices()
            out.resourceName = resource
            out.deviceIds = ids
            if node >= 0 { out.topology = topology([node]) }
            return out
        }
    }

    private func memory(_ block: MemoryCheckpoint.Block) -> PRContainerMemory {
        var out = PRContainerMemory()
        out.memoryType = block.type
        out.size = block.size
        out.topology = topology(block.nodes)
        return out
    }

    private func topology(_ nodes: [Int]) -> PRNUMATopology {
        var out = PRNUMATopology()
        out.nodes = nodes.map { id in
            var node = PRNUMANode()
            node.id = Int64(id)
            return node
        }
        return out
    }
}
