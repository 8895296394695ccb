/// Why a text is not the JSON that was asked for.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong, in the words that Go's `encoding/json` uses where there is a counterpart.
    public var message: String
    /// Bytes from the start of the text to the place.
    public var offset: Int
    /// The names of the fields that led there, outermost first; empty for a syntax error.
    public var path: [String]

    public init(_ message: String, offset: Int = 0, path: [String] = []) {
        self.message = message
        self.offset = offset
        self.path = path
    }

    public var description: String {
        path.isEmpty ? message : "\(path.joined(separator: ".")): \(message)"
    }
}
