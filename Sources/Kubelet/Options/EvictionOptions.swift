/// When pods are evicted to save the node: the upstream kubelet's `evictionHard` and its relatives.
public struct EvictionOptions: Sendable {
    /// `--eviction-hard`: signal to quantity or percentage, such as `memory.available` to `100Mi`. Acted on at once.
    public var hard = [
        "memory.available": "100Mi", "nodefs.available": "10%", "nodefs.inodesFree": "5%", "imagefs.available": "15%", "imagefs.inodesFree": "5%",
    ]
    /// `--eviction-soft`: acted on when crossed for as long as `softGracePeriod` says.
    public var soft: [String: String] = [:]
    /// `--eviction-soft-grace-period`, by signal.
    public var softGracePeriod: [String: Duration] = [:]
    /// `--eviction-minimum-reclaim`: how much below the threshold to come, by signal.
    public var minimumReclaim: [String: String] = [:]
    /// `--eviction-pressure-transition-period`: how long a pressure condition stays after its signal has gone.
    public var pressureTransitionPeriod: Duration = .seconds(300)
    /// `--eviction-max-pod-grace-period`, in seconds: what pods get at most when a soft threshold is crossed.
    public var maxPodGracePeriod: Int64 = 0
    /// `mergeDefaultEvictionSettings`: whether thresholds that are not named keep their defaults.
    public var mergesDefaults = false
    /// How often the signals are looked at.
    public var monitoringInterval: Duration = .seconds(10)
    /// `--kernel-memcg-notification`: let the kernel announce that memory is short.
    public var kernelMemcgNotification = false
    /// `localStorageCapacityIsolation`: limits of local storage are watched and counted.
    public var localStorageCapacityIsolation = true

    public init() {}
}
