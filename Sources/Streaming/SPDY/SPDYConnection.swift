import NIOCore
import Synchronization

/// A SPDY/3.1 connection as Kubernetes uses it: many streams over one upgraded HTTP connection.
///
/// Safe to use from any task. ``run()`` must be running for anything to arrive. Kubernetes' SPDY has no flow control;
/// a stream that is not read stops the connection.
public final class SPDYConnection: Sendable {
    /// Which side of the connection this is: clients open odd streams, servers even ones.
    public enum Role: Sendable { case client, server }

    private struct State {
        var streams: [UInt32: Entry] = [:]
        var nextID: UInt32
        var lastPeerID: UInt32 = 0
        var closed = false
    }
    private struct Entry {
        let stream: SPDYStream
        var readable = true
        var writable = true
    }

    /// More streams than any client of Kubernetes opens; the next one is refused.
    static let maxStreams = 4096

    private let connection: any ByteConnection
    private let role: Role
    private let state: Mutex<State>
    private let writing = AsyncLock()
    private let compressor: Mutex<SPDYHeaderCompressor>
    private let incomingContinuation: AsyncStream<SPDYStream>.Continuation

    /// The streams that the other side opens, already accepted. Iterate once.
    public let incoming: AsyncStream<SPDYStream>

    /// Speaks SPDY on a connection that has been upgraded.
    public init(_ connection: any ByteConnection, role: Role) {
        self.connection = connection
        self.role = role
        state = Mutex(State(nextID: role == .client ? 1 : 2))
        compressor = Mutex(SPDYHeaderCompressor())
        (incoming, incomingContinuation) = AsyncStream.makeStream()
    }

    // MARK: Reading

    /// Reads frames and hands them out until the connection ends; throws when the other side sends what is no SPDY.
    /// All streams have ended when it returns.
    public func run() async throws {
        do {
            var parser = SPDYFrameParser()
            let decompressor = SPDYHeaderDecompressor()
            while let bytes = try await connection.read() {
                parser.append(bytes)
                while let frame = try parser.next() { try await handle(frame, decompressor) }
            }
            shutDown(nil)
        } catch {
            shutDown(error)
            throw error
        }
    }

    private func handle(_ frame: SPDYFrame, _ decompressor: SPDYHeaderDecompressor) async throws {
        switch frame {
        case .data(let id, let fin, let bytes):
            guard let stream = state.withLock({ $0.streams[id].flatMap { $0.readable ? $0.stream : nil } }) else { return }
            await stream.inbound.push(bytes)
            if fin { finishReading(id) }
        case .synStream(let id, let fin, let unidirectional, let block):
            // Every block must pass the decompressor, even one that is then refused: it carries state for the next.
            let headers = try decompressor.decompress(block)
            try await accept(id, headers, fin: fin, unidirectional: unidirectional)
        case .synReply(let id, let fin, let block):
            _ = try decompressor.decompress(block)
            state.withLock { $0.streams[id]?.stream }?.accepted.finish()
            if fin { finishReading(id) }
        case .headers(let id, let fin, let block):
            _ = try decompressor.decompress(block)
            if fin { finishReading(id) }
        case .rstStream(let id, let status):
            let entry = state.withLock { $0.streams.removeValue(forKey: id) }
            // Kubernetes' servers end a connection by resetting its streams, also those that went well: for the reader that is
            // the end. Only a stream that was not accepted yet has failed.
            entry?.stream.accepted.finish(StreamingError.reset(code: status))
            entry?.stream.inbound.finish()
        case .ping(let id):
            // A ping with our own parity is the answer to one of ours.
            if (id & 1 == 1) != (role == .client) { try await send { _ in .ping(id) } }
        case .goAway, .other:
            break
        }
    }

