import Foundation
import KubernetesAPI
import Logging
import Synchronization

/// The FlexVolume drivers of a directory: `vendor~driver/driver`, or `driver/driver`. They may come, change and go at any time;
/// a new or changed program is asked what it can do when somebody needs it. Safe to use from any task.
public final class FlexDrivers: Sendable {
    /// What tells one state of a program from another.
    private struct Stamp: Equatable {
        var inode: UInt64
        var size: Int64
        var seconds: Int
        var nanoseconds: Int
    }

    private struct Known {
        var stamp: Stamp
        var driver: FlexDriver
    }

    /// `--volume-plugin-dir`, `--flex-volume-plugin-dir`
    public static let standardDirectory = "/usr/libexec/kubernetes/kubelet-plugins/volume/exec/"

    private let directory: String
    private let runner: any FlexRunning
    private let logger: Logger
    private let known = Mutex<[String: Known]>([:])

    /// - Parameter directory: empty for none.
    public init(directory: String, runner: any FlexRunning, logger: Logger) {
        self.directory = directory.hasSuffix("/") || directory.isEmpty ? directory : directory + "/"
        self.runner = runner
        self.logger = logger
    }

    /// Those whose programs are really run.
    /// - Parameter directory: empty for none.
    public convenience init(directory: String, clock: any WallClock, logger: Logger) {
        self.init(directory: directory, runner: FlexPrograms(clock: clock), logger: logger)
    }

    /// The driver as it is now; nil when there is none, or it does not answer as one.
    public func driver(_ name: String) async throws -> FlexDriver? {
        guard !directory.isEmpty, let path = path(of: name), let stamp = Self.stamp(path) else {
            known.withLock { _ = $0.removeValue(forKey: name) }
            return nil
        }
        if let found = known.withLock({ $0[name] }), found.stamp == stamp { return found.driver }
        do {
            let driver = try await FlexDriver(name: name, path: path, runner: runner, logger: logger)
            known.withLock { $0[name] = Known(stamp: stamp, driver: driver) }
            return driver
        } catch {
            try Task.checkCancellation()
            logger.error("error creating Flexvolume plugin, skipping", metadata: ["directory": "\(Self.escape(name))", "error": "\(error)"])
            return nil
        }
    }

    /// A driver's name as a directory has it: `vendor~driver`.
    public static func escape(_ name: String) -> String { name.replacing("/", with: "~") }
    /// The driver's name of a directory.
    public static func unescape(_ directory: String) -> String { directory.replacing("~", with: "/") }

    /// - Returns: nil for what can be no driver's name: anybody who may make pods may name one.
    private func path(of name: String) -> String? {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && !$0.contains("~") && !$0.utf8.contains(0) })
        else { return nil }
        return "\(directory)\(Self.escape(name))/\(parts[parts.count - 1])"
    }

    private static func stamp(_ path: String) -> Stamp? {
        var info = stat()
        guard stat(path, &info) == 0, info.st_mode & S_IFMT == S_IFREG, access(path, X_OK) == 0 else { return nil }
        return Stamp(inode: UInt64(info.st_ino), size: Int64(info.st_size), seconds: info.st_mtim.tv_sec, nanoseconds: info.st_mtim.tv_nsec)
    }
}
