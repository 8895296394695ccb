/// Where the parts of an encoded object are that are needed without parsing it again.
///
/// Objects are stored as `{"kind":…,"apiVersion":…,"metadata":{…},…}` without a resourceVersion, for that is only known
/// when the object is in the store. It is put in on the way out.
struct ObjectLayout: Sendable, Equatable {
    /// The length of `{"kind":…,"apiVersion":…,`: what the items of a list leave out.
    var typeLength: Int
    /// Where the text of the resourceVersion member goes.
    var revisionOffset: Int
    /// Whether that is the first member of the metadata.
    var isFirst: Bool

    /// Finds the layout of an encoded object; nil when its members stand in another order.
    init?(_ bytes: [UInt8]) {
        var scanner = Scanner(bytes: bytes)
        guard scanner.skip("{\"kind\":"), scanner.skipPlainString(), scanner.skip(",\"apiVersion\":"), scanner.skipPlainString(),
            scanner.skip(",")
        else { return nil }
        typeLength = scanner.position
        guard scanner.skip("\"metadata\":{") else { return nil }
        revisionOffset = scanner.position
        isFirst = true
        // Kubernetes prints it behind the uid.
        while let name = scanner.plainString(), ["name", "generateName", "namespace", "uid"].contains(name), scanner.skip(":"),
            scanner.skipPlainString()
        {
            revisionOffset = scanner.position
            isFirst = false
            if name == "uid" || !scanner.skip(",") { break }
        }
    }

    /// The object with its resourceVersion, and `}\n` behind it, which ends the frame of a watch event.
    func framed(_ bytes: [UInt8], revision: Int64) -> (bytes: [UInt8], digits: Range<Int>) {
        let digits = Array(String(revision).utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + digits.count + 32)
        result += bytes[..<revisionOffset]
        if !isFirst { result.append(UInt8(ascii: ",")) }
        result += "\"resourceVersion\":\"".utf8
        let start = result.count
        result += digits
        let end = result.count
        result.append(UInt8(ascii: "\""))
        if isFirst, revisionOffset < bytes.count, bytes[revisionOffset] != UInt8(ascii: "}") { result.append(UInt8(ascii: ",")) }
        result += bytes[revisionOffset...]
        result += "}\n".utf8
        return (result, start..<end)
    }

    /// The length of `"metadata":`.
    static let metadataKeyLength = 11

    /// The length of the JSON object that begins at a place, to its closing brace.
    static func objectLength(_ bytes: UnsafeRawBufferPointer, at start: Int) -> Int {
        var depth = 0
        var isQuoted = false
        var position = start
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\") where isQuoted: position += 1
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "{") where !isQuoted: depth += 1
            case UInt8(ascii: "}") where !isQuoted:
                depth -= 1
                if depth == 0 { return position + 1 - start }
            default: break
            }
            position += 1
        }
        return 0
    }

    private struct Scanner {
        let bytes: [UInt8]
        var position = 0

        mutating func skip(_ text: StaticString) -> Bool {
            guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
            let matches = text.withUTF8Buffer { $0.elementsEqual(bytes[position..<position + $0.count]) }
            if matches { position += text.utf8CodeUnitCount }
            return matches
        }

        /// A string without escapes.
        mutating func plainString() -> String? {
            let start = position + 1
            guard skipPlainString() else { return nil }
            return String(decoding: bytes[start..<position - 1], as: UTF8.self)
        }

        mutating func skipPlainString() -> Bool {
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return false }
            var end = position + 1
            while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
                if bytes[end] == UInt8(ascii: "\\") { return false }
                end += 1
            }
            guard end < bytes.count else { return false }
            position = end + 1
            return true
        }
    }
}
