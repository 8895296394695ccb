import KubernetesAPI

/// What cannot be meant, in the upstream kubelet's words.
enum SettingsValidation {
    /// - Throws: with everything that is wrong.
    static func check(_ settings: KubeletSettings) throws(SettingsError) {
        let problems = problems(settings)
        if problems.isEmpty { return }
        let text = problems.count == 1 ? problems[0] : "[" + problems.joined(separator: ", ") + "]"
        throw SettingsError("failed to validate kubelet configuration, error: \(text)")
    }

    static func problems(_ settings: KubeletSettings) -> [String] {
        let all = numbers(settings.options) + resources(settings.options) + times(settings.options) + choices(settings.options) + node(settings.options)
        return all.map { "invalid configuration: " + $0 } + taintsAndLabels(settings.options)
    }

    private static func numbers(_ options: KubeletOptions) -> [String] {
        var problems: [String] = []
        func between(_ name: String, _ flag: String, _ value: Int, _ range: ClosedRange<Int>) {
            if !range.contains(value) { problems.append("\(name) (--\(flag)) \(value) must be between \(range.lowerBound) and \(range.upperBound), inclusive") }
        }
        func notNegative(_ name: String, _ flag: String, _ value: Double) {
            if value < 0 { problems.append("\(name) (--\(flag)) \(value == value.rounded() ? "\(Int64(clampingTo: value))" : "\(value)") must not be a negative number") }
        }
        if options.node.leaseDurationSeconds <= 0 { problems.append("nodeLeaseDurationSeconds must be greater than 0") }
        notNegative("eventBurst", "event-burst", Double(options.node.eventBurst))
        notNegative("eventRecordQPS", "event-qps", Double(options.node.eventRecordQPS))
        notNegative("kubeAPIBurst", "kube-api-burst", Double(options.node.kubeAPIBurst))
        notNegative("kubeAPIQPS", "kube-api-qps", Double(options.node.kubeAPIQPS))
        notNegative("maxPods", "max-pods", Double(options.maxPods))
        notNegative("podsPerCore", "pods-per-core", Double(options.node.podsPerCore))
        notNegative("registryBurst", "registry-burst", Double(options.images.registryBurst))
        notNegative("registryPullQPS", "registry-qps", options.images.registryPullQPS)
        between("port", "port", options.port, 0...65535)
        between("readOnlyPort", "read-only-port", options.serving.readOnlyPort, 0...65535)
        if options.serving.healthzPort != 0 { between("healthzPort", "healthz-port", options.serving.healthzPort, 1...65535) }
        between("oomScoreAdj", "oom-score-adj", options.reserved.oomScoreAdjustment, -1000...1000)
        let (low, high) = (options.garbageCollection.imageLowThresholdPercent, options.garbageCollection.imageHighThresholdPercent)
        between("imageGCHighThresholdPercent", "image-gc-high-threshold", high, 0...100)
        between("imageGCLowThresholdPercent", "image-gc-low-threshold", low, 0...100)
        if low >= high {
            problems.append("imageGCLowThresholdPercent (--image-gc-low-threshold) \(low) must be less than imageGCHighThresholdPercent (--image-gc-high-threshold) \(high)")
        }
        if options.images.nodeStatusMaxImages < -1 { problems.append("nodeStatusMaxImages (--node-status-max-images) must be -1 or greater") }
        if let most = options.images.maxParallelPulls {
            if most < 1 { problems.append("maxParallelImagePulls \(most) must be a positive number") }
            if most > 1 && options.serializeImagePulls { problems.append("maxParallelImagePulls cannot be larger than 1 unless SerializeImagePulls is set to false") }
        }
        if options.logs.maxWorkers < 1 { problems.append("containerLogMaxWorkers must be greater than or equal to 1") }
        if options.logs.maxFiles <= 1 { problems.append("containerLogMaxFiles (--container-log-max-files) \(options.logs.maxFiles) must be > 1") }
        if !(0...1).contains(options.resourceManagers.memoryThrottlingFactor) || options.resourceManagers.memoryThrottlingFactor == 0 {
            problems.append("memoryThrottlingFactor \(options.resourceManagers.memoryThrottlingFactor) must be greater than 0 and less than or equal to 1.0")
        }
        let ids = options.node.userNamespaceIDsPerPod
        if ids < 65536 || ids % 65536 != 0 || ids > Int(UInt32.max) { problems.append("userNamespaces.idsPerPod must be a multiple of 65536") }
        return problems
    }

