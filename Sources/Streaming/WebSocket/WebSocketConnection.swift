public import NIOCore
import Synchronization

/// A message of a WebSocket.
public enum WebSocketMessage: Sendable, Equatable {
    case binary(ByteBuffer)
    case text(ByteBuffer)
}

/// A WebSocket over a connection that has been upgraded. Safe to use from any task; one task may receive at a time.
public final class WebSocketConnection: Sendable {
    /// Which side of the connection this is.
    public enum Role: Sendable {
        case server
        /// A client masks its frames with numbers from the generator.
        case client(mask: @Sendable () -> UInt32)
    }

    private struct Reading {
        var parser: WebSocketFrameParser
        var partial: (opcode: WebSocketFrame.Opcode, payload: ByteBuffer)?
    }

    private let connection: any ByteConnection
    private let role: Role
    private let maxMessageBytes: Int
    private let reading: Mutex<Reading>
    private let writing = AsyncLock()
    private let closeSent = Mutex(false)

    /// Speaks WebSocket on a connection whose handshake is done.
    public init(_ connection: any ByteConnection, role: Role = .server, maxMessageBytes: Int = 16 << 20) {
        self.connection = connection
        self.role = role
        self.maxMessageBytes = maxMessageBytes
        var expectsMask = false
        if case .server = role { expectsMask = true }
        reading = Mutex(Reading(parser: .init(maxPayload: maxMessageBytes, expectsMask: expectsMask)))
    }

    /// The next message; `nil` when the other side has closed. Pings are answered while waiting.
    /// Throws ``StreamingError/malformed(_:)``, having said so to the other side, when a frame breaks the protocol.
    public func receive() async throws -> WebSocketMessage? {
        do {
            while true {
                while let frame = try reading.withLock({ reading throws(StreamingError) in try reading.parser.next() }) {
                    switch frame.opcode {
                    case .ping:
                        try await send(WebSocketFrame(opcode: .pong, payload: frame.payload))
                    case .pong:
                        break
                    case .close:
                        await close()
                        return nil
                    case .text, .binary, .continuation:
                        if let message = try assemble(frame) { return message }
                    }
                }
                guard let bytes = try await connection.read() else { return nil }
                reading.withLock { $0.parser.append(bytes) }
            }
        } catch let error as StreamingError {
            if case .malformed(let what) = error { await close(code: 1002, reason: what) }
            throw error
        }
    }

    private func assemble(_ frame: WebSocketFrame) throws(StreamingError) -> WebSocketMessage? {
        try reading.withLock { reading throws(StreamingError) in
            var opcode = frame.opcode
            var payload = frame.payload
            if let partial = reading.partial {
                guard opcode == .continuation else { throw .malformed("message within a message") }
                guard partial.payload.readableBytes + payload.readableBytes <= maxMessageBytes else {
                    throw .malformed("message of more than \(maxMessageBytes) bytes")
                }
                opcode = partial.opcode
                var whole = partial.payload
                whole.writeImmutableBuffer(payload)
                payload = whole
            } else if opcode == .continuation {
                throw .malformed("continuation of nothing")
            }
            guard frame.fin else {
                reading.partial = (opcode, payload)
                return nil
            }
            reading.partial = nil
            return opcode == .text ? .text(payload) : .binary(payload)
        }
    }

    /// Sends a message. Throws ``StreamingError/closed`` after ``close(code:reason:)``.
    public func send(_ message: WebSocketMessage) async throws {
        switch message {
        case .binary(let payload): try await send(WebSocketFrame(opcode: .binary, payload: payload))
        case .text(let payload): try await send(WebSocketFrame(opcode: .text, payload: payload))
        }
    }

    private func send(_ frame: WebSocketFrame) async throws {
        try await writing.withLock {
            guard !closeSent.withLock({ $0 }) else { throw StreamingError.closed }
            try await write(frame)
        }
    }

    private func write(_ frame: WebSocketFrame) async throws {
        var buffer = ByteBuffer()
        if case .client(let mask) = role {
            frame.encode(mask: mask(), into: &buffer)
        } else {
            frame.encode(into: &buffer)
        }
        try await connection.write(buffer)
    }

    /// Says goodbye, once, and closes the connection behind it.
    public func close(code: UInt16 = 1000, reason: String = "") async {
        await writing.withLock {
            let first = closeSent.withLock { sent in
                defer { sent = true }
                return !sent
            }
            guard first else { return }
            var payload = ByteBuffer()
            payload.writeInteger(code)
            payload.writeString(String(reason.prefix(60)))
            // The other side may be gone already; then there is nobody to say it to.
            try? await write(WebSocketFrame(opcode: .close, payload: payload))
        }
        connection.close()
    }
}

/// The bytes inside a WebSocket's binary messages, as a connection: what `SPDY/3.1+portforward.k8s.io` tunnels through.
public struct WebSocketByteConnection: ByteConnection {
    private let webSocket: WebSocketConnection

    public init(_ webSocket: WebSocketConnection) {
        self.webSocket = webSocket
    }

    public func read() async throws -> ByteBuffer? {
        while let message = try await webSocket.receive() {
            guard case .binary(let payload) = message else { throw StreamingError.malformed("text in a binary tunnel") }
            if payload.readableBytes > 0 { return payload }
        }
        return nil
    }

    public func write(_ buffer: ByteBuffer) async throws {
        try await webSocket.send(.binary(buffer))
    }

    public func close() {
        Task { await webSocket.close() }
    }
}
