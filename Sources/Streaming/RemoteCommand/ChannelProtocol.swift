import Foundation
import NIOCore

/// How exec, attach and logs put their streams into one WebSocket: a subprotocol of Kubernetes.
public enum ChannelProtocol: String, Sendable, CaseIterable {
    /// Binary messages behind a channel byte; a channel can be closed with channel 255. The error channel is a Status.
    case v5 = "v5.channel.k8s.io"
    /// Binary messages behind a channel byte; the error channel is a Status.
    case v4 = "v4.channel.k8s.io"
    /// As `v4`, but text: a digit, then base64.
    case base64V4 = "v4.base64.channel.k8s.io"
    /// Binary messages behind a channel byte; the error channel is text.
    case binary = "channel.k8s.io"
    /// As `binary`, but text: a digit, then base64.
    case base64 = "base64.channel.k8s.io"

    /// The names of all, best first.
    public static var names: [String] { allCases.map(\.rawValue) }

    var isBase64: Bool { self == .base64V4 || self == .base64 }
    /// Whether the error channel carries a Status, and not only a message when something failed.
    var hasStatus: Bool { self == .v5 || self == .v4 || self == .base64V4 }

    /// The number of a stream within the WebSocket.
    enum Channel: UInt8 {
        case stdin = 0
        case stdout = 1
        case stderr = 2
        case error = 3
        case resize = 4
        /// `v5` only: its byte names the channel that ends.
        case close = 255
    }

    /// A message that carries `bytes` on a channel.
    func encode(_ channel: UInt8, _ bytes: ByteBuffer) -> WebSocketMessage {
        var buffer = ByteBuffer()
        guard isBase64 else {
            buffer.writeInteger(channel)
            buffer.writeImmutableBuffer(bytes)
            return .binary(buffer)
        }
        buffer.writeInteger(UInt8(ascii: "0") &+ channel)
        buffer.writeString(Data(bytes.readableBytesView).base64EncodedString())
        return .text(buffer)
    }

    /// The channel and bytes of a message; `nil` for one that is empty.
    func decode(_ message: WebSocketMessage) throws(StreamingError) -> (channel: UInt8, bytes: ByteBuffer)? {
        switch message {
        case .binary(var bytes), .text(var bytes):
            guard let first = bytes.readInteger(as: UInt8.self) else { return nil }
            guard isBase64 else { return (first, bytes) }
            guard first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9"),
                let plain = Data(base64Encoded: Data(bytes.readableBytesView))
            else { throw .malformed("not a digit and base64") }
            return (first - UInt8(ascii: "0"), ByteBuffer(bytes: plain))
        }
    }
}
