import NIOCore

/// What stands around a message on the wire: four bytes and a `runtime.Unknown` that says which kind it is.
struct ProtobufEnvelope: Sendable {
    /// The bytes before the message but for its length: the magic and the kind.
    private let head: [UInt8]

    /// What stands behind the message: no encoding, no content type.
    static let end = ByteBuffer(bytes: [0x1A, 0, 0x22, 0])

    init(apiVersion: String, kind: String) {
        var writer = ProtobufWriter(capacity: 96)
        let end = writer.count
        writer.prepend(field: 2, string: kind)
        writer.prepend(field: 1, string: apiVersion)
        writer.close(field: 1, end: end)
        writer.prepend([0x6B, 0x38, 0x73, 0] as [UInt8])
        head = Array(writer.bytes)
    }

    /// Everything before a message of a length.
    func prefix(length: Int) -> [UInt8] {
        var writer = ProtobufWriter(capacity: 16)
        writer.prepend(varint: UInt64(length))
        writer.prepend(tag: 2, wireType: 2)
        return head + writer.bytes
    }

    /// A message in its envelope, in pieces.
    func wrap(_ message: ByteBuffer) -> [ByteBuffer] {
        [ByteBuffer(bytes: prefix(length: message.readableBytes)), message, Self.end]
    }

    /// The frame of a watch event: its length in four bytes, then a `WatchEvent` with the object in its envelope.
    func frame(type: String, _ message: ByteBuffer) -> [ByteBuffer] {
        let prefix = prefix(length: message.readableBytes)
        let object = prefix.count + message.readableBytes + Self.end.readableBytes
        var writer = ProtobufWriter(capacity: prefix.count + 64)
        writer.prepend(prefix)
        writer.prepend(varint: UInt64(object))
        writer.prepend(tag: 1, wireType: 2)
        // The object's field holds the message that was begun with the tag above.
        let length = writer.count - prefix.count + object
        writer.prepend(varint: UInt64(length))
        writer.prepend(tag: 2, wireType: 2)
        writer.prepend(field: 1, string: type)
        let event = UInt32(truncatingIfNeeded: writer.count - prefix.count + object)
        writer.prepend((0..<4).map { UInt8(truncatingIfNeeded: event >> (24 - 8 * UInt32($0))) })
        return [ByteBuffer(bytes: writer.bytes), message, Self.end]
    }
}
