/// The header pairs of a SPDY stream; names compare without case.
public struct SPDYHeaders: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    private var pairs: [(name: String, value: String)] = []

    /// Headers from pairs; names are lower-cased.
    public init(_ pairs: [(String, String)] = []) {
        self.pairs = pairs.map { ($0.0.lowercased(), $0.1) }
    }

    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements)
    }

    /// The value of a name, the first one if there are several.
    public subscript(name: String) -> String? {
        let name = name.lowercased()
        guard let value = pairs.first(where: { $0.name == name })?.value else { return nil }
        return value.split(separator: "\0", omittingEmptySubsequences: false).first.map(String.init)
    }

    /// How many names there are.
    public var count: Int { pairs.count }

    public static func == (left: SPDYHeaders, right: SPDYHeaders) -> Bool {
        left.pairs.elementsEqual(right.pairs, by: ==)
    }

    /// The uncompressed header block: the number of pairs, then each name and value behind its length.
    var block: [UInt8] {
        var bytes: [UInt8] = []
        func append(_ number: Int) {
            let number = UInt32(clamping: number)
            for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
        }
        append(pairs.count)
        for (name, value) in pairs {
            for text in [name, value] {
                append(text.utf8.count)
                bytes += Array(text.utf8)
            }
        }
        return bytes
    }

    init(block: [UInt8]) throws(StreamingError) {
        var rest = block[...]
        func number() throws(StreamingError) -> Int {
            guard rest.count >= 4 else { throw .malformed("header block is cut short") }
            defer { rest = rest.dropFirst(4) }
            return rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        }
        func text() throws(StreamingError) -> String {
            let count = try number()
            guard count <= rest.count else { throw .malformed("header block is cut short") }
            defer { rest = rest.dropFirst(count) }
            return String(decoding: rest.prefix(count), as: UTF8.self)
        }
        let count = try number()
        // Each pair takes eight bytes at least, which bounds what a lying count can make us do.
        guard count <= rest.count / 8 else { throw .malformed("header block counts \(count) pairs") }
        for _ in 0..<count {
            let name = try text()
            pairs.append((name.lowercased(), try text()))
        }
    }
}
