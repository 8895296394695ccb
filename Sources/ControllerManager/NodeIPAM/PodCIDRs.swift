/// A range of IPv4 addresses cut into equal parts, one for each node.
struct PodCIDRs: Equatable, Sendable {
    let base: UInt32
    let prefix: Int
    let nodePrefix: Int

    /// Nil when the text is no IPv4 CIDR, or parts of that size do not fit in.
    init?(_ cidr: String, nodePrefix: Int) {
        guard let (address, prefix) = Self.parse(cidr), (prefix...32).contains(nodePrefix), nodePrefix > 0, nodePrefix - prefix <= 24 else { return nil }
        self.prefix = prefix
        self.nodePrefix = nodePrefix
        base = prefix == 0 ? 0 : address & (UInt32.max << UInt32(32 - prefix))
    }

    /// How many parts there are.
    var count: Int { 1 << (nodePrefix - prefix) }

    /// The n-th part, as a CIDR.
    func part(_ index: Int) -> String {
        let address = base &+ (UInt32(truncatingIfNeeded: index) << UInt32(32 - nodePrefix))
        let bytes = [24, 16, 8, 0].map { String((address >> UInt32($0)) & 255) }
        return "\(bytes.joined(separator: "."))/\(nodePrefix)"
    }

    /// Which parts a CIDR lies in or covers; empty if it has nothing to do with the range.
    func indices(of cidr: String) -> Range<Int> {
        guard let (address, length) = Self.parse(cidr), address >= base || length < prefix else { return 0..<0 }
        if length <= prefix { return Self.contains(address, length, base) ? 0..<count : 0..<0 }
        guard Self.contains(base, prefix, address) else { return 0..<0 }
        let shift = UInt32(32 - nodePrefix)
        let first = Int((address - base) >> shift)
        let parts = length >= nodePrefix ? 1 : 1 << (nodePrefix - length)
        return first..<min(count, first + parts)
    }

    private static func contains(_ network: UInt32, _ length: Int, _ address: UInt32) -> Bool {
        if length == 0 { return true }
        let mask = UInt32.max << UInt32(32 - length)
        return network & mask == address & mask
    }

    static func parse(_ cidr: String) -> (address: UInt32, prefix: Int)? {
        let halves = cidr.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let prefix = Int(halves[1]), (0...32).contains(prefix) else { return nil }
        let bytes = halves[0].split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard bytes.count == 4 else { return nil }
        var address: UInt32 = 0
        for byte in bytes {
            guard let byte else { return nil }
            address = address << 8 | UInt32(byte)
        }
        return (address, prefix)
    }
}
