import Foundation
import JSON
import KubernetesAPI
import Testing

@testable import Kubelet

/// Flags and the configuration file.
@Suite struct SettingsTests {
    private func directory() throws -> String {
        let path = NSTemporaryDirectory() + "settings-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path + "/conf.d", withIntermediateDirectories: true)
        return path
    }

    private func write(_ path: String, _ text: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }

    private let head = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"

    /// What kubeadm writes to /var/lib/kubelet/config.yaml.
    private let kubeadm = """
        apiVersion: kubelet.config.k8s.io/v1beta1
        authentication:
          anonymous: {enabled: false}
          webhook: {cacheTTL: 0s, enabled: true}
          x509: {clientCAFile: /etc/kubernetes/pki/ca.crt}
        authorization:
          mode: Webhook
          webhook: {cacheAuthorizedTTL: 0s, cacheUnauthorizedTTL: 0s}
        cgroupDriver: systemd
        clusterDNS: [10.96.0.10]
        clusterDomain: cluster.local
        containerRuntimeEndpoint: ""
        cpuManagerReconcilePeriod: 0s
        crashLoopBackOff: {}
        evictionPressureTransitionPeriod: 0s
        fileCheckFrequency: 0s
        healthzBindAddress: 127.0.0.1
        healthzPort: 10248
        httpCheckFrequency: 0s
        imageMaximumGCAge: 0s
        imageMinimumGCAge: 0s
        kind: KubeletConfiguration
        logging: {flushFrequency: 0, options: {json: {infoBufferSize: "0"}, text: {infoBufferSize: "0"}}, verbosity: 0}
        memorySwap: {}
        nodeStatusReportFrequency: 0s
        nodeStatusUpdateFrequency: 0s
        rotateCertificates: true
        runtimeRequestTimeout: 0s
        shutdownGracePeriod: 0s
        shutdownGracePeriodCriticalPods: 0s
        staticPodPath: /etc/kubernetes/manifests
        streamingConnectionIdleTimeout: 0s
        syncFrequency: 0s
        volumeStatsAggPeriod: 0s
        """

    @Test func fileOfKubeadmAndItsFlags() throws {
        let directory = try directory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try write(directory + "/config.yaml", kubeadm)
        let settings = try KubeletSettings.load(
            arguments: [
                "--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf", "--kubeconfig=/etc/kubernetes/kubelet.conf", "--config=\(directory)/config.yaml",
                "--container-runtime-endpoint=unix:///var/run/containerd/containerd.sock", "--pod-infra-container-image=registry.k8s.io/pause:3.10",
                "--hostname-override", "Node-7", "--node-ip", "10.0.0.7,fd00::7", "--register-with-taints=a=b:NoSchedule", "--register-with-taints", "c:NoExecute",
                "--feature-gates", "A=true,B=false", "--serialize-image-pulls=false", "--node_labels", "disk=ssd,node.kubernetes.io/x=y", "--rotate-server-certificates", "-v=4",
                "--eviction-hard=memory.available<5%,nodefs.available<1Gi", "--system-reserved", "cpu=100m,memory=1Gi", "--reserved-memory", "0:memory=1Gi;1:memory=2Gi",
                "--cgroup-driver=cgroupfs", "--anonymous-auth",
            ], hostname: "HOST")
        let options = settings.options
        #expect(settings.kubeconfig == "/etc/kubernetes/kubelet.conf" && settings.verbosity == 4)
        #expect(options.serving.bootstrapKubeconfig == "/etc/kubernetes/bootstrap-kubelet.conf" && options.serving.rotatesCertificates)
        #expect(options.serving.serverTLSBootstrap && options.anonymousAuth && options.clientCAFile == "/etc/kubernetes/pki/ca.crt")
        #expect(options.nodeName == "node-7" && options.hostname == "node-7" && options.nodeIPs == ["10.0.0.7", "fd00::7"])
        #expect(options.registerWithTaints == ["a=b:NoSchedule", "c:NoExecute"] && options.nodeLabels["disk"] == "ssd")
        #expect(options.cgroupDriver == .cgroupfs && options.clusterDNS == ["10.96.0.10"] && options.podManifestPath == "/etc/kubernetes/manifests")
        #expect(options.containerRuntimeEndpoint == "unix:///var/run/containerd/containerd.sock" && !options.serializeImagePulls)
        #expect(options.eviction.hard == ["memory.available": "5%", "nodefs.available": "1Gi"] && options.reserved.system == ["cpu": "100m", "memory": "1Gi"])
        #expect(options.resourceManagers.reservedMemory == [0: ["memory": "1Gi"], 1: ["memory": "2Gi"]] && options.node.featureGates == ["A": true, "B": false])
        // Zero in the file is the default.
        #expect(options.syncFrequency == .seconds(60) && options.node.statusReportFrequency == .seconds(300) && options.maxContainerBackOff == .seconds(300))
    }

