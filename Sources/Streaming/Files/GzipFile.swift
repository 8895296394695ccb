import CZlib

/// A file that is written compressed. Not safe to share; writing blocks. (zlib's header and that of `stat` do not go together in one
/// module, so this is not where it is used.)
public struct GzipFile: ~Copyable {
    private var file: gzFile?

    /// Makes the file, or empties it; nil when that cannot be done.
    public init?(path: String) {
        guard let file = gzopen(path, "wb") else { return nil }
        self.file = file
    }

    /// - Returns: whether all of it was taken.
    public mutating func write(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard !bytes.isEmpty else { return true }
        return bytes.withUnsafeBytes { gzwrite(file, $0.baseAddress, UInt32(clamping: $0.count)) } == Int32(clamping: bytes.count)
    }

    /// - Returns: whether the file is whole on its way to the disk.
    public consuming func close() -> Bool {
        let all = gzclose(file) == Z_OK
        file = nil
        return all
    }

    deinit { if let file { gzclose(file) } }
}
