import DequeModule
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A few connections of HTTP/1.1 for requests that are answered at once, one request at a time on each.
///
/// For those who send thousands of small requests a second: a general HTTP client spends more on such a request than encryption
/// and the kernel do together, and a stream of HTTP/2 costs more than the rest of it. Safe to use from any task.
final class CallPool: Sendable {
    /// What a server answered.
    struct Reply: Sendable {
        var status: Int
        var headers: [(String, String)]
        var body: [UInt8]
    }

    /// How long connecting may take.
    private static let connectTimeout = TimeAmount.seconds(30)

    private struct State {
        var idle: [CallConnection] = []
        var open = 0
        var waiting: Deque<Call> = []
        var isShutDown = false
    }

    private let host: String
    private let port: Int
    private let tls: NIOSSLContext?
    private let serverName: String?
    private let limit: Int
    private let group: any EventLoopGroup
    private let state = Mutex(State())

    /// - Parameters:
    ///   - tls: The TLS configuration; nil connects in the clear.
    ///   - serverName: The name for SNI and for the check of the certificate, where it is not `host`.
    ///   - limit: How many connections there are at most.
    init(
        host: String, port: Int, tls: TLSConfiguration?, serverName: String? = nil, limit: Int,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) throws {
        self.host = host
        self.port = port
        self.tls = try tls.map { configuration in
            var configuration = configuration
            configuration.applicationProtocols = ["http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        }
        // SNI takes names, not addresses; an address is checked against the connection's peer.
        let name = serverName ?? host
        self.serverName = (try? SocketAddress(ipAddress: name, port: 0)) == nil ? name : nil
        self.limit = max(1, limit)
        self.group = group
    }

    /// Sends a request and waits for the whole answer.
    /// - Throws: ``ClientError/timedOut(_:)`` after the deadline, and what went wrong with the connection. Whether the server has
    ///   seen the request is not known then, so nothing is sent twice.
    func send(_ head: HTTPRequestHead, _ body: [UInt8]?, deadline: NIODeadline) async throws -> Reply {
        let call = Call(head: head, body: body, deadline: deadline)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if call.begin(continuation) { submit(call) }
            }
        } onCancel: {
            call.cancel()
        }
    }

    /// Closes all connections once they have nothing to do; what waits fails.
    func shutDown() {
        let (idle, waiting) = state.withLock { state in
            state.isShutDown = true
            defer { (state.idle, state.waiting) = ([], []) }
            return (state.idle, state.waiting)
        }
        for connection in idle { connection.close() }
        for call in waiting { call.finish(.failure(ChannelError.ioOnClosedChannel)) }
    }

    /// Gives a call to a connection, or lets it wait for one.
    func submit(_ call: Call) {
        enum Next { case start(CallConnection), connect, wait, refuse }
        let next = state.withLock { state -> Next in
            if state.isShutDown { return .refuse }
            if let connection = state.idle.popLast() { return .start(connection) }
            state.waiting.append(call)
            guard state.open < limit else { return .wait }
            state.open += 1
            return .connect
        }
        switch next {
        case .start(let connection): connection.start(call)
        case .connect: connect()
        case .wait: break
        case .refuse: call.finish(.failure(ChannelError.ioOnClosedChannel))
        }
    }

    private func connect() {
        let (tls, serverName) = (tls, serverName)
        let loop = group.next()
        ClientBootstrap(group: loop)
            .connectTimeout(Self.connectTimeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: serverName)) }
                    try pipeline.addHandler(HTTPRequestEncoder())
                    try pipeline.addHandler(ByteToMessageHandler(HTTPResponseDecoder()))
                    try pipeline.addHandler(CallHandler(pool: self))
                }
            }
            .connect(host: host, port: port)
            .whenFailure { self.ended(waitingFailWith: $0) }
    }

    // MARK: For connections

    /// What a connection that has nothing to do does next; nil is told only once it is among the idle ones.
    func next(for connection: CallConnection) -> Call? {
        let (call, closes) = state.withLock { state -> (Call?, Bool) in
            while let call = state.waiting.popFirst() { if !call.isFinished { return (call, false) } }
            if state.isShutDown { return (nil, true) }
            state.idle.append(connection)
            return (nil, false)
        }
        if closes { connection.close() }
        return call
    }

    /// Takes a connection out of the idle ones; whether it was there, so that nobody else will use it.
    func retire(_ connection: CallConnection) -> Bool {
        state.withLock { state in
            guard let index = state.idle.firstIndex(where: { $0 === connection }) else { return false }
            state.idle.remove(at: index)
            return true
        }
    }

    /// A connection is no more. Those that wait get another, or the error where there is none to be had.
    func ended(_ connection: CallConnection? = nil, waitingFailWith error: (any Error)? = nil) {
        let (reconnects, failed) = state.withLock { state -> (Bool, Deque<Call>) in
            state.open -= 1
            if let connection { state.idle.removeAll { $0 === connection } }
            if error != nil, state.open == 0 {
                defer { state.waiting = [] }
                return (false, state.waiting)
            }
            guard error == nil, !state.waiting.isEmpty, !state.isShutDown else { return (false, []) }
            state.open += 1
            return (true, [])
        }
        if reconnects { connect() }
        if let error { for call in failed { call.finish(.failure(error)) } }
    }

    /// Gives up what waits past its deadline.
    func expire() {
        let late = state.withLock { state in
            let now = NIODeadline.now()
            let late = state.waiting.filter { $0.deadline <= now }
            if !late.isEmpty { state.waiting.removeAll { $0.deadline <= now } }
            return late
        }
        for call in late { call.expire() }
    }
}