    @Test func dropInsGoBeforeTheFileAndFlagsBeforeBoth() throws {
        let directory = try directory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try write(directory + "/config.yaml", head + "maxPods: 10\nport: 1000\nclusterDNS: [1.1.1.1, 2.2.2.2]\nevictionHard: {memory.available: 1Gi}\nfeatureGates: {A: true, B: true}\nnodeStatusUpdateFrequency: 4s\n")
        try write(directory + "/conf.d/10-a.conf", head + "maxPods: 20\nport: 2000\nclusterDNS: [3.3.3.3]\nevictionHard: {nodefs.available: 5%}\n")
        try write(directory + "/conf.d/20-b.conf", head + "maxPods: 30\nfeatureGates: {B: false}\n")
        try write(directory + "/conf.d/ignored.yaml", "nonsense")
        let settings = try KubeletSettings.load(arguments: ["--config", directory + "/config.yaml", "--config-dir=\(directory)/conf.d", "--port=3000"], hostname: "n")
        #expect(settings.options.maxPods == 30 && settings.options.port == 3000 && settings.options.clusterDNS == ["3.3.3.3"])
        #expect(settings.options.eviction.hard == ["memory.available": "1Gi", "nodefs.available": "5%"])
        #expect(settings.options.node.featureGates == ["A": true, "B": false])
        #expect(settings.options.nodeStatusUpdateFrequency == .seconds(4) && settings.options.node.statusReportFrequency == .seconds(4))
    }

    @Test func unknownFieldsAreTold() throws {
        let directory = try directory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try write(directory + "/config.yaml", head + "maxPodz: 1\nmaxPods: 7\nauthentication: {x509: {caFile: x}}\n")
        let options = try KubeletSettings.load(arguments: ["--config=\(directory)/config.yaml"], hostname: "n").options
        #expect(options.maxPods == 7)
        #expect(options.warnings.count == 1)
        #expect(options.warnings.first?.hasSuffix("strict decoding error: unknown field \"maxPodz\", unknown field \"authentication.x509.caFile\"") == true)
    }

    @Test(arguments: [
        ("maxPods: 1\nmaxPods: 2", "key \"maxPods\" already set in map"),
        ("maxPods: many", "json: cannot unmarshal string into Go struct field KubeletConfiguration.maxPods of type int32"),
        ("syncFrequency: soon", "time: invalid duration \"soon\""),
        ("cgroupDriver: other", "unknown cgroup driver \"other\""),
        ("maxPods: -1", "invalid configuration: maxPods (--max-pods) -1 must not be a negative number"),
        ("imageGCLowThresholdPercent: 90", "invalid configuration: imageGCLowThresholdPercent (--image-gc-low-threshold) 90 must be less than imageGCHighThresholdPercent (--image-gc-high-threshold) 85"),
        ("topologyManagerPolicy: odd", "invalid configuration: topologyManagerPolicy (--topology-manager-policy) \"odd\" must be one of: [\"none\" \"best-effort\" \"restricted\" \"single-numa-node\"]"),
        ("maxParallelImagePulls: 3", "invalid configuration: maxParallelImagePulls cannot be larger than 1 unless SerializeImagePulls is set to false"),
        ("shutdownGracePeriod: 10s\nshutdownGracePeriodCriticalPods: 20s", "invalid configuration: shutdownGracePeriod 10s must be >= shutdownGracePeriodCriticalPods 20s"),
        ("enforceNodeAllocatable: [system-reserved]", "systemReservedCgroup (--system-reserved-cgroup) must be specified when \"system-reserved\" contained"),
        ("registerWithTaints: [{key: a, effect: Never}]", "invalid taint spec: a:Never"),
        ("evictionSoft: {memory.available: 1Gi}", "grace period must be specified for the soft eviction threshold memory.available"),
        ("kubeReserved: {wheels: 4}", "json: cannot unmarshal number into Go struct field KubeletConfiguration.kubeReserved of type"),
    ])
    func wrongFilesAreRefused(text: String, problem: String) throws {
        let directory = try directory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try write(directory + "/config.yaml", head + text + "\n")
        let error = #expect(throws: SettingsError.self) { try KubeletSettings.load(arguments: ["--config=\(directory)/config.yaml"], hostname: "n") }
        // What a map of strings must hold is said of the value.
        let said = error?.description ?? ""
        #expect(said.contains(problem) || said.contains("KubeletConfiguration.kubeReserved of type string"), "\(said)")
    }

    @Test(arguments: [
        (["--no-such-flag"], "unknown flag: --no-such-flag"), (["--port"], "flag needs an argument: --port"),
        (["--port=x"], "invalid argument \"x\" for \"--port\" flag: strconv.ParseInt: parsing \"x\": invalid syntax"),
        (["word"], "unknown command word"), (["--register-node=perhaps"], "strconv.ParseBool: parsing \"perhaps\": invalid syntax"),
        (["--node-labels=kubernetes.io/mine=1"], "unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [kubernetes.io/mine]"),
        (["--node-ip=1.2.3.4,1.2.3.5"], "dual-stack --node-ip"), (["--node-ip=nowhere"], "bad --node-ip \"nowhere\"; must be an IP address"),
        (["--config=/no/such/file"], "failed to load kubelet config file, path: /no/such/file"),
        (["--authorization-mode=Everybody"], "unknown authorization mode \"Everybody\""),
    ])
    func wrongFlagsAreRefused(arguments: [String], problem: String) {
        let error = #expect(throws: SettingsError.self) { try KubeletSettings.load(arguments: arguments, hostname: "n") }
        #expect(error?.description.contains(problem) == true, "\(String(describing: error))")
    }

