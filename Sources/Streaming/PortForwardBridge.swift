import NIOCore

/// Carries the older WebSocket port-forward, in which the URL names the ports and each has a data and an error channel, to a
/// container runtime's SPDY connection. (Newer clients tunnel SPDY itself; see ``WebSocketByteConnection``.)
public struct PortForwardBridge: Sendable {
    private let webSocket: WebSocketConnection
    private let channels: ChannelProtocol
    private let ports: [Int]

    public init(_ webSocket: WebSocketConnection, protocol: ChannelProtocol, ports: [Int]) {
        self.webSocket = webSocket
        channels = `protocol`
        // Two channels a port have to fit into the channel byte.
        self.ports = Array(ports.prefix(127))
    }

    /// Runs until the client goes away or the runtime closes.
    public func run(runtime: any ByteConnection) async throws {
        let spdy = SPDYConnection(runtime, role: .client)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try? await spdy.run() }
            defer {
                spdy.close()
                group.cancelAll()
            }
            var data: [SPDYStream] = []
            for (index, port) in ports.enumerated() {
                let headers = { (type: String) -> SPDYHeaders in
                    ["streamType": type, "port": "\(port)", "requestID": "\(index)"]
                }
                let errors = try await spdy.openStream(headers("error"))
                try await errors.closeWriting()
                let stream = try await spdy.openStream(headers("data"))
                data.append(stream)
                // The client knows its channels by the port that each begins with, little end first.
                var first = ByteBuffer()
                first.writeInteger(UInt16(truncatingIfNeeded: port), endianness: .little)
                for (channel, source) in [(index * 2, stream), (index * 2 + 1, errors)] {
                    let channel = UInt8(truncatingIfNeeded: channel)
                    try await webSocket.send(channels.encode(channel, first))
                    group.addTask {
                        while let bytes = try await source.read() { try await webSocket.send(channels.encode(channel, bytes)) }
                    }
                }
            }
            let streams = data
            try await receive(streams)
        }
        await webSocket.close()
    }

    private func receive(_ streams: [SPDYStream]) async throws {
        while let message = try await webSocket.receive() {
            guard let (channel, bytes) = try channels.decode(message) else { continue }
            guard channel % 2 == 0, streams.indices.contains(Int(channel) / 2), bytes.readableBytes > 0 else { continue }
            try await streams[Int(channel) / 2].write(bytes)
        }
    }
}
