import KubernetesAPI

/// The plugins that are on, in Kubernetes' order.
struct AdmissionChain: Sendable {
    private let plugins: [any AdmissionPlugin]
    /// Measures how long admission takes; nil does not.
    var meter: AdmissionMeter?

    init(_ plugins: [any AdmissionPlugin]) { self.plugins = plugins }

    /// What plugins are made of besides the configuration file.
    struct Environment: Sendable {
        var authorizer: any Authorizer
        var clock: any WallClock
        /// `--default-not-ready-toleration-seconds`.
        var notReadyTolerationSeconds: Int64 = 300
        /// `--default-unreachable-toleration-seconds`.
        var unreachableTolerationSeconds: Int64 = 300
    }

    /// The chain with a last plug-in that no flag switches off.
    func appending(_ plugin: any AdmissionPlugin) -> AdmissionChain { AdmissionChain(plugins + [plugin]) }

    /// All plugins by the names of Kubernetes v1.36, in the order in which they are asked. Those without a maker are steps
    /// that this server does not take: webhooks and policies.
    static let order: [String] = [
        AlwaysAdmit.name, NamespaceAutoProvision.name, NamespaceLifecycle.name, NamespaceExists.name,
        LimitPodHardAntiAffinityTopology.name, LimitRanger.name, ServiceAccountAdmission.name, NodeRestriction.name,
        TaintNodesByCondition.name, AlwaysPullImages.name, "ImagePolicyWebhook", PodSecurity.name, PodNodeSelector.name,
        PriorityAdmission.name, DefaultTolerationSeconds.name, PodTolerationRestriction.name, EventRateLimit.name,
        ExtendedResourceToleration.name, DefaultStorageClass.name, StorageObjectInUseProtection.name,
        OwnerReferencesPermissionEnforcement.name, PersistentVolumeClaimResize.name, RuntimeClassAdmission.name,
        CertificateApproval.name, CertificateSigning.name, ClusterTrustBundleAttest.name, CertificateSubjectRestriction.name,
        DefaultIngressClass.name, DenyServiceExternalIPs.name, PodTopologyLabels.name, "NodeDeclaredFeatureValidator",
        "MutatingAdmissionPolicy", "MutatingAdmissionWebhook", "ValidatingAdmissionPolicy", "ValidatingAdmissionWebhook",
        ResourceQuotaAdmission.name, AlwaysDeny.name,
    ]

    /// The plugins that need not be asked for.
    static let defaultOn: Set<String> = [
        NamespaceLifecycle.name, LimitRanger.name, ServiceAccountAdmission.name, TaintNodesByCondition.name, PodSecurity.name,
        PriorityAdmission.name, DefaultTolerationSeconds.name, DefaultStorageClass.name, StorageObjectInUseProtection.name,
        PersistentVolumeClaimResize.name, RuntimeClassAdmission.name, CertificateApproval.name, CertificateSigning.name,
        ClusterTrustBundleAttest.name, CertificateSubjectRestriction.name, DefaultIngressClass.name, PodTopologyLabels.name,
        "NodeDeclaredFeatureValidator", "MutatingAdmissionPolicy", "MutatingAdmissionWebhook", "ValidatingAdmissionPolicy",
        "ValidatingAdmissionWebhook", ResourceQuotaAdmission.name,
    ]

    /// Flags or a configuration that cannot be used.
    struct BadOption: Error, CustomStringConvertible {
        let description: String
    }

    /// The chain that the flags ask for.
    /// - Throws: ``BadOption`` for unknown names, for those both switched on and off, and for a bad configuration.
    init(enabled: [String], disabled: [String], configuration: AdmissionConfiguration, environment: Environment) throws {
        var complaints: [String] = []
        for name in enabled where !Self.order.contains(name) {
            complaints.append("enable-admission-plugins plugin \(FieldError.quoted(name)) is unknown")
        }
        for name in disabled where !Self.order.contains(name) {
            complaints.append("disable-admission-plugins plugin \(FieldError.quoted(name)) is unknown")
        }
        let both = Set(enabled).intersection(disabled)
        if !both.isEmpty {
            complaints.append("[\(both.sorted().joined(separator: " "))] in enable-admission-plugins and disable-admission-plugins overlapped")
        }
        for name in configuration.plugins.keys.sorted() where !Self.order.contains(name) {
            complaints.append("admission-control-config-file: plugin \(FieldError.quoted(name)) is unknown")
        }
        if enabled.contains("ImagePolicyWebhook") { complaints.append("enable-admission-plugins: ImagePolicyWebhook is not supported") }
        if !complaints.isEmpty { throw BadOption(description: complaints.joined(separator: ", ")) }
        let on = Self.defaultOn.union(enabled).subtracting(disabled)
        plugins = try Self.order.filter(on.contains).compactMap { try Self.plugin($0, configuration.plugins[$0], environment) }
    }

