import DequeModule
import Store
import Synchronization

/// What this process's writers passed along with their puts, until the events come back from etcd.
///
/// A hint is found again by the key and the value's bytes, of which it is a function; so whether a write took effect and
/// at which revision does not matter, nor whether its event or its answer comes first. The last few are kept, whoever
/// asked for them.
final class HintTable: Sendable {
    private struct Entry {
        var key: String
        var value: [UInt8]
        var hint: any Sendable
        var number: Int
    }

    private struct State {
        var latest: [String: Entry] = [:]
        var order: Deque<(key: String, size: Int, number: Int)> = []
        var lastNumber = 0
        var size = 0
    }

    /// How many hints are kept, and how many bytes of values with them.
    private static let countLimit = 4096
    private static let sizeLimit = 8 << 20

    private let state = Mutex(State())

    /// Remembers the hints of a transaction that is about to be sent.
    func remember(_ transaction: Transaction) {
        for case .put(let key, let value, let hint?) in transaction.operations {
            state.withLock { state in
                state.lastNumber += 1
                state.latest[key] = Entry(key: key, value: value, hint: hint, number: state.lastNumber)
                state.order.append((key, value.count, state.lastNumber))
                state.size += value.count
                while state.order.count > Self.countLimit || state.size > Self.sizeLimit, let oldest = state.order.popFirst() {
                    state.size -= oldest.size
                    // The key may have been written again since.
                    if state.latest[oldest.key]?.number == oldest.number { state.latest[oldest.key] = nil }
                }
            }
        }
    }

    /// The hint that was passed along with this value.
    func hint(_ value: KeyValue) -> (any Sendable)? {
        state.withLock { state in
            guard let entry = state.latest[value.key], entry.value == value.value else { return nil }
            return entry.hint
        }
    }
}
