import HTTPServer
import JSON
import KubernetesAPI
import NIOCore
import NIOHTTP1

/// The pages about the process for those who operate it: `/flagz`, `/statusz`, `/configz`.
struct ServerPages: Sendable {
    static let paths = ["/configz", "/flagz", "/statusz"]
    private static let warning =
        "Warning: This endpoint is not meant to be machine parseable, has no formatting compatibility guarantees and is for debugging purposes only."

    let options: APIServerOptions
    let clock: any WallClock
    private let started: Instant

    init(options: APIServerOptions, clock: any WallClock) {
        self.options = options
        self.clock = clock
        started = clock.now
    }

    /// Answers one of the paths; nil for other paths.
    func respond(path: String) -> HTTPResponse? {
        switch path {
        case "/flagz": page("flagz", options.flags.map { "\($0.name)=\($0.value)" })
        case "/statusz": page("statusz", status)
        case "/configz":
            Rendering.document(
                ["kube-apiserver": .object(JSONObject(options.flags.map { ($0.name, .string($0.value)) }))],
                Representation(encoding: .json, shape: .object, pretty: false))
        default: nil
        }
    }

    private var status: [String] {
        let up = max(0, (clock.now - started).components.seconds)
        let version = options.version.drop { $0 == "v" }
        let short = version.split(separator: ".").prefix(2).joined(separator: ".")
        return [
            "Started: \(Time(seconds: started.seconds))", "Up: \(up / 3600) hr \(up / 60 % 60) min \(up % 60) sec",
            "Binary version: \(version)", "Emulation version: \(short)", "", "Paths: /livez /readyz /healthz /metrics /metrics/slis /version",
        ]
    }

    private func page(_ name: String, _ lines: [String]) -> HTTPResponse {
        let text = "\nkube-apiserver \(name)\n\(Self.warning)\n\n" + lines.joined(separator: "\n") + "\n"
        return HTTPResponse(
            status: .ok, headers: ["content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff"],
            body: .buffer(ByteBuffer(string: text)))
    }
}

extension APIServerOptions {
    /// The options as flags and their values, ordered by name.
    var flags: [(name: String, value: String)] {
        Mirror(reflecting: self).children.compactMap { child in
            child.label.map { (name: Self.flag($0), value: Self.text(child.value)) }
        }.sorted { $0.name < $1.name }
    }

    /// `clientCAFile` is `client-ca-file`.
    private static func flag(_ property: String) -> String {
        let letters = Array(property)
        var name = ""
        for (i, letter) in letters.enumerated() {
            let startsWord = i > 0 && letter.isUppercase && (!letters[i - 1].isUppercase || (i + 1 < letters.count && letters[i + 1].isLowercase))
            if startsWord { name += "-" }
            name += letter.lowercased()
        }
        return name
    }

    private static func text(_ value: Any) -> String {
        switch value {
        case let duration as Duration: return GoDurationText.format(duration)
        case let list as [String]: return "[" + list.joined(separator: ",") + "]"
        case let text as String: return text
        case let number as Int: return "\(number)"
        case let truth as Bool: return "\(truth)"
        case let range as ClosedRange<Int>: return "\(range.lowerBound)-\(range.upperBound)"
        case let map as [String: Bool]: return map.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        default:
            // What is left are optionals.
            guard let inner = Mirror(reflecting: value).children.first?.value else {
                return Mirror(reflecting: value).displayStyle == .optional ? "" : "\(value)"
            }
            return Mirror(reflecting: value).displayStyle == .optional ? text(inner) : "\(value)"
        }
    }
}
