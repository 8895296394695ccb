/// An IPv4 or IPv6 network: an address and how many bits of it are the network's.
struct NetworkPrefix: Hashable, Sendable {
    /// In the low 32 bits for IPv4.
    let address: UInt128
    let length: Int
    let isIPv6: Bool

    var width: Int { isIPv6 ? 128 : 32 }

    /// Nil when the text is no CIDR.
    init?(_ cidr: String) {
        let halves = cidr.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let length = Int(halves[1]), let (address, isIPv6) = NetworkAddress.parse(halves[0]) else { return nil }
        guard (0...(isIPv6 ? 128 : 32)).contains(length), halves[1].allSatisfy(\.isNumber) else { return nil }
        self.init(address: address, length: length, isIPv6: isIPv6)
    }

    init(address: UInt128, length: Int, isIPv6: Bool) {
        self.length = length
        self.isIPv6 = isIPv6
        self.address = address & Self.mask(length, isIPv6 ? 128 : 32)
    }

    private static func mask(_ length: Int, _ width: Int) -> UInt128 {
        // Shifts by all bits, and more, give zero.
        let all = UInt128.max >> UInt128(128 - width)
        return all & ~(all >> UInt128(length))
    }

    func contains(_ other: NetworkPrefix) -> Bool {
        isIPv6 == other.isIPv6 && other.length >= length && other.address & Self.mask(length, width) == address
    }

    func overlaps(_ other: NetworkPrefix) -> Bool { contains(other) || other.contains(self) }
}

/// Addresses as numbers.
enum NetworkAddress {
    static func parse(_ text: some StringProtocol) -> (address: UInt128, isIPv6: Bool)? {
        if text.contains(":") { return v6(text).map { ($0, true) } }
        return v4(text).map { (UInt128($0), false) }
    }

    static func text(_ address: UInt128, isIPv6: Bool) -> String {
        guard isIPv6 else { return [24, 16, 8, 0].map { String(UInt8(truncatingIfNeeded: address >> UInt128($0))) }.joined(separator: ".") }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: address >> UInt128(112 - 16 * $0)) }
        // The longest run of two or more zeros is left out.
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(1, best.count) { best = start..<end }
            start = max(end, start + 1)
        }
        func hex(_ part: ArraySlice<UInt16>) -> String { part.map { String($0, radix: 16) }.joined(separator: ":") }
        return best.isEmpty ? hex(groups[...]) : hex(groups[..<best.lowerBound]) + "::" + hex(groups[best.upperBound...])
    }

    private static func v4(_ text: some StringProtocol) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy(\.isNumber), let byte = UInt8(part) else { return nil }
            address = address << 8 | UInt32(byte)
        }
        return address
    }

    private static func v6(_ text: some StringProtocol) -> UInt128? {
        func groups(_ text: Substring) -> [UInt16]? {
            if text.isEmpty { return [] }
            var result: [UInt16] = []
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            for (i, part) in parts.enumerated() {
                if i == parts.count - 1, part.contains("."), let tail = v4(part) {
                    result += [UInt16(truncatingIfNeeded: tail >> 16), UInt16(truncatingIfNeeded: tail)]
                    continue
                }
                guard (1...4).contains(part.count), part.allSatisfy(\.isHexDigit), let group = UInt16(part, radix: 16) else { return nil }
                result.append(group)
            }
            return result
        }
        let text = Substring(text)
        var all: [UInt16]
        let colons = Array(text.utf8)
        if let gap = colons.indices.dropLast().first(where: { colons[$0] == UInt8(ascii: ":") && colons[$0 + 1] == UInt8(ascii: ":") }) {
            guard let head = groups(Substring(decoding: colons[..<gap], as: UTF8.self)), let tail = groups(Substring(decoding: colons[(gap + 2)...], as: UTF8.self)),
                head.count + tail.count <= 7
            else { return nil }
            all = head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
        } else {
            guard let groups = groups(text), groups.count == 8 else { return nil }
            all = groups
        }
        return all.reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
    }
}

/// A range of addresses cut into equal parts, one for each node.
struct PodCIDRs: Equatable, Sendable {
    let range: NetworkPrefix
    let nodePrefix: Int

    /// How many parts a range may have, as a power of two.
    static let mostBits = 24

    /// Nil when the text is no CIDR, or parts of that size do not fit in.
    /// - Parameter nodePrefixIPv6: the size of a part of an IPv6 range.
    init?(_ cidr: String, nodePrefix: Int, nodePrefixIPv6: Int = 64) {
        guard let range = NetworkPrefix(cidr) else { return nil }
        let size = range.isIPv6 ? nodePrefixIPv6 : nodePrefix
        guard (range.length...range.width).contains(size), size > 0, size - range.length <= Self.mostBits else { return nil }
        self.range = range
        self.nodePrefix = size
    }

    var isIPv6: Bool { range.isIPv6 }

    /// The whole range, as a CIDR.
    var text: String { "\(NetworkAddress.text(range.address, isIPv6: isIPv6))/\(range.length)" }

    /// How many parts there are.
    var count: Int { 1 << (nodePrefix - range.length) }

    private var shift: UInt128 { UInt128(range.width - nodePrefix) }

    /// The n-th part, as a CIDR.
    func part(_ index: Int) -> String {
        "\(NetworkAddress.text(range.address + (UInt128(index) << shift), isIPv6: isIPv6))/\(nodePrefix)"
    }

    /// Which parts a CIDR lies in or covers; empty if it has nothing to do with the range.
    func indices(of cidr: String) -> Range<Int> {
        guard let other = NetworkPrefix(cidr) else { return 0..<0 }
        if other.contains(range) { return 0..<count }
        guard range.contains(other) else { return 0..<0 }
        let first = Int(truncatingIfNeeded: (other.address - range.address) >> shift)
        let parts = other.length >= nodePrefix ? 1 : 1 << (nodePrefix - other.length)
        return first..<min(count, first + parts)
    }
}
