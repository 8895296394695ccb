import CEventFD
import Dispatch
import Foundation
import Synchronization

/// Has the kernel announce that a cgroup uses more memory than a bound, or less again: `--kernel-memcg-notification`. Only cgroup v1
/// has that. Safe to use from anywhere.
final class MemoryNotifier: Sendable {
    /// Each time that the bound is crossed.
    var crossings: AsyncStream<Void> { crossed.signals }
    private let directory: String
    private let crossed = Signal()
    private let current = Mutex<(bound: Int, announcements: Announcements)?>(nil)

    /// - Parameter directory: of the cgroup, in the hierarchy of memory. Nil where the kernel does not announce anything.
    init?(directory: String?) {
        guard let directory, access(directory + "/cgroup.event_control", W_OK) == 0 else { return nil }
        self.directory = directory
    }

    /// Sets the bound, in bytes. It may be set often: small changes are left.
    /// - Throws: when the kernel refuses it.
    func set(_ bound: Int) throws(FileError) {
        guard bound > 0, current.withLock({ $0.map { abs($0.bound - bound) > bound / 200 } ?? true }) else { return }
        let event = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard event >= 0 else { throw FileError("eventfd", directory) }
        let usage = open(directory + "/memory.usage_in_bytes", O_RDONLY | O_CLOEXEC)
        let control = open(directory + "/cgroup.event_control", O_WRONLY | O_CLOEXEC)
        let line = "\(event) \(usage) \(bound)"
        let written = usage >= 0 && control >= 0 ? write(control, line, line.utf8.count) : -1
        let problem = written < 0 ? FileError("write", directory + "/cgroup.event_control") : nil
        for file in [usage, control] where file >= 0 { close(file) }
        if let problem {
            close(event)
            throw problem
        }
        let new = Announcements(of: event, signal: crossed)
        current.withLock { $0 = (bound, new) }
    }
}

/// Listens on an eventfd, and closes it when nobody needs it any more. Unchecked: libdispatch lets any thread cancel a source, and
/// nothing else is done with it once it is active.
private final class Announcements: @unchecked Sendable {
    private let source: any DispatchSourceRead

    init(of event: Int32, signal: Signal) {
        source = DispatchSource.makeReadSource(fileDescriptor: event, queue: .global())
        source.setEventHandler {
            var count: UInt64 = 0
            if read(event, &count, MemoryLayout<UInt64>.size) > 0 { signal.signal() }
        }
        source.setCancelHandler { close(event) }
        source.activate()
    }

    deinit { source.cancel() }
}
