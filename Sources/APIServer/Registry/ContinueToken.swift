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
        var padded = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        while padded.utf8.count % 4 != 0 { padded += "=" }
        guard let data = Data(base64Encoded: padded) else { throw Self.invalid("illegal base64 data") }
        let token: JSONValue
        do {
            token = try JSONValue(parsing: Array(data))
        } catch {
            throw Self.invalid(Self.escaped(error.message))
        }
        guard token.text("v") == "meta.k8s.io/v1" else { throw Self.invalid("incorrect continue token version") }
        guard let revision = token["rv"]?.int, revision != 0 else {
            throw Self.invalid("server generated invalid resource version for continue token")
        }
        let start = token.text("start")
        guard !start.isEmpty, !start.contains("../") else { throw Self.invalid("continue key is not valid") }
        self.init(revision: revision, startKey: start)
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
        .badRequest("invalid continue token: continue key is not valid: \(message)")
    }

    /// The token as text.
    var text: String {
        let token: JSONValue = ["v": "meta.k8s.io/v1", "rv": .int(revision), "start": .string(startKey)]
        return Data(token.serialized()).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }
}