    private static func resources(_ options: KubeletOptions) -> [String] {
        var problems: [String] = []
        let reserved = options.reserved
        let none = reserved.enforceNodeAllocatable.isEmpty || reserved.enforceNodeAllocatable == ["none"]
        if !options.cgroupsPerQOS && !none {
            problems.append("enforceNodeAllocatable (--enforce-node-allocatable) is not supported unless cgroupsPerQOS (--cgroups-per-qos) is set to true")
        }
        if !reserved.systemCgroups.isEmpty && options.cgroupRoot.isEmpty {
            problems.append("systemCgroups (--system-cgroups) was specified and cgroupRoot (--cgroup-root) was not specified")
        }
        for value in reserved.enforceNodeAllocatable {
            switch value {
            case "pods": continue
            case "none" where reserved.enforceNodeAllocatable.count > 1:
                problems.append("enforceNodeAllocatable (--enforce-node-allocatable) may not contain additional enforcements when \"none\" is specified")
            case "none": continue
            case "system-reserved", "system-reserved-compressible":
                if reserved.systemCgroup.isEmpty {
                    problems.append("systemReservedCgroup (--system-reserved-cgroup) must be specified when \"\(value)\" contained in enforceNodeAllocatable (--enforce-node-allocatable)")
                }
            case "kube-reserved", "kube-reserved-compressible":
                if reserved.kubeCgroup.isEmpty {
                    problems.append("kubeReservedCgroup (--kube-reserved-cgroup) must be specified when \"\(value)\" contained in enforceNodeAllocatable (--enforce-node-allocatable)")
                }
            default:
                problems.append("option \"\(value)\" specified for enforceNodeAllocatable (--enforce-node-allocatable). Valid options are \"pods\", \"system-reserved\", \"kube-reserved\", \"system-reserved-compressible\", \"kube-reserved-compressible\", or \"none\"")
            }
        }
        for (name, amounts) in [("systemReserved (--system-reserved)", reserved.system), ("kubeReserved (--kube-reserved)", reserved.kube)] {
            for (resource, amount) in amounts.sorted(by: { $0.key < $1.key }) {
                guard ["cpu", "memory", "ephemeral-storage", "pid"].contains(resource) || resource.hasPrefix("hugepages-") else {
                    problems.append("\(name): cannot reserve \"\(resource)\" resource")
                    continue
                }
                guard let quantity = try? Quantity(parsing: amount) else {
                    problems.append("\(name): failed to parse quantity \"\(amount)\" for \"\(resource)\" resource")
                    continue
                }
                if quantity.milliValue < 0 { problems.append("\(name): resource quantity for \"\(resource)\" cannot be negative: \(amount)") }
            }
        }
        if !reserved.systemCPUs.isEmpty, reserved.system["cpu"] != nil || reserved.kube["cpu"] != nil {
            problems.append("reservedSystemCPUs (--reserved-cpus) cannot be used together with a cpu reservation in systemReserved (--system-reserved) or kubeReserved (--kube-reserved)")
        }
        for (list, name) in [(options.eviction.hard, "evictionHard"), (options.eviction.soft, "evictionSoft")] {
            for (signal, value) in list.sorted(by: { $0.key < $1.key }) {
                let signals = ["memory.available", "nodefs.available", "nodefs.inodesFree", "imagefs.available", "imagefs.inodesFree", "containerfs.available", "containerfs.inodesFree", "pid.available", "allocatableMemory.available"]
                if !signals.contains(signal) { problems.append("\(name): unknown eviction signal \(signal)") }
                if value.hasSuffix("%") ? Double(value.dropLast()).map({ $0 < 0 || $0 > 100 }) ?? true : (try? Quantity(parsing: value)) == nil {
                    problems.append("\(name): eviction threshold \(signal) has the invalid value \"\(value)\"")
                }
                if name == "evictionSoft", options.eviction.softGracePeriod[signal] == nil { problems.append("grace period must be specified for the soft eviction threshold \(signal)") }
            }
        }
        return problems
    }

