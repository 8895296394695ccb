@preconcurrency import Dispatch
import Foundation
import KubernetesAPI
import Logging

/// Static pods from a directory (or one file): at once when something in it changes, else every so often.
actor FileSource {
    private let path: String
    private let parser: StaticPodParser
    private let clock: any WallClock
    private let frequency: Duration
    private let logger: Logger
    /// All static pods there are now.
    private let update: @Sendable ([Pod]) -> Void
    /// A file could not be read: its path and why.
    private let complain: @Sendable (String, String) -> Void

    private struct Manifest {
        var text: String
        var pods: [Pod]
    }

    private var manifests: [String: Manifest] = [:]
    private var complained: [String: String] = [:]
    private var last: [Pod]?

    init(
        path: String, parser: StaticPodParser, clock: any WallClock, frequency: Duration, logger: Logger,
        complain: @escaping @Sendable (String, String) -> Void, update: @escaping @Sendable ([Pod]) -> Void
    ) {
        self.path = path
        self.parser = parser
        self.clock = clock
        self.frequency = frequency
        self.logger = logger
        self.complain = complain
        self.update = update
    }

    /// Works until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            // A directory that is still to be made is announced by the one that it will be in.
            let watch = DirectoryWatch(path) ?? DirectoryWatch((path as NSString).deletingLastPathComponent)
            look()
            if let watch {
                await watch.wait(upTo: frequency, clock: clock)
                // Editors write in several steps: let them finish.
                try? await clock.sleep(for: .milliseconds(100))
            } else {
                try? await clock.sleep(for: frequency)
            }
        }
    }

    /// Reads what is new or changed.
    func look() {
        var names: [String] = []
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) {
            names = isDirectory.boolValue
                ? PodFiles.list(path).filter { !$0.hasPrefix(".") }.sorted().map { path + "/" + $0 } : [path]
        }
        var found: [String: Manifest] = [:]
        for name in names {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: name, isDirectory: &isDirectory), !isDirectory.boolValue else { continue }
            let text = PodFiles.read(name)
            if let known = manifests[name], known.text == text {
                found[name] = known
                continue
            }
            do throws(ManifestError) {
                found[name] = Manifest(text: text, pods: try parser.parse(text, path: name, now: clock.microTime))
                complained[name] = nil
            } catch {
                // What ran from the file before goes on, for a file may be looked at while it is being written.
                if let known = manifests[name] { found[name] = known }
                if complained[name] != text {
                    complained[name] = text
                    logger.error("cannot read a static pod's manifest", metadata: ["file": "\(name)", "error": "\(error)"])
                    complain(name, error.message)
                }
            }
        }
        manifests = found
        complained = complained.filter { names.contains($0.key) }
        let pods = found.sorted { $0.key < $1.key }.flatMap(\.value.pods)
        if pods != last {
            last = pods
            update(pods)
        }
    }
}

/// Tells when something in a directory changes, by inotify. Watches from its making on.
final class DirectoryWatch: Sendable {
    private let source: any DispatchSourceRead
    private let events: AsyncStream<Void>

    /// Nil when the directory is not there, or the kernel has no more watches.
    init?(_ path: String) {
        let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        let mask = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF)
        guard inotify_add_watch(descriptor, path, mask) >= 0 else {
            close(descriptor)
            return nil
        }
        let (events, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.events = events
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor)
        source.setEventHandler {
            var buffer = [UInt8](repeating: 0, count: 4096)
            while read(descriptor, &buffer, buffer.count) > 0 {}
            signal.yield()
        }
        source.setCancelHandler {
            close(descriptor)
            signal.finish()
        }
        source.resume()
    }

    deinit { source.cancel() }

    /// Returns when something changed, or after the time.
    func wait(upTo limit: Duration, clock: any WallClock) async {
        let events = self.events
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in events { return } }
            group.addTask { try? await clock.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }
}
