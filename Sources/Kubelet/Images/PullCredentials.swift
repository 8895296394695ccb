import ContainerRuntime
import Foundation
import JSON
import KubernetesAPI

/// Passwords for registries, from secrets of type kubernetes.io/dockerconfigjson and kubernetes.io/dockercfg.
struct PullCredentials: Sendable {
    private struct Entry: Sendable {
        /// Host, perhaps with a port and a path; `*` stands for one label.
        var pattern: String
        var auth: CRIAuthConfig
    }

    private var entries: [Entry] = []

    init() {}

    /// Adds what a secret holds; what cannot be read is passed over.
    mutating func add(_ secret: Secret) {
        if let bytes = secret.data[".dockerconfigjson"], let value = try? JSONValue(parsing: bytes) {
            add(value["auths"]?.object)
        }
        if let bytes = secret.data[".dockercfg"], let value = try? JSONValue(parsing: bytes) { add(value.object) }
    }

    private mutating func add(_ auths: JSONObject?) {
        guard let auths else { return }
        for (pattern, value) in auths {
            var auth = CRIAuthConfig()
            auth.username = value["username"]?.string ?? ""
            auth.password = value["password"]?.string ?? ""
            auth.identityToken = value["identitytoken"]?.string ?? ""
            if let both = value["auth"]?.string, let data = Data(base64Encoded: both) {
                let text = String(decoding: data, as: UTF8.self)
                if let colon = text.firstIndex(of: ":") {
                    auth.username = String(text[..<colon])
                    auth.password = String(text[text.index(after: colon)...])
                }
            }
            entries.append(Entry(pattern: Self.normalized(pattern), auth: auth))
        }
    }

    private static func normalized(_ pattern: String) -> String {
        var text = pattern
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) { text.removeFirst(scheme.count) }
        for suffix in ["/v1/", "/v2/", "/v1", "/v2", "/"] where text.hasSuffix(suffix) {
            text.removeLast(suffix.count)
            break
        }
        return text == "index.docker.io" || text == "registry-1.docker.io" ? "docker.io" : text
    }

    /// The credentials that fit an image, those of the longest pattern first.
    func matching(_ image: ImageName) -> [CRIAuthConfig] {
        let full = "\(image.registry)/\(image.repository)"
        return entries.filter { Self.matches($0.pattern, full) }.sorted { $0.pattern.count > $1.pattern.count }.map(\.auth)
    }

    private static func matches(_ pattern: String, _ image: String) -> Bool {
        guard let host = pattern.split(separator: "/").first, let actual = image.split(separator: "/").first else { return false }
        let labels = host.split(separator: ".")
        let actualLabels = actual.split(separator: ".")
        guard labels.count == actualLabels.count else { return false }
        for (label, actualLabel) in zip(labels, actualLabels) where label != "*" && label != actualLabel { return false }
        // The path is a prefix.
        return image.dropFirst(actual.count).hasPrefix(pattern.dropFirst(host.count))
    }
}
