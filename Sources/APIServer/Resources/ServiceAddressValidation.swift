import JSON

/// What Kubernetes refuses in the cluster addresses of a service and in their families.
enum ServiceAddressValidation {
    private static let families = ["IPv4", "IPv6"]

    /// What is wrong with the addresses of a service that has some.
    static func errors(_ spec: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        let single = spec.text("clusterIP")
        var addresses = spec.items("clusterIPs").map { $0.string ?? "" }
        if addresses.isEmpty, !single.isEmpty { addresses = [single] }
        let shown = GoText.json(.array(addresses.map { .string($0) }))
        if let first = addresses.first, !single.isEmpty, first != single {
            errors.append(.invalid("spec.clusterIPs", shown, "first value must match `clusterIP`"))
        }
        errors.oneOf(spec, "ipFamilyPolicy", "spec", ["PreferDualStack", "RequireDualStack", "SingleStack"], required: false)
        var seen: Set<String> = []
        var hasBadFamilies = false
        let wanted = spec.items("ipFamilies").map { $0.string ?? "" }
        for (i, family) in wanted.enumerated() {
            if !families.contains(family) {
                hasBadFamilies = true
                errors.append(.notSupported("spec.ipFamilies[\(i)]", family, families))
            } else if !seen.insert(family).inserted {
                hasBadFamilies = true
                errors.append(.duplicate("spec.ipFamilies[\(i)]", FieldError.quoted(family)))
            }
        }
        var isBad = false
        for (i, address) in addresses.enumerated() where !(i == 0 && address.isEmpty) {
            if i == 0, address == "None" {
                if addresses.count > 1 {
                    isBad = true
                    errors.append(.invalid("spec.clusterIPs", shown, "'None' must be the first and only value"))
                }
                continue
            }
            if !IPText.isAddress(address) {
                isBad = true
                errors.append(.invalid("spec.clusterIPs[\(i)]", string: address, IPText.addressMessage))
            }
        }
        if addresses.count > 2 { errors.append(.invalid("spec.clusterIPs", shown, "may only hold up to 2 values")) }
        if isBad { return errors }
        if addresses.count > 1, addresses.filter({ $0.contains(":") }).count != 1 {
            errors.append(.invalid("spec.clusterIPs", shown, "may specify no more than one IP for each IP family"))
        }
        if single != "None", !hasBadFamilies {
            for (i, (address, family)) in zip(addresses, wanted).enumerated() where !address.isEmpty && (address.contains(":") ? "IPv6" : "IPv4") != family {
                errors.append(
                    .invalid("spec.clusterIPs[\(i)]", string: address, "expected an \(family) value as indicated by `ipFamilies[\(i)]`"))
            }
        }
        return errors
    }

    /// What is wrong with a change: the first address and family stay, the second may come and go.
    static func update(_ spec: JSONValue, _ before: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        for (key, what) in [("clusterIPs", "clusterIP"), ("ipFamilies", "ipFamily")] {
            var old = before.items(key)
            var new = spec.items(key)
            if key == "clusterIPs" {
                if old.isEmpty, !before.text("clusterIP").isEmpty { old = [before["clusterIP"] ?? ""] }
                if new.isEmpty, !spec.text("clusterIP").isEmpty { new = [spec["clusterIP"] ?? ""] }
            }
            guard let first = old.first, first != "" else { continue }
            let shown = GoText.json(.array(new))
            guard let primary = new.first else {
                errors.append(.invalid("spec.\(key)[0]", "null", "primary \(what) can not be unset"))
                continue
            }
            if primary != first { errors.append(.invalid("spec.\(key)[0]", shown, "may not change once set")) }
            if old.count == 2, new.count == 2, old[1] != new[1] { errors.append(.invalid("spec.\(key)[1]", shown, "may not change once set")) }
            if old.count == 2, new.count == 1, spec.text("ipFamilyPolicy") != "SingleStack" {
                errors.append(
                    .invalid(
                        "spec.ipFamilyPolicy", GoText.value(spec["ipFamilyPolicy"]), "must be set to 'SingleStack' when releasing the secondary \(what)"))
            }
        }
        return errors
    }
}

/// What Kubernetes refuses in addresses that others are to connect to.
enum IPValidation {
    /// What is wrong with a text that must be such an address.
    static func address(_ text: String, _ field: String) -> [FieldError] {
        IPText.isAddress(text) ? special(text, field) : [.invalid(field, string: text, IPText.addressMessage)]
    }

    /// What is wrong with an address that means something else than one host.
    static func special(_ text: String, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        func refuse(_ detail: String) { errors.append(.invalid(field, string: text, detail)) }
        if let v4 = IPText.v4(text) {
            if v4 == 0 { refuse("may not be unspecified (0.0.0.0 or ::)") }
            if v4 >> 24 == 127 { refuse("may not be in the loopback range (127.0.0.0/8, ::1/128)") }
            if v4 >> 16 == 0xA9FE { refuse("may not be in the link-local range (169.254.0.0/16, fe80::/10)") }
            if v4 >> 8 == 0xE00000 { refuse("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)") }
            return errors
        }
        let lower = text.lowercased()
        let isZero = lower.allSatisfy { $0 == ":" || $0 == "0" }
        if isZero { refuse("may not be unspecified (0.0.0.0 or ::)") }
        if !isZero, lower.hasSuffix("1"), lower.dropLast().allSatisfy({ $0 == ":" || $0 == "0" }) {
            refuse("may not be in the loopback range (127.0.0.0/8, ::1/128)")
        }
        if ["fe8", "fe9", "fea", "feb"].contains(where: lower.hasPrefix) { refuse("may not be in the link-local range (169.254.0.0/16, fe80::/10)") }
        if lower.hasPrefix("ff02") { refuse("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)") }
        return errors
    }
}
