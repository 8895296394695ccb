import Foundation

/// What the program calls itself.
enum Version {
    static let apus = "0.1.0"
    /// The version of Kubernetes that it is, with its own behind, so that version checks and skew rules hold.
    static let kubernetes = "v1.36.2+apus.\(apus)"
}

/// The one line that says why the program ends.
enum FatalLine {
    static func print(_ text: String) {
        let line = text.split(separator: "\n").joined(separator: " ")
        FileHandle.standardError.write(Data("apus: \(line)\n".utf8))
    }
}
