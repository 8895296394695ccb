/// What the node says of itself and how it acts, beyond its name and address.
public struct NodeOptions: Sendable {
    /// `--node-status-report-frequency`: how often the status is sent when nothing changed.
    public var statusReportFrequency: Duration = .seconds(300)
    /// `nodeLeaseDurationSeconds`
    public var leaseDurationSeconds: Int32 = 40
    /// `--register-schedulable`
    public var registerSchedulable = true
    /// `--provider-id`
    public var providerID: String?
    /// `--cloud-provider`: `external` or nothing.
    public var cloudProvider: String?
    /// `--pods-per-core`; zero means no limit of this kind.
    public var podsPerCore = 0
    /// `--allowed-unsafe-sysctls`, each a name or a prefix that ends in `*`.
    public var allowedUnsafeSysctls: [String] = []
    /// `--protect-kernel-defaults`: fail, rather than change, where the kernel's settings are not as the kubelet wants them.
    public var protectKernelDefaults = false
    /// `enableControllerAttachDetach`: the control plane attaches volumes.
    public var controllerAttachDetach = true
    /// `configMapAndSecretChangeDetectionStrategy`: Watch, Cache or Get.
    public var changeDetection = "Watch"
    /// `--event-qps` and `--event-burst`; a rate of zero means no limit.
    public var eventRecordQPS = 50
    public var eventBurst = 100
    /// `--kube-api-qps` and `--kube-api-burst`
    public var kubeAPIQPS = 50
    public var kubeAPIBurst = 100
    /// `--hairpin-mode`
    public var hairpinMode = "promiscuous-bridge"
    /// `--volume-plugin-dir`
    public var volumePluginDirectory = "/usr/libexec/kubernetes/kubelet-plugins/volume/exec/"
    /// `userNamespaces.idsPerPod`
    public var userNamespaceIDsPerPod = 65536
    /// `--feature-gates`
    public var featureGates: [String: Bool] = [:]

    public init() {}
}
