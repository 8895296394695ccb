/// What the functions of texts, lists, maps, optional values and versions do.
extension CELFunctions {
    /// A member function.
    static func member(_ name: String, of receiver: CELValue, _ arguments: [CELValue]) throws(CELEvaluationError) -> CELValue {
        switch receiver {
        case .string(let text): return try string(name, text, arguments)
        case .bytes(let bytes): if name == "size" { return .int(Int64(bytes.count)) }
        case .list(let items): return try list(name, items, arguments)
        case .map(let map): if name == "size" { return .int(Int64(map.count)) }
        case .optional(let value): return try optional(name, value, arguments)
        case .semver(let version):
            switch (name, arguments.first) {
            case ("major", nil): return .int(Int64(clamping: version.major))
            case ("minor", nil): return .int(Int64(clamping: version.minor))
            case ("patch", nil): return .int(Int64(clamping: version.patch))
            case ("isGreaterThan", .semver(let other)?): return .bool(version > other)
            case ("isLessThan", .semver(let other)?): return .bool(version < other)
            case ("compareTo", .semver(let other)?): return .int(version < other ? -1 : version > other ? 1 : 0)
            default: break
            }
        default: break
        }
        throw .noOverload(name)
    }

    private static func optional(_ name: String, _ value: CELValue?, _ arguments: [CELValue]) throws(CELEvaluationError) -> CELValue {
        switch (name, arguments.count) {
        case ("hasValue", 0): return .bool(value != nil)
        case ("value", 0):
            guard let value else { throw CELEvaluationError("optional.none() dereference") }
            return value
        case ("or", 1): return value.map { .optional($0) } ?? arguments[0]
        case ("orValue", 1): return value ?? arguments[0]
        default: throw .noOverload(name)
        }
    }

    private static func list(_ name: String, _ items: [CELValue], _ arguments: [CELValue]) throws(CELEvaluationError) -> CELValue {
        func isLess(_ a: CELValue, _ b: CELValue) throws(CELEvaluationError) -> Bool { try call("_<_", [a, b]) == .bool(true) }
        switch (name, arguments.count) {
        case ("size", 0): return .int(Int64(items.count))
        case ("isSorted", 0):
            for (a, b) in zip(items, items.dropFirst()) where try isLess(b, a) { return .bool(false) }
            return .bool(true)
        case ("min", 0), ("max", 0):
            guard var best = items.first else { throw CELEvaluationError("\(name) called on empty list") }
            for item in items.dropFirst() where try name == "min" ? isLess(item, best) : isLess(best, item) { best = item }
            return best
        case ("sum", 0):
            guard var sum = items.first else { return .int(0) }
            for item in items.dropFirst() { sum = try call("_+_", [sum, item]) }
            return sum
        case ("indexOf", 1): return .int(Int64(items.firstIndex { $0.isEqual(to: arguments[0]) } ?? -1))
        case ("lastIndexOf", 1): return .int(Int64(items.lastIndex { $0.isEqual(to: arguments[0]) } ?? -1))
        case ("join", 0), ("join", 1):
            var separator = ""
            if case .string(let text)? = arguments.first { separator = text }
            var texts: [String] = []
            for item in items {
                guard case .string(let text) = item else { throw .noOverload(name) }
                texts.append(text)
            }
            return .string(texts.joined(separator: separator))
        default: throw .noOverload(name)
        }
    }

