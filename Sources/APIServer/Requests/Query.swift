/// The parameters of a URL's query, decoded, in their order.
struct Query: Sendable {
    private let items: [(name: String, value: String)]

    /// Parses what stands behind the `?`. A pair that is not well encoded is left out, as Go does.
    init(_ text: some StringProtocol) {
        items = text.split(separator: "&").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first.flatMap({ PercentCoding.decode($0, plusIsSpace: true) }) else { return nil }
            guard parts.count > 1 else { return (name, "") }
            return PercentCoding.decode(parts[1], plusIsSpace: true).map { (name, $0) }
        }
    }

    /// The first value of a parameter; nil when it is not there.
    subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    /// All values of a parameter.
    func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }
}

/// Percent-encoding as URLs have it.
enum PercentCoding {
    /// The text with its `%XX` sequences replaced; nil where one is broken or the result is not UTF-8.
    static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(hexValue), let low = iterator.next().flatMap(hexValue) else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace:
                bytes.append(UInt8(ascii: " "))
            default:
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
