import ComponentMetrics
import ContainerRuntime
import JSON
import KubernetesAPI
import Logging
import Synchronization

/// Removes images that no container uses: those unused the longest first when the disk fills up, and those unused for too long.
/// Safe to use from anywhere.
final class ImageGC: Sendable {
    /// What is remembered of an image.
    struct Record: Equatable, Sendable {
        var id: String
        /// Bytes.
        var size: Int
        var isPinned: Bool
        var firstDetected: Instant
        var lastUsed: Instant
    }

    private struct State {
        var records: [String: Record] = [:]
        var hasLooked = false
    }

    private let cri: any CRI
    private let options: GarbageCollectionOptions
    /// The image of sandboxes by the kubelet's own options; the runtime's own is asked for.
    private let sandboxImage: String
    private let places: ImageFileSystem
    private let fileSystem: @Sendable (String) -> FileSystemUse?
    /// Images that pods mount as volumes.
    private let mounted: @Sendable () -> Set<String>
    private let nodeEvent: @Sendable (String, String) -> Void
    private let metrics: ImageMetrics
    private let clock: any WallClock
    private let logger: Logger
    private let begun: Instant
    private let state = Mutex(State())

    init(
        cri: any CRI, options: GarbageCollectionOptions, sandboxImage: String, places: ImageFileSystem,
        fileSystem: @escaping @Sendable (String) -> FileSystemUse? = { FileSystemUse.of($0) }, mounted: @escaping @Sendable () -> Set<String>,
        nodeEvent: @escaping @Sendable (String, String) -> Void, metrics: ImageMetrics, clock: any WallClock, logger: Logger
    ) {
        self.cri = cri
        self.options = options
        self.sandboxImage = sandboxImage
        self.places = places
        self.fileSystem = fileSystem
        self.mounted = mounted
        self.nodeEvent = nodeEvent
        self.metrics = metrics
        self.clock = clock
        self.logger = logger
        begun = clock.now
    }

    /// Whether the options leave anything to do but when the disk is full.
    var isOff: Bool { options.imageHighThresholdPercent >= 100 && options.imageMaximumAge == .zero }

    // MARK: - Looking

    /// Looks which images there are and which are used, so that it is known since when the others are not.
    /// - Returns: the IDs of images that are used now.
    @discardableResult
    func detect() async throws -> Set<String> {
        let images = try await cri.listImages()
        var names = Set<String>([sandboxImage]).union(mounted())
        for container in try await cri.listContainers(CRIContainerFilter()) { names.formUnion([container.imageRef, container.image.image]) }
        if let own = await runtimeSandboxImage() { names.insert(own) }
        let now = clock.now
        return state.withLock { state in
            // Images that were there before this kubelet are old.
            let first = state.hasLooked ? now : Instant(seconds: 0, nanoseconds: 0)
            state.hasLooked = true
            let before = state.records
            state.records = [:]
            var used = Set<String>()
            for image in images {
                var record = before[image.id] ?? Record(id: image.id, size: 0, isPinned: false, firstDetected: first, lastUsed: first)
                record.size = Int(clamping: image.size)
                record.isPinned = image.pinned
                if names.contains(image.id) || !names.isDisjoint(with: image.repoTags) || !names.isDisjoint(with: image.repoDigests) {
                    record.lastUsed = now
                    used.insert(image.id)
                }
                state.records[image.id] = record
            }
            return used
        }
    }

    /// The image that the runtime makes sandboxes of, which not every runtime pins.
    private func runtimeSandboxImage() async -> String? {
        guard let info = try? await cri.status(verbose: true).info["config"], let config = try? JSONValue(parsing: Array(info.utf8)) else { return nil }
        return config["sandboxImage"]?.string
    }

    /// Unused images, the one unused the longest first.
    private func candidates() async throws -> [Record] {
        let used = try await detect()
        return state.withLock { Array($0.records.values) }.filter { !used.contains($0.id) && !$0.isPinned }.sorted { a, b in
            if a.lastUsed != b.lastUsed { return a.lastUsed < b.lastUsed }
            return a.firstDetected == b.firstDetected ? a.id < b.id : a.firstDetected < b.firstDetected
        }
    }

