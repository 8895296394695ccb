import JSON
import Synchronization

/// Gives services their cluster addresses and node ports, each to one service only.
///
/// What is in use is kept in the services themselves: this only remembers it, and is built again from them at start.
/// Safe to use from any task; allocations are made one at a time.
final class ServiceAllocators: Sendable {
    private struct State {
        var addresses: Set<UInt32> = []
        var ports: Set<Int> = []
    }

    /// The range of `--service-cluster-ip-range`.
    let network: IPv4Network
    /// The range of `--service-node-port-range`.
    let portRange: ClosedRange<Int>
    private let state = Mutex(State())

    init(network: IPv4Network, portRange: ClosedRange<Int>) {
        self.network = network
        self.portRange = portRange
    }

    /// The address of the service `kubernetes`: the first of the range.
    var firstAddress: String { IPText.text(network.base &+ 1) }

    /// What one write has allocated. Given back by `release` unless it was stored.
    final class Reservation: Sendable {
        private let allocators: ServiceAllocators
        private let allocated: Mutex<(addresses: Set<UInt32>, ports: Set<Int>)>
        private let freed: (addresses: Set<UInt32>, ports: Set<Int>)

        fileprivate init(
            _ allocators: ServiceAllocators, allocated: (addresses: Set<UInt32>, ports: Set<Int>),
            freed: (addresses: Set<UInt32>, ports: Set<Int>)
        ) {
            self.allocators = allocators
            self.allocated = Mutex(allocated)
            self.freed = freed
        }

        /// The write was stored: what it allocated stays, what it gave up is free.
        func keep() {
            allocated.withLock { $0 = ([], []) }
            allocators.free(freed.addresses, freed.ports)
        }

        /// Gives back what was not kept.
        func release() {
            let (addresses, ports) = allocated.withLock { allocated in
                defer { allocated = ([], []) }
                return allocated
            }
            allocators.free(addresses, ports)
        }
    }

    private func free(_ addresses: Set<UInt32>, _ ports: Set<Int>) {
        state.withLock { state in
            state.addresses.subtract(addresses)
            state.ports.subtract(ports)
        }
    }

    /// Takes over what stored services use: at start, and now and then to repair.
    func rebuild(from services: [JSONValue]) {
        var addresses: Set<UInt32> = []
        var ports: Set<Int> = []
        for service in services {
            let used = Self.used(service)
            addresses.formUnion(used.addresses)
            ports.formUnion(used.ports)
        }
        state.withLock { state in
            state.addresses = addresses
            state.ports = ports
        }
    }

    /// Gives back what a deleted service used.
    func release(_ object: JSONValue, resource: ServedResource) {
        guard resource.group.isEmpty, resource.plural == "services" else { return }
        let used = Self.used(object)
        free(used.addresses, used.ports)
    }

    private static func used(_ service: JSONValue) -> (addresses: Set<UInt32>, ports: Set<Int>) {
        let spec = service["spec"] ?? [:]
        guard spec.text("type") != "ExternalName" else { return ([], []) }
        let addresses = (spec.items("clusterIPs") + [spec["clusterIP"] ?? ""]).compactMap { $0.string.flatMap { IPText.v4($0) } }
        var ports = spec.items("ports").compactMap { $0["nodePort"]?.int.map { Int(clamping: $0) } }
        if let health = spec["healthCheckNodePort"]?.int { ports.append(Int(clamping: health)) }
        return (Set(addresses), Set(ports.filter { $0 != 0 }))
    }

    /// Fills in the addresses and ports of a service about to be stored; nil for other kinds.
    /// - Throws: 422 when what the service asks for cannot be had.
    func reserve(
        for object: inout JSONValue, old: JSONValue?, resource: ServedResource, reader: any AdmissionReader
    ) async throws -> Reservation? {
        guard resource.group.isEmpty, resource.plural == "services" else { return nil }
        let before = old.map(Self.used) ?? (addresses: [], ports: [])
        var addresses: Set<UInt32> = []
        var ports: Set<Int> = []
        var errors: [FieldError] = []
        state.withLock { state in
            object.edit("spec") { spec in
                allocateAddress(&spec, before.addresses, &addresses, &state, &errors)
                allocatePorts(&spec, before.ports, &ports, &state, &errors)
            }
            if !errors.isEmpty {
                state.addresses.subtract(addresses)
                state.ports.subtract(ports)
            }
        }
        if !errors.isEmpty { throw resource.invalid(object["metadata"]?.text("name") ?? "", errors) }
        let after = Self.used(object)
        return Reservation(
            self, allocated: (addresses, ports),
            freed: (before.addresses.subtracting(after.addresses), before.ports.subtracting(after.ports)))
    }

