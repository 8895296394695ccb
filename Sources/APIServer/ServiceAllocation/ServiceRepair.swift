import JSON
import KubernetesAPI
import Logging
import Store
import Synchronization

/// Makes the records of addresses and node ports agree with the services, every few minutes: what services use and
/// nobody wrote down is written down, what was written down and nobody uses is given back, and what cannot be put right
/// is told in events. Several servers may do so at once.
struct ServiceRepair: Sendable {
    /// How often it looks.
    static let interval = Duration.seconds(180)
    /// How old an address must be that no service has before it counts as leaked: its service may be on its way.
    static let grace: Int64 = 60
    /// How often in a row a port must be found unused before it counts as leaked.
    static let leakRounds = 3

    let allocators: ServiceAllocators
    let resources: ResourceTable
    let clock: any WallClock
    let logger: Logger
    /// Writes an event about a service or an address.
    let tell: @Sendable (_ about: JSONValue, _ component: String, _ reason: String, _ message: String) async -> Void
    private let unused = Unused()

    /// In how many rounds a port was found unused.
    private final class Unused: Sendable {
        let rounds = Mutex<[Int: Int]>([:])
    }

    /// Looks once through all services, addresses and ports.
    func run() async {
        do {
            let services = try await all("", "services")
            try await repairAddresses(services)
            try await repairPorts(services)
        } catch {
            logger.warning("Cannot check the addresses and ports of services", metadata: ["error": "\(error)"])
        }
    }

    private func all(_ group: String, _ plural: String) async throws -> [JSONValue] {
        guard let storage = resources.stored(group: group, plural: plural)?.storage else { return [] }
        try await storage.refresh()
        return storage.cache.snapshot().items(prefix: storage.prefix).map(\.entry.tree)
    }

    private func repairAddresses(_ services: [JSONValue]) async throws {
        let component = "ipallocator-repair-controller"
        let networks = allocators.addresses.ready
        var owners: [IPAddress: ClusterIPAllocator.Owner] = [:]
        var objects: [IPAddress: JSONValue] = [:]
        for object in try await all(ClusterIPAllocator.group, "ipaddresses") {
            if let address = IPAddress(object["metadata"]?.text("name") ?? "") { objects[address] = object }
        }
        for service in services {
            let owner = ClusterIPAllocator.Owner(service)
            for address in ServiceAllocators.Use(service).addresses.sorted() {
                let place = "Cluster IP [\(address.family.rawValue)]"
                if let other = owners[address] {
                    let detail = "\(place):\(address) was assigned to other Service \(other.namespace)/\(other.name); please recreate Service"
                    await tell(service, component, "ClusterIPAlreadyAllocated", detail)
                    continue
                }
                owners[address] = owner
                guard networks.contains(where: { $0.contains(address) }) else {
                    let detail = "\(place): \(address) is not within any configured Service CIDR; please recreate Service"
                    await tell(service, component, "ClusterIPOutOfRange", detail)
                    continue
                }
                if let object = objects[address] {
                    if ClusterIPAllocator.belongs(object, to: owner) { continue }
                    let detail = "IPAddress: \(address) for Service \(owner.namespace)/\(owner.name) has a wrong reference; cleaning up"
                    await tell(object, component, "IPAddressWrongReference", detail)
                    await delete(object)
                } else {
                    await tell(service, component, "ClusterIPNotAllocated", "\(place): \(address) is not allocated; repairing")
                }
                _ = try await allocators.addresses.create(address, owner)
            }
        }
        for (address, object) in objects where owners[address] == nil { await dropLeaked(address, object, component) }
    }

    /// Deletes an address that is managed here and that no service has.
    private func dropLeaked(_ address: IPAddress, _ object: JSONValue, _ component: String) async {
        let metadata = object["metadata"] ?? [:]
        guard metadata["labels"]?[ClusterIPAllocator.managedBy.0]?.string == ClusterIPAllocator.managedBy.1,
            let created = Time(metadata.text("creationTimestamp")), clock.time.seconds - created.seconds > Self.grace
        else { return }
        let parent = object["spec"]?["parentRef"] ?? [:]
        let detail = "IPAddress: \(address) for Service \(parent.text("namespace"))/\(parent.text("name")) appears to have leaked: cleaning up"
        await tell(object, component, "IPAddressNotAllocated", detail)
        await delete(object)
    }

    private func delete(_ object: JSONValue) async {
        guard let storage = resources.stored(group: ClusterIPAllocator.group, plural: "ipaddresses")?.storage else { return }
        let name = object["metadata"]?.text("name") ?? ""
        guard let item = storage.cache.get(storage.key(namespace: "", name: name)), item.entry.tree["metadata"]?["uid"] == object["metadata"]?["uid"]
        else { return }
        _ = try? await storage.delete(namespace: "", name: name, ifRevision: item.entry.revision)
    }

    private func repairPorts(_ services: [JSONValue]) async throws {
        let component = "portallocator-repair-controller"
        let ports = allocators.ports
        ports.forget()
        let recorded = try await ports.taken()
        var used: Set<Int> = []
        var missing: Set<Int> = []
        for service in services {
            for port in ServiceAllocators.Use(service).ports.sorted() {
                if used.contains(port) {
                    await tell(service, component, "PortAlreadyAllocated", "Port \(port) was assigned to multiple services; please recreate service")
                } else if !ports.range.contains(port) {
                    let range = "\(ports.range.lowerBound)-\(ports.range.upperBound)"
                    await tell(service, component, "PortOutOfRange", "Port \(port) is not within the port range \(range); please recreate service")
                } else {
                    used.insert(port)
                    if !recorded.contains(port) {
                        missing.insert(port)
                        await tell(service, component, "PortNotAllocated", "Port \(port) is not allocated; repairing")
                    }
                }
            }
        }
        let idle = recorded.subtracting(used)
        let leaked = unused.rounds.withLock { rounds in
            rounds = Dictionary(uniqueKeysWithValues: idle.map { ($0, (rounds[$0] ?? 0) + 1) })
            return Set(rounds.filter { $0.value >= Self.leakRounds }.keys)
        }
        if missing.isEmpty, leaked.isEmpty { return }
        if !leaked.isEmpty { logger.info("Node ports appear to have leaked: cleaning up", metadata: ["ports": "\(leaked.sorted())"]) }
        try await ports.change { $0 = $0.union(missing).subtracting(leaked) }
    }
}
