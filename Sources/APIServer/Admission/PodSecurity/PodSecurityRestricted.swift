import JSON

/// The rules that the level restricted has beside those of baseline: how pods should be hardened.
enum PodSecurityRestricted {
    /// By identifier.
    static let checks: [PodSecurityCheck] = [
        PodSecurityCheck(
            "allowPrivilegeEscalation", .restricted, [(25, { $0.isWindows ? nil : privilegeEscalation($0) }), (8, privilegeEscalation)]),
        PodSecurityCheck(
            "capabilities_restricted", .restricted, overrides: ["capabilities_baseline"],
            [(25, { $0.isWindows ? nil : capabilities($0) }), (22, capabilities)]),
        PodSecurityCheck("procMount_restricted", .restricted, overrides: ["procMount"], [(35, PodSecurityBaseline.procMount)]),
        PodSecurityCheck("restrictedVolumes", .restricted, overrides: ["hostPathVolumes"], [(0, volumes)]),
        PodSecurityCheck("runAsNonRoot", .restricted, [(0, { $0.hasOwnUsers ? nil : runAsNonRoot($0) })]),
        PodSecurityCheck("runAsUser", .restricted, [(23, { $0.hasOwnUsers ? nil : runAsUser($0) })]),
        PodSecurityCheck(
            "seccompProfile_restricted", .restricted, overrides: ["seccompProfile_baseline"],
            [(25, { $0.isWindows ? nil : seccompProfile($0) }), (19, seccompProfile)]),
    ]

    @Sendable private static func privilegeEscalation(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        let names = pod.names { $0["securityContext"]?["allowPrivilegeEscalation"]?.bool != false }
        if names.isEmpty { return nil }
        return .init(
            reason: "allowPrivilegeEscalation != false",
            detail: "\(PodSecurityCheck.containers(names)) must set securityContext.allowPrivilegeEscalation=false")
    }

    @Sendable private static func capabilities(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        let keeping = pod.names { container in
            !(container["securityContext"]?["capabilities"]?.items("drop") ?? []).contains("ALL")
        }
        var added: Set<String> = []
        let adding = pod.names { container in
            let bad = PodSecurityBaseline.addedCapabilities(container).subtracting(["NET_BIND_SERVICE"])
            added.formUnion(bad)
            return !bad.isEmpty
        }
        var details: [String] = []
        if !keeping.isEmpty { details.append("\(PodSecurityCheck.containers(keeping)) must set securityContext.capabilities.drop=[\"ALL\"]") }
        if !adding.isEmpty {
            details.append(
                "\(PodSecurityCheck.containers(adding)) must not include \(PodSecurityCheck.quoted(added.sorted())) in "
                    + "securityContext.capabilities.add")
        }
        return details.isEmpty ? nil : .init(reason: "unrestricted capabilities", detail: details.joined(separator: "; "))
    }

    private static let allowedVolumes: Set<String> = [
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret",
    ]

    @Sendable private static func volumes(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        var names: [String] = []
        var types: Set<String> = []
        for volume in pod.spec.items("volumes") {
            let sources = (volume.object ?? JSONObject()).filter { $0.key != "name" && !$0.value.isNull }.map(\.key)
            if sources.contains(where: allowedVolumes.contains) { continue }
            names.append(volume.text("name"))
            types.insert(sources.first ?? "unknown")
        }
        if names.isEmpty { return nil }
        return .init(
            reason: "restricted volume types",
            detail: "\(PodSecurityCheck.plural("volume", "volumes", names.count)) \(PodSecurityCheck.quoted(names)) "
                + "\(PodSecurityCheck.plural("uses", "use", names.count)) restricted volume "
                + "\(PodSecurityCheck.plural("type", "types", types.count)) \(PodSecurityCheck.quoted(types.sorted()))")
    }

    @Sendable private static func runAsNonRoot(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        let own = pod.context["runAsNonRoot"]?.bool
        let explicit = pod.names { $0["securityContext"]?["runAsNonRoot"]?.bool == false }
        let reason = "runAsNonRoot != true"
        if own == false || !explicit.isEmpty {
            return .init(
                reason: reason, detail: "\(PodSecurityCheck.setters(pod: own == false, explicit)) must not set securityContext.runAsNonRoot=false")
        }
        if own == true { return nil }
        let implicit = pod.names { $0["securityContext"]?["runAsNonRoot"]?.bool == nil }
        if implicit.isEmpty { return nil }
        return .init(reason: reason, detail: "pod or \(PodSecurityCheck.containers(implicit)) must set securityContext.runAsNonRoot=true")
    }

    @Sendable private static func runAsUser(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        let own = pod.context["runAsUser"]?.int == 0
        let names = pod.names { $0["securityContext"]?["runAsUser"]?.int == 0 }
        guard own || !names.isEmpty else { return nil }
        return .init(reason: "runAsUser=0", detail: "\(PodSecurityCheck.setters(pod: own, names)) must not set runAsUser=0")
    }

    @Sendable private static func seccompProfile(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        if let bad = PodSecurityBaseline.seccompProfile(pod) { return bad }
        if let own = pod.context["seccompProfile"], !own.isNull { return nil }
        let names = pod.names { container in container["securityContext"]?["seccompProfile"].map(\.isNull) ?? true }
        if names.isEmpty { return nil }
        return .init(
            reason: "seccompProfile",
            detail: "pod or \(PodSecurityCheck.containers(names)) must set securityContext.seccompProfile.type to \"RuntimeDefault\" or "
                + "\"Localhost\"")
    }
}
