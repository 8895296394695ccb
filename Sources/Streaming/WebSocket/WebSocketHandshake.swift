import Crypto
import Foundation
public import NIOHTTP1

/// The HTTP part of a WebSocket connection.
public enum WebSocketHandshake {
    /// Whether the request asks for a WebSocket.
    public static func isRequested(_ headers: HTTPHeaders) -> Bool {
        headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
            && headers[canonicalForm: "connection"].contains { $0.lowercased() == "upgrade" }
    }

    /// Answers a request: the headers for `101 Switching Protocols` and the subprotocol chosen, the first of the client's
    /// that is in `protocols`; `nil` when the client names none.
    ///
    /// Throws ``StreamingError/badHandshake(_:)`` when the request is no WebSocket's or none of its protocols is known.
    public static func accept(
        _ headers: HTTPHeaders, protocols: [String]
    ) throws(StreamingError) -> (headers: HTTPHeaders, protocol: String?) {
        guard isRequested(headers) else { throw .badHandshake("not a websocket request") }
        guard headers.first(name: "sec-websocket-version") == "13" else {
            throw .badHandshake("missing or bad WebSocket Version")
        }
        guard let key = headers.first(name: "sec-websocket-key"),
            let bytes = Data(base64Encoded: key), bytes.count == 16
        else { throw .badHandshake("missing or bad WebSocket Key") }
        var answer = HTTPHeaders([("sec-websocket-accept", acceptValue(key))])
        let offered = headers[canonicalForm: "sec-websocket-protocol"].map(String.init)
        guard !offered.isEmpty else { return (answer, nil) }
        guard let chosen = offered.first(where: protocols.contains) else {
            throw .badHandshake("requested protocol(s) are not supported: \(offered); supports \(protocols)")
        }
        answer.add(name: "sec-websocket-protocol", value: chosen)
        return (answer, chosen)
    }

    /// What a server must answer to a key.
    public static func acceptValue(_ key: String) -> String {
        let digest = Insecure.SHA1.hash(data: Data((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
        return Data(digest).base64EncodedString()
    }
}
