import KubernetesAPI
import NIOCore

/// Reads a container's log file, filters and formats its lines, and goes on while the container runs when asked to follow.
struct ContainerLogReader {
    let path: String
    let query: PodLogQuery
    let clock: any WallClock
    /// Whether the container still runs and may write more.
    let isRunning: @Sendable () async -> Bool

    /// How often a followed log is looked at for more. The runtime is asked about the container every tenth time.
    static let pollInterval: Duration = .milliseconds(100)
    /// An entry longer than this is no log entry; runtimes cut lines at 16 KiB.
    static let maxEntry = 1 << 20

    /// Writes the log to its end, or with `follow` until the container has ended and all of it was written.
    /// Throws when the file cannot be read, and what `write` throws.
    func run(write: (ByteBuffer) async throws -> Void) async throws {
        var file = try LogFile(path: path)
        defer { file.close() }
        var offset = try query.tailLines.map(file.startOfTail) ?? 0
        var formatter = LogFormatter(query: query)
        while true {
            // Asked before reading: what the container wrote before its end is then in what is read.
            let mayGrow = query.follow ? await isRunning() : false
            for _ in 0..<(mayGrow ? 10 : 1) {
                let rotated = query.follow && file.isRotated
                offset = try await drain(file, from: offset, &formatter, write)
                if formatter.isFull { return }
                if rotated {
                    formatter.endOfFile()
                    file.close()
                    file = try LogFile(path: path)
                    offset = try await drain(file, from: 0, &formatter, write)
                    if formatter.isFull { return }
                }
                if mayGrow { try await clock.sleep(for: Self.pollInterval) }
            }
            if !mayGrow { break }
        }
        formatter.endOfFile()
        if let rest = formatter.take() { try await write(rest) }
    }

    /// Passes on all there is from an offset. Returns where that ends.
    private func drain(
        _ file: LogFile, from offset: Int64, _ formatter: inout LogFormatter, _ write: (ByteBuffer) async throws -> Void
    ) async throws -> Int64 {
        var offset = offset
        // A file that shrank was emptied in place.
        if try file.size() < offset { offset = 0 }
        while true {
            let bytes = try file.read(at: offset)
            if bytes.isEmpty { return offset }
            offset += Int64(bytes.count)
            formatter.append(bytes)
            if let text = formatter.take() { try await write(text) }
            if formatter.isFull { return offset }
        }
    }
}

/// Turns log entries into the lines that a client asked for.
struct LogFormatter {
    private let query: PodLogQuery
    private var pending: [UInt8] = []
    private var output = ByteBuffer()
    private var written = 0
    private var atLineStart = true
    private var skipping = false
    /// The limit of bytes is reached; nothing more comes.
    private(set) var isFull = false

    init(query: PodLogQuery) { self.query = query }

    /// Takes bytes of the file, in any portions.
    mutating func append(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !isFull, let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let head = rest[..<end]
            rest = rest[(end + 1)...]
            if skipping {
                skipping = false
                continue
            }
            if pending.isEmpty {
                add(head)
            } else {
                let entry = pending + head
                pending = []
                add(entry[...])
            }
        }
        guard !isFull, !skipping else { return }
        pending += rest
        if pending.count > ContainerLogReader.maxEntry {
            pending = []
            skipping = true
        }
    }

    /// Takes what stands behind the last line feed as an entry.
    mutating func endOfFile() {
        let entry = pending
        pending = []
        if !entry.isEmpty, !isFull { add(entry[...]) }
    }

    /// What is ready to be sent; `nil` for nothing.
    mutating func take() -> ByteBuffer? {
        guard output.readableBytes > 0 else { return nil }
        defer { output = ByteBuffer() }
        return output
    }

    private mutating func add(_ entry: ArraySlice<UInt8>) {
        // What is no entry is passed over, as upstream does: a torn line must not hide the rest of the log.
        guard let line = CRILogLine(entry) else { return }
        if let since = query.since, line.time < since { return }
        switch query.source {
        case .all: break
        case .stdout: if line.isStderr { return }
        case .stderr: if !line.isStderr { return }
        }
        var text: [UInt8] = []
        if query.timestamps, atLineStart { text += Array((CRILogLine.stamp(line.time) + " ").utf8) }
        text += line.content
        if !line.isPartial { text.append(UInt8(ascii: "\n")) }
        atLineStart = !line.isPartial
        if let limit = query.limitBytes, written + text.count >= limit {
            text = Array(text.prefix(limit - written))
            isFull = true
        }
        written += text.count
        output.writeBytes(text)
    }
}
