import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix

/// One call of grpc.health.v1.Health/Check, in the clear as Kubernetes' gRPC probes are.
enum GRPCHealth {
    static func check(host: String, port: Int, service: String, timeout: TimeAmount) async throws -> ProbeOutcome {
        let authority = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        let channel: any Channel
        let multiplexer: NIOHTTP2Handler.StreamMultiplexer
        do {
            // Set up before it connects: what the server says first would be lost otherwise.
            (channel, multiplexer) = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connectTimeout(timeout).connect(host: host, port: port) { channel in
                    channel.configureHTTP2Pipeline(mode: .client, connectionConfiguration: .init(), streamConfiguration: .init()) {
                        $0.eventLoop.makeSucceededVoidFuture()
                    }.map { (channel, $0) }
                }
        } catch {
            return .failure("timeout: failed to connect service \"\(authority)\" within \(timeout.nanoseconds / 1_000_000_000)s: \(NetworkProber.text(error, authority))")
        }
        defer { channel.close(promise: nil) }
        let answer = channel.eventLoop.makePromise(of: ProbeOutcome.self)
        let deadline = channel.eventLoop.scheduleTask(in: timeout) {
            answer.succeed(.failure("timeout: health rpc did not complete within \(timeout.nanoseconds / 1_000_000_000)s"))
        }
        channel.closeFuture.whenComplete { _ in answer.succeed(.failure("error: health rpc probe failed: connection closed")) }
        do {
            let stream = try await multiplexer.createStreamChannel { stream in
                stream.eventLoop.makeCompletedFuture {
                    try stream.pipeline.syncOperations.addHandler(Answer(answer))
                }
            }.get()
            var headers = HPACKHeaders()
            headers.add(name: ":method", value: "POST")
            headers.add(name: ":scheme", value: "http")
            headers.add(name: ":path", value: "/grpc.health.v1.Health/Check")
            headers.add(name: ":authority", value: authority)
            headers.add(name: "content-type", value: "application/grpc")
            headers.add(name: "te", value: "trailers")
            headers.add(name: "user-agent", value: "kube-probe/1.36")
            // Not waited for: nothing is sent before the flush.
            stream.write(HTTP2Frame.FramePayload.headers(.init(headers: headers)), promise: nil)
            let body = message(service)
            try await stream.writeAndFlush(HTTP2Frame.FramePayload.data(.init(data: .byteBuffer(body), endStream: true))).get()
        } catch {
            answer.succeed(.failure("error: health rpc probe failed: \(error)"))
        }
        let outcome = try await answer.futureResult.get()
        deadline.cancel()
        return outcome
    }

    /// A HealthCheckRequest in gRPC's framing: one byte for "not compressed", four for the length.
    private static func message(_ service: String) -> ByteBuffer {
        let name = Array(service.utf8.prefix(1 << 16))
        var request = ByteBuffer()
        if !name.isEmpty {
            request.writeInteger(UInt8(0x0A))
            var length = UInt32(name.count)
            while length >= 0x80 {
                request.writeInteger(UInt8(length & 0x7F | 0x80))
                length >>= 7
            }
            request.writeInteger(UInt8(length))
            request.writeBytes(name)
        }
        var framed = ByteBuffer()
        framed.writeInteger(UInt8(0))
        framed.writeInteger(UInt32(request.readableBytes))
        framed.writeBuffer(&request)
        return framed
    }

    /// Collects the answer of the one call.
    private final class Answer: ChannelInboundHandler {
        typealias InboundIn = HTTP2Frame.FramePayload

        private let promise: EventLoopPromise<ProbeOutcome>
        private var body = ByteBuffer()

        init(_ promise: EventLoopPromise<ProbeOutcome>) { self.promise = promise }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .data(let frame):
                guard case .byteBuffer(var bytes) = frame.data, body.readableBytes < 1 << 16 else { return }
                body.writeBuffer(&bytes)
            case .headers(let frame):
                if let code = frame.headers.first(name: "grpc-status") { finish(code, frame.headers.first(name: "grpc-message") ?? "") }
                else if frame.endStream { promise.succeed(.failure("error: health rpc probe failed: no status")) }
            default:
                break
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            promise.succeed(.failure("error: health rpc probe failed: \(error)"))
            context.close(promise: nil)
        }

        private func name(ofCode code: String) -> String {
            let names = [
                "OK", "Canceled", "Unknown", "InvalidArgument", "DeadlineExceeded", "NotFound", "AlreadyExists", "PermissionDenied",
                "ResourceExhausted", "FailedPrecondition", "Aborted", "OutOfRange", "Unimplemented", "Internal", "Unavailable", "DataLoss",
                "Unauthenticated",
            ]
            guard let number = Int(code), names.indices.contains(number) else { return "Code(\(code))" }
            return names[number]
        }

        private func finish(_ code: String, _ message: String) {
            switch code {
            case "0":
                // Field 1 of HealthCheckResponse is the status; 1 is SERVING, and 0, UNKNOWN, is left out.
                var bytes = body
                bytes.moveReaderIndex(forwardBy: min(5, bytes.readableBytes))
                let status = bytes.readInteger(as: UInt8.self) == 0x08 ? bytes.readInteger(as: UInt8.self) ?? 0 : 0
                let names = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"]
                let name = names.indices.contains(Int(status)) ? names[Int(status)] : "\(status)"
                promise.succeed(status == 1 ? .success : .failure("service unhealthy (responded with \"\(name)\")"))
            case "12":
                promise.succeed(.failure("error: this server does not implement the grpc health protocol (grpc.health.v1.Health): \(message)"))
            default:
                promise.succeed(.failure("error: health rpc probe failed: rpc error: code = \(name(ofCode: code)) desc = \(message)"))
            }
        }
    }
}
