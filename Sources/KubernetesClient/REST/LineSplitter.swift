/// Cuts a stream of chunks into lines, wherever the chunks end.
struct LineSplitter {
    private var buffer: [UInt8] = []
    /// What has been searched for a line's end already.
    private var scanned = 0
    /// A line longer than this many bytes is refused.
    let limit: Int

    init(limit: Int = 64 << 20) { self.limit = limit }

    /// Takes the next chunk and returns the lines that it completes, without their ends and without empty ones.
    mutating func feed(_ chunk: [UInt8]) throws -> [[UInt8]] {
        buffer.append(contentsOf: chunk)
        var lines: [[UInt8]] = []
        var start = 0
        while scanned < buffer.count, let end = buffer[scanned...].firstIndex(of: 0x0A) {
            if end > start { lines.append(Array(buffer[start..<end])) }
            start = end + 1
            scanned = start
        }
        if start > 0 { buffer.removeFirst(start) }
        scanned = buffer.count
        guard buffer.count <= limit else { throw ClientError.bodyTooLarge(limit: limit) }
        return lines
    }
}
