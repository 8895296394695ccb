import NIOCore
import Synchronization

/// A queue of bytes between one producer and one consumer; the producer waits while too much is queued.
final class BoundedPipe: Sendable {
    private struct State {
        var buffers: [ByteBuffer] = []
        var bytes = 0
        var finished = false
        var failure: (any Error)?
        var reader: CheckedContinuation<ByteBuffer?, any Error>?
        var writer: CheckedContinuation<Void, Never>?
    }
    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int = 256 << 10) { self.limit = limit }

    /// Queues bytes. What comes after ``finish(_:)`` is dropped.
    func push(_ buffer: ByteBuffer) async {
        guard buffer.readableBytes > 0 else { return }
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let (reader, wait) = state.withLock { state -> (CheckedContinuation<ByteBuffer?, any Error>?, Bool) in
                if state.finished { return (nil, false) }
                if let reader = state.reader {
                    state.reader = nil
                    return (reader, false)
                }
                state.buffers.append(buffer)
                state.bytes += buffer.readableBytes
                if state.bytes > limit {
                    state.writer = continuation
                    return (nil, true)
                }
                return (nil, false)
            }
            reader?.resume(returning: buffer)
            if !wait { continuation.resume() }
        }
    }

    /// Ends the queue: what is queued can still be read, then `nil` or the error follows.
    func finish(_ failure: (any Error)? = nil) {
        let (reader, writer) = state.withLock { state in
            guard !state.finished else {
                return (nil, nil) as (CheckedContinuation<ByteBuffer?, any Error>?, CheckedContinuation<Void, Never>?)
            }
            state.finished = true
            state.failure = failure
            defer {
                state.reader = nil
                state.writer = nil
            }
            return (state.reader, state.writer)
        }
        if let failure { reader?.resume(throwing: failure) } else { reader?.resume(returning: nil) }
        writer?.resume()
    }

    /// The next bytes; `nil` at the end.
    func read() async throws -> ByteBuffer? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let (result, writer) = state.withLock { state in take(&state, continuation) }
                writer?.resume()
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let reader = state.withLock { state in
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume(throwing: CancellationError())
        }
    }

    private func take(
        _ state: inout State, _ continuation: CheckedContinuation<ByteBuffer?, any Error>
    ) -> (Result<ByteBuffer?, any Error>?, CheckedContinuation<Void, Never>?) {
        if !state.buffers.isEmpty {
            let buffer = state.buffers.removeFirst()
            state.bytes -= buffer.readableBytes
            guard state.bytes <= limit, let writer = state.writer else { return (.success(buffer), nil) }
            state.writer = nil
            return (.success(buffer), writer)
        }
        if let failure = state.failure { return (.failure(failure), nil) }
        if state.finished { return (.success(nil), nil) }
        if Task.isCancelled { return (.failure(CancellationError()), nil) }
        // Only one reader is allowed; a second one is told so instead of losing the first.
        if state.reader != nil { return (.failure(StreamingError.closed), nil) }
        state.reader = continuation
        return (nil, nil)
    }
}
