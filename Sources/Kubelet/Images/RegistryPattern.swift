/// A pattern of image names as credentials and credential providers have it: a host, whose labels may hold `*`, perhaps with
/// a port and the beginning of a path, as in `*.registry.example:5000/team`.
struct RegistryPattern: Hashable, Sendable {
    /// As it is compared: without a scheme and the version of the registry's API.
    let text: String

    init(_ written: String) {
        var rest = written[...]
        for scheme in ["https://", "http://"] where rest.hasPrefix(scheme) { rest = rest.dropFirst(scheme.count) }
        let host = rest.prefix { $0 != "/" }
        var path = rest.dropFirst(host.count)
        for version in ["/v1/", "/v2/"] where path.hasPrefix(version) {
            path = path.dropFirst(3)
            break
        }
        // Old clients write the address of the API and nothing behind it.
        if ["/", "/v1", "/v2"].contains(path) { path = "" }
        text = String(host + path)
    }

    /// Whether images of this name (`registry/repository`, without tag and digest) are meant. Hosts must be as long in labels,
    /// ports the same, and the pattern's path is a prefix.
    func matches(_ image: String) -> Bool {
        let (host, port, path) = Self.split(text[...])
        let (actualHost, actualPort, actualPath) = Self.split(image[...])
        guard port == actualPort, actualPath.hasPrefix(path) else { return false }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        let actual = actualHost.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count == actual.count && zip(labels, actual).allSatisfy { Self.glob(Array($0.utf8)[...], Array($1.utf8)[...]) }
    }

    /// What registries that name no host belong to.
    static let docker = "index.docker.io"

    private static func split(_ text: Substring) -> (host: Substring, port: Substring, path: Substring) {
        let authority = text.prefix { $0 != "/" }
        let path = text.dropFirst(authority.count)
        guard let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") else { return (authority, "", path) }
        return (authority[..<colon], authority[authority.index(after: colon)...], path)
    }

    /// `*` stands for any characters and `?` for one.
    private static func glob(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        var (p, t) = (pattern.startIndex, text.startIndex)
        var star: (p: Int, t: Int)?
        while t < text.endIndex {
            if p < pattern.endIndex, pattern[p] == UInt8(ascii: "*") {
                star = (p, t)
                p += 1
            } else if p < pattern.endIndex, pattern[p] == text[t] || pattern[p] == UInt8(ascii: "?") {
                p += 1
                t += 1
            } else if let last = star {
                p = last.p + 1
                t = last.t + 1
                star = (last.p, t)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
