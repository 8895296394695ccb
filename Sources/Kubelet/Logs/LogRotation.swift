import ContainerRuntime
import CoreFoundation
import Foundation
import KubernetesAPI
import Logging

/// Keeps containers' logs from growing without end: renames one that has become too large, lets the runtime begin a new one, and
/// compresses and removes older ones.
struct LogRotation: Sendable {
    var cri: any CRI
    var options: LogOptions
    /// Bytes.
    var maxSize: Int
    var clock: any WallClock
    var logger: Logger

    /// - Returns: nil when the options turn rotation off.
    /// - Throws: `LogRotationError` when they make no sense.
    init?(cri: any CRI, options: LogOptions, clock: any WallClock, logger: Logger) throws {
        guard let size = try? Quantity(parsing: options.maxSize) else {
            throw LogRotationError(description: "failed to parse container log max size \"\(options.maxSize)\"")
        }
        if size < 0 { return nil }
        guard options.maxFiles > 1 else {
            throw LogRotationError(description: "invalid MaxFiles \(options.maxFiles), must be > 1")
        }
        self.cri = cri
        self.options = options
        maxSize = size.value
        self.clock = clock
        self.logger = logger
    }

    /// Works until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            do { try await clock.sleep(for: options.monitorInterval) } catch { return }
            do { try await rotateAll() } catch {
                logger.debug("cannot list containers to rotate their logs", metadata: ["error": "\(error)"])
            }
        }
    }

    /// One pass over the logs of running containers.
    /// - Throws: when the runtime cannot be asked.
    func rotateAll() async throws {
        var filter = CRIContainerFilter()
        filter.state.state = .containerRunning
        let ids = try await cri.listContainers(filter).map(\.id)
        await withDiscardingTaskGroup { group in
            for worker in 0..<max(1, min(options.maxWorkers, ids.count)) {
                let own = stride(from: worker, to: ids.count, by: max(1, options.maxWorkers)).map { ids[$0] }
                group.addTask { for id in own { await rotateIfLarge(id) } }
            }
        }
    }

    private func rotateIfLarge(_ id: String) async {
        do {
            let path = try await cri.containerStatus(id, verbose: false).status.logPath
            guard !path.isEmpty else { return }
            if POSIXFiles.linkStatus(path) == nil {
                // Renamed by a rotation that was cut off before the runtime made a new one.
                try await cri.reopenContainerLog(id)
            }
            guard let info = POSIXFiles.linkStatus(path), info.st_mode & S_IFMT == S_IFREG, info.st_size >= maxSize else { return }
            try await rotate(id, path)
        } catch {
            logger.error("failed to rotate the log of a container", metadata: ["containerID": "\(id)", "error": "\(error)"])
        }
    }

    private func rotate(_ id: String, _ path: String) async throws {
        let keep = options.maxFiles - 2
        try await Self.offPool {
            let files = ContainerLogFiles(path: path)
            files.tidy()
            // With the one that is written and the one that is about to be renamed, there are as many as may be.
            files.removeOldest(leaving: keep)
            try files.compressAll()
        }
        let rotated = path + "." + Self.stamp(clock.now)
        // Twice in a second would take the first one's name.
        if POSIXFiles.linkStatus(rotated) != nil { return }
        try POSIXFiles.move(path, to: rotated)
        do {
            try await cri.reopenContainerLog(id)
        } catch {
            // The runtime goes on writing to the file that it has, so it gets its name back.
            try POSIXFiles.move(rotated, to: path)
            throw error
        }
    }

    /// `20060102-150405`, in the node's own time.
    static func stamp(_ now: Instant) -> String {
        var seconds = time_t(now.seconds)
        var parts = tm()
        localtime_r(&seconds, &parts)
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(1900 + parts.tm_year)\(two(parts.tm_mon + 1))\(two(parts.tm_mday))-\(two(parts.tm_hour))\(two(parts.tm_min))\(two(parts.tm_sec))"
    }

    private static func offPool(_ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global(qos: .utility).async { continuation.resume(with: Result(catching: body)) }
        }
    }
}

/// Why logs are not rotated.
struct LogRotationError: Error, CustomStringConvertible {
    var description: String
}
