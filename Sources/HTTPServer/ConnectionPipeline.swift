import Logging
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOSSL
import NIOTLS
import SwiftASN1
import Synchronization
import X509

/// Makes the channel pipelines of a server's connections.
final class ConnectionPipeline: Sendable {
    private struct TLSState {
        var context: NIOSSLContext
        var verifier: ClientVerifier?
    }

    private let server: ServerContext
    private let executors: [ObjectIdentifier: EventLoopTaskExecutor]
    private let tls: Mutex<TLSState?>
    private let isShuttingDown = Atomic(false)

    init(server: ServerContext, group: any EventLoopGroup) throws {
        self.server = server
        var executors: [ObjectIdentifier: EventLoopTaskExecutor] = [:]
        if server.configuration.runsRespondersOnEventLoop {
            for loop in group.makeIterator() { executors[ObjectIdentifier(loop)] = EventLoopTaskExecutor(loop: loop) }
        }
        self.executors = executors
        self.tls = Mutex(try server.configuration.tls.map { try Self.makeTLS($0, now: server.configuration.now) })
    }

    func updateTLS(_ tls: HTTPServerConfiguration.TLS) throws {
        let new = try Self.makeTLS(tls, now: server.configuration.now)
        self.tls.withLock { current in
            if current != nil { current = new }
        }
    }

    /// Connections whose handshake is still going on are closed when it is done.
    func beginShutdown() {
        isShuttingDown.store(true, ordering: .relaxed)
    }

