/// What is kept of dead containers and unused images.
public struct GarbageCollectionOptions: Sendable {
    /// `--minimum-image-ttl-duration`: an unused image younger than this is kept.
    public var imageMinimumAge: Duration = .seconds(120)
    /// `imageMaximumGCAge`: an image unused for so long is removed, full disk or not; zero means never.
    public var imageMaximumAge: Duration = .zero
    /// `--image-gc-high-threshold`, percent of the disk in use from which images are removed; 100 turns it off.
    public var imageHighThresholdPercent = 85
    /// `--image-gc-low-threshold`: down to which.
    public var imageLowThresholdPercent = 80
    /// `--maximum-dead-containers` on the node; negative means no limit.
    public var maximumDeadContainers = -1
    /// `--minimum-container-ttl-duration`: a dead container younger than this is kept.
    public var containerMinimumAge: Duration = .zero

    public init() {}
}
