/// How containers' logs are rotated.
public struct LogOptions: Sendable {
    /// `--container-log-max-size`, a quantity of bytes; negative turns rotation off.
    public var maxSize = "10Mi"
    /// `--container-log-max-files` of one container, the current one with them; at least 2.
    public var maxFiles = 5
    /// `containerLogMaxWorkers`: how many logs are rotated at a time.
    public var maxWorkers = 1
    /// `containerLogMonitorInterval`
    public var monitorInterval: Duration = .seconds(10)

    public init() {}
}
