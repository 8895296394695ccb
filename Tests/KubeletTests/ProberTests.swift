import Foundation
import KubernetesAPI
import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import NIOSSL
import Testing

@testable import Kubelet

/// Answers health checks: "well" serves, "ill" does not, others are not known; "old" does not know the call.
private final class HealthServer: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload
    private var request = ByteBuffer()

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .data(let frame) = unwrapInboundIn(data), case .byteBuffer(var bytes) = frame.data else { return }
        request.writeBuffer(&bytes)
        guard frame.endStream else { return }
        let text = String(buffer: request)
        let serving: UInt8? = text.hasSuffix("well") ? 1 : text.hasSuffix("ill") ? 2 : nil
        var headers = HPACKHeaders([(":status", "200"), ("content-type", "application/grpc")])
        guard let serving else {
            headers.add(name: "grpc-status", value: text.hasSuffix("old") ? "12" : "5")
            headers.add(name: "grpc-message", value: "unknown service")
            context.writeAndFlush(wrapOutboundOut(.headers(.init(headers: headers, endStream: true))), promise: nil)
            return
        }
        context.write(wrapOutboundOut(.headers(.init(headers: headers))), promise: nil)
        context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(ByteBuffer(bytes: [0, 0, 0, 0, 2, 0x08, serving]))))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.headers(.init(headers: HPACKHeaders([("grpc-status", "0")]), endStream: true))), promise: nil)
    }
}

/// Answers any request with the Host and User-Agent that it came with.
private final class Echo: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let lines = String(buffer: unwrapInboundIn(data)).split(separator: "\r\n")
        let told = lines.filter { $0.lowercased().hasPrefix("host:") || $0.lowercased().hasPrefix("user-agent:") }.sorted().joined(separator: ", ")
        let answer = "HTTP/1.1 300 Choose\r\nContent-Length: \(told.utf8.count)\r\nConnection: close\r\n\r\n\(told)"
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
    }
}

@Suite struct ProberTests {
    @Test(.timeLimit(.minutes(1))) func grpcAsksTheService() async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.configureHTTP2Pipeline(mode: .server, connectionConfiguration: .init(), streamConfiguration: .init()) { stream in
                    stream.eventLoop.makeCompletedFuture { try stream.pipeline.syncOperations.addHandler(HealthServer()) }
                }.map { _ in }
            }.bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        let prober = NetworkProber()
        func ask(_ service: String) async throws -> ProbeOutcome {
            try await prober.grpc(host: "127.0.0.1", port: port, service: service, timeout: .seconds(5))
        }
        #expect(try await ask("well") == .success)
        #expect(try await ask("ill") == .failure("service unhealthy (responded with \"NOT_SERVING\")"))
        #expect(try await ask("other") == .failure("error: health rpc probe failed: rpc error: code = NotFound desc = unknown service"))
        #expect(
            try await ask("old")
                == .failure("error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service"))
        try await server.close().get()
    }

    @Test(.timeLimit(.minutes(1))) func httpsTakesAnyCertificateAndHeadersAreSent() async throws {
        let pem = try ServerPKI().serverPEM()
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(pem.certificate.utf8)).map { NIOSSLCertificateSource.certificate($0) }
        let key = try NIOSSLPrivateKey(bytes: Array(pem.key.utf8), format: .pem)
        let context = try NIOSSLContext(configuration: TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key)))
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    try channel.pipeline.syncOperations.addHandler(Echo())
                }
            }.bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        let get = HTTPGetAction(path: "/", scheme: "HTTPS", httpHeaders: [HTTPHeader(name: "Host", value: "named.example")])
        let outcome = try await NetworkProber().http(get, host: "127.0.0.1", port: port, timeout: .seconds(5))
        guard case .warning(let text) = outcome else {
            Issue.record("not a warning: \(outcome)")
            return
        }
        #expect(text.hasPrefix("Probe terminated redirects, Response body: ") && text.lowercased().contains("host: named.example"))
        #expect(text.lowercased().contains("user-agent: kube-probe/1.36"))
        try await server.close().get()
    }
}
