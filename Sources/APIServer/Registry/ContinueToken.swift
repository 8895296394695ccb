import Foundation
import JSON

/// The place where the next page of a list begins: what stands in `continue`, in Kubernetes' own form.
struct ContinueToken: Sendable, Equatable {
    /// The revision that all pages show; -1 for the latest.
    var revision: Int64
    /// The key to begin at, relative to the prefix of the list.
    var startKey: String

    init(revision: Int64, startKey: String) {
        self.revision = revision
        self.startKey = startKey
    }

    /// Reads a token.
    /// - Throws: 400 in Kubernetes' words.
    init(_ text: String) throws(APIStatusError) {
        if let position = Self.firstIllegalByte(text) { throw Self.invalid(": illegal base64 data at input byte \(position)") }
        var padded = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        while padded.utf8.count % 4 != 0 { padded += "=" }
        guard let data = Data(base64Encoded: padded) else {
            throw Self.invalid(": illegal base64 data at input byte \(max(0, text.utf8.count - 1))")
        }
        let token: JSONValue
        do {
            token = try JSONValue(parsing: Array(data))
        } catch {
            throw Self.invalid(": \(Self.escaped(error.message))")
        }
        guard token.text("v") == "meta.k8s.io/v1" else {
            throw Self.invalid(": server does not recognize this encoded version \(token.text("v"))")
        }
        guard let revision = token["rv"]?.int, revision != 0 else {
            throw Self.invalid(": incorrect encoded start resourceVersion (version meta.k8s.io/v1)")
        }
        let start = token.text("start")
        guard !start.isEmpty else { throw Self.invalid(": encoded start key empty (version meta.k8s.io/v1)") }
        // A key that leads out of the resource's own keys.
        let parts = start.split(separator: "/", omittingEmptySubsequences: false).dropFirst(start.hasPrefix("/") ? 1 : 0)
        guard !parts.dropLast().contains(where: { $0.isEmpty }), !parts.contains("."), !parts.contains("..") else {
            throw Self.invalid(": \(start)")
        }
        self.init(revision: revision, startKey: start)
    }

    /// The position of the first byte that no token has; nil where all are good.
    private static func firstIllegalByte(_ text: String) -> Int? {
        for (position, byte) in text.utf8.enumerated() {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "_"): continue
            default: return position
            }
        }
        return nil
    }

    /// The message with unprintable characters as Go writes them.
    private static func escaped(_ message: String) -> String {
        message.unicodeScalars.map { scalar in
            guard scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) else { return String(scalar) }
            let hex = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        }.joined()
    }

    private static func invalid(_ message: String) -> APIStatusError {
        .badRequest("invalid continue token: continue key is not valid\(message)")
    }

    /// The token as text.
    var text: String {
        let token: JSONValue = ["v": "meta.k8s.io/v1", "rv": .int(revision), "start": .string(startKey)]
        return Data(token.serialized()).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }
}
