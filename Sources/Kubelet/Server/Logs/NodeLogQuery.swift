import Foundation
import HTTPServer
import KubernetesAPI
import NIOCore
import NIOHTTP1
import Streaming
import Subprocess

/// What is asked of a service's log on the node: `/logs/?query=kubelet&tailLines=10`. The journal is asked; a service
/// without one there may have a log file.
struct NodeLogQuery {
    let services: [String]
    let files: [String]
    private let root: String
    private var arguments: [String] = []
    private var pattern: String?
    private var tail: Int?

    /// Throws 400 for what makes no sense.
    init(_ query: QueryItems, root: String) throws(KubeletServerError) {
        self.root = root
        let names = query.values("query").filter { !$0.isEmpty }
        guard !names.isEmpty else { throw .badRequest("query cannot be empty when options are specified") }
        for name in names where name.hasPrefix("-") || name.contains("..") || name.contains("\0") || name.unicodeScalars.contains(where: { !Self.allowed($0) }) {
            throw .badRequest("query: Invalid value: \"\(name)\"")
        }
        files = names.filter { $0.contains("/") }
        services = names.filter { !$0.contains("/") }
        guard files.isEmpty || (services.isEmpty && files.count == 1) else { throw .badRequest("cannot specify a file and service") }
        for (name, flag) in [("sinceTime", "--since"), ("untilTime", "--until")] {
            guard let text = query[name], !text.isEmpty else { continue }
            guard let time = RFC3339.parse(text) else { throw .badRequest("\(name): invalid time format") }
            // journalctl knows no time zones in RFC 3339.
            arguments.append("\(flag)=\(RFC3339.text(seconds: time.seconds).replacing("T", with: " ").replacing("Z", with: " UTC"))")
        }
        if let text = query["tailLines"], !text.isEmpty {
            guard let lines = Int(text), (0...100_000).contains(lines) else { throw .badRequest("tailLines: must be an integer between 0 and 100000") }
            tail = lines
            arguments.append("--lines=\(lines)")
        }
        if let text = query["boot"], !text.isEmpty {
            guard let boot = Int(text), boot <= 0 else { throw .badRequest("boot: must be zero or negative") }
            arguments.append("--boot=\(boot)")
        }
        if let text = query["pattern"], !text.isEmpty {
            guard (try? Regex(text)) != nil else { throw .badRequest("pattern: invalid regular expression") }
            pattern = text
            arguments.append("--grep=\(text)")
        }
    }

    private static func allowed(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) || "_-.:@/".unicodeScalars.contains(scalar)
    }

    func respond() async throws -> HTTPResponse {
        if let file = files.first { return .text(try fromFile(root + "/" + file)) }
        if let journal = try await fromJournal() { return .text(journal) }
        for service in services {
            for name in [service, service + ".log", "\(service)/\(service).log"] {
                var isDirectory: ObjCBool = false
                let path = root + "/" + name
                if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue { return .text(try fromFile(path)) }
            }
        }
        throw KubeletServerError.badRequest("could not query the node logs: no logs of \(services.joined(separator: ", ")) found")
    }

    /// Nil when there is no journal, or nothing of the services in it.
    private func fromJournal() async throws -> String? {
        let units = services.map { "--unit=\($0)" }
        let result = try? await Subprocess.run(
            .name("journalctl"), arguments: Arguments(["--utc", "--no-pager", "--output=short-precise", "--quiet"] + arguments + units),
            output: .string(limit: 16 << 20), error: .discarded)
        guard let result, result.terminationStatus.isSuccess, !result.standardOutput.isEmpty else { return nil }
        return result.standardOutput
    }

    private func fromFile(_ path: String) throws -> String {
        let file: LogFile
        do { file = try LogFile(path: path) } catch { throw KubeletServerError.notFound("could not read \(path): \(error)") }
        defer { file.close() }
        var offset = try tail.map(file.startOfTail) ?? 0
        // What is asked for is for people to read; a log may be larger than that.
        offset = max(offset, try file.size() - (16 << 20))
        var bytes: [UInt8] = []
        while true {
            let more = try file.read(at: offset)
            if more.isEmpty { break }
            bytes += more
            offset += Int64(more.count)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let pattern, let regex = try? Regex(pattern) else { return text }
        return text.split(separator: "\n").filter { $0.contains(regex) }.map { $0 + "\n" }.joined()
    }
}
