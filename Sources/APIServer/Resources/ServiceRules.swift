import JSON

/// `Service` of v1. Addresses and node ports are given by `ServiceAllocators`.
struct ServiceRules: ResourceRules {
    var returnsDeletedObject: Bool { true }

    func validateName(_ name: String) -> [String] { NameRules.dnsLabel(name) }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            spec.setDefault("sessionAffinity", "None")
            if spec.text("sessionAffinity") == "None" { spec["sessionAffinityConfig"] = nil }
            if spec.text("sessionAffinity") == "ClientIP" {
                spec.setDefault("sessionAffinityConfig", [:])
                spec.edit("sessionAffinityConfig") { config in
                    config.setDefault("clientIP", [:])
                    config.edit("clientIP") { $0.setDefault("timeoutSeconds", 10800) }
                }
            }
            spec.setDefault("type", "ClusterIP")
            spec.editEach("ports") { port in
                port.setDefault("protocol", "TCP")
                if port["targetPort"] == nil || port["targetPort"] == .int(0) || port["targetPort"] == .string("") {
                    port["targetPort"] = port["port"] ?? 0
                }
            }
            let type = spec.text("type")
            if Self.isExternal(spec) { spec.setDefault("externalTrafficPolicy", "Cluster") }
            if ["NodePort", "LoadBalancer", "ClusterIP"].contains(type) { spec.setDefault("internalTrafficPolicy", "Cluster") }
            if type == "LoadBalancer" { spec.setDefault("allocateLoadBalancerNodePorts", true) }
        }
        guard object["spec"]?.text("type") == "LoadBalancer" else { return }
        object.edit("status") { status in
            status.edit("loadBalancer") { balancer in
                balancer.editEach("ingress") { point in
                    if !point.text("ip").isEmpty { point.setDefault("ipMode", "VIP") }
                }
            }
        }
    }

    /// Whether clients outside of the cluster can reach it.
    static func isExternal(_ spec: JSONValue) -> Bool {
        ["NodePort", "LoadBalancer"].contains(spec.text("type")) || (spec.text("type") == "ClusterIP" && spec.has("externalIPs"))
    }

    /// Whether it needs a port on each node for health checks.
    static func needsHealthCheckPort(_ spec: JSONValue) -> Bool {
        spec.text("type") == "LoadBalancer" && spec.text("externalTrafficPolicy") == "Local"
    }

    func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: RuleContext) {
        let before = old["spec"] ?? [:]
        object.edit("spec") { spec in
            let type = spec.text("type")
            if type != "ExternalName", before.text("type") != "ExternalName" {
                // What the system has given stays, where the client does not ask for something else.
                if spec.text("clusterIP").isEmpty, !spec.has("clusterIPs") {
                    spec["clusterIP"] = before["clusterIP"]
                    spec["clusterIPs"] = before["clusterIPs"]
                } else if !spec.has("clusterIPs"), spec.text("clusterIP") == before.text("clusterIP") {
                    spec["clusterIPs"] = before["clusterIPs"]
                } else if spec["clusterIPs"] == before["clusterIPs"], spec.text("clusterIP") != before.text("clusterIP") {
                    // Clients that know only one address change only that.
                    spec["clusterIPs"] = spec.text("clusterIP").isEmpty ? nil : .array([spec["clusterIP"] ?? ""])
                }
                spec.setDefault("ipFamilies", before["ipFamilies"] ?? .null)
                spec.setDefault("ipFamilyPolicy", before["ipFamilyPolicy"] ?? .null)
                for field in ["ipFamilies", "ipFamilyPolicy"] where spec[field]?.isNull == true { spec[field] = nil }
            }
            if ["NodePort", "LoadBalancer"].contains(type) {
                let oldPorts = before.items("ports")
                spec.editEach("ports") { port in
                    guard port["nodePort"]?.int ?? 0 == 0 else { return }
                    let same = oldPorts.first { $0["port"] == port["port"] && $0["protocol"] == port["protocol"] }
                    if let given = same?["nodePort"] { port["nodePort"] = given }
                }
            } else if ["NodePort", "LoadBalancer"].contains(before.text("type")) {
                // Ports that came with the old type go with it, unless the client set them anew.
                let oldPorts = before.items("ports").compactMap { $0["nodePort"] }
                spec.editEach("ports") { port in
                    if let given = port["nodePort"], oldPorts.contains(given) { port["nodePort"] = nil }
                }
            }
            if Self.needsHealthCheckPort(spec) {
                if spec["healthCheckNodePort"]?.int ?? 0 == 0 { spec["healthCheckNodePort"] = before["healthCheckNodePort"] }
            } else if Self.needsHealthCheckPort(before), spec["healthCheckNodePort"] == before["healthCheckNodePort"] {
                spec["healthCheckNodePort"] = nil
            }
            if !Self.isExternal(spec), spec["externalTrafficPolicy"] == before["externalTrafficPolicy"] {
                spec["externalTrafficPolicy"] = nil
            }
            if type != "LoadBalancer", before.text("type") == "LoadBalancer" {
                for field in ["allocateLoadBalancerNodePorts", "loadBalancerClass"] where spec[field] == before[field] {
                    spec[field] = nil
                }
            }
            if type == "ExternalName", before.text("type") != "ExternalName" {
                for field in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"]
                where spec[field] == before[field] { spec[field] = nil }
            }
        }
        if object["spec"]?.text("type") != "LoadBalancer" { object.edit("status") { $0["loadBalancer"] = [:] } }
    }

    func selectableFields(_ object: JSONValue) -> [(String, String)] {
        [("spec.clusterIP", object["spec"]?.text("clusterIP") ?? ""), ("spec.type", object["spec"]?.text("type") ?? "")]
    }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] { ServiceValidation.status(object) }

    func validate(_ object: JSONValue) -> [FieldError] { ServiceValidation.spec(object["spec"] ?? [:]) }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        ServiceValidation.update(object["spec"] ?? [:], old["spec"] ?? [:]) + validate(object)
    }

    var metadataChecks: Int { 3 }

    func warnings(_ object: JSONValue, old: JSONValue?) -> [String] {
        let spec = object["spec"] ?? [:]
        var warnings: [String] = []
        let isExternalName = spec.text("type") == "ExternalName"
        if isExternalName, spec.has("externalIPs") { warnings.append("spec.externalIPs is ignored when spec.type is \"ExternalName\"") }
        if !isExternalName, !spec.text("externalName").isEmpty {
            warnings.append("spec.externalName is ignored when spec.type is not \"ExternalName\"")
        }
        if spec.text("clusterIP") == "None" {
            if !spec.text("loadBalancerIP").isEmpty { warnings.append("spec.loadBalancerIP is ignored for headless services") }
            if spec.has("externalIPs") { warnings.append("spec.externalIPs is ignored for headless services") }
            if spec.text("sessionAffinity") != "None" { warnings.append("spec.SessionAffinity is ignored for headless services") }
        }
        return warnings
    }
}
