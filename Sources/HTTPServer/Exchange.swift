import Logging
import NIOCore
import NIOHTTP1

/// What an ``Exchange`` needs from its HTTP/1.1 connection or HTTP/2 stream. All calls are on the event loop.
protocol ExchangeTransport: AnyObject {
    var eventLoop: any EventLoop { get }
    var isWritable: Bool { get }
    /// Sends a whole response with one flush. The exchange is over.
    func sendComplete(status: HTTPResponseStatus, headers: HTTPHeaders, body: [ByteBuffer])
    /// Sends a response's head alone.
    func sendHead(status: HTTPResponseStatus, headers: HTTPHeaders)
    /// Sends a piece of the body.
    func sendBody(_ buffers: [ByteBuffer])
    /// Ends the body. The exchange is over.
    func sendEnd()
    /// Breaks the response off, so that the client can tell that it is not whole. The exchange is over.
    func reset()
    /// Switches protocols; nil when this transport cannot.
    func upgrade(to name: String, headers: HTTPHeaders, onShutdown: @escaping @Sendable () -> Void) -> RawChannel?
}

/// What the connections of one server share.
struct ServerContext: Sendable {
    let configuration: HTTPServerConfiguration
    let responder: any HTTPResponder
    let logger: Logger
    let date: HTTPDate
}

/// One request being answered. Lives on its connection's event loop; the responder's task reaches it through there.
final class Exchange {
    private enum State {
        case responding
        case streaming
        case upgraded
        case finished
    }

    private var state = State.responding
    private var transport: (any ExchangeTransport)?
    private let eventLoop: any EventLoop
    private let server: ServerContext
    private let isHead: Bool
    private var task: Task<Void, Never>?
    private var waiters: [Waiter] = []
    private var isShuttingDown: Bool

    init(transport: any ExchangeTransport, server: ServerContext, isHead: Bool, isShuttingDown: Bool) {
        self.transport = transport
        self.eventLoop = transport.eventLoop
        self.server = server
        self.isHead = isHead
        self.isShuttingDown = isShuttingDown
    }

