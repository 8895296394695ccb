import Foundation
import HTTPServer
import NIOHTTP1

/// The headers for browsers: cross-origin requests (`--cors-allowed-origins`) and Strict-Transport-Security
/// (`--strict-transport-security-directives`). Safe to use from any task.
struct BrowserHeaders: Sendable {
    private let origins: [NSRegularExpression]
    private let transportSecurity: String?

    /// - Throws: for an origin that is no regular expression, or one that would match parts of names.
    init(_ options: APIServerOptions) throws {
        origins = try options.corsAllowedOrigins.map { pattern in
            guard pattern.hasPrefix("^") || pattern.hasPrefix("//"), pattern.hasSuffix("$") || pattern.hasSuffix("(:|$)") else {
                throw Assembly.BadOption(
                    description: "--cors-allowed-origins has an invalid regular expression that does not pin to start/end of host: \(pattern)")
            }
            do {
                return try NSRegularExpression(pattern: pattern, options: .caseInsensitive)
            } catch {
                throw Assembly.BadOption(description: "--cors-allowed-origins has an invalid regular expression: \(pattern)")
            }
        }
        let directives = options.strictTransportSecurityDirectives
        for directive in directives where !directive.hasPrefix("max-age=") && !["includeSubDomains", "preload"].contains(directive) {
            throw Assembly.BadOption(
                description: "--strict-transport-security-directives invalid, allowed values: max-age=expireTime, includeSubDomains, preload. see https://tools.ietf.org/html/rfc6797#section-6.1 for more information")
        }
        transportSecurity = directives.isEmpty ? nil : directives.joined(separator: "; ")
    }

    /// Whether there is nothing to add to any response.
    var isEmpty: Bool { origins.isEmpty && transportSecurity == nil }

    /// The answer to a browser that asks whether it may send a request; nil for other requests.
    func preflight(_ request: HTTPRequest) -> HTTPResponse? {
        guard request.method == .OPTIONS, allowedOrigin(request) != nil else { return nil }
        var response = HTTPResponse(status: .noContent)
        add(to: &response, request)
        return response
    }

    /// Adds the headers to a response.
    func add(to response: inout HTTPResponse, _ request: HTTPRequest) {
        if let transportSecurity { response.headers.replaceOrAdd(name: "strict-transport-security", value: transportSecurity) }
        guard let origin = allowedOrigin(request) else { return }
        response.headers.replaceOrAdd(name: "access-control-allow-origin", value: origin)
        response.headers.replaceOrAdd(name: "access-control-allow-methods", value: "POST, GET, OPTIONS, PUT, DELETE, PATCH")
        response.headers.replaceOrAdd(
            name: "access-control-allow-headers",
            value: "Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token, Authorization, X-Requested-With, If-Modified-Since")
        response.headers.replaceOrAdd(name: "access-control-expose-headers", value: "Date")
        response.headers.replaceOrAdd(name: "access-control-allow-credentials", value: "true")
    }

    private func allowedOrigin(_ request: HTTPRequest) -> String? {
        guard !origins.isEmpty, let origin = request.headers.first(name: "origin") else { return nil }
        let range = NSRange(origin.startIndex..., in: origin)
        return origins.contains { $0.firstMatch(in: origin, range: range) != nil } ? origin : nil
    }
}
