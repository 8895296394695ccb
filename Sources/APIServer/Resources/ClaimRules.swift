import JSON

/// The specification of claims for devices, in claims and in their templates.
enum ClaimRules {
    static func applyDefaults(_ spec: inout JSONValue) {
        spec.edit("devices") { devices in
            devices.editEach("requests") { request in
                request.edit("exactly", defaultRequest)
                request.editEach("firstAvailable", defaultRequest)
            }
        }
    }

    private static func defaultRequest(_ request: inout JSONValue) {
        if request.text("allocationMode").isEmpty { request["allocationMode"] = "ExactCount" }
        if request.text("allocationMode") == "ExactCount", request["count"]?.int ?? 0 == 0 { request["count"] = 1 }
        defaultTolerations(&request)
    }

    static func defaultTolerations(_ object: inout JSONValue) {
        object.editEach("tolerations") { if $0.text("operator").isEmpty { $0["operator"] = "Equal" } }
    }

    /// The names of the requests of a claim, each with those of its alternatives.
    static func requestNames(_ devices: JSONValue) -> [String: Set<String>] {
        var names: [String: Set<String>] = [:]
        for request in devices.items("requests") { names[request.text("name")] = Set(request.items("firstAvailable").map { $0.text("name") }) }
        return names
    }

    static func spec(_ spec: JSONValue, _ field: String) -> [FieldError] {
        let devices = spec["devices"] ?? [:]
        let names = requestNames(devices)
        let path = "\(field).devices"
        var errors = DeviceRules.set(devices.items("requests"), "\(path).requests", limit: 32, key: { $0.text("name") }, request)
        errors += DeviceRules.each(devices.items("constraints"), "\(path).constraints", limit: 32) { constraint, field in
            var errors = references(constraint, field, names)
            if let attribute = constraint["matchAttribute"]?.string {
                errors += DeviceRules.fullyQualifiedName("\(field).matchAttribute", attribute)
            } else if let attribute = constraint["distinctAttribute"]?.string {
                errors += DeviceRules.fullyQualifiedName("\(field).distinctAttribute", attribute)
            } else {
                errors.append(
                    .required(field, "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple fields are set"))
            }
            return errors
        }
        return errors
            + DeviceRules.each(devices.items("config"), "\(path).config", limit: 32) { config, field in
                references(config, field, names) + DeviceRules.configuration(config, field, stored: false)
            }
    }

    private static func request(_ request: JSONValue, _ field: String) -> [FieldError] {
        var errors = NameRules.errors("\(field).name", request.text("name"), NameRules.dnsLabel)
        switch (request["exactly"], request.has("firstAvailable")) {
        case (nil, false): errors.append(.required(field, "exactly one of `exactly` or `firstAvailable` is required"))
        case (_?, true):
            errors.append(
                .invalid(field, "null", "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set"))
        case (let exactly?, false): errors += exact(exactly, "\(field).exactly")
        case (nil, true):
            errors += DeviceRules.set(request.items("firstAvailable"), "\(field).firstAvailable", limit: 8, key: { $0.text("name") }) {
                NameRules.errors("\($1).name", $0.text("name"), NameRules.dnsLabel) + exact($0, $1)
            }
        }
        return errors
    }

    private static func exact(_ request: JSONValue, _ field: String) -> [FieldError] {
        let name = request.text("deviceClassName")
        var errors: [FieldError] =
            name.isEmpty ? [.required("\(field).deviceClassName")] : NameRules.errors("\(field).deviceClassName", name, NameRules.dnsSubdomain)
        errors += DeviceRules.selectors(request.items("selectors"), "\(field).selectors", stored: false)
        let count = request["count"]?.int ?? 0
        switch request.text("allocationMode") {
        case "All":
            if count != 0 { errors.append(.invalid("\(field).count", "\(count)", "must not be specified when allocationMode is 'All'")) }
        case "ExactCount":
            if count <= 0 { errors.append(.invalid("\(field).count", "\(count)", "must be greater than zero")) }
        case let mode: errors.append(.notSupported("\(field).allocationMode", mode, ["All", "ExactCount"]))
        }
        for (i, toleration) in request.items("tolerations").enumerated() {
            errors += DeviceRules.toleration(toleration, "\(field).tolerations[\(i)]")
        }
        return errors
    }

    /// What is wrong with a list of names of requests.
    static func references(_ object: JSONValue, _ field: String, _ names: [String: Set<String>]) -> [FieldError] {
        DeviceRules.set(object.items("requests"), "\(field).requests", limit: 32, key: { $0.string ?? "" }) {
            reference($0.string ?? "", $1, names)
        }
    }

    /// What is wrong with the name of a request, or of a request and one of its alternatives.
    static func reference(_ name: String, _ field: String, _ names: [String: Set<String>]) -> [FieldError] {
        let unknown = FieldError.invalid(
            field, string: name, "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'")
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if parts.count > 2 { return [unknown] }
        let errors = parts.flatMap { NameRules.errors(field, $0, NameRules.dnsLabel) }
        let isKnown = names[parts[0]].map { parts.count == 1 || $0.contains(parts[1]) } ?? false
        return isKnown ? errors : errors + [unknown]
    }
}
