import KubernetesAPI

/// Finds devices on one node for all claims of a pod at once: tries devices in turn, and goes back where that leads nowhere.
struct DeviceAllocator {
    /// Claims may not have more devices than this.
    private static let maxResults = 32
    /// How many devices are tried before the search is given up.
    private static let maxSteps = 200_000

    /// A device that was taken for a request.
    private struct Choice {
        var claim: Int
        var option: DeviceRequestOption
        var device: DevicePools.Device
        var share: [String: Quantity]
    }

    private let claims: [DeviceClaimRequest]
    private let node: NodeDescription
    private let devices: [DevicePools.Device]
    private let pools: DevicePools
    private let expressions: DeviceExpressions
    private var use: DeviceUse
    private var choices: [Choice] = []
    private var matching: [String: [Int]] = [:]
    private var steps = 0

    init(_ claims: [DeviceClaimRequest], on node: NodeDescription, pools: DevicePools, use: DeviceUse, expressions: DeviceExpressions) {
        self.claims = claims
        self.node = node
        self.pools = pools
        self.use = use
        self.expressions = expressions
        devices = pools.devices(on: node)
    }

    /// What each claim gets, in their order; nil if there are not enough devices.
    /// - Parameter makeID: names the share of a device that several claims have.
    mutating func allocate(makeID: () -> String) throws(DeviceError) -> [ResourceV1.AllocationResult]? {
        guard try solve(0, 0) else { return nil }
        return claims.indices.map { result($0, makeID) }
    }

    /// Meets the requests from this one on.
    private mutating func solve(_ claim: Int, _ request: Int) throws(DeviceError) -> Bool {
        guard claim < claims.count else { return true }
        guard request < claims[claim].requests.count else { return try solve(claim + 1, 0) }
        for option in claims[claim].requests[request] {
            let candidates = try candidates(claim, option)
            if let count = option.count {
                if try pick(count, of: candidates, from: 0, option, claim, request) { return true }
            } else {
                if let pool = pools.incomplete(on: node) {
                    throw DeviceError("claim \(claims[claim].claim.metadata.name), request \(option.name): asks for all devices, but resource pool \(pool.driver)/\(pool.pool) is currently being updated")
                }
                if candidates.isEmpty { continue }
                let before = choices.count
                if candidates.allSatisfy({ take($0, option, claim) }), try solve(claim, request + 1) { return true }
                giveBack(to: before)
            }
        }
        return false
    }

    /// Takes so many of the candidates, then goes on.
    private mutating func pick(
        _ count: Int, of candidates: [Int], from start: Int, _ option: DeviceRequestOption, _ claim: Int, _ request: Int
    ) throws(DeviceError) -> Bool {
        if count == 0 { return try solve(claim, request + 1) }
        // More than there can be: trying all ways to fail would take for ever.
        guard start < candidates.count, count <= Self.maxResults else { return false }
        let canRepeat = candidates[start...].contains { devices[$0].device.allowMultipleAllocations == true }
        if !canRepeat && count > candidates.count - start { return false }
        for place in start..<candidates.count {
            steps += 1
            if steps > Self.maxSteps { throw DeviceError("timed out trying to allocate devices") }
            let before = choices.count
            guard take(candidates[place], option, claim) else { continue }
            // A device that may be shared may serve a request twice.
            let next = devices[candidates[place]].device.allowMultipleAllocations == true ? place : place + 1
            if try pick(count - 1, of: candidates, from: next, option, claim, request) { return true }
            giveBack(to: before)
        }
        return false
    }

    /// The devices that are what a request wants, whether they are free or not.
    private mutating func candidates(_ claim: Int, _ option: DeviceRequestOption) throws(DeviceError) -> [Int] {
        let key = "\(claim)/\(option.name)"
        if let known = matching[key] { return known }
        var found: [Int] = []
        for (index, candidate) in devices.enumerated() where option.tolerates(candidate.device) {
            if try isWanted(candidate, option, claim) { found.append(index) }
        }
        matching[key] = found
        return found
    }

    private func isWanted(_ candidate: DevicePools.Device, _ option: DeviceRequestOption, _ claim: Int) throws(DeviceError) -> Bool {
        for (place, expression) in option.selectors {
            do {
                if try !expressions.matches(expression, candidate.device, driver: candidate.id.driver) { return false }
            } catch {
                throw DeviceError("claim \(claims[claim].claim.metadata.name): \(place): \(error)")
            }
        }
        return true
    }

    /// Takes a device if it is free and nothing speaks against it.
    private mutating func take(_ index: Int, _ option: DeviceRequestOption, _ claim: Int) -> Bool {
        let candidate = devices[index]
        var share: [String: Quantity] = [:]
        let isOwn = choices.contains { $0.device.id == candidate.id && $0.claim == claim && $0.option.name == option.name }
        if option.adminAccess {
            if isOwn { return false }
        } else if candidate.device.allowMultipleAllocations == true {
            guard let free = use.share(of: candidate.device, candidate.id, for: option.capacity) else { return false }
            share = free
        } else {
            if use.isTaken(candidate.id) { return false }
            for (name, amount) in option.capacity where (candidate.device.capacity[name]?.value).map({ $0 < amount }) ?? true { return false }
            if !hasCounters(candidate) { return false }
        }
        if choices.count(where: { $0.claim == claim }) >= Self.maxResults { return false }
        let choice = Choice(claim: claim, option: option, device: candidate, share: share)
        guard meetsConstraints(choice) else { return false }
        choices.append(choice)
        use.add([taken(choice)])
        return true
    }

