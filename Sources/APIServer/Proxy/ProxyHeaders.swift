import AsyncHTTPClient
import Foundation
import HTTPServer
import NIOCore
import NIOHTTP1
import NIOPosix

/// Which headers a proxy passes on.
enum ProxyHeaders {
    /// What is only between two neighbours (RFC 9110), or is made anew for the next one.
    private static let hopByHop: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer",
        "transfer-encoding", "upgrade", "host", "content-length", "date", "http2-settings",
    ]

    /// A request's headers for the next server: not the client's credentials, nor who the client wants to be.
    static func forwarded(_ request: HTTPRequest) -> HTTPHeaders {
        var headers = HTTPHeaders(
            request.headers.filter { header in
                let name = header.name.lowercased()
                return !hopByHop.contains(name) && name != "authorization" && !name.hasPrefix("x-remote-")
                    && !name.hasPrefix("impersonate-")
            }.map { ($0.name, $0.value) })
        if let address = request.remoteAddress {
            let before = headers["x-forwarded-for"]
            headers.replaceOrAdd(name: "x-forwarded-for", value: (before + [address]).joined(separator: ", "))
        }
        return headers
    }

    /// A response's headers for the client.
    static func returned(_ headers: HTTPHeaders) -> HTTPHeaders {
        HTTPHeaders(headers.filter { !hopByHop.contains($0.name.lowercased()) }.map { ($0.name, $0.value) })
    }
}

/// Percent-encoding for parts of URLs.
enum URLEncoding {
    /// A path segment or a query's value: everything but unreserved characters is encoded.
    static func component(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                result += "%" + (hex.count < 2 ? "0" : "") + hex
            }
        }
        return result
    }
}

/// Why a server could not be reached, as Go's dialer says it where there is a counterpart.
enum ErrorText {
    static func of(_ error: any Error, _ authority: String) -> String {
        switch error {
        case let error as NIOConnectionError:
            if let first = error.connectionErrors.first { return of(first.error, authority) }
            return "dial tcp: lookup \(error.host): no such host"
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            return "dial tcp \(authority): connect: connection refused"
        case let error as IOError where error.errnoCode == EHOSTUNREACH:
            return "dial tcp \(authority): connect: no route to host"
        case ChannelError.connectTimeout, HTTPClientError.connectTimeout as HTTPClientError:
            return "dial tcp \(authority): i/o timeout"
        default:
            return "\(error)"
        }
    }
}
