import Foundation
import GRPCCore
import KubernetesAPI
import Logging
import Store
import SwiftProtobuf
import Synchronization

/// Follows etcd's changes and hands them on, whatever becomes of the connection: it goes on where it was, on another
/// member if need be.
///
/// The whole key space is watched and the prefix picked out here. Every revision changes some key, so this is how the
/// watch knows how far it is complete when others than its own were changed. (etcd can be asked for its progress, but
/// before 3.4.25 the answer overtakes events.)
struct WatchReader: Sendable {
    /// What ended a stream.
    private enum Outcome: Sendable {
        /// The start is gone; history begins at this revision.
        case compacted(Revision)
        /// etcd ended it, for this reason.
        case ended(String)
        /// Nobody listens any more.
        case abandoned
    }

    let cluster: EtcdCluster
    let layout: KeyLayout
    let hints: HintTable
    let prefix: Data
    let after: Revision
    let handoff: Handoff<WatchBatch>

    /// Reads until the task is cancelled or the start of the watch is compacted away, which is thrown to the receiver.
    func run() async {
        let progress = Progress(after)
        var failures = 0
        while !Task.isCancelled {
            let (number, member) = cluster.member
            let before = progress.revision
            do {
                switch try await follow(member, progress) {
                case .abandoned:
                    return
                case .compacted(let through):
                    let current = try await cluster.read { member, options in
                        try await member.kv.range(.with { $0.key = Data([0]); $0.countOnly = true }, options: options).header.revision
                    }
                    handoff.finish(StoreError.compacted(through: through, current: current))
                    return
                case .ended(let reason):
                    throw RPCError(code: .unavailable, message: reason)
                }
            } catch {
                if Task.isCancelled { break }
                cluster.leave(number, because: error)
                failures = progress.revision > before ? 1 : failures + 1
                if failures == 1 {
                    cluster.logger.warning(
                        "The watch on etcd broke; resuming it",
                        metadata: ["endpoint": "\(member.endpoint)", "revision": "\(progress.revision)", "error": "\(error)"])
                }
                try? await cluster.clock.sleep(for: min(.milliseconds(20 * failures), .seconds(1)))
            }
        }
        handoff.finish()
    }

    /// Follows one stream until it ends.
    private func follow(_ member: EtcdMember, _ progress: Progress) async throws -> Outcome {
        // The stream of requests must stay open as long as that of answers.
        let (open, opened) = AsyncStream.makeStream(of: Void.self)
        defer { opened.finish() }
        var options = EtcdCluster.options(timeout: nil)
        options.waitForReady = false
        // It begins at the last revision that is known already, so that it fails if history before the next is gone.
        let start = max(1, progress.revision)
        // A member that has lost its cluster must say so instead of keeping silent.
        return try await member.watch.watch(metadata: ["hasleader": "true"], options: options) { writer in
            try await writer.write(
                .with {
                    $0.createRequest = .with {
                        $0.key = Data([0])
                        $0.rangeEnd = Data([0])
                        $0.startRevision = start
                        $0.prevKv = true
                        $0.fragment = true
                    }
                })
            for await _ in open {}
        } onResponse: { response in
            var events: [EtcdEvent] = []
            for try await message in response.messages {
                if message.canceled || message.compactRevision > 0 {
                    return message.compactRevision > 0 ? .compacted(message.compactRevision) : .ended(message.cancelReason)
                }
                if message.created, message.header.revision <= start, progress.isFirst {
                    // There is nothing to catch up with.
                    guard await hand([], through: progress.revision, progress) else { return .abandoned }
                }
                events += message.events
                guard var end = events.last?.kv.modRevision else { continue }
                var rest: [EtcdEvent] = []
                if message.fragment {
                    // The rest of the last transaction may be in the next fragment.
                    let index = events.firstIndex { $0.kv.modRevision == end } ?? events.count
                    rest = Array(events[index...])
                    events.removeSubrange(index...)
                    end -= 1
                }
                guard await hand(events, through: end, progress) else { return .abandoned }
                events = rest
            }
            return .ended("the stream ended")
        }
    }

    /// Hands on what is new and wanted of the events up to a revision.
    private func hand(_ events: [EtcdEvent], through end: Revision, _ progress: Progress) async -> Bool {
        let known = progress.revision
        let wanted = events.filter { $0.kv.modRevision > known && $0.kv.key.starts(with: prefix) }
        guard progress.advance(to: end) || !wanted.isEmpty else { return true }
        return await handoff.send(WatchBatch(revision: max(known, end), events: wanted.map(event)))
    }

    private func event(_ event: EtcdEvent) -> StoreEvent {
        let current = event.type == .delete ? nil : layout.value(event.kv)
        return StoreEvent(
            key: current?.key ?? layout.key(event.kv.key), revision: event.kv.modRevision, current: current,
            previous: event.hasPrevKv ? layout.value(event.prevKv) : nil, hint: current.flatMap(hints.hint))
    }

    /// How far the watch has come.
    private final class Progress: Sendable {
        private let state: Mutex<(revision: Revision, isFirst: Bool)>

        init(_ revision: Revision) { state = Mutex((revision, true)) }

        var revision: Revision { state.withLock { $0.revision } }
        var isFirst: Bool { state.withLock { $0.isFirst } }

        /// Whether there is something to tell: it is the first batch, or further than the last.
        func advance(to revision: Revision) -> Bool {
            state.withLock { state in
                let isNews = state.isFirst || revision > state.revision
                state = (max(state.revision, revision), false)
                return isNews
            }
        }
    }
}

/// A watch being read; the reading stops when nobody holds it any more.
final class EtcdWatchHandle: Sendable {
    let handoff: Handoff<WatchBatch>
    /// Ends the reading; holds on to nothing but the task.
    let stop: @Sendable () -> Void
    private let onEnd: @Sendable () -> Void

    init(_ reader: WatchReader, onEnd: @escaping @Sendable () -> Void) {
        handoff = reader.handoff
        self.onEnd = onEnd
        let (task, handoff) = (Task { await reader.run() }, reader.handoff)
        stop = {
            handoff.finish()
            task.cancel()
        }
    }

    deinit {
        stop()
        onEnd()
    }
}
