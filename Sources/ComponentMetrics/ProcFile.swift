import SystemPackage

/// Reads files of the kernel, which say that they are empty and are read until nothing comes.
public enum ProcFile {
    /// The file's text; empty when it cannot be read.
    public static func text(_ path: String) -> String { bytes(path).map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// The file's bytes; nil when it cannot be read.
    public static func bytes(_ path: String) -> [UInt8]? {
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec]) else { return nil }
        defer { try? file.close() }
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            guard let count = try? buffer.withUnsafeMutableBytes({ try file.read(into: $0) }) else { return all.isEmpty ? nil : all }
            if count == 0 { return all }
            all += buffer[..<count]
        }
    }

    public static func lines(_ path: String) -> [Substring] { text(path).split(separator: "\n") }

    /// The one number in a file; nil when there is none (`max` is none either).
    public static func number(_ path: String) -> UInt64? { lines(path).first.flatMap { UInt64($0) } }

    /// The numbers of lines such as `name 123`.
    public static func table(_ path: String) -> [Substring: UInt64] {
        var values: [Substring: UInt64] = [:]
        for line in lines(path) {
            let words = line.split(separator: " ")
            if words.count == 2, let number = UInt64(words[1]) { values[words[0]] = number }
        }
        return values
    }

    /// Seconds since 1970 when the machine started.
    public static var bootTime: Int64 {
        lines("/proc/stat").first { $0.hasPrefix("btime ") }.flatMap { Int64($0.dropFirst(6)) } ?? 0
    }
}
