/// The words in which Go's `time.Parse` refuses a text.
enum GoTimeParsing {
    /// - Parameter micro: whether the layout has microseconds, as MicroTime's.
    static func message(_ text: String, micro: Bool) -> String {
        let layout = micro ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00"
        let quoted = FieldError.quoted(text)
        let (rest, expected, note) = failure(text, micro: micro)
        if let note { return "parsing time \(quoted)\(note)" }
        return "parsing time \(quoted) as \"\(layout)\": cannot parse \(FieldError.quoted(rest)) as \"\(expected)\""
    }

    /// The layout in its parts: how many digits, or a fixed text.
    private static func failure(_ source: String, micro: Bool) -> (rest: String, expected: String, note: String?) {
        let parts: [(digits: Int, element: String, range: ClosedRange<Int>?, name: String)] = [
            (4, "2006", nil, "year"), (0, "-", nil, ""), (2, "01", 1...12, "month"), (0, "-", nil, ""), (2, "02", 1...31, "day"),
            (0, "T", nil, ""), (2, "15", 0...23, "hour"), (0, ":", nil, ""), (2, "04", 0...59, "minute"), (0, ":", nil, ""),
            (2, "05", 0...59, "second"),
        ]
        var rest = Array(source.utf8)[...]
        func text(_ slice: ArraySlice<UInt8>) -> String { String(decoding: slice, as: UTF8.self) }
        for part in parts {
            if part.digits == 0 {
                guard rest.first == part.element.utf8.first else { return (text(rest), part.element, nil) }
                rest.removeFirst()
                continue
            }
            let digits = rest.prefix(part.digits)
            guard digits.count == part.digits, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return (text(rest), part.element, nil) }
            if let range = part.range, let value = Int(text(digits)), !range.contains(value) {
                return ("", "", ": \(part.name) out of range")
            }
            rest = rest.dropFirst(part.digits)
        }
        if micro {
            guard rest.first == UInt8(ascii: "."), rest.dropFirst().prefix(6).count == 6,
                  rest.dropFirst().prefix(6).allSatisfy({ (0x30...0x39).contains($0) })
            else { return (text(rest), ".000000", nil) }
            rest = rest.dropFirst(7)
        } else if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst().drop { (0x30...0x39).contains($0) }
        }
        if rest.first == UInt8(ascii: "Z") {
            rest.removeFirst()
            return rest.isEmpty ? ("", "", ": day out of range") : ("", "", ": extra text: \(FieldError.quoted(text(rest)))")
        }
        return (text(rest), "Z07:00", nil)
    }
}