    // MARK: - Removing

    /// One pass: what is too old, then what is too much.
    /// - Throws: when the disk stays too full, in the upstream kubelet's words; an event has told.
    func collect() async throws {
        var images = try await candidates()
        images = try await removeOld(images)
        let path = try await places.places().images
        guard let disk = fileSystem(path), disk.capacity > 0 else {
            let error = ImageGCError(description: "invalid capacity 0 on image filesystem")
            nodeEvent("InvalidDiskCapacity", error.description)
            throw error
        }
        let available = min(disk.available, disk.capacity)
        let used = 100 - Int(Int128(available) * 100 / Int128(disk.capacity))
        guard used >= options.imageHighThresholdPercent else { return }
        let wanted = Int(clamping: Int128(disk.capacity) * Int128(100 - options.imageLowThresholdPercent) / 100) - available
        logger.info("disk usage on image filesystem is over the high threshold", metadata: ["usage": "\(used)%", "amountToFree": "\(wanted)"])
        let freed = try await free(wanted, of: images, reason: "space")
        if freed < wanted {
            let error = ImageGCError(
                description: "Insufficient free disk space on the node's image filesystem (\(used)% of \(Self.text(disk.capacity)) used). "
                    + "Failed to free sufficient space by deleting unused images (freed \(freed) bytes). "
                    + "Investigate disk usage, as it could be used by active images, logs, volumes, or other data.")
            nodeEvent("FreeDiskSpaceFailed", error.description)
            throw error
        }
    }

    /// Removes everything that nothing uses.
    func removeUnused() async throws { _ = try await free(.max, of: candidates(), reason: "space") }

    /// - Returns: what is left.
    private func removeOld(_ images: [Record]) async throws -> [Record] {
        let limit = options.imageMaximumAge.seconds
        let now = clock.now
        // A kubelet that has just come does not know yet what is used.
        if limit <= 0 || now.seconds(since: begun) <= limit { return images }
        var left: [Record] = []
        for image in images {
            // Those that were there before count from then on.
            let since = max(image.lastUsed, begun)
            if now.seconds(since: since) > limit && isRipe(image, now) { try await remove(image, reason: "age") } else { left.append(image) }
        }
        return left
    }

    private func isRipe(_ image: Record, _ now: Instant) -> Bool {
        now.seconds(since: image.firstDetected) >= options.imageMinimumAge.seconds
    }

    private func free(_ wanted: Int, of images: [Record], reason: String) async throws -> Int {
        let now = clock.now
        var freed = 0
        var errors: [String] = []
        for image in images where isRipe(image, now) {
            if freed >= wanted { break }
            do {
                try await remove(image, reason: reason)
                freed = freed.addingReportingOverflow(image.size).partialValue
            } catch {
                errors.append("\(error)")
            }
        }
        if !errors.isEmpty {
            throw ImageGCError(description: "wanted to free \(wanted) bytes, but freed \(freed) bytes space with errors in image deletion: \(errors.joined(separator: ", "))")
        }
        return freed
    }

    private func remove(_ image: Record, reason: String) async throws {
        logger.info("removing image", metadata: ["imageID": "\(image.id)", "size": "\(image.size)", "reason": "\(reason)"])
        try await cri.removeImage(image.id)
        state.withLock { $0.records[image.id] = nil }
        metrics.garbageCollected.add(1, reason)
    }

    /// Bytes as people read them: `10.0 GiB`.
    static func text(_ bytes: Int) -> String {
        var value = Double(bytes)
        var unit = 0
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
        while value >= 1024 && unit + 1 < units.count {
            value /= 1024
            unit += 1
        }
        if unit == 0 { return "\(bytes) B" }
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}

/// Why images could not be removed.
struct ImageGCError: Error, CustomStringConvertible {
    var description: String
}
