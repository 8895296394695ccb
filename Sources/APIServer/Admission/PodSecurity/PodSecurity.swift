import JSON
import KubernetesAPI

/// Keeps pods to the Pod Security Standard that their namespace's labels name.
///
/// Pods that violate the enforced level are refused. Of workloads whose pods would be, the client is warned; a namespace
/// that begins to enforce a level warns of the pods that are in it already.
struct PodSecurity: AdmissionPlugin {
    static let name = "PodSecurity"
    static let resources: Set<String>? = [
        "namespaces", "pods", "replicationcontrollers", "podtemplates", "replicasets", "deployments", "statefulsets", "daemonsets", "jobs",
        "cronjobs",
    ]

    /// `PodSecurityConfiguration`.
    struct Configuration: Sendable {
        /// What holds for namespaces without labels.
        var defaults = PodSecurityPolicy()
        var exemptUsernames: Set<String> = []
        var exemptNamespaces: Set<String> = []
        var exemptRuntimeClasses: Set<String> = []

        init() {}

        init(_ configuration: AdmissionConfiguration.Plugin?) throws {
            guard let configuration else { return }
            try configuration.check(
                kind: "PodSecurityConfiguration", group: "pod-security.admission.config.k8s.io", versions: ["v1", "v1beta1", "v1alpha1"])
            let given = configuration.value["defaults"] ?? [:]
            func standard(_ mode: String) throws -> PodSecurityStandard {
                let level = given[mode]?.string ?? "privileged"
                let version = given["\(mode)-version"]?.string ?? "latest"
                guard let parsedLevel = PodSecurityLevel(rawValue: level) else {
                    throw configuration.complaint("defaults.\(mode): Invalid value: \(FieldError.quoted(level)): \(PodSecurityPolicy.levelComplaint)")
                }
                guard let parsedVersion = PodSecurityVersion(version) else {
                    throw configuration.complaint(
                        "defaults.\(mode)-version: Invalid value: \(FieldError.quoted(version)): \(PodSecurityPolicy.versionComplaint)")
                }
                return PodSecurityStandard(level: parsedLevel, version: parsedVersion)
            }
            defaults = PodSecurityPolicy(enforce: try standard("enforce"), audit: try standard("audit"), warn: try standard("warn"))
            let exemptions = configuration.value["exemptions"] ?? [:]
            exemptUsernames = Set(exemptions.items("usernames").compactMap(\.string))
            exemptNamespaces = Set(exemptions.items("namespaces").compactMap(\.string))
            exemptRuntimeClasses = Set(exemptions.items("runtimeClasses").compactMap(\.string))
        }
    }

    private let configuration: Configuration

