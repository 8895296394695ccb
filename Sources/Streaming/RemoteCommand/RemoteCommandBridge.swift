import NIOCore
import Synchronization

/// Carries an exec or attach between a client's WebSocket and a container runtime's SPDY connection.
public struct RemoteCommandBridge: Sendable {
    private let webSocket: WebSocketConnection
    private let channels: ChannelProtocol
    private let options: RemoteCommandOptions
    private let beforeInputEnds: (@Sendable () async -> Void)?

    /// - Parameters:
    ///   - protocol: What the handshake chose; clients that name none speak ``ChannelProtocol/binary``.
    ///   - beforeInputEnds: Waits a little before the runtime is told that the client's input has ended: a runtime may take
    ///     that for the end of the whole conversation and drop what the container still says.
    public init(
        _ webSocket: WebSocketConnection, protocol: ChannelProtocol, options: RemoteCommandOptions,
        beforeInputEnds: (@Sendable () async -> Void)? = nil
    ) {
        self.beforeInputEnds = beforeInputEnds
        self.webSocket = webSocket
        channels = `protocol`
        self.options = options
    }

    /// The streams of one command on the runtime's side.
    private struct Streams {
        var error: SPDYStream
        var stdin: SPDYStream?
        var stdout: SPDYStream?
        var stderr: SPDYStream?
        var resize: SPDYStream?
    }

    /// Runs until the command ends or the client goes away; then closes both sides.
    ///
    /// - Parameter runtime: The connection to the runtime's streaming server, upgraded to SPDY with
    ///   `X-Stream-Protocol-Version: v4.channel.k8s.io`.
    public func run(runtime: any ByteConnection) async throws {
        let spdy = SPDYConnection(runtime, role: .client)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // The runtime closing its side is how a command ends; what went wrong shows on the streams.
                try? await spdy.run()
            }
            defer {
                spdy.close()
                group.cancelAll()
            }
            do {
                let streams = try await open(spdy)
                try await carry(streams, spdy)
            } catch {
                await webSocket.close(code: 1011, reason: "\(error)")
                throw error
            }
        }
    }

    private func open(_ spdy: SPDYConnection) async throws -> Streams {
        // In this order, the error stream first: runtimes wait for exactly the streams that were asked for.
        func stream(_ type: String) async throws -> SPDYStream { try await spdy.openStream(["streamType": type]) }
        var streams = Streams(error: try await stream("error"))
        if options.stdin { streams.stdin = try await stream("stdin") }
        if options.stdout { streams.stdout = try await stream("stdout") }
        if options.stderr, !options.tty { streams.stderr = try await stream("stderr") }
        if options.tty { streams.resize = try await stream("resize") }
        return streams
    }

    private func carry(_ streams: Streams, _ spdy: SPDYConnection) async throws {
        // An empty message tells the client that the streams stand.
        let first: ChannelProtocol.Channel = streams.stdout != nil ? .stdout : streams.stderr != nil ? .stderr : .error
        try await send(first, ByteBuffer())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { spdy.close() }
                try await receive(streams)
            }
            let status = try await withThrowingTaskGroup(of: Void.self) { outputs in
                for (channel, stream) in [(ChannelProtocol.Channel.stdout, streams.stdout), (.stderr, streams.stderr)] {
                    guard let stream else { continue }
                    outputs.addTask { while let bytes = try await stream.read() { try await send(channel, bytes) } }
                }
                let status = try await streams.error.readToEnd()
                try await outputs.waitForAll()
                return status
            }
            if status.readableBytes > 0 { try await finish(status) }
            await webSocket.close()
            group.cancelAll()
        }
    }

    /// Sends the runtime's Status; to protocols without one, only the message of a failure.
    private func finish(_ status: ByteBuffer) async throws {
        if channels.hasStatus {
            try await send(.error, status)
        } else if let message = StatusText.failureMessage(status) {
            try await send(.error, ByteBuffer(string: message))
        }
    }

    private func send(_ channel: ChannelProtocol.Channel, _ bytes: ByteBuffer) async throws {
        try await webSocket.send(channels.encode(channel.rawValue, bytes))
    }

    /// Hands the client's messages to the runtime until the client closes.
    private func receive(_ streams: Streams) async throws {
        while let message = try await webSocket.receive() {
            guard let (channel, bytes) = try channels.decode(message) else { continue }
            switch ChannelProtocol.Channel(rawValue: channel) {
            case .stdin:
                try await deliver(bytes, to: streams.stdin)
            case .resize:
                try await deliver(bytes, to: streams.resize)
            case .close where channels == .v5:
                if bytes.getInteger(at: bytes.readerIndex, as: UInt8.self) == ChannelProtocol.Channel.stdin.rawValue {
                    await beforeInputEnds?()
                    try await streams.stdin?.closeWriting()
                }
            default:
                // Output channels are ours alone; what a client writes there goes nowhere, as in Kubernetes.
                break
            }
        }
    }

    private func deliver(_ bytes: ByteBuffer, to stream: SPDYStream?) async throws {
        guard let stream, bytes.readableBytes > 0 else { return }
        do {
            try await stream.write(bytes)
        } catch StreamingError.closed {
            // A command may close its standard input, or end, while its output is still on the way.
        }
    }
}