    private func accept(_ id: UInt32, _ headers: SPDYHeaders, fin: Bool, unidirectional: Bool) async throws {
        let stream = SPDYStream(id: id, headers: headers, connection: self)
        enum Verdict { case accepted, refused, malformed }
        let verdict = state.withLock { state -> Verdict in
            guard id > state.lastPeerID, (id & 1 == 1) == (role == .server) else { return .malformed }
            state.lastPeerID = id
            guard state.streams.count < Self.maxStreams, !state.closed else { return .refused }
            state.streams[id] = Entry(stream: stream, writable: !unidirectional)
            return .accepted
        }
        switch verdict {
        case .malformed:
            throw StreamingError.malformed("SYN_STREAM for stream \(id)")
        case .refused:
            try await send { _ in .rstStream(stream: id, status: 3) }
        case .accepted:
            if !unidirectional {
                try await send { .synReply(stream: id, fin: false, block: try $0.compress([:])) }
            }
            if fin { finishReading(id) }
            incomingContinuation.yield(stream)
        }
    }

    private func finishReading(_ id: UInt32) {
        let stream = state.withLock { state -> SPDYStream? in
            guard var entry = state.streams[id] else { return nil }
            entry.readable = false
            state.streams[id] = entry.writable ? entry : nil
            return entry.stream
        }
        stream?.inbound.finish()
    }

    private func shutDown(_ error: (any Error)?) {
        let entries = state.withLock { state in
            state.closed = true
            defer { state.streams.removeAll() }
            return Array(state.streams.values)
        }
        for entry in entries {
            entry.stream.finish(error)
        }
        incomingContinuation.finish()
        connection.close()
    }

    // MARK: Writing

    /// Opens a stream and waits until the other side has accepted it.
    public func openStream(_ headers: SPDYHeaders) async throws -> SPDYStream {
        var opened: SPDYStream?
        try await send { compressor in
            let stream = state.withLock { state -> SPDYStream? in
                guard !state.closed, state.nextID < 0x7FFF_FFFF else { return nil }
                let stream = SPDYStream(id: state.nextID, headers: headers, connection: self)
                state.nextID += 2
                state.streams[stream.id] = Entry(stream: stream)
                return stream
            }
            guard let stream else { throw StreamingError.closed }
            opened = stream
            return .synStream(
                stream: stream.id, fin: false, unidirectional: false, block: try compressor.compress(headers))
        }
        guard let stream = opened else { throw StreamingError.closed }
        _ = try await stream.accepted.read()
        return stream
    }

    func writeData(_ buffer: ByteBuffer, on id: UInt32) async throws {
        var rest = buffer
        while let piece = rest.readSlice(length: min(rest.readableBytes, 1 << 20)), piece.readableBytes > 0 {
            try await send { _ in
                guard state.withLock({ $0.streams[id]?.writable }) == true else { throw StreamingError.closed }
                return .data(stream: id, fin: false, piece)
            }
        }
    }

    func finishWriting(on id: UInt32) async throws {
        try await send { _ in
            let wasOpen = state.withLock { state -> Bool in
                guard var entry = state.streams[id], entry.writable else { return false }
                entry.writable = false
                state.streams[id] = entry.readable ? entry : nil
                return true
            }
            return wasOpen ? .data(stream: id, fin: true, ByteBuffer()) : nil
        }
    }

    func reset(_ id: UInt32) async {
        guard let entry = state.withLock({ $0.streams.removeValue(forKey: id) }) else { return }
        entry.stream.finish(StreamingError.closed)
        // The stream is given up either way; that the other side cannot be told any more does not matter.
        try? await send { _ in .rstStream(stream: id, status: 5) }
    }

    /// Ends all streams and closes the connection. May be called more than once.
    public func close() {
        shutDown(nil)
    }

    /// Makes a frame and sends it, under the lock that keeps compression and sending in one order.
    private func send(_ make: (SPDYHeaderCompressor) throws -> SPDYFrame?) async throws {
        try await writing.withLock {
            guard let frame = try compressor.withLock({ try make($0) }) else { return }
            var buffer = ByteBuffer()
            frame.encode(into: &buffer)
            try await connection.write(buffer)
        }
    }
}
