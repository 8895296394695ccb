import NIOCore

/// A frame of SPDY/3.1, header blocks still compressed.
enum SPDYFrame: Equatable {
    case data(stream: UInt32, fin: Bool, ByteBuffer)
    case synStream(stream: UInt32, fin: Bool, unidirectional: Bool, block: [UInt8])
    case synReply(stream: UInt32, fin: Bool, block: [UInt8])
    case rstStream(stream: UInt32, status: UInt32)
    case ping(UInt32)
    case goAway(lastStream: UInt32, status: UInt32)
    case headers(stream: UInt32, fin: Bool, block: [UInt8])
    /// Settings, window updates and frames yet unknown: read over. Kubernetes' streams have no flow control of their own;
    /// nobody there sends window updates, and who waited for them would wait for ever.
    case other(type: UInt16)

    private static let version: UInt16 = 0x8003

    /// The frame as bytes.
    func encode(into buffer: inout ByteBuffer) {
        func control(_ type: UInt16, flags: UInt8, length: Int) {
            buffer.writeInteger(Self.version)
            buffer.writeInteger(type)
            buffer.writeInteger(UInt32(flags) << 24 | UInt32(truncatingIfNeeded: length & 0xFF_FFFF))
        }
        switch self {
        case .data(let stream, let fin, let bytes):
            buffer.writeInteger(stream & 0x7FFF_FFFF)
            buffer.writeInteger((fin ? 1 : 0) << 24 | UInt32(truncatingIfNeeded: bytes.readableBytes & 0xFF_FFFF))
            buffer.writeImmutableBuffer(bytes)
        case .synStream(let stream, let fin, let unidirectional, let block):
            control(1, flags: (fin ? 1 : 0) | (unidirectional ? 2 : 0), length: 10 + block.count)
            buffer.writeInteger(stream)
            buffer.writeInteger(UInt32(0))
            buffer.writeInteger(UInt16(0))
            buffer.writeBytes(block)
        case .synReply(let stream, let fin, let block):
            control(2, flags: fin ? 1 : 0, length: 4 + block.count)
            buffer.writeInteger(stream)
            buffer.writeBytes(block)
        case .rstStream(let stream, let status):
            control(3, flags: 0, length: 8)
            buffer.writeInteger(stream)
            buffer.writeInteger(status)
        case .ping(let id):
            control(6, flags: 0, length: 4)
            buffer.writeInteger(id)
        case .goAway(let last, let status):
            control(7, flags: 0, length: 8)
            buffer.writeInteger(last)
            buffer.writeInteger(status)
        case .headers(let stream, let fin, let block):
            control(8, flags: fin ? 1 : 0, length: 4 + block.count)
            buffer.writeInteger(stream)
            buffer.writeBytes(block)
        case .other:
            break
        }
    }
}

/// Cuts a stream of bytes into frames.
struct SPDYFrameParser {
    private var buffer = ByteBuffer()

    mutating func append(_ bytes: ByteBuffer) {
        buffer.discardReadBytes()
        buffer.writeImmutableBuffer(bytes)
    }

    /// The next whole frame, `nil` when more bytes are needed. A frame is at most 16 MiB by its format.
    mutating func next() throws(StreamingError) -> SPDYFrame? {
        guard let first = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self),
            let second = buffer.getInteger(at: buffer.readerIndex + 4, as: UInt32.self)
        else { return nil }
        let length = Int(second & 0xFF_FFFF)
        let flags = UInt8(truncatingIfNeeded: second >> 24)
        guard first & 0x8000_0000 != 0 else {
            guard buffer.readableBytes >= 8 + length else { return nil }
            buffer.moveReaderIndex(forwardBy: 8)
            guard let bytes = buffer.readSlice(length: length) else { return nil }
            return .data(stream: first, fin: flags & 1 != 0, bytes)
        }
        guard first >> 16 & 0x7FFF == 3 else { throw .malformed("SPDY version \(first >> 16 & 0x7FFF)") }
        guard length <= 1 << 20 else { throw .malformed("control frame of \(length) bytes") }
        guard buffer.readableBytes >= 8 + length else { return nil }
        buffer.moveReaderIndex(forwardBy: 8)
        guard let body = buffer.readSlice(length: length) else { return nil }
        return try Self.control(UInt16(truncatingIfNeeded: first), flags: flags, body)
    }

    private static func control(
        _ type: UInt16, flags: UInt8, _ body: ByteBuffer
    ) throws(StreamingError) -> SPDYFrame {
        var body = body
        func number() throws(StreamingError) -> UInt32 {
            guard let number = body.readInteger(as: UInt32.self) else {
                throw .malformed("control frame \(type) is cut short")
            }
            return number
        }
        let fin = flags & 1 != 0
        switch type {
        case 1:
            let stream = try number() & 0x7FFF_FFFF
            _ = try number()
            guard body.readInteger(as: UInt16.self) != nil else { throw .malformed("SYN_STREAM is cut short") }
            return .synStream(
                stream: stream, fin: fin, unidirectional: flags & 2 != 0, block: Array(body.readableBytesView))
        case 2:
            return .synReply(stream: try number() & 0x7FFF_FFFF, fin: fin, block: Array(body.readableBytesView))
        case 3:
            return .rstStream(stream: try number() & 0x7FFF_FFFF, status: try number())
        case 6:
            return .ping(try number())
        case 7:
            return .goAway(lastStream: try number() & 0x7FFF_FFFF, status: try number())
        case 8:
            return .headers(stream: try number() & 0x7FFF_FFFF, fin: fin, block: Array(body.readableBytesView))
        default:
            return .other(type: type)
        }
    }
}
