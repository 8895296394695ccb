import Synchronization

/// Passes elements from one task to another. At most one element lies in between: a sender waits for a slow receiver.
final class Handoff<Element: Sendable>: Sendable {
    private struct State {
        var element: Element?
        var sender: CheckedContinuation<Void, Never>?
        var receiver: CheckedContinuation<Element?, any Error>?
        var end: Result<Element?, any Error>?
    }

    private let state = Mutex(State())

    /// Hands over an element; waits until there is room for it. False when nobody will receive it any more.
    func send(_ element: Element) async -> Bool {
        while true {
            let isOver: Bool? = state.withLock { state in
                if state.end != nil { return true }
                if let receiver = state.receiver {
                    state.receiver = nil
                    receiver.resume(returning: element)
                } else if state.element == nil {
                    state.element = element
                } else {
                    return nil
                }
                return false
            }
            if let isOver { return !isOver }
            await withCheckedContinuation { continuation in
                let waits = state.withLock { state in
                    guard state.element != nil, state.end == nil else { return false }
                    state.sender = continuation
                    return true
                }
                if !waits { continuation.resume() }
            }
        }
    }

    /// Ends it: the receiver gets the error, or nil, after what has been handed over.
    func finish(_ error: (any Error)? = nil) {
        let (sender, receiver) = state.withLock { state in
            let isFirst = state.end == nil
            if isFirst { state.end = error.map { .failure($0) } ?? .success(nil) }
            defer { (state.sender, state.receiver) = (nil, nil) }
            return (state.sender, state.receiver)
        }
        sender?.resume()
        if let error { receiver?.resume(throwing: error) } else { receiver?.resume(returning: nil) }
    }

    /// The next element; nil at the end, and when the task is cancelled. Called by one task at a time.
    func next() async throws -> Element? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (now, sender) = state.withLock { state -> (Result<Element?, any Error>?, CheckedContinuation<Void, Never>?) in
                    if Task.isCancelled { return (.success(nil), nil) }
                    if let element = state.element {
                        state.element = nil
                        defer { state.sender = nil }
                        return (.success(element), state.sender)
                    }
                    if let end = state.end { return (end, nil) }
                    state.receiver = continuation
                    return (nil, nil)
                }
                sender?.resume()
                if let now { continuation.resume(with: now) }
            }
        } onCancel: {
            state.withLock { state in
                defer { state.receiver = nil }
                return state.receiver
            }?.resume(returning: nil)
        }
    }
}
