import JSON
import KubernetesAPI
import Store

/// Gives services their cluster addresses and node ports, each to one service only, in whichever API server.
///
/// An address is taken by creating its IPAddress object, a port by setting its bit in a record that is only ever
/// replaced as a whole; so what is in use is known to all servers of a store, and survives them. `ServiceRepair` finds
/// what a crash left behind. Safe to use from any task.
final class ServiceAllocators: Sendable {
    let addresses: ClusterIPAllocator
    let ports: NodePortAllocator

    init(
        networks: [IPNetwork], portRange: ClosedRange<Int>, resources: ResourceTable, store: any Store, clock: any WallClock
    ) {
        addresses = ClusterIPAllocator(networks: networks, resources: resources, clock: clock)
        ports = NodePortAllocator(range: portRange, store: store)
    }

    /// The address of the service `kubernetes`: the first of the range.
    var firstAddress: String { addresses.firstAddress }

    /// What a service uses.
    struct Use: Sendable, Equatable {
        var addresses: Set<IPAddress> = []
        var ports: Set<Int> = []

        init() {}

        init(_ service: JSONValue) {
            let spec = service["spec"] ?? [:]
            guard spec.text("type") != "ExternalName" else { return }
            addresses = Set((spec.items("clusterIPs") + [spec["clusterIP"] ?? ""]).compactMap { $0.string.flatMap { IPAddress($0) } })
            ports = Set(spec.items("ports").compactMap { $0["nodePort"]?.int }.map { Int(clamping: $0) })
            if let health = spec["healthCheckNodePort"]?.int { ports.insert(Int(clamping: health)) }
            ports.remove(0)
        }
    }

    /// What one write has allocated. It must end with `keep` or `release`.
    struct Reservation: Sendable {
        fileprivate let allocators: ServiceAllocators
        fileprivate let owner: ClusterIPAllocator.Owner
        fileprivate var allocated = Use()
        fileprivate var freed = Use()

        /// The write was stored: what it allocated stays, what it gave up is free.
        func keep() async { await allocators.free(freed, owner) }

        /// Gives back what was allocated.
        func release() async { await allocators.free(allocated, owner) }
    }

    fileprivate func free(_ use: Use, _ owner: ClusterIPAllocator.Owner) async {
        for address in use.addresses { await addresses.release(address, owner) }
        if !use.ports.isEmpty { await ports.release(use.ports) }
    }

    /// Gives back what a deleted service used.
    func release(_ object: JSONValue, resource: ServedResource) async {
        guard resource.plural == "services", resource.group.isEmpty else { return }
        await free(Use(object), ClusterIPAllocator.Owner(object))
    }

    /// Fills in the addresses and ports of a service about to be stored; nil for other kinds.
    /// - Throws: 422 when what the service asks for cannot be had, 500 when nothing is left.
    func reserve(for object: inout JSONValue, old: JSONValue?, resource: ServedResource, dryRun: Bool) async throws -> Reservation? {
        guard resource.plural == "services", resource.group.isEmpty else { return nil }
        let name = object["metadata"]?.text("name") ?? ""
        let before = old.map { Use($0) } ?? Use()
        var spec = object["spec"] ?? [:]
        let errors = ServiceFamilies(cluster: addresses.families).complete(&spec, old: old?["spec"])
        if !errors.isEmpty { throw resource.invalid(name, errors) }
        var reservation = Reservation(allocators: self, owner: ClusterIPAllocator.Owner(object))
        do {
            try await reserveAddresses(&spec, before, &reservation, resource, dryRun)
            if Self.needsPorts(spec) {
                let wanted = PortRequest(spec: spec, present: before.ports)
                let answer = try await ports.allocate(wanted, dryRun: dryRun, refuse: { resource.invalid(name, $0) })
                spec = answer.spec
                if !dryRun { reservation.allocated.ports = answer.taken }
            }
        } catch {
            await reservation.release()
            throw error
        }
        object["spec"] = spec
        let after = Use(object)
        reservation.freed.addresses = before.addresses.subtracting(after.addresses)
        reservation.freed.ports = before.ports.subtracting(after.ports)
        return reservation
    }

    private static func needsPorts(_ spec: JSONValue) -> Bool { ["NodePort", "LoadBalancer"].contains(spec.text("type")) }

    private func reserveAddresses(
        _ spec: inout JSONValue, _ before: Use, _ reservation: inout Reservation, _ resource: ServedResource, _ dryRun: Bool
    ) async throws {
        guard spec.text("type") != "ExternalName", spec.text("clusterIP") != "None" else { return }
        var given = spec.items("clusterIPs").compactMap(\.string)
        if given.isEmpty, !spec.text("clusterIP").isEmpty { given = [spec.text("clusterIP")] }
        for (i, family) in spec.items("ipFamilies").compactMap({ IPAddress.Family(rawValue: $0.string ?? "") }).enumerated() {
            if i < given.count {
                guard let address = IPAddress(given[i]), !before.addresses.contains(address) else { continue }
                do throws(ClusterIPAllocator.Refusal) {
                    try await addresses.take(address, reservation.owner, dryRun: dryRun)
                } catch {
                    let shown = GoText.json(.array(given.map { .string($0) }))
                    let detail = "failed to allocate IP \(given[i]): \(error)"
                    throw resource.invalid(reservation.owner.name, [.invalid("spec.clusterIPs", shown, detail)])
                }
                if !dryRun { reservation.allocated.addresses.insert(address) }
            } else {
                let address: IPAddress
                do throws(ClusterIPAllocator.Refusal) {
                    address = try await addresses.takeAny(family, reservation.owner, dryRun: dryRun)
                } catch {
                    throw APIStatusError.internalError("failed to allocate a serviceIP: \(error)")
                }
                if !dryRun { reservation.allocated.addresses.insert(address) }
                given.append(address.description)
            }
        }
        spec["clusterIP"] = given.first.map { .string($0) }
        spec["clusterIPs"] = .array(given.map { .string($0) })
    }
}