    init(_ configuration: Configuration = Configuration()) { self.configuration = configuration }

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.writes else { return }
        if request.isFor("namespaces") { return try validateNamespace(&request, reader) }
        let isPod = request.group.isEmpty && request.resource == "pods"
        if isPod {
            guard ["", "ephemeralcontainers", "resize"].contains(request.subresource) else { return }
        } else {
            guard request.subresource.isEmpty, Self.templatePath(request) != nil else { return }
        }
        if let exemption = exemption(request) {
            request.auditAnnotations["pod-security.kubernetes.io/exempt"] = exemption
            return
        }
        guard let namespace = try await reader.find(group: "", resource: "namespaces", namespace: "", name: request.namespace) else {
            throw APIStatusError.notFound(group: "", resource: "namespaces", name: request.namespace)
        }
        let (policy, errors) = configuration.defaults.evaluated(namespace.labels)
        if errors.isEmpty {
            if isPod ? policy.isPrivileged : policy.warn.level == .privileged && policy.audit.level == .privileged { return }
        } else {
            request.auditAnnotations["pod-security.kubernetes.io/error"] =
                "Failed to parse policy: \(errors.map(\.description).joined(separator: ", "))"
        }
        if isPod {
            if request.operation == .update, !Self.isSignificant(request.object, request.old) { return }
            try evaluate(request.object, policy, enforces: true, &request)
        } else if let path = Self.templatePath(request), let template = request.object[path: path], template["spec"] != nil {
            try evaluate(template, policy, enforces: false, &request)
        }
    }

    /// Where a workload has the template of its pods; nil for what is none.
    private static func templatePath(_ request: AdmissionRequest) -> [String]? {
        switch (request.group, request.resource) {
        case ("", "replicationcontrollers"), ("apps", "replicasets"), ("apps", "deployments"), ("apps", "statefulsets"),
            ("apps", "daemonsets"), ("batch", "jobs"):
            ["spec", "template"]
        case ("", "podtemplates"): ["template"]
        case ("batch", "cronjobs"): ["spec", "jobTemplate", "spec", "template"]
        default: nil
        }
    }

    private func exemption(_ request: AdmissionRequest) -> String? {
        if configuration.exemptNamespaces.contains(request.namespace) { return "namespace" }
        return configuration.exemptUsernames.contains(request.user.name) ? "user" : nil
    }

    private func evaluate(
        _ pod: JSONValue, _ policy: PodSecurityPolicy, enforces: Bool, _ request: inout AdmissionRequest
    ) throws(APIStatusError) {
        let spec = pod["spec"] ?? [:]
        if configuration.exemptRuntimeClasses.contains(spec.text("runtimeClassName")) {
            request.auditAnnotations["pod-security.kubernetes.io/exempt"] = "runtimeClass"
            return
        }
        let subject = PodSecuritySubject(spec: spec, metadata: pod["metadata"] ?? [:])
        func complaint(_ standard: PodSecurityStandard) -> String? {
            let violations = PodSecurityCheck.violations(subject, standard)
            if violations.isEmpty { return nil }
            return "PodSecurity \"\(standard)\": \(violations.map(\.description).joined(separator: ", "))"
        }
        var refusal: String?
        if enforces {
            request.auditAnnotations["pod-security.kubernetes.io/enforce-policy"] = policy.enforce.description
            refusal = complaint(policy.enforce)
        }
        if let violation = complaint(policy.audit) {
            request.auditAnnotations["pod-security.kubernetes.io/audit-violations"] = "would violate \(violation)"
        }
        if let refusal { throw request.forbidden("violates \(refusal)") }
        if let violation = complaint(policy.warn) { request.warnings.append("would violate \(violation)") }
    }

    /// Whether an update of a pod changes something that the rules look at: images, or a new container.
    private static func isSignificant(_ new: JSONValue, _ old: JSONValue) -> Bool {
        for list in ["containers", "initContainers", "ephemeralContainers"] {
            let before = old["spec"]?.items(list) ?? []
            let after = new["spec"]?.items(list) ?? []
            if before.count != after.count { return true }
            for container in after {
                guard let known = before.first(where: { $0["name"] == container["name"] }), known["image"] == container["image"] else {
                    return true
                }
                let key = "container.seccomp.security.alpha.kubernetes.io/\(container.text("name"))"
                if new["metadata"]?["annotations"]?[key] != old["metadata"]?["annotations"]?[key] { return true }
            }
        }
        return false
    }

    // MARK: Namespaces

    private func validateNamespace(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) throws(APIStatusError) {
        func labels(_ namespace: JSONValue) -> [String: String] {
            var result: [String: String] = [:]
            for (key, value) in namespace["metadata"]?.members("labels") ?? JSONObject() { result[key] = value.string }
            return result
        }
        let (policy, errors) = configuration.defaults.evaluated(labels(request.object))
        let exempt = configuration.exemptNamespaces.contains(request.name)
        if request.operation == .create {
            if !errors.isEmpty { throw .invalid(group: "", kind: "Namespace", name: request.name, errors) }
            if exempt { warnOfExemption(policy, &request) }
            return
        }
        let (before, oldErrors) = configuration.defaults.evaluated(labels(request.old))
        // What was wrong before must not keep others from changing something else.
        if !errors.isEmpty, errors != oldErrors { throw .invalid(group: "", kind: "Namespace", name: request.name, errors) }
        if policy.enforce == before.enforce || policy.enforce.level == .privileged { return }
        if policy.enforce.version == before.enforce.version, policy.enforce.level <= before.enforce.level { return }
        if exempt { return warnOfExemption(policy, &request) }
        request.warnings += existingPods(request.name, policy.enforce, reader)
    }

    private func warnOfExemption(_ policy: PodSecurityPolicy, _ request: inout AdmissionRequest) {
        if policy.isPrivileged { return }
        let modes = [("enforce", policy.enforce), ("audit", policy.audit), ("warn", policy.warn)]
        let texts = modes.filter { $0.1.level != .privileged }.map { "\($0.0)=\($0.1)" }
        request.warnings.append(
            "namespace \(FieldError.quoted(request.name)) is exempt from Pod Security, and the policy (\(texts.joined(separator: ", "))) "
                + "will be ignored")
    }

    /// How many pods of a namespace are looked at.
    private static let mostPods = 3000

    /// What the pods in a namespace violate, grouped by what it is.
    private func existingPods(_ namespace: String, _ standard: PodSecurityStandard, _ reader: any AdmissionReader) -> [String] {
        var found: [String: (name: String, count: Int)] = [:]
        let pods = reader.findAll(group: "", resource: "pods", namespace: namespace)
        for stored in pods.prefix(Self.mostPods) {
            let pod = stored.tree
            let spec = pod["spec"] ?? [:]
            if configuration.exemptRuntimeClasses.contains(spec.text("runtimeClassName")) { continue }
            let violations = PodSecurityCheck.violations(PodSecuritySubject(spec: spec, metadata: pod["metadata"] ?? [:]), standard)
            if violations.isEmpty { continue }
            let reasons = violations.map(\.reason).joined(separator: ", ")
            let name = pod["metadata"]?.text("name") ?? ""
            let known = found[reasons]
            found[reasons] = (min(known?.name ?? name, name), (known?.count ?? 0) + 1)
        }
        if found.isEmpty { return [] }
        let texts = found.map { reasons, pods in
            switch pods.count {
            case 1: "\(pods.name): \(reasons)"
            case 2: "\(pods.name) (and 1 other pod): \(reasons)"
            default: "\(pods.name) (and \(pods.count - 1) other pods): \(reasons)"
            }
        }
        var warnings = ["existing pods in namespace \"\(namespace)\" violate the new PodSecurity enforce level \"\(standard)\""]
        warnings += texts.sorted()
        if pods.count > Self.mostPods { warnings.append("new PodSecurity enforce level only checked against the first \(Self.mostPods) of \(pods.count) existing pods") }
        return warnings
    }
}
