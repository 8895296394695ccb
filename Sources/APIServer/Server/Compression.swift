import CZlib
import HTTPServer
import NIOCore
import NIOHTTP1

/// Compresses large answers for clients that take gzip, as Kubernetes' API server does from 128 KiB on.
enum Compression {
    private static let threshold = 128 * 1024
    /// The fastest level: on a fast network a better one would cost more time than it saves.
    private static let level: Int32 = 1

    /// Compresses a response's body where that is worth it. Streams go out as they are.
    static func apply(to response: inout HTTPResponse, acceptEncoding: String?) {
        guard let acceptEncoding else { return }
        let pieces: [ByteBuffer]
        switch response.body {
        case .buffer(let buffer): pieces = [buffer]
        case .buffers(let buffers): pieces = buffers
        default: return
        }
        let size = pieces.reduce(0) { $0 + $1.readableBytes }
        guard size >= threshold, takesGzip(acceptEncoding), !response.headers.contains(name: "content-encoding"),
            let packed = gzip(pieces, size: size)
        else { return }
        response.body = .buffer(packed)
        response.headers.add(name: "content-encoding", value: "gzip")
        if !response.headers[canonicalForm: "vary"].contains("Accept-Encoding") { response.headers.add(name: "vary", value: "Accept-Encoding") }
    }

    private static func takesGzip(_ header: String) -> Bool {
        header.split(separator: ",").contains { part in
            let words = part.split(separator: ";")
            guard let name = words.first, name.trimmingSpaces().lowercased() == "gzip" else { return false }
            return !words.dropFirst().contains { ["q=0", "q=0.0"].contains($0.trimmingSpaces()) }
        }
    }

    /// The pieces as one gzip member; nil when zlib fails.
    private static func gzip(_ pieces: [ByteBuffer], size: Int) -> ByteBuffer? {
        var stream = z_stream()
        // 16 more than the window's bits asks for gzip's header.
        guard deflateInit2_(&stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        var output = ByteBufferAllocator().buffer(capacity: size / 4 + 1024)
        for (index, piece) in pieces.enumerated() {
            let flush = index == pieces.count - 1 ? Z_FINISH : Z_NO_FLUSH
            var status = Z_OK
            let succeeded = piece.withUnsafeReadableBytes { input -> Bool in
                // zlib does not write to its input.
                stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
                stream.avail_in = UInt32(input.count)
                repeat {
                    output.writeWithUnsafeMutableBytes(minimumWritableBytes: 64 * 1024) { room in
                        stream.next_out = room.bindMemory(to: UInt8.self).baseAddress
                        stream.avail_out = UInt32(clamping: room.count)
                        let before = stream.avail_out
                        status = deflate(&stream, flush)
                        return Int(before - stream.avail_out)
                    }
                } while status == Z_OK && (stream.avail_out == 0 || flush == Z_FINISH)
                return status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR
            }
            guard succeeded else { return nil }
        }
        return output
    }
}