    private static func times(_ options: KubeletOptions) -> [String] {
        var problems: [String] = []
        let period = options.resourceManagers.cfsQuotaPeriod
        if period < .milliseconds(1) || period > .seconds(1) {
            problems.append("cpuCFSQuotaPeriod (--cpu-cfs-quota-period) \(period.goText) must be between 1ms and 1sec, inclusive")
        } else if period != .milliseconds(100), options.node.featureGates["CustomCPUCFSQuotaPeriod"] != true {
            problems.append("cpuCFSQuotaPeriod (--cpu-cfs-quota-period) \(period.goText) requires feature gate CustomCPUCFSQuotaPeriod")
        }
        let shutdown = options.shutdown
        if shutdown.gracePeriod < shutdown.criticalPodsGracePeriod {
            problems.append("shutdownGracePeriod \(shutdown.gracePeriod.goText) must be >= shutdownGracePeriodCriticalPods \(shutdown.criticalPodsGracePeriod.goText)")
        }
        if shutdown.gracePeriod < .zero || shutdown.gracePeriod > .zero && shutdown.gracePeriod < .seconds(1) {
            problems.append("shutdownGracePeriod \(shutdown.gracePeriod.goText) must be either zero or otherwise >= 1 sec")
        }
        if shutdown.criticalPodsGracePeriod < .zero || shutdown.criticalPodsGracePeriod > .zero && shutdown.criticalPodsGracePeriod < .seconds(1) {
            problems.append("shutdownGracePeriodCriticalPods \(shutdown.criticalPodsGracePeriod.goText) must be either zero or otherwise >= 1 sec")
        }
        if !shutdown.byPodPriority.isEmpty && (shutdown.gracePeriod > .zero || shutdown.criticalPodsGracePeriod > .zero) {
            problems.append("Cannot specify both shutdownGracePeriodByPodPriority and shutdownGracePeriod at the same time")
        }
        if options.logs.monitorInterval < .seconds(3) { problems.append("containerLogMonitorInterval must be a positive time duration greater than or equal to 3s") }
        if options.maxContainerBackOff < .seconds(1) || options.maxContainerBackOff > .seconds(300) {
            problems.append("CrashLoopBackOff.MaxContainerRestartPeriod (got: \(options.maxContainerBackOff.seconds) seconds) must be set between 1s and 300s")
        }
        let (young, old) = (options.garbageCollection.imageMinimumAge, options.garbageCollection.imageMaximumAge)
        if old < .zero { problems.append("imageMaximumGCAge \(old.goText) must not be negative") }
        if old != .zero && old <= young { problems.append("imageMaximumGCAge \(old.goText) must be greater than imageMinimumGCAge \(young.goText)") }
        return problems
    }

