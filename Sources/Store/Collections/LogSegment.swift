/// A fixed piece of a ``SharedLog`` that readers share without copying.
///
/// Safe to share because elements are only ever appended, under the log's lock, and a reader only touches the
/// part that existed when it held that lock.
final class LogSegment<Element: Sendable>: @unchecked Sendable {
    let capacity: Int
    private let storage: UnsafeMutablePointer<Element>
    /// How many elements there are. Read and written under the log's lock only.
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = capacity
        storage = .allocate(capacity: capacity)
    }

    deinit {
        storage.deinitialize(count: count)
        storage.deallocate()
    }

    /// Appends an element; the caller has checked that there is room.
    func append(_ element: Element) {
        precondition(count < capacity)
        (storage + count).initialize(to: element)
        count += 1
    }

    fileprivate func element(at index: Int) -> Element { storage[index] }

    /// The elements from `start` on. Called under the log's lock.
    func slice(from start: Int) -> LogSlice<Element> {
        LogSlice(segment: self, startIndex: start, endIndex: count)
    }
}

/// A run of elements of a ``SharedLog``, not copied.
struct LogSlice<Element: Sendable>: RandomAccessCollection, Sendable {
    fileprivate let segment: LogSegment<Element>
    let startIndex: Int
    let endIndex: Int

    subscript(position: Int) -> Element {
        precondition(position >= startIndex && position < endIndex)
        return segment.element(at: position)
    }
}
