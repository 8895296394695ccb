import CoreFoundation
import Foundation
import SystemPackage

/// An open log file, and whether its name still means it. Reads block shortly; not for event loops.
struct LogFile {
    let path: String
    private let descriptor: FileDescriptor
    private let identity: Identity

    private struct Identity: Equatable {
        var device: dev_t
        var inode: ino_t
    }

    /// Opens the file. Throws `Errno`.
    init(path: String) throws {
        self.path = path
        descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
        var status = stat()
        guard fstat(descriptor.rawValue, &status) == 0 else {
            let error = Errno(rawValue: errno)
            try descriptor.close()
            throw error
        }
        identity = Identity(device: status.st_dev, inode: status.st_ino)
    }

    func close() { try? descriptor.close() }

    /// Bytes from an offset on, at most `limit`; empty at the end.
    func read(at offset: Int64, limit: Int = 64 << 10) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            count = try descriptor.read(fromAbsoluteOffset: offset, into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    /// The file's size in bytes.
    func size() throws -> Int64 {
        try descriptor.seek(offset: 0, from: .end)
    }

    /// Whether another file has the name now: the log was rotated.
    var isRotated: Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return Identity(device: status.st_dev, inode: status.st_ino) != identity
    }

    /// Where the last `lines` lines begin.
    func startOfTail(_ lines: Int) throws -> Int64 {
        var position = try size()
        guard lines > 0 else { return position }
        var found = 0
        while position > 0 {
            let length = min(position, 64 << 10)
            position -= length
            let block = try read(at: position, limit: Int(length))
            for index in block.indices.reversed() where block[index] == UInt8(ascii: "\n") {
                // The first line feed from the end closes the last line, so one more is needed than lines.
                found += 1
                if found > lines { return position + Int64(index) + 1 }
            }
        }
        return 0
    }
}
