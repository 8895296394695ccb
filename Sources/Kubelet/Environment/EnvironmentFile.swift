import Foundation
import KubernetesAPI

/// Files of environment variables in a pod's emptyDir volumes, for `valueFrom.fileKeyRef`.
///
/// Each variable is `NAME='value'`; between the quotes everything stands for itself, line breaks too. Blanks around `=` and before
/// a line, empty lines and lines that begin with `#` mean nothing. Anything else is an error.
enum EnvironmentFile {
    static let maximumKey = 128
    static let maximumValue = 32 << 10

    /// The value of `key` in the file; nil when it is not there, and the last one when it is there several times.
    /// - Throws: `EnvironmentError` for a file that is not of this form.
    static func value(of key: String, in bytes: [UInt8]) throws(EnvironmentError) -> String? {
        var rest = bytes[...]
        var found: String?
        var line = 1
        func invalid(_ what: String) -> EnvironmentError { EnvironmentError("invalid environment variable format at line \(line): \(what)") }
        while let next = rest.first {
            if next == UInt8(ascii: "\n") {
                line += 1
                rest = rest.dropFirst()
                continue
            }
            if isBlank(next) {
                rest = rest.dropFirst()
                continue
            }
            let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            if next == UInt8(ascii: "#") {
                rest = rest[end...]
                continue
            }
            guard let sign = rest[..<end].firstIndex(of: UInt8(ascii: "=")) else { throw invalid("no \"=\"") }
            let name = String(decoding: trimmed(rest[..<sign]), as: UTF8.self)
            guard !name.isEmpty else { throw invalid("no name") }
            var value = rest[(sign + 1)...].drop(while: isBlank)
            guard value.first == UInt8(ascii: "'") else { throw invalid("value must be enclosed in single quotes") }
            value = value.dropFirst()
            guard let close = value.firstIndex(of: UInt8(ascii: "'")) else { throw invalid("unterminated single quote") }
            let text = value[..<close]
            rest = value[(close + 1)...]
            let after = rest[..<(rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex)]
            guard after.allSatisfy(isBlank) else { throw invalid("unexpected text after the closing quote") }
            line += text.count { $0 == UInt8(ascii: "\n") }
            if name == key { found = String(decoding: text, as: UTF8.self) }
        }
        return found
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r") }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes.drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return bytes
    }

    /// Reads the variable that a reference names. nil leaves it out: it is optional, and not there.
    /// - Parameter volume: the volume's directory.
    static func value(_ reference: FileKeySelector, volume: String) throws(EnvironmentError) -> String? {
        guard reference.key.utf8.count <= maximumKey else {
            throw EnvironmentError("environment variable key \"\(reference.key)\" exceeds maximum length of \(maximumKey) characters")
        }
        let isOptional = reference.optional == true
        // A link that a container put there must not lead out of the volume.
        guard let root = SubPath.realPath(volume), let path = SubPath.realPath(root + "/" + reference.path), path.hasPrefix(root + "/"),
            let bytes = POSIXFiles.read(path)
        else {
            if isOptional { return nil }
            throw EnvironmentError("couldn't parse env file")
        }
        guard let value = try value(of: reference.key, in: bytes) else {
            if isOptional { return nil }
            throw EnvironmentError("environment variable key \"\(reference.key)\" not found in file \"\(reference.path)\"")
        }
        guard value.utf8.count <= maximumValue else {
            throw EnvironmentError("environment variable value for key \"\(reference.key)\" exceeds maximum size of \(maximumValue) bytes")
        }
        return value
    }
}