    /// Starts the responder's task. When that ends without suspension the response is sent before this returns.
    func start(_ request: HTTPRequest, executor: EventLoopTaskExecutor?) {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let eventLoop = eventLoop
        let responder = server.responder
        let logger = server.logger
        let operation: @Sendable () async -> Void = {
            let response = await responder.respond(to: request)
            await Exchange.answer(with: response, exchange: bound, eventLoop: eventLoop, logger: logger)
        }
        let task: Task<Void, Never>
        if let executor {
            if #available(macOS 26.0, *) {
                task = Task.immediate(executorPreference: executor, operation: operation)
            } else {
                task = Task(executorPreference: executor, operation: operation)
            }
        } else {
            task = Task(operation: operation)
        }
        switch state {
        case .finished: break
        case .responding: self.task = task
        case .streaming, .upgraded:
            self.task = task
            if isShuttingDown { task.cancel() }
        }
    }

    /// The transport's client is gone.
    func connectionClosed() {
        end()
        task?.cancel()
        task = nil
    }

    /// The transport can be written to again.
    func writabilityChanged() {
        guard let transport, transport.isWritable else { return }
        let waiting = waiters
        waiters = []
        for waiter in waiting { waiter.resume(.success(())) }
    }

    /// The server shuts down: a whole response may still be finished, a stream is ended.
    func shutDown() {
        isShuttingDown = true
        switch state {
        case .streaming, .upgraded: task?.cancel()
        case .responding, .finished: break
        }
    }

    // MARK: For the responder's task

    private static func answer(
        with response: HTTPResponse,
        exchange: NIOLoopBound<Exchange>,
        eventLoop: any EventLoop,
        logger: Logger
    ) async {
        switch response.body {
        case .empty:
            eventLoop.now { exchange.value.complete(response, []) }
        case .buffer(let buffer):
            eventLoop.now { exchange.value.complete(response, [buffer]) }
        case .buffers(let buffers):
            eventLoop.now { exchange.value.complete(response, buffers) }
        case .stream(let body):
            guard (try? await eventLoop.onLoop { exchange.value.beginStream(response) }) == true else { return }
            do {
                try await body(StreamWriter(exchange: exchange, eventLoop: eventLoop))
                eventLoop.now { exchange.value.endStream(nil) }
            } catch {
                eventLoop.now { exchange.value.endStream(error) }
            }
        case .upgrade(let name, let body):
            guard let channel = try? await eventLoop.onLoop({ exchange.value.upgrade(to: name, response.headers) }) else { return }
            do {
                try await body(UpgradedConnection(channel: channel))
            } catch {
                logger.debug("upgraded connection ended", metadata: ["protocol": "\(name)", "error": "\(error)"])
            }
            channel.close()
        }
    }

    private func complete(_ response: HTTPResponse, _ body: [ByteBuffer]) {
        guard let transport else { return }
        end()
        var headers = commonHeaders(response.headers)
        if response.status.mayHaveBody, !headers.contains(name: "content-length") {
            headers.add(name: "content-length", value: String(body.reduce(0) { $0 + $1.readableBytes }))
        }
        let bodyToSend = isHead || !response.status.mayHaveBody ? [] : coalesced(body)
        transport.sendComplete(status: response.status, headers: headers, body: bodyToSend)
    }

    private func beginStream(_ response: HTTPResponse) -> Bool {
        guard let transport else { return false }
        let headers = commonHeaders(response.headers)
        if isHead || !response.status.mayHaveBody {
            end()
            transport.sendComplete(status: response.status, headers: headers, body: [])
            return false
        }
        state = .streaming
        transport.sendHead(status: response.status, headers: headers)
        if isShuttingDown { task?.cancel() }
        return true
    }

    fileprivate func writeStream(_ buffers: [ByteBuffer]) throws -> Waiter? {
        guard case .streaming = state, let transport else { throw HTTPServerError.connectionClosed }
        transport.sendBody(buffers.count == 1 ? buffers : coalesced(buffers))
        if transport.isWritable { return nil }
        let waiter = Waiter()
        waiters.append(waiter)
        return waiter
    }

    private func endStream(_ error: (any Error)?) {
        guard let transport else { return }
        end()
        if let error, !(isShuttingDown && error is CancellationError) {
            server.logger.debug("response stream broken off", metadata: ["error": "\(error)"])
            transport.reset()
        } else {
            transport.sendEnd()
        }
    }

    private func upgrade(to name: String, _ headers: HTTPHeaders) -> RawChannel? {
        guard let transport else { return nil }
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        if let channel = transport.upgrade(to: name, headers: headers, onShutdown: { bound.value.shutDown() }) {
            end()
            state = .upgraded
            if isShuttingDown { task?.cancel() }
            return channel
        }
        end()
        let body = ByteBuffer(string: "this connection cannot be upgraded\n")
        transport.sendComplete(
            status: .badRequest,
            headers: commonHeaders(["content-type": "text/plain; charset=utf-8", "content-length": "\(body.readableBytes)"]),
            body: [body]
        )
        return nil
    }

    private func end() {
        state = .finished
        transport = nil
        let waiting = waiters
        waiters = []
        for waiter in waiting { waiter.resume(.failure(HTTPServerError.connectionClosed)) }
    }

    private func commonHeaders(_ headers: HTTPHeaders) -> HTTPHeaders {
        guard !headers.contains(name: "date") else { return headers }
        var headers = headers
        headers.add(name: "date", value: server.date.current)
        return headers
    }
}

/// The ``ResponseWriter`` of a streamed response.
private struct StreamWriter: ResponseWriter {
    let exchange: NIOLoopBound<Exchange>
    let eventLoop: any EventLoop

    func write(_ buffer: ByteBuffer) async throws {
        try await write([buffer])
    }

    func write(_ buffers: [ByteBuffer]) async throws {
        try Task.checkCancellation()
        let exchange = exchange
        if let waiter = try await eventLoop.onLoop({ try exchange.value.writeStream(buffers) }) {
            try await waiter.wait()
        }
    }
}

extension HTTPResponseStatus {
    /// False for the statuses that HTTP sends without a body.
    var mayHaveBody: Bool {
        switch self {
        case .noContent, .notModified: false
        default: code >= 200
        }
    }
}

/// Joins runs of small buffers: a copy of a few kilobytes costs less than a frame and a TLS record of their own.
func coalesced(_ buffers: [ByteBuffer], target: Int = 16 * 1024) -> [ByteBuffer] {
    guard buffers.count > 1 else { return buffers }
    var result: [ByteBuffer] = []
    var run = ByteBuffer()
    for buffer in buffers where buffer.readableBytes > 0 {
        if buffer.readableBytes >= target {
            if run.readableBytes > 0 {
                result.append(run)
                run = ByteBuffer()
            }
            result.append(buffer)
        } else {
            if run.readableBytes + buffer.readableBytes > 4 * target {
                result.append(run)
                run = ByteBuffer()
            }
            run.writeImmutableBuffer(buffer)
        }
    }
    if run.readableBytes > 0 { result.append(run) }
    return result
}
