import JSON

/// `ResourceClaim` of resource.k8s.io/v1.
struct ResourceClaimRules: ResourceRules {
    var returnsDeletedObject: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec", ClaimRules.applyDefaults)
        object.edit("status") { status in
            status.edit("allocation") { $0.edit("devices") { $0.editEach("results", ClaimRules.defaultTolerations) } }
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] { ClaimRules.spec(object["spec"] ?? [:], "spec") }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        TemplateRules.immutable(object["spec"], old["spec"], "spec")
    }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        let (status, before) = (object["status"] ?? [:], old["status"] ?? [:])
        let requests = ClaimRules.requestNames(object["spec"]?["devices"] ?? [:])
        var errors = DeviceRules.set(status.items("reservedFor"), "status.reservedFor", limit: 256, key: { $0.text("uid") }) { user, field in
            ["resource", "name", "uid"].filter { user.text($0).isEmpty }.map { .required("\(field).\($0)") }
        }
        let allocation = status["allocation"]
        let devices = Set((allocation?["devices"]?.items("results") ?? []).map(Self.id))
        errors += DeviceRules.set(status.items("devices"), "status.devices", limit: .max, key: Self.id) { device, field in
            self.device(device, field, allocated: devices)
        }
        let reserved = status.items("reservedFor")
        if !reserved.isEmpty {
            if allocation == nil {
                errors.append(.forbidden("status.reservedFor", "may not be specified when `allocated` is not set"))
            } else if object["metadata"]?["deletionTimestamp"] != nil, reserved.contains(where: { !before.items("reservedFor").contains($0) }) {
                errors.append(
                    .forbidden(
                        "status.reservedFor",
                        "new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set"))
            }
        }
        if let allocation, let present = before["allocation"] {
            errors += TemplateRules.immutable(allocation, present, "status.allocation")
        } else if let allocation {
            errors += self.allocation(allocation, "status.allocation", requests)
        }
        return errors
    }

    private static func id(_ device: JSONValue) -> String {
        let name = "\(device.text("driver"))/\(device.text("pool"))/\(device.text("device"))"
        return device.text("shareID").isEmpty ? name : "\(name)/\(device.text("shareID"))"
    }

    private func device(_ device: JSONValue, _ field: String, allocated: Set<String>) -> [FieldError] {
        var errors = named(device, field)
        if !allocated.contains(Self.id(device)) {
            errors.append(.invalid(field, string: Self.id(device), "must be an allocated device in the claim"))
        }
        let conditions = device.items("conditions")
        if conditions.count > 8 { errors.append(.tooMany("\(field).conditions", count: conditions.count, limit: 8)) }
        if device.has("data") { errors += DeviceRules.raw(device["data"], "\(field).data", limit: 10 * 1024) }
        guard let network = device["networkData"] else { return errors }
        let path = "\(field).networkData"
        if network.text("interfaceName").utf8.count > 256 { errors.append(.tooLong("\(path).interfaceName", limit: 256)) }
        if network.text("hardwareAddress").utf8.count > 128 { errors.append(.tooLong("\(path).hardwareAddress", limit: 128)) }
        return errors
            + DeviceRules.set(network.items("ips"), "\(path).ips", limit: 16, key: { $0.string ?? "" }) { address, field in
                let text = address.string ?? ""
                let parts = text.split(separator: "/", omittingEmptySubsequences: false)
                guard IPNetwork(text) != nil, let ip = IPAddress(parts[0]) else {
                    return [.invalid(field, string: text, "must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)")]
                }
                let canonical = "\(ip)/\(parts[1])"
                return canonical == text ? [] : [.invalid(field, string: text, "must be in canonical form (\(FieldError.quoted(canonical)))")]
            }
    }

    private func named(_ device: JSONValue, _ field: String) -> [FieldError] {
        NameRules.driverName("\(field).driver", device.text("driver")) + DeviceRules.poolName("\(field).pool", device.text("pool"))
            + NameRules.errors("\(field).device", device.text("device"), NameRules.dnsLabel)
    }

    private func allocation(_ allocation: JSONValue, _ field: String, _ requests: [String: Set<String>]) -> [FieldError] {
        let devices = allocation["devices"] ?? [:]
        var errors = DeviceRules.each(devices.items("results"), "\(field).devices.results", limit: 32) { result, field in
            ClaimRules.reference(result.text("request"), "\(field).request", requests) + named(result, field)
                + DeviceRules.bindingConditions(result, field)
                + result.items("tolerations").enumerated().flatMap { DeviceRules.toleration($1, "\(field).tolerations[\($0)]") }
        }
        errors += DeviceRules.each(devices.items("config"), "\(field).devices.config", limit: 64) { config, field in
            let source = config.text("source")
            var errors: [FieldError] = []
            if source.isEmpty {
                errors.append(.required("\(field).source"))
            } else if !["FromClaim", "FromClass"].contains(source) {
                errors.append(.notSupported("\(field).source", source, ["FromClaim", "FromClass"]))
            }
            return errors + ClaimRules.references(config, field, requests) + DeviceRules.configuration(config, field, stored: false)
        }
        if let selector = allocation["nodeSelector"] { errors += DeviceRules.nodeSelector(selector, "\(field).nodeSelector") }
        return errors
    }
}

/// `ResourceClaimTemplate` of resource.k8s.io/v1.
struct ResourceClaimTemplateRules: ResourceRules {
    var returnsDeletedObject: Bool { true }

    func applyDefaults(_ object: inout JSONValue) { object.edit("spec") { $0.edit("spec", ClaimRules.applyDefaults) } }

    func validate(_ object: JSONValue) -> [FieldError] {
        let metadata = object["spec"]?["metadata"]
        return MetadataValidation.labels(metadata?["labels"], "spec.metadata.labels") + ClaimRules.spec(object["spec"]?["spec"] ?? [:], "spec.spec")
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        TemplateRules.immutable(object["spec"], old["spec"], "spec")
    }
}
