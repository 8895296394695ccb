import NIOCore

/// A WebSocket frame (RFC 6455), unmasked.
struct WebSocketFrame: Equatable {
    enum Opcode: UInt8 {
        case continuation = 0
        case text = 1
        case binary = 2
        case close = 8
        case ping = 9
        case pong = 10

        var isControl: Bool { rawValue >= 8 }
    }

    var fin = true
    var opcode: Opcode
    var payload: ByteBuffer

    /// The frame as bytes; clients must mask theirs.
    func encode(mask: UInt32? = nil, into buffer: inout ByteBuffer) {
        buffer.writeInteger((fin ? 0x80 : 0) | opcode.rawValue)
        let maskBit: UInt8 = mask == nil ? 0 : 0x80
        switch payload.readableBytes {
        case ..<126:
            buffer.writeInteger(maskBit | UInt8(truncatingIfNeeded: payload.readableBytes))
        case ..<65536:
            buffer.writeInteger(maskBit | 126)
            buffer.writeInteger(UInt16(truncatingIfNeeded: payload.readableBytes))
        default:
            buffer.writeInteger(maskBit | 127)
            buffer.writeInteger(UInt64(payload.readableBytes))
        }
        guard let mask else {
            buffer.writeImmutableBuffer(payload)
            return
        }
        buffer.writeInteger(mask)
        var masked = payload
        Self.mask(&masked, mask)
        buffer.writeImmutableBuffer(masked)
    }

    /// Masks or unmasks; they are the same.
    static func mask(_ buffer: inout ByteBuffer, _ mask: UInt32) {
        let key = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: mask >> UInt32($0)) }
        buffer.withUnsafeMutableReadableBytes { bytes in
            for index in bytes.indices { bytes[index] ^= key[index & 3] }
        }
    }
}

/// Cuts a stream of bytes into frames.
struct WebSocketFrameParser {
    private var buffer = ByteBuffer()
    private let maxPayload: Int
    private let expectsMask: Bool

    /// - Parameter expectsMask: Whether the other side is a client, which must mask its frames.
    init(maxPayload: Int, expectsMask: Bool) {
        self.maxPayload = maxPayload
        self.expectsMask = expectsMask
    }

    mutating func append(_ bytes: ByteBuffer) {
        buffer.discardReadBytes()
        buffer.writeImmutableBuffer(bytes)
    }

    /// The next whole frame, `nil` when more bytes are needed.
    mutating func next() throws(StreamingError) -> WebSocketFrame? {
        var reader = buffer
        guard let first = reader.readInteger(as: UInt8.self), let second = reader.readInteger(as: UInt8.self) else {
            return nil
        }
        guard first & 0x70 == 0 else { throw .malformed("reserved bits are set") }
        guard let opcode = WebSocketFrame.Opcode(rawValue: first & 0x0F) else {
            throw .malformed("opcode \(first & 0x0F)")
        }
        let fin = first & 0x80 != 0
        guard (second & 0x80 != 0) == expectsMask else { throw .malformed("wrong masking") }
        guard let length = try Self.length(second & 0x7F, &reader) else { return nil }
        if opcode.isControl, !fin || length > 125 { throw .malformed("control frame of \(length) bytes") }
        guard length <= maxPayload else { throw .malformed("frame of \(length) bytes") }
        var mask: UInt32?
        if expectsMask {
            guard let key = reader.readInteger(as: UInt32.self) else { return nil }
            mask = key
        }
        guard var payload = reader.readSlice(length: length) else { return nil }
        buffer = reader
        if let mask { WebSocketFrame.mask(&payload, mask) }
        return WebSocketFrame(fin: fin, opcode: opcode, payload: payload)
    }

    private static func length(_ code: UInt8, _ reader: inout ByteBuffer) throws(StreamingError) -> Int? {
        switch code {
        case 126:
            return reader.readInteger(as: UInt16.self).map(Int.init)
        case 127:
            guard let length = reader.readInteger(as: UInt64.self) else { return nil }
            guard let length = Int(exactly: length) else { throw .malformed("frame of \(length) bytes") }
            return length
        default:
            return Int(code)
        }
    }
}
