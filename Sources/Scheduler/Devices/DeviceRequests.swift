import KubernetesAPI

/// A request of a claim in one of the ways in which it can be met.
struct DeviceRequestOption: Sendable {
    /// As allocations name it: "request" or "request/subrequest".
    var name: String
    var parent: String
    var className: String
    /// Of the class and of the request; with what errors call each.
    var selectors: [(place: String, expression: String)]
    /// nil for all devices that match.
    var count: Int?
    var adminAccess: Bool
    var tolerations: [ResourceV1.DeviceToleration]
    var capacity: [String: Quantity]
    var classConfiguration: [ResourceV1.DeviceClassConfiguration]

    /// Whether it is the only way, rather than one of several alternatives.
    var isExact: Bool { name == parent }

    func tolerates(_ device: ResourceV1.Device) -> Bool {
        device.taints.allSatisfy { taint in
            if taint.effect != "NoSchedule" && taint.effect != "NoExecute" { return true }
            return tolerations.contains { $0.tolerates(taint) }
        }
    }
}

extension ResourceV1.DeviceToleration {
    func tolerates(_ taint: ResourceV1.DeviceTaint) -> Bool {
        if let effect, !effect.isEmpty, effect != taint.effect { return false }
        if let key, !key.isEmpty, key != taint.key { return false }
        return self.operator == "Exists" || (value ?? "") == (taint.value ?? "")
    }
}

/// A claim for which devices are to be found.
struct DeviceClaimRequest: Sendable {
    let claim: ResourceV1.ResourceClaim
    /// For each request the ways to meet it, the best first.
    let requests: [[DeviceRequestOption]]

    /// - Throws: when a class is not there, or a request is of a kind that we do not know.
    init(_ claim: ResourceV1.ResourceClaim, class find: (String) -> ResourceV1.DeviceClass?) throws(DeviceError) {
        self.claim = claim
        var requests: [[DeviceRequestOption]] = []
        for request in claim.spec.devices.requests {
            var options: [DeviceRequestOption] = []
            if let exact = request.exactly {
                options.append(
                    try Self.option(
                        request.name, "", exact.deviceClassName, exact.selectors, exact.allocationMode, exact.count, exact.adminAccess ?? false,
                        exact.tolerations, exact.capacity, find))
            }
            for sub in request.firstAvailable {
                options.append(
                    try Self.option(
                        request.name, sub.name, sub.deviceClassName, sub.selectors, sub.allocationMode, sub.count, false, sub.tolerations,
                        sub.capacity, find))
            }
            if options.isEmpty { throw DeviceError("claim \(claim.metadata.name), request \(request.name): unknown request type") }
            requests.append(options)
        }
        self.requests = requests
    }

    private static func option(
        _ request: String, _ sub: String, _ className: String, _ selectors: [ResourceV1.DeviceSelector], _ mode: String?, _ count: Int?,
        _ adminAccess: Bool, _ tolerations: [ResourceV1.DeviceToleration], _ capacity: ResourceV1.CapacityRequirements?,
        _ find: (String) -> ResourceV1.DeviceClass?
    ) throws(DeviceError) -> DeviceRequestOption {
        let name = sub.isEmpty ? request : "\(request)/\(sub)"
        guard let deviceClass = find(className) else { throw DeviceError("request \(name): device class \(className) does not exist") }
        guard ["", "ExactCount", "All"].contains(mode ?? "") else { throw DeviceError("request \(name): unsupported count mode \(mode ?? "")") }
        func expressions(_ selectors: [ResourceV1.DeviceSelector], _ place: String) -> [(String, String)] {
            selectors.enumerated().compactMap { index, selector in selector.cel.map { ("\(place): selector #\(index)", $0.expression) } }
        }
        return DeviceRequestOption(
            name: name, parent: request, className: className,
            selectors: expressions(deviceClass.spec.selectors, "class \(className)") + expressions(selectors, "request \(name)"),
            count: mode == "All" ? nil : max(1, count ?? 1), adminAccess: adminAccess, tolerations: tolerations,
            capacity: capacity?.requests ?? [:], classConfiguration: deviceClass.spec.config)
    }
}