    private static func choices(_ options: KubeletOptions) -> [String] {
        var problems: [String] = []
        func oneOf(_ name: String, _ value: String, _ allowed: [String]) {
            if !allowed.contains(value) { problems.append("\(name) \"\(value)\" must be one of: [\(allowed.map { "\"\($0)\"" }.joined(separator: " "))]") }
        }
        let managers = options.resourceManagers
        oneOf("cpuManagerPolicy (--cpu-manager-policy)", managers.cpuPolicy, ["none", "static"])
        oneOf("memoryManagerPolicy (--memory-manager-policy)", managers.memoryPolicy, ["None", "Static"])
        oneOf("topologyManagerPolicy (--topology-manager-policy)", managers.topologyPolicy, ["none", "best-effort", "restricted", "single-numa-node"])
        oneOf("topologyManagerScope (--topology-manager-scope)", managers.topologyScope, ["container", "pod"])
        oneOf("memorySwap.swapBehavior", managers.swapBehavior, ["NoSwap", "LimitedSwap"])
        oneOf("hairpinMode (--hairpin-mode)", options.node.hairpinMode, ["none", "hairpin-veth", "promiscuous-bridge"])
        oneOf("configMapAndSecretChangeDetectionStrategy", options.node.changeDetection, ["Watch", "Cache", "Get"])
        oneOf(
            "imagePullCredentialsVerificationPolicy", options.images.credentialsVerificationPolicy,
            ["NeverVerify", "NeverVerifyPreloadedImages", "NeverVerifyAllowlistedImages", "AlwaysVerify"])
        if options.images.credentialsVerificationPolicy != "NeverVerifyAllowlistedImages", !options.images.preloadedAllowlist.isEmpty {
            problems.append("can't set `preloadedImagesVerificationAllowlist` if `imagePullCredentialsVerificationPolicy` is not \"NeverVerifyAllowlistedImages\"")
        }
        oneOf("tlsMinVersion (--tls-min-version)", options.serving.tlsMinVersion, ["", "VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13"])
        if options.serving.serverTLSBootstrap, options.node.featureGates["RotateKubeletServerCertificate"] == false {
            problems.append("serverTLSBootstrap true requires feature gate RotateKubeletServerCertificate")
        }
        return problems
    }

    private static func node(_ options: KubeletOptions) -> [String] {
        var problems: [String] = []
        if !options.podLogsDirectory.hasPrefix("/") { problems.append("podLogsDir must be an absolute path") }
        if options.podLogsDirectory.utf8.contains(where: { $0 >= 128 }) { problems.append("pod logs path must not contain non-ASCII characters") }
        if let provider = options.node.cloudProvider, provider != "external" {
            problems.append("--cloud-provider: \"\(provider)\" is not known; it is external or nothing")
        }
        if (options.images.credentialProviderConfig == nil) != (options.images.credentialProviderBinDirectory == nil) {
            problems.append("--image-credential-provider-config and --image-credential-provider-bin-dir must be set together")
        }
        if options.nodeIPs.count > 2 { problems.append("--node-ip must contain either a single IP or a dual-stack pair of IPs") }
        for ip in options.nodeIPs where !NodeAddresses.isAddress(ip) { problems.append("bad --node-ip \"\(ip)\"; must be an IP address") }
        if options.nodeIPs.count == 2, options.nodeIPs[0].contains(":") == options.nodeIPs[1].contains(":") {
            problems.append("dual-stack --node-ip \"\(options.nodeIPs.joined(separator: ","))\" must be of both families")
        }
        return problems
    }

    private static func taintsAndLabels(_ options: KubeletOptions) -> [String] {
        var problems: [String] = []
        for text in options.registerWithTaints where NodeRegistration.taint(text) == nil { problems.append("invalid taint spec: \(text)") }
        for (key, value) in options.nodeLabels.sorted(by: { $0.key < $1.key }) {
            if let problem = LabelSyntax.keyProblem(key) ?? LabelSyntax.valueProblem(value) { problems.append("invalid node label \"\(key)=\(value)\": \(problem)") }
        }
        let unknown = options.nodeLabels.keys.filter { NodeLabels.isReserved($0) && !NodeLabels.isKubeletLabel($0) }.sorted()
        if !unknown.isEmpty {
            problems.append(
                "unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [\(unknown.joined(separator: " "))]\n--node-labels in the 'kubernetes.io' namespace must begin with an allowed prefix "
                    + "(\(NodeLabels.prefixes.joined(separator: ", "))) or be in the specifically allowed set (\(NodeLabels.allowed.joined(separator: ", ")))")
        }
        return problems
    }
}

extension Int64 {
    /// The nearest whole number that there is.
    fileprivate init(clampingTo value: Double) {
        self = value >= 9.2e18 ? .max : value <= -9.2e18 ? .min : value.isNaN ? 0 : Int64(value)
    }
}

/// Which labels a kubelet may give its node.
enum NodeLabels {
    static let prefixes = ["kubelet.kubernetes.io", "node.kubernetes.io"]
    static let allowed = [
        "beta.kubernetes.io/arch", "beta.kubernetes.io/instance-type", "beta.kubernetes.io/os", "failure-domain.beta.kubernetes.io/region",
        "failure-domain.beta.kubernetes.io/zone", "kubernetes.io/arch", "kubernetes.io/hostname", "kubernetes.io/os",
        "node.kubernetes.io/instance-type", "topology.kubernetes.io/region", "topology.kubernetes.io/zone",
    ]

    static func isReserved(_ key: String) -> Bool {
        guard let domain = domain(key) else { return false }
        return ["kubernetes.io", "k8s.io"].contains { domain == $0 || domain.hasSuffix("." + $0) }
    }

    static func isKubeletLabel(_ key: String) -> Bool {
        if allowed.contains(key) { return true }
        guard let domain = domain(key) else { return false }
        return prefixes.contains { domain == $0 || domain.hasSuffix("." + $0) }
    }

    private static func domain(_ key: String) -> Substring? { key.firstIndex(of: "/").map { key[..<$0] } }
}
