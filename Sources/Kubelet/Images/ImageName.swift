/// The name of an image as users write it: `[registry[:port]/]path[:tag][@digest]`.
struct ImageName: Equatable {
    /// The registry, `docker.io` when none is written.
    var registry: String
    var repository: String
    var tag: String?
    var digest: String?
    /// As it was written, with `:latest` when it had neither tag nor digest.
    var withDefaultTag: String
    /// `registry/repository`, whatever was left out written out: what credentials are matched with.
    var name: String { "\(registry)/\(repository)" }
    /// What holds when a container does not say when to pull.
    var defaultPullPolicy: String { digest == nil && (tag ?? "latest") == "latest" ? "Always" : "IfNotPresent" }

    init(parsing text: String) throws(InvalidImageName) {
        var rest = text[...]
        if let at = rest.firstIndex(of: "@") {
            let value = String(rest[rest.index(after: at)...])
            let parts = value.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, parts[1].count >= 32, parts[1].allSatisfy(\.isHexDigit) else {
                throw InvalidImageName()
            }
            digest = value
            rest = rest[..<at]
        }
        var last = rest
        if let slash = rest.lastIndex(of: "/") { last = rest[rest.index(after: slash)...] }
        if let colon = last.lastIndex(of: ":") {
            let value = rest[rest.index(after: colon)...]
            guard Self.isTag(value) else { throw InvalidImageName() }
            tag = String(value)
            rest = rest[..<colon]
        }
        let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, !first.isEmpty else { throw InvalidImageName() }
        var path = parts[...]
        if parts.count > 1 && (first.contains(".") || first.contains(":") || first == "localhost") {
            registry = String(first)
            path = parts.dropFirst()
        } else {
            registry = "docker.io"
        }
        guard path.allSatisfy(Self.isComponent), Self.isRegistry(registry) else {
            throw InvalidImageName(uppercase: path.contains { $0.contains(where: \.isUppercase) })
        }
        repository = path.joined(separator: "/")
        if registry == "docker.io" && path.count == 1 { repository = "library/" + repository }
        withDefaultTag = tag == nil && digest == nil ? text + ":latest" : text
    }

    private static func isTag(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 128, isWord(first) else { return false }
        return text.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        isLowerOrDigit(byte) || (65...90).contains(byte) || byte == UInt8(ascii: "_")
    }

    private static func isLowerOrDigit(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (48...57).contains(byte) }

    private static func isComponent(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, isLowerOrDigit(first), isLowerOrDigit(last) else { return false }
        return text.utf8.allSatisfy { isLowerOrDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
    }

    private static func isRegistry(_ text: String) -> Bool {
        text.utf8.allSatisfy { isWord($0) || [46, 45, 58, 91, 93].contains($0) }
    }
}

/// The text is no name of an image.
struct InvalidImageName: Error, CustomStringConvertible {
    var uppercase = false
    var description: String {
        uppercase ? "invalid reference format: repository name must be lowercase" : "invalid reference format"
    }
}
