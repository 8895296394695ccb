/// Changes that a watch delivers together.
public struct WatchBatch: Sendable {
    /// Everything up to this revision (inclusive) has been delivered, this batch included.
    public var revision: Revision
    /// The changes, in the order of their revisions. Empty if only other keys were changed.
    public var events: [StoreEvent]

    public init(revision: Revision, events: [StoreEvent]) {
        self.revision = revision
        self.events = events
    }
}

/// The changes after a revision, as an endless sequence of batches; iterate it once.
///
/// The first batch comes as soon as the watch has caught up with (or delivered part of) what had been committed
/// when it was opened, even if it is empty, so a reader can tell when it is up to date. The sequence ends when
/// its task is cancelled or the store is closed, and throws ``StoreError/compacted(through:current:)`` if the
/// reader was so slow that its place in history was compacted away. Nothing is buffered for a slow reader.
public struct StoreWatch: AsyncSequence, Sendable {
    public typealias Element = WatchBatch

    private let nextBatch: @Sendable () async throws -> WatchBatch?

    /// A watch that asks `next` for each batch; nil ends it. Called by one task at a time.
    public init(next: @escaping @Sendable () async throws -> WatchBatch?) {
        nextBatch = next
    }

    public func makeAsyncIterator() -> Iterator { Iterator(nextBatch: nextBatch) }

    /// Yields the batches.
    public struct Iterator: AsyncIteratorProtocol {
        let nextBatch: @Sendable () async throws -> WatchBatch?

        public mutating func next() async throws -> WatchBatch? {
            try await nextBatch()
        }
    }
}