    private static func string(_ name: String, _ text: String, _ arguments: [CELValue]) throws(CELEvaluationError) -> CELValue {
        var other = ""
        if case .string(let first)? = arguments.first { other = first }
        let scalars = Array(text.unicodeScalars)
        func part(_ range: Range<Int>) throws(CELEvaluationError) -> CELValue {
            guard range.lowerBound >= 0, range.upperBound <= scalars.count else { throw CELEvaluationError("index out of range: \(range.upperBound)") }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[range])
            return .string(String(view))
        }
        let numbers = arguments.map { place($0) }
        switch (name, arguments.count) {
        case ("size", 0): return .int(Int64(scalars.count))
        case ("contains", 1): return .bool(other.isEmpty || find(Array(other.utf8), in: Array(text.utf8), from: 0) != nil)
        case ("startsWith", 1): return .bool(text.utf8.starts(with: other.utf8))
        case ("endsWith", 1): return .bool(text.utf8.reversed().starts(with: other.utf8.reversed()))
        case ("matches", 1): return .bool(text.firstMatch(of: try regex(other)) != nil)
        case ("find", 1): return .string(text.firstMatch(of: try regex(other)).map { String(text[$0.range]) } ?? "")
        case ("findAll", 1), ("findAll", 2):
            let all = text.matches(of: try regex(other)).map { CELValue.string(String(text[$0.range])) }
            let limit = numbers.count > 1 ? numbers[1] ?? -1 : -1
            return .list(limit < 0 ? all : Array(all.prefix(limit)))
        case ("charAt", 1):
            guard let place = numbers[0] else { break }
            if place == scalars.count { return .string("") }
            guard scalars.indices.contains(place) else { throw CELEvaluationError("index out of range: \(place)") }
            return try part(place..<place + 1)
        case ("substring", 1):
            guard let start = numbers[0], start >= 0, start <= scalars.count else { throw CELEvaluationError("index out of range") }
            return try part(start..<scalars.count)
        case ("substring", 2):
            guard let start = numbers[0], let end = numbers[1], start >= 0, end >= start else {
                throw CELEvaluationError("invalid substring range")
            }
            return try part(start..<end)
        case ("indexOf", 1), ("indexOf", 2):
            let start = numbers.count > 1 ? numbers[1] ?? 0 : 0
            guard start >= 0, start <= scalars.count else { throw CELEvaluationError("index out of range: \(start)") }
            return .int(Int64(find(Array(other.unicodeScalars), in: scalars, from: start) ?? -1))
        case ("lastIndexOf", 1):
            let wanted = Array(other.unicodeScalars)
            var last = -1
            var from = 0
            while let found = find(wanted, in: scalars, from: from) { (last, from) = (found, found + 1) }
            return .int(Int64(last))
        case ("lowerAscii", 0): return .string(String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 }, as: UTF8.self))
        case ("upperAscii", 0): return .string(String(decoding: text.utf8.map { (0x61...0x7A).contains($0) ? $0 - 32 : $0 }, as: UTF8.self))
        case ("trim", 0):
            guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }) else { return .string("") }
            return try part(first..<(scalars.lastIndex { !$0.properties.isWhitespace } ?? first) + 1)
        case ("reverse", 0): return .string(String(String.UnicodeScalarView(scalars.reversed())))
        case ("replace", 2), ("replace", 3):
            guard case .string(let replacement) = arguments[1] else { break }
            let limit = numbers.count > 2 ? numbers[2] ?? -1 : -1
            return .string(split(scalars, by: Array(other.unicodeScalars), limit: limit < 0 ? -1 : limit + 1).joined(separator: replacement))
        case ("split", 1), ("split", 2):
            let limit = numbers.count > 1 ? numbers[1] ?? -1 : -1
            return .list(split(scalars, by: Array(other.unicodeScalars), limit: limit).map { .string($0) })
        default: break
        }
        throw .noOverload(name)
    }

    private static func regex(_ pattern: String) throws(CELEvaluationError) -> Regex<AnyRegexOutput> {
        do { return try Regex(pattern) } catch { throw CELEvaluationError("error parsing regexp: \(pattern)") }
    }

    private static func find<T: Equatable>(_ wanted: [T], in items: [T], from start: Int) -> Int? {
        if wanted.isEmpty { return start <= items.count ? start : nil }
        guard items.count >= wanted.count else { return nil }
        for place in stride(from: start, through: items.count - wanted.count, by: 1) where items[place..<place + wanted.count].elementsEqual(wanted) {
            return place
        }
        return nil
    }

    /// At most `limit` parts, all if it is negative; an empty separator splits between all characters.
    private static func split(_ scalars: [Unicode.Scalar], by separator: [Unicode.Scalar], limit: Int) -> [String] {
        func text(_ part: ArraySlice<Unicode.Scalar>) -> String { String(String.UnicodeScalarView(part)) }
        if limit == 0 { return [] }
        var parts: [String] = []
        var start = 0
        while limit < 0 || parts.count < limit - 1 {
            if separator.isEmpty {
                guard start + 1 < scalars.count else { break }
                parts.append(text(scalars[start..<start + 1]))
                start += 1
            } else {
                guard let found = find(separator, in: scalars, from: start) else { break }
                parts.append(text(scalars[start..<found]))
                start = found + separator.count
            }
        }
        return parts + [text(scalars[start...])]
    }
}