    private func allocateAddress(
        _ spec: inout JSONValue, _ present: Set<UInt32>, _ allocated: inout Set<UInt32>, _ state: inout State, _ errors: inout [FieldError]
    ) {
        guard spec.text("type") != "ExternalName" else { return }
        if spec.text("clusterIP").isEmpty, let first = spec.items("clusterIPs").first?.string { spec["clusterIP"] = .string(first) }
        let wanted = spec.text("clusterIP")
        spec.setDefault("ipFamilyPolicy", "SingleStack")
        if wanted == "None" {
            spec["clusterIPs"] = ["None"]
            spec.setDefault("ipFamilies", ["IPv4"])
            return
        }
        if spec.text("ipFamilyPolicy") == "RequireDualStack" {
            errors.append(
                .invalid("spec.ipFamilyPolicy", string: "RequireDualStack", "this cluster is not configured for dual-stack services"))
            return
        }
        if let family = spec.items("ipFamilies").first?.string, family != "IPv4" {
            errors.append(.invalid("spec.ipFamilies[0]", string: family, "not configured on this cluster"))
            return
        }
        if wanted.isEmpty {
            guard let address = freeAddress(state) else {
                errors.append(
                    FieldError(type: .internalError, field: "spec.clusterIPs", body: "failed to allocate a serviceIP: range is full"))
                return
            }
            state.addresses.insert(address)
            allocated.insert(address)
            spec["clusterIP"] = .string(IPText.text(address))
        } else if let address = IPText.v4(wanted), !present.contains(address) {
            let field = "spec.clusterIPs"
            let value = GoText.json([.string(wanted)])
            if !network.contains(address) {
                errors.append(
                    .invalid(field, value, "failed to allocate IP \(wanted): the provided network does not match the current range"))
                return
            }
            if address == network.base || UInt64(address - network.base) == network.size - 1 {
                errors.append(.invalid(field, value, "failed to allocate IP \(wanted): the provided IP is not in the valid range"))
                return
            }
            guard state.addresses.insert(address).inserted else {
                errors.append(.invalid(field, value, "failed to allocate IP \(wanted): provided IP is already allocated"))
                return
            }
            allocated.insert(address)
        }
        spec["clusterIPs"] = .array([spec["clusterIP"] ?? ""])
        spec["ipFamilies"] = ["IPv4"]
    }

    /// A free address. The lower part of the range is left, as long as there are others, to those who choose one.
    private func freeAddress(_ state: State) -> UInt32? {
        // The first and the last address of a network are never given.
        guard network.size > 2 else { return nil }
        let last = network.size - 2
        let band = min(max(16, network.size / 16), 256)
        for range in [band...max(band, last), 1...min(last, band)] where range.lowerBound <= last {
            let upper = min(range.upperBound, last)
            let count = upper - range.lowerBound + 1
            let offset = UInt64.random(in: 0..<count)
            for i in 0..<count {
                let address = network.base &+ UInt32(truncatingIfNeeded: range.lowerBound + (offset + i) % count)
                if !state.addresses.contains(address) { return address }
            }
        }
        return nil
    }

    private func allocatePorts(
        _ spec: inout JSONValue, _ present: Set<Int>, _ allocated: inout Set<Int>, _ state: inout State, _ errors: inout [FieldError]
    ) {
        let type = spec.text("type")
        guard type == "NodePort" || type == "LoadBalancer" else { return }
        // Ports that differ only in their protocol may share a node port.
        var byProtocol: [Int: Set<String>] = [:]
        var ports = spec.items("ports")
        let allocates = type == "NodePort" || spec["allocateLoadBalancerNodePorts"]?.bool != false
        for (i, port) in ports.enumerated() {
            guard let wanted = port["nodePort"]?.int, wanted != 0 else { continue }
            let number = Int(clamping: wanted)
            let field = "spec.ports[\(i)].nodePort"
            let shared = byProtocol[number].map { !$0.contains(port.text("protocol")) } ?? false
            byProtocol[number, default: []].insert(port.text("protocol"))
            if present.contains(number) || shared { continue }
            take(number, field, &allocated, &state, &errors)
        }
        guard errors.isEmpty else { return }
        for i in ports.indices where allocates && ports[i]["nodePort"]?.int ?? 0 == 0 {
            // A number that another port of this service has for another protocol is used again.
            let twin = ports.first { other in
                other["port"] == ports[i]["port"] && other["protocol"] != ports[i]["protocol"] && other["nodePort"]?.int ?? 0 != 0
            }
            if let twin {
                ports[i]["nodePort"] = twin["nodePort"]
                continue
            }
            guard let number = freePort(state) else {
                errors.append(
                    FieldError(
                        type: .internalError, field: "spec.ports[\(i)].nodePort", body: "failed to allocate a nodePort: range is full"))
                return
            }
            state.ports.insert(number)
            allocated.insert(number)
            ports[i]["nodePort"] = .int(Int64(number))
        }
        spec["ports"] = .array(ports)
        if ServiceRules.needsHealthCheckPort(spec) {
            let wanted = Int(clamping: spec["healthCheckNodePort"]?.int ?? 0)
            if wanted != 0, !present.contains(wanted) {
                take(wanted, "spec.healthCheckNodePort", &allocated, &state, &errors)
            } else if wanted == 0, let number = freePort(state) {
                state.ports.insert(number)
                allocated.insert(number)
                spec["healthCheckNodePort"] = .int(Int64(number))
            }
        }
    }

    private func take(
        _ number: Int, _ field: String, _ allocated: inout Set<Int>, _ state: inout State, _ errors: inout [FieldError]
    ) {
        if !portRange.contains(number) {
            let range = "\(portRange.lowerBound)-\(portRange.upperBound)"
            errors.append(
                .invalid(field, "\(number)", "provided port is not in the valid range. The range of valid ports is \(range)"))
        } else if !state.ports.insert(number).inserted {
            errors.append(.invalid(field, "\(number)", "provided port is already allocated"))
        } else {
            allocated.insert(number)
        }
    }

    private func freePort(_ state: State) -> Int? {
        let band = portRange.count >= 32 ? min(max(16, portRange.count / 32), 128) : 0
        let upper = (portRange.lowerBound + band)...portRange.upperBound
        for range in [upper, portRange] {
            let offset = Int.random(in: 0..<range.count)
            for i in 0..<range.count {
                let number = range.lowerBound + (offset + i) % range.count
                if !state.ports.contains(number) { return number }
            }
        }
        return nil
    }
}
