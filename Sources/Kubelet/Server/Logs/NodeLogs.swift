import CoreFoundation
import Foundation
import HTTPServer
import KubernetesAPI
import NIOCore
import NIOHTTP1
import Streaming
import Subprocess
import SystemPackage

/// /logs/: the node's own log files, as a web server shows a directory; and, if it is allowed, what the journal or a log file
/// has of a service (`?query=`).
struct NodeLogs: Sendable {
    /// `enableSystemLogQuery`
    var allowsQueries = false
    /// The directory that is shown.
    var root = "/var/log"

    func respond(_ path: [String], _ request: HTTPRequest) async throws -> HTTPResponse {
        let query = QueryItems(request.query)
        if query["query"] != nil, allowsQueries { return try await NodeLogQuery(query, root: root).respond() }
        guard request.method == .GET || request.method == .HEAD else { return .text("405: Method Not Allowed", status: .methodNotAllowed) }
        // A segment may hold anything that is no way up or a path of its own.
        guard !path.contains(where: { $0 == ".." || $0 == "." || $0.contains("/") || $0.contains("\0") }) else {
            throw KubeletServerError.badRequest("invalid URL path")
        }
        let file = ([root] + path).joined(separator: "/")
        var status = stat()
        guard stat(file, &status) == 0 else { throw KubeletServerError.notFound("404 page not found\n") }
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            guard request.path.hasSuffix("/") else {
                return HTTPResponse(status: .movedPermanently, headers: ["location": "\(path.last ?? "logs")/"])
            }
            return listing(file)
        case S_IFREG:
            return try serve(file, size: Int64(status.st_size), modified: Int64(status.st_mtim.tv_sec), request)
        default:
            throw KubeletServerError.notFound("404 page not found\n")
        }
    }

    private func listing(_ directory: String) -> HTTPResponse {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
        var page = "<!doctype html>\n<meta name=\"viewport\" content=\"width=device-width\">\n<pre>\n"
        for name in names {
            var status = stat()
            let slash = stat(directory + "/" + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR ? "/" : ""
            let link = name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed.subtracting(["/", ":"])) ?? name
            page += "<a href=\"\(link)\(slash)\">\(Self.escape(name + slash))</a>\n"
        }
        return .text(page + "</pre>\n", contentType: "text/html; charset=utf-8")
    }

    private static func escape(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\"", with: "&#34;")
            .replacing("'", with: "&#39;")
    }

    // MARK: Files

    private func serve(_ path: String, size: Int64, modified: Int64, _ request: HTTPRequest) throws -> HTTPResponse {
        var headers: HTTPHeaders = ["content-type": "text/plain; charset=utf-8", "accept-ranges": "bytes", "last-modified": HTTPDate.text(modified)]
        if let since = request.headers.first(name: "if-modified-since"), since == HTTPDate.text(modified) {
            return HTTPResponse(status: .notModified, headers: headers)
        }
        var range: Range<Int64> = 0..<size
        var code = HTTPResponseStatus.ok
        if let header = request.headers.first(name: "range") {
            guard let asked = Self.range(header, size: size) else {
                headers.add(name: "content-range", value: "bytes */\(size)")
                return HTTPResponse(status: .rangeNotSatisfiable, headers: headers, body: .buffer(ByteBuffer(string: "invalid range: failed to overlap\n")))
            }
            range = asked
            code = .partialContent
            headers.add(name: "content-range", value: "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)")
        }
        if request.method == .HEAD {
            return HTTPResponse(status: code, headers: headers)
        }
        let file = try LogFile(path: path)
        let part = range
        return HTTPResponse(
            status: code, headers: headers,
            body: .stream { writer in
                defer { file.close() }
                var offset = part.lowerBound
                while offset < part.upperBound {
                    let bytes = try file.read(at: offset, limit: Int(min(part.upperBound - offset, 64 << 10)))
                    if bytes.isEmpty { return }
                    offset += Int64(bytes.count)
                    try await writer.write(ByteBuffer(bytes: bytes))
                }
            })
    }

    /// The part that `bytes=A-B`, `bytes=A-` or `bytes=-N` asks for; nil when there is none of it. Of several parts, the first.
    static func range(_ header: String, size: Int64) -> Range<Int64>? {
        guard header.hasPrefix("bytes="), let first = header.dropFirst(6).split(separator: ",").first else { return nil }
        let ends = first.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
        guard ends.count == 2 else { return nil }
        if ends[0].isEmpty {
            guard let last = Int64(ends[1]), last > 0, size > 0 else { return nil }
            return max(0, size - min(last, size))..<size
        }
        guard let start = Int64(ends[0]), start >= 0, start < size else { return nil }
        guard !ends[1].isEmpty else { return start..<size }
        guard let end = Int64(ends[1]), end >= start else { return nil }
        return start..<(min(end, size - 1) + 1)
    }
}

/// A time as HTTP's headers say it.
private enum HTTPDate {
    static func text(_ seconds: Int64) -> String {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        guard days.indices.contains(Int(parts.tm_wday)), months.indices.contains(Int(parts.tm_mon)) else { return "" }
        return "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(1900 + parts.tm_year) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
    }
}