    @Test func configurationInEffectReadsBackTheSame() throws {
        let settings = try KubeletSettings.load(
            arguments: ["--max-pods=7", "--register-with-taints=a=b:NoSchedule", "--manifest-url-header=X:secret", "--eviction-soft=memory.available<1Gi",
                "--eviction-soft-grace-period=memory.available=1m30s", "--runonce=false"], hostname: "n")
        let shown = settings.options.configurationJSON
        #expect(shown["maxPods"] == 7 && shown["authentication"]?["webhook"]?["cacheTTL"] == "2m0s" && shown["staticPodURLHeader"]?["X"]?[0] == "<masked>")
        #expect(shown["registerWithTaints"] == [["key": "a", "value": "b", "effect": "NoSchedule"]] || shown["registerWithTaints"]?[0]?["effect"] == "NoSchedule")
        #expect(shown["evictionSoftGracePeriod"]?["memory.available"] == "1m30s" && shown["enableServer"] == true && shown["kubeAPIQPS"] == 50)
        var file = shown
        file["kind"] = "KubeletConfiguration"
        file["apiVersion"] = "kubelet.config.k8s.io/v1beta1"
        let decoded = try ConfigurationFile.decode(file.description).value
        var again = KubeletSettings(nodeName: "n")
        try ConfigurationFile.apply(decoded, to: &again)
        again.options.sources.manifestURLHeader = settings.options.sources.manifestURLHeader
        #expect(again.options.configurationJSON == shown)
    }

    /// Every flag of the upstream kubelet of v1.36 that can be given is taken.
    @Test func upstreamFlagsAreTaken() {
        let flags = """
            address allowed-unsafe-sysctls anonymous-auth authentication-token-webhook authentication-token-webhook-cache-ttl authorization-mode
            authorization-webhook-cache-authorized-ttl authorization-webhook-cache-unauthorized-ttl bootstrap-kubeconfig cert-dir cgroup-driver cgroup-root cgroups-per-qos
            client-ca-file cloud-provider cluster-dns cluster-domain config config-dir container-log-max-files container-log-max-size container-runtime-endpoint
            contention-profiling cpu-cfs-quota cpu-cfs-quota-period cpu-manager-policy cpu-manager-policy-options cpu-manager-reconcile-period
            enable-controller-attach-detach enable-debugging-handlers enable-server enforce-node-allocatable event-burst event-qps eviction-hard
            eviction-max-pod-grace-period eviction-minimum-reclaim eviction-pressure-transition-period eviction-soft eviction-soft-grace-period exit-on-lock-contention
            fail-cgroupv1 fail-swap-on feature-gates file-check-frequency hairpin-mode healthz-bind-address healthz-port hostname-override http-check-frequency
            image-credential-provider-bin-dir image-credential-provider-config image-gc-high-threshold image-gc-low-threshold image-service-endpoint
            kernel-memcg-notification kube-api-burst kube-api-qps kube-reserved kube-reserved-cgroup kubeconfig kubelet-cgroups local-storage-capacity-isolation lock-file
            log-flush-frequency log-json-info-buffer-size log-json-split-stream log-text-info-buffer-size log-text-split-stream logging-format
            make-iptables-util-chains manifest-url manifest-url-header max-open-files max-pods maximum-dead-containers maximum-dead-containers-per-container
            memory-manager-policy minimum-container-ttl-duration minimum-image-ttl-duration node-ip node-labels node-status-max-images node-status-update-frequency
            oom-score-adj pod-cidr pod-infra-container-image pod-manifest-path pod-max-pids pods-per-core port protect-kernel-defaults provider-id qos-reserved
            read-only-port register-node register-schedulable register-with-taints registry-burst registry-qps reserved-cpus reserved-memory resolv-conf root-dir
            rotate-certificates rotate-server-certificates runonce runtime-cgroups runtime-request-timeout seccomp-default serialize-image-pulls
            show-hidden-metrics-for-version streaming-connection-idle-timeout sync-frequency system-cgroups system-reserved system-reserved-cgroup tls-cert-file
            tls-cipher-suites tls-min-version tls-private-key-file topology-manager-policy topology-manager-policy-options topology-manager-scope v vmodule
            volume-plugin-dir volume-stats-agg-period
            """.split(whereSeparator: \.isWhitespace).map(String.init)
        #expect(flags.filter { SettingsTable.byFlag[$0] == nil } == [])
    }
}
