import KubernetesAPI

/// What of the devices is taken: by claims that have them, and by those that are about to.
struct DeviceUse: Sendable {
    /// How many claims have a device.
    private(set) var holders: [DeviceID: Int] = [:]
    /// How much of the capacities of devices that may be shared is taken.
    private(set) var consumed: [DeviceID: [String: Quantity]] = [:]

    mutating func add(_ results: [ResourceV1.DeviceRequestAllocationResult], sign: Int = 1) {
        // Who only looks at a device does not take it.
        for result in results where result.adminAccess != true {
            let id = DeviceID(result)
            let count = (holders[id] ?? 0) + sign
            holders[id] = count > 0 ? count : nil
            for (name, amount) in result.consumedCapacity {
                let old = consumed[id]?[name] ?? 0
                consumed[id, default: [:]][name] = sign > 0 ? old + amount : old - amount
            }
            if count <= 0 { consumed[id] = nil }
        }
    }

    func isTaken(_ id: DeviceID) -> Bool { holders[id] != nil }

    /// What a request takes of a device that may be shared; nil if there is not so much left.
    func share(of device: ResourceV1.Device, _ id: DeviceID, for wanted: [String: Quantity]) -> [String: Quantity]? {
        for name in wanted.keys where device.capacity[name] == nil { return nil }
        var share: [String: Quantity] = [:]
        for (name, capacity) in device.capacity {
            guard let amount = Self.amount(wanted[name], of: capacity) else { return nil }
            if (consumed[id]?[name] ?? 0) + amount > capacity.value { return nil }
            share[name] = amount
        }
        return share
    }

    /// What is taken of one capacity by the rules of the device; nil if it cannot be what is wanted.
    private static func amount(_ wanted: Quantity?, of capacity: ResourceV1.DeviceCapacity) -> Quantity? {
        guard let policy = capacity.requestPolicy else { return wanted.map { $0 <= capacity.value ? $0 : nil } ?? capacity.value }
        guard let wanted else { return policy.default ?? capacity.value }
        if !policy.validValues.isEmpty { return policy.validValues.sorted().first { $0 >= wanted } }
        guard let range = policy.validRange else { return wanted <= capacity.value ? wanted : nil }
        var amount = max(wanted, range.min)
        if let step = range.step, step.value > 0 {
            let steps = (amount.value.subtracting(range.min.value).adding(step.value - 1)) / step.value
            let (product, overflow) = steps.multipliedReportingOverflow(by: step.value)
            if overflow { return nil }
            amount = Quantity(range.min.value.adding(product))
        }
        if let most = range.max, amount > most { return nil }
        return amount
    }
}