    private static func plugin(
        _ name: String, _ configuration: AdmissionConfiguration.Plugin?, _ environment: Environment
    ) throws -> (any AdmissionPlugin)? {
        switch name {
        case AlwaysAdmit.name: AlwaysAdmit()
        case NamespaceAutoProvision.name: NamespaceAutoProvision()
        case NamespaceLifecycle.name: NamespaceLifecycle()
        case NamespaceExists.name: NamespaceExists()
        case LimitPodHardAntiAffinityTopology.name: LimitPodHardAntiAffinityTopology()
        case LimitRanger.name: LimitRanger()
        case ServiceAccountAdmission.name: ServiceAccountAdmission()
        case NodeRestriction.name: NodeRestriction()
        case TaintNodesByCondition.name: TaintNodesByCondition()
        case AlwaysPullImages.name: AlwaysPullImages()
        case PodSecurity.name: PodSecurity(try PodSecurity.Configuration(configuration))
        case PodNodeSelector.name: try PodNodeSelector(configuration)
        case PriorityAdmission.name: PriorityAdmission()
        case DefaultTolerationSeconds.name:
            DefaultTolerationSeconds(
                notReady: environment.notReadyTolerationSeconds, unreachable: environment.unreachableTolerationSeconds)
        case PodTolerationRestriction.name: try PodTolerationRestriction(configuration)
        case EventRateLimit.name: try EventRateLimit(configuration, clock: environment.clock)
        case ExtendedResourceToleration.name: ExtendedResourceToleration()
        case DefaultStorageClass.name: DefaultStorageClass()
        case StorageObjectInUseProtection.name: StorageObjectInUseProtection()
        case OwnerReferencesPermissionEnforcement.name: OwnerReferencesPermissionEnforcement(authorizer: environment.authorizer)
        case PersistentVolumeClaimResize.name: PersistentVolumeClaimResize()
        case RuntimeClassAdmission.name: RuntimeClassAdmission()
        case CertificateApproval.name: CertificateApproval(authorizer: environment.authorizer)
        case CertificateSigning.name: CertificateSigning(authorizer: environment.authorizer)
        case ClusterTrustBundleAttest.name: ClusterTrustBundleAttest(authorizer: environment.authorizer)
        case CertificateSubjectRestriction.name: CertificateSubjectRestriction()
        case DefaultIngressClass.name: DefaultIngressClass()
        case DenyServiceExternalIPs.name: DenyServiceExternalIPs()
        case PodTopologyLabels.name: PodTopologyLabels()
        case ResourceQuotaAdmission.name: ResourceQuotaAdmission(limited: try LimitedResource.all(configuration))
        case AlwaysDeny.name: AlwaysDeny()
        default: nil
        }
    }

    /// The names of the plugins that are asked, in order.
    var names: [String] { plugins.map { type(of: $0).name } }

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard let meter else { return try await admitAll(&request, reader) }
        try await meter.measure(.admit, request.operation) { try await admitAll(&request, reader) }
    }

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard let meter else { return try await validateAll(&request, reader) }
        try await meter.measure(.validate, request.operation) { try await validateAll(&request, reader) }
    }

    private func admitAll(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        for plugin in plugins where Self.concerns(plugin, request) { try await plugin.admit(&request, reader) }
    }

    private func validateAll(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        for plugin in plugins where Self.concerns(plugin, request) { try await plugin.validate(&request, reader) }
    }

    /// Whether a plugin has to do with the resource at all.
    private static func concerns(_ plugin: any AdmissionPlugin, _ request: AdmissionRequest) -> Bool {
        type(of: plugin).resources?.contains(request.resource) ?? true
    }
}
