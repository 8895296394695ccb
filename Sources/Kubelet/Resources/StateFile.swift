import Foundation
import Logging

/// A small file that remembers what was given over restarts of the kubelet.
enum StateFile {
    /// Writes it whole or not at all. A failure is logged: what runs goes on, and a restart then knows less.
    static func write(_ bytes: [UInt8], to path: String, logger: Logger) {
        let directory = (path as NSString).deletingLastPathComponent
        let new = "\(directory)/.\((path as NSString).lastPathComponent)-\(UInt32.random(in: 0 ... .max))"
        do {
            try POSIXFiles.makeDirectories(directory, mode: 0o750)
            try POSIXFiles.write(bytes, to: new, mode: 0o600)
            try POSIXFiles.move(new, to: path)
        } catch {
            logger.error("cannot write a checkpoint", metadata: ["path": "\(path)", "error": "\(error)"])
        }
    }
}
