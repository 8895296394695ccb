import HTTPServer
public import KubernetesClient
import NIOCore
import NIOHTTP1

/// A client's way to an API server in the same process: no socket, no TLS, and no need for credentials, but
/// authorization and admission as for everyone else.
///
/// Safe to use from any task. Requests made before the server runs wait until it does.
public struct InProcessTransport: Transport {
    private let server: APIServer
    private let user: APIUser

    /// A transport whose requests are those of `user`.
    public init(server: APIServer, user: APIUser) {
        self.server = server
        self.user = user
    }

    public func send(_ request: ClientRequest) async throws -> ClientResponse {
        let pipeline = try await server.whenServing()
        let http = HTTPRequest(
            method: HTTPMethod(rawValue: request.method), uri: request.path, headers: HTTPHeaders(request.headers),
            body: request.body.map { ByteBuffer(bytes: $0) } ?? ByteBuffer())
        let response = await pipeline.respond(to: http, as: user)
        return ClientResponse(
            status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) }, body: Self.body(response.body))
    }

    private static func body(_ body: HTTPResponse.Body) -> ClientBody {
        switch body {
        case .empty: ClientBody([])
        case .buffer(let buffer): ClientBody(Array(buffer.readableBytesView))
        case .buffers(let buffers): ClientBody(buffers.flatMap { Array($0.readableBytesView) })
        case .stream(let write): ClientBody(StreamedBody(write: write))
        case .upgrade: ClientBody([])
        }
    }
}

/// The chunks that a streaming response writes, with back-pressure: a write waits until the reader took the one before.
private struct StreamedBody: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    let write: @Sendable (any ResponseWriter) async throws -> Void

    func makeAsyncIterator() -> Iterator { Iterator(write) }

    final class Iterator: AsyncIteratorProtocol {
        private let pipe = BytePipe()
        private let task: Task<Void, Never>

        init(_ write: @escaping @Sendable (any ResponseWriter) async throws -> Void) {
            let pipe = pipe
            task = Task {
                do {
                    try await write(pipe)
                    await pipe.finish(nil)
                } catch {
                    await pipe.finish(error)
                }
            }
        }

        deinit { task.cancel() }

        func next() async throws -> [UInt8]? {
            let (pipe, task) = (pipe, task)
            return try await withTaskCancellationHandler {
                try await pipe.next()
            } onCancel: {
                task.cancel()
                Task { await pipe.finish(CancellationError()) }
            }
        }
    }
}

/// A pipe that holds one chunk at most.
private actor BytePipe: ResponseWriter {
    private var chunk: [UInt8]?
    private var ended: Result<Void, any Error>?
    private var reader: CheckedContinuation<[UInt8]?, any Error>?
    private var writers: [CheckedContinuation<Void, Never>] = []

    func write(_ buffer: ByteBuffer) async throws { try await write(Array(buffer.readableBytesView)) }

    func write(_ buffers: [ByteBuffer]) async throws {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(buffers.reduce(0) { $0 + $1.readableBytes })
        for buffer in buffers { bytes += buffer.readableBytesView }
        try await write(bytes)
    }

    private func write(_ bytes: [UInt8]) async throws {
        while chunk != nil, ended == nil {
            await withCheckedContinuation { writers.append($0) }
        }
        if ended != nil { throw HTTPServerError.connectionClosed }
        if let waiting = reader {
            reader = nil
            waiting.resume(returning: bytes)
        } else {
            chunk = bytes
        }
    }

    func next() async throws -> [UInt8]? {
        if let ready = chunk {
            chunk = nil
            wakeWriters()
            return ready
        }
        if let ended {
            try ended.get()
            return nil
        }
        return try await withCheckedThrowingContinuation { reader = $0 }
    }

    func finish(_ error: (any Error)?) {
        if ended == nil { ended = error.map { .failure($0) } ?? .success(()) }
        wakeWriters()
        guard let waiting = reader else { return }
        reader = nil
        if let error { waiting.resume(throwing: error) } else { waiting.resume(returning: nil) }
    }

    private func wakeWriters() {
        let waiting = writers
        writers = []
        for writer in waiting { writer.resume() }
    }
}