    private static func makeTLS(_ tls: HTTPServerConfiguration.TLS, now: @escaping @Sendable () -> Int64) throws -> TLSState {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: tls.certificateChain.map { .certificate($0) },
            privateKey: .privateKey(tls.privateKey)
        )
        configuration.minimumTLSVersion = tls.minimumVersion
        if !tls.cipherSuites.isEmpty { configuration.cipherSuiteValues = tls.cipherSuites }
        configuration.applicationProtocols = ["h2", "http/1.1"]
        guard !tls.clientCAs.isEmpty else {
            return TLSState(context: try NIOSSLContext(configuration: configuration), verifier: nil)
        }
        // Certificates are asked for, with the names of the CA's, but a handshake never fails for the lack of a good one:
        // who the client is, is decided behind it, and without an identity the answer is 401, not a broken connection.
        configuration.certificateVerification = .optionalVerification
        configuration.trustRoots = .certificates(
            try tls.clientCAs.map { try NIOSSLCertificate(bytes: $0.serializeAsPEM().derBytes, format: .der) }
        )
        configuration.sendCANameList = true
        return TLSState(
            context: try NIOSSLContext(configuration: configuration),
            verifier: ClientVerifier(clientCAs: tls.clientCAs, now: now)
        )
    }

    /// Sets up a connection that was just accepted. On its event loop.
    func configure(_ channel: any Channel) throws {
        guard let tls = tls.withLock({ $0 }) else {
            try configureHTTP1(channel, peerCertificates: [])
            return
        }
        let presented = NIOLoopBoundBox<[NIOSSLCertificate]>([], eventLoop: channel.eventLoop)
        let handler: NIOSSLServerHandler
        if tls.verifier != nil {
            handler = NIOSSLServerHandler(
                context: tls.context,
                customVerificationCallback: { certificates, promise in
                    presented.value = certificates
                    promise.succeed(.certificateVerified)
                },
                configuration: .init()
            )
        } else {
            handler = NIOSSLServerHandler(context: tls.context)
        }
        let timeout = channel.eventLoop.scheduleTask(in: server.configuration.handshakeTimeout) {
            channel.close(promise: nil)
        }
        channel.closeFuture.whenComplete { _ in timeout.cancel() }
        try channel.pipeline.syncOperations.addHandler(handler)
        try channel.pipeline.syncOperations.addHandler(HandshakeErrorHandler(logger: server.logger, onError: server.configuration.onHandshakeError))
        let alpn = ApplicationProtocolNegotiationHandler { result, channel in
            timeout.cancel()
            let isHTTP2 = if case .negotiated("h2") = result { true } else { false }
            if presented.value.isEmpty, tls.verifier != nil {
                // A resumed session presents nothing anew, but remembers the client's certificate.
                let handler = try? channel.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
                presented.value = handler?.peerCertificate.map { [$0] } ?? []
            }
            return self.verify(presented.value, tls.verifier, channel.eventLoop).flatMapThrowing { chain in
                if self.isShuttingDown.load(ordering: .relaxed) {
                    channel.close(promise: nil)
                } else if isHTTP2 {
                    try self.configureHTTP2(channel, peerCertificates: chain)
                } else {
                    try self.configureHTTP1(channel, peerCertificates: chain)
                }
            }
        }
        try channel.pipeline.syncOperations.addHandler(alpn)
    }

    private func verify(
        _ presented: [NIOSSLCertificate], _ verifier: ClientVerifier?, _ loop: any EventLoop
    ) -> EventLoopFuture<[Certificate]> {
        guard let verifier, !presented.isEmpty else { return loop.makeSucceededFuture([]) }
        return loop.makeFutureWithTask { await verifier.verify(presented) }
    }

    private func connection(_ channel: any Channel, _ peerCertificates: [Certificate]) -> Connection {
        Connection(
            server: server,
            executor: executors[ObjectIdentifier(channel.eventLoop)],
            channel: channel,
            peerCertificates: peerCertificates
        )
    }

    private func configureHTTP1(_ channel: any Channel, peerCertificates: [Certificate]) throws {
        let pipeline = channel.pipeline.syncOperations
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderListSize = server.configuration.maxHeaderBytes
        limits.maxHeaderFieldSize = min(limits.maxHeaderFieldSize, server.configuration.maxHeaderBytes)
        let decoder = HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: limits)
        try pipeline.addHandler(FlushCoalescer())
        try pipeline.addHandler(HTTPResponseEncoder(), name: "encoder")
        try pipeline.addHandler(ByteToMessageHandler(decoder), name: "decoder")
        try pipeline.addHandler(
            HTTP1Handler(
                connection: connection(channel, peerCertificates),
                eventLoop: channel.eventLoop,
                decoderName: "decoder",
                encoderName: "encoder"
            )
        )
    }

    private func configureHTTP2(_ channel: any Channel, peerCertificates: [Certificate]) throws {
        let configuration = server.configuration
        var http2 = NIOHTTP2Handler.ConnectionConfiguration()
        http2.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: configuration.maxConcurrentStreams),
            HTTP2Setting(parameter: .maxHeaderListSize, value: configuration.maxHeaderBytes),
            HTTP2Setting(parameter: .initialWindowSize, value: 256 * 1024),
        ]
        http2.targetWindowSize = 8 * 1024 * 1024
        // Clients written in Go send a PING with every stream they cancel: the defaults (200 in 30 s) would cut off a
        // client for ending its watches.
        http2.controlFrameRateLimit.maximumCount = 4000
        var stream = NIOHTTP2Handler.StreamConfiguration()
        stream.targetWindowSize = 256 * 1024
        stream.outboundBufferSizeHighWatermark = 128 * 1024
        stream.outboundBufferSizeLowWatermark = 32 * 1024
        stream.streamResetFrameRateLimit.maximumCount = 4000

        let manager = NIOHTTP2ServerConnectionManagementHandler(
            eventLoop: channel.eventLoop,
            configuration: .init(
                maxIdleTime: configuration.idleTimeout,
                maxAge: nil,
                // The server itself closes what is left when its grace period is over; a client that was only told to connect anew has
                // time to end its streams.
                maxGraceTime: nil,
                keepalive: nil
            )
        )
        let connection = NIOLoopBound(connection(channel, peerCertificates), eventLoop: channel.eventLoop)
        let handler = NIOHTTP2Handler(
            mode: .server,
            eventLoop: channel.eventLoop,
            connectionConfiguration: http2,
            streamConfiguration: stream,
            streamDelegate: manager.http2StreamDelegate
        ) { stream in
            stream.eventLoop.makeCompletedFuture {
                try stream.pipeline.syncOperations.addHandler(
                    HTTP2StreamHandler(connection: connection.value, eventLoop: stream.eventLoop)
                )
            }
        }
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(FlushCoalescer())
        try pipeline.addHandler(handler)
        try pipeline.addHandler(manager)
        try pipeline.addHandler(ConnectionErrorHandler())
    }
}

/// Ends connections whose TLS handshake fails, with one line for those who look.
private final class HandshakeErrorHandler: ChannelInboundHandler {
    typealias InboundIn = NIOAny
    private let logger: Logger
    private let onError: @Sendable () -> Void

    init(logger: Logger, onError: @escaping @Sendable () -> Void) {
        self.logger = logger
        self.onError = onError
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? NIOSSLError, case .handshakeFailed = error {
            onError()
            logger.debug(
                "TLS handshake error",
                metadata: ["remote": "\(context.channel.remoteAddress?.description ?? "")", "error": "\(error)"]
            )
            context.close(promise: nil)
        } else {
            context.fireErrorCaught(error)
        }
    }
}

/// Closes a connection that has broken its protocol.
private final class ConnectionErrorHandler: ChannelInboundHandler {
    typealias InboundIn = NIOAny

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Errors of one stream are that stream's; the HTTP/2 handler has answered them.
        if error is NIOHTTP2Errors.StreamError { return }
        context.close(promise: nil)
    }
}
