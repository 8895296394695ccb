/// One clause of an Accept or Content-Type header.
struct MediaType: Sendable, Equatable {
    /// Lower case, such as `application/json`.
    var type: String
    /// Parameters by lower-case name.
    var parameters: [String: String]

    /// Reads one clause; nil when it is no media type.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ";").map(MediaType.trimmed)
        guard let first = parts.first, first.contains("/") else { return nil }
        type = first.lowercased()
        parameters = [:]
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map(MediaType.trimmed)
            guard pair.count == 2 else { continue }
            parameters[pair[0].lowercased()] = pair[1].hasPrefix("\"") ? String(pair[1].dropFirst().dropLast()) : pair[1]
        }
    }

    /// How much the client wants it, from 0 to 1.
    var quality: Double { parameters["q"].flatMap(Double.init) ?? 1 }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var slice = Substring(text)
        while let first = slice.first, first == " " || first == "\t" { slice.removeFirst() }
        while let last = slice.last, last == " " || last == "\t" { slice.removeLast() }
        return String(slice)
    }
}
