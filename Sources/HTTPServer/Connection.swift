import Foundation
import NIOCore
import X509

/// What the requests of one connection share. Lives on the connection's event loop.
final class Connection {
    let server: ServerContext
    /// Runs the responders; nil to leave them to the default executor.
    let executor: EventLoopTaskExecutor?
    let peerCertificates: [Certificate]
    let remoteAddress: String?
    let remotePort: Int?
    /// The server is shutting down: no more requests after those that run.
    var isShuttingDown = false

    init(server: ServerContext, executor: EventLoopTaskExecutor?, channel: any Channel, peerCertificates: [Certificate]) {
        self.server = server
        self.executor = executor
        self.peerCertificates = peerCertificates
        self.remoteAddress = channel.remoteAddress?.ipAddress
        self.remotePort = channel.remoteAddress?.port
    }
}

extension HTTPRequest {
    /// The request target in origin form (`/path?query`); nil when it has none, as for CONNECT.
    static func originForm(_ target: String) -> String? {
        if target.utf8.first == UInt8(ascii: "/") || target == "*" { return target }
        // The absolute form that proxies are sent: everything from the first slash behind the authority.
        guard let scheme = target.range(of: "://") else { return nil }
        guard let slash = target[scheme.upperBound...].firstIndex(of: "/") else { return "/" }
        return String(target[slash...])
    }
}
