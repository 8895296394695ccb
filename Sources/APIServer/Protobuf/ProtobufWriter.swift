/// Writes a protobuf message from its end to its beginning, so that every length is known when its turn comes.
struct ProtobufWriter {
    private var storage: [UInt8]
    private var start: Int

    /// - Parameter capacity: how many bytes are expected.
    init(capacity: Int = 512) {
        storage = Array(repeating: 0, count: max(capacity, 16))
        start = storage.count
    }

    /// How many bytes are written.
    var count: Int { storage.count - start }

    /// What is written.
    var bytes: ArraySlice<UInt8> { storage[start...] }

    private mutating func reserve(_ count: Int) {
        if start < count {
            let written = self.count
            var larger = Array(repeating: UInt8(0), count: max(storage.count * 2, written + count))
            let newStart = larger.count - written
            larger.replaceSubrange(newStart..., with: storage[start...])
            storage = larger
            start = newStart
        }
        start -= count
    }

    mutating func prepend(byte: UInt8) {
        reserve(1)
        storage[start] = byte
    }

    mutating func prepend(_ bytes: some Collection<UInt8>) {
        let count = bytes.count
        reserve(count)
        let position = start
        storage.withUnsafeMutableBufferPointer { buffer in
            _ = UnsafeMutableBufferPointer(rebasing: buffer[position..<position + count]).update(fromContentsOf: bytes)
        }
    }

    mutating func prepend(varint value: UInt64) {
        var count = 1
        var rest = value >> 7
        while rest > 0 {
            count += 1
            rest >>= 7
        }
        reserve(count)
        var position = start
        rest = value
        while rest >= 0x80 {
            storage[position] = UInt8(truncatingIfNeeded: rest) | 0x80
            rest >>= 7
            position += 1
        }
        storage[position] = UInt8(rest)
    }

    /// The tag of a field: its number and how its value is written.
    mutating func prepend(tag number: Int, wireType: UInt64) { prepend(varint: UInt64(number) << 3 | wireType) }

    // MARK: Fields

    mutating func prepend(field number: Int, varint value: UInt64) {
        prepend(varint: value)
        prepend(tag: number, wireType: 0)
    }

    mutating func prepend(field number: Int, bits: UInt64) {
        reserve(8)
        for i in 0..<8 { storage[start + i] = UInt8(truncatingIfNeeded: bits >> UInt64(8 * i)) }
        prepend(tag: number, wireType: 1)
    }

    mutating func prepend(field number: Int, bytes: some Collection<UInt8>) {
        prepend(bytes)
        prepend(varint: UInt64(bytes.count))
        prepend(tag: number, wireType: 2)
    }

    mutating func prepend(field number: Int, string: String) {
        // In its native form there is nothing to copy.
        var string = string
        string.withUTF8 { prepend(field: number, bytes: $0) }
    }

    /// Ends a message that was begun when `end` bytes were written: puts its length and tag before it.
    mutating func close(field number: Int, end: Int) {
        prepend(varint: UInt64(count - end))
        prepend(tag: number, wireType: 2)
    }
}
