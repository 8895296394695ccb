import CZlib

/// The zlib stream that compresses the header blocks of one direction of a SPDY connection. Not thread-safe: header blocks
/// must be compressed in the order in which they are sent.
final class SPDYHeaderCompressor {
    private let stream: UnsafeMutablePointer<z_stream>
    private let usable: Bool

    init() {
        // zlib keeps a pointer back to its z_stream, so that must not move.
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        var status = deflateInit_(stream, Z_DEFAULT_COMPRESSION, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        if status == Z_OK {
            let dictionary = SPDYDictionary.bytes
            status = deflateSetDictionary(stream, dictionary, uInt(dictionary.count))
        }
        usable = status == Z_OK
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Compresses one header block: the pairs, names in lower case.
    func compress(_ headers: SPDYHeaders) throws(StreamingError) -> [UInt8] {
        guard usable else { throw .malformed("zlib cannot be set up") }
        let plain = headers.block
        return try pump(stream, input: plain, limit: .max, step: deflate)
    }
}

/// The zlib stream that expands the header blocks of one direction. Not thread-safe.
final class SPDYHeaderDecompressor {
    /// Header blocks are some hundred bytes; one that expands to more than this is an attack or garbage.
    static let limit = 256 << 10
    private let stream: UnsafeMutablePointer<z_stream>
    private let usable: Bool

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        usable = inflateInit_(stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Expands one header block.
    func decompress(_ block: [UInt8]) throws(StreamingError) -> SPDYHeaders {
        guard usable else { throw .malformed("zlib cannot be set up") }
        let plain = try pump(stream, input: block, limit: Self.limit) { stream, flush in
            let status = inflate(stream, flush)
            guard status == Z_NEED_DICT else { return status }
            let dictionary = SPDYDictionary.bytes
            guard inflateSetDictionary(stream, dictionary, uInt(dictionary.count)) == Z_OK else { return Z_DATA_ERROR }
            return inflate(stream, flush)
        }
        return try SPDYHeaders(block: plain)
    }
}

/// Runs zlib over all of the input and flushes.
private func pump(
    _ stream: UnsafeMutablePointer<z_stream>, input: [UInt8], limit: Int,
    step: (UnsafeMutablePointer<z_stream>, Int32) -> Int32
) throws(StreamingError) -> [UInt8] {
    var input = input
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    var failed = false
    input.withUnsafeMutableBufferPointer { input in
        stream.pointee.next_in = input.baseAddress
        stream.pointee.avail_in = uInt(input.count)
        while true {
            var status = Z_OK
            let produced = chunk.withUnsafeMutableBufferPointer { chunk in
                stream.pointee.next_out = chunk.baseAddress
                stream.pointee.avail_out = uInt(chunk.count)
                status = step(stream, Z_SYNC_FLUSH)
                return chunk.count - Int(stream.pointee.avail_out)
            }
            output += chunk[..<produced]
            // Z_BUF_ERROR says that nothing is left to do, which is how a flush at a chunk's end looks.
            guard status == Z_OK || status == Z_BUF_ERROR, output.count <= limit else {
                failed = true
                break
            }
            if produced < chunk.count { break }
        }
        stream.pointee.next_in = nil
        stream.pointee.avail_in = 0
    }
    guard !failed else { throw .malformed("header block does not decompress") }
    return output
}
