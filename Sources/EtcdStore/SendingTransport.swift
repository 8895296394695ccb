import GRPCCore
import GRPCNIOTransportHTTP2

/// A request that failed before any of it was sent: it certainly had no effect and may be made again.
struct NotSent: Error {}

/// gRPC's transport, which also tells failures before sending from those after: their cause is ``NotSent``.
struct SendingTransport: ClientTransport {
    typealias Base = HTTP2ClientTransport.Posix
    typealias Bytes = Base.Bytes

    let base: Base

    var retryThrottle: RetryThrottle? { base.retryThrottle }
    func connect() async throws { try await base.connect() }
    func beginGracefulShutdown() { base.beginGracefulShutdown() }
    func config(forMethod descriptor: MethodDescriptor) -> MethodConfig? { base.config(forMethod: descriptor) }

    func withStream<Result: Sendable>(
        descriptor: MethodDescriptor, options: CallOptions,
        _ body: (_ stream: RPCStream<Inbound, Outbound>, _ context: ClientContext) async throws -> Result
    ) async throws -> Result {
        var isSent = false
        do {
            return try await base.withStream(descriptor: descriptor, options: options) { stream, context in
                isSent = true
                return try await body(stream, context)
            }
        } catch let error as RPCError where !isSent {
            throw RPCError(code: error.code, message: error.message, cause: NotSent())
        }
    }
}