    private mutating func giveBack(to count: Int) {
        while choices.count > count, let last = choices.popLast() { use.add([taken(last)], sign: -1) }
    }

    private func taken(_ choice: Choice) -> ResourceV1.DeviceRequestAllocationResult {
        ResourceV1.DeviceRequestAllocationResult(
            request: choice.option.name, driver: choice.device.id.driver, pool: choice.device.id.pool, device: choice.device.id.device,
            adminAccess: choice.option.adminAccess ? true : nil, consumedCapacity: choice.share)
    }

    /// Whether what the device shares with others of its pool is left.
    private func hasCounters(_ candidate: DevicePools.Device) -> Bool {
        if candidate.device.consumesCounters.isEmpty { return true }
        let pool = DevicePools.PoolID(driver: candidate.id.driver, pool: candidate.id.pool)
        guard var left = pools.counters[pool] else { return false }
        for (id, _) in use.holders where id.driver == pool.driver && id.pool == pool.pool {
            for consumption in pools.all[id]?.consumesCounters ?? [] {
                for (name, counter) in consumption.counters {
                    if let value = left[consumption.counterSet]?[name] { left[consumption.counterSet]?[name] = value - counter.value }
                }
            }
        }
        return candidate.device.consumesCounters.allSatisfy { consumption in
            consumption.counters.allSatisfy { name, counter in (left[consumption.counterSet]?[name] ?? 0) >= counter.value }
        }
    }

    // MARK: Constraints

    private func meetsConstraints(_ choice: Choice) -> Bool {
        for constraint in claims[choice.claim].claim.spec.devices.constraints where Self.concerns(constraint.requests, choice.option) {
            let others = choices.lazy.filter { $0.claim == choice.claim && Self.concerns(constraint.requests, $0.option) }
            if let name = constraint.matchAttribute {
                guard let own = Self.attribute(name, choice.device) else { return false }
                if let other = others.first, Self.attribute(name, other.device) != own { return false }
            }
            if let name = constraint.distinctAttribute {
                guard let own = Self.attribute(name, choice.device) else { return false }
                if others.contains(where: { Self.attribute(name, $0.device) == own }) { return false }
            }
        }
        return true
    }

    /// No names mean all requests; the name of a request means all its subrequests.
    private static func concerns(_ names: [String], _ option: DeviceRequestOption) -> Bool {
        names.isEmpty || names.contains(option.name) || names.contains(option.parent)
    }

    private static func attribute(_ name: String, _ device: DevicePools.Device) -> ResourceV1.DeviceAttribute? {
        if let attribute = device.device.attributes[name] { return attribute }
        let (domain, id) = DeviceExpressions.split(name, device.id.driver)
        return domain == device.id.driver ? device.device.attributes[id] : nil
    }

    // MARK: The result

    private func result(_ claim: Int, _ makeID: () -> String) -> ResourceV1.AllocationResult {
        let own = choices.filter { $0.claim == claim }
        var result = ResourceV1.AllocationResult()
        result.devices.results = own.map { choice in
            var device = taken(choice)
            device.tolerations = choice.option.tolerations
            device.bindingConditions = choice.device.device.bindingConditions
            device.bindingFailureConditions = choice.device.device.bindingFailureConditions
            if choice.device.device.allowMultipleAllocations == true && !choice.option.adminAccess { device.shareID = makeID() }
            return device
        }
        var seen: Set<String> = []
        for option in own.map(\.option) where seen.insert(option.name).inserted {
            for configuration in option.classConfiguration {
                result.devices.config.append(.init(source: "FromClass", requests: [option.name], opaque: configuration.opaque))
            }
        }
        for configuration in claims[claim].claim.spec.devices.config
        where configuration.requests.isEmpty || own.contains(where: { Self.concerns(configuration.requests, $0.option) }) {
            result.devices.config.append(.init(source: "FromClaim", requests: configuration.requests, opaque: configuration.opaque))
        }
        result.nodeSelector = nodes(own.map(\.device))
        return result
    }

    /// From where all the devices can be reached; nil for everywhere.
    private func nodes(_ devices: [DevicePools.Device]) -> NodeSelector? {
        var term = NodeSelectorTerm()
        for device in devices {
            // One that many nodes reach may be made ready for the chosen one alone.
            if let name = device.device.bindsToNode == true ? node.name : device.nodeName {
                let field = NodeSelectorRequirement(key: "metadata.name", operator: "In", values: [name])
                return NodeSelector(nodeSelectorTerms: [NodeSelectorTerm(matchFields: [field])])
            }
            guard let own = device.nodeSelector?.nodeSelectorTerms.first else { continue }
            for requirement in own.matchExpressions where !term.matchExpressions.contains(requirement) { term.matchExpressions.append(requirement) }
            for requirement in own.matchFields where !term.matchFields.contains(requirement) { term.matchFields.append(requirement) }
        }
        return term.matchExpressions.isEmpty && term.matchFields.isEmpty ? nil : NodeSelector(nodeSelectorTerms: [term])
    }
}
