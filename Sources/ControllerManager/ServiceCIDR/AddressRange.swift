import Foundation

/// A network of either family, to ask which addresses it holds.
struct AddressRange: Sendable {
    private let base: [UInt8]
    private let length: Int

    /// Reads `ADDRESS/BITS`; nil when it is none.
    init?(_ text: String) {
        let parts = text.split(separator: "/")
        guard parts.count == 2, let base = Self.bits(String(parts[0])), let length = Int(parts[1]), (0...base.count * 8).contains(length)
        else { return nil }
        self.base = base
        self.length = length
    }

    /// The bytes of an address: four or sixteen.
    static func bits(_ text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
        var sixteen = in6_addr()
        return inet_pton(AF_INET6, text, &sixteen) == 1 ? withUnsafeBytes(of: &sixteen) { Array($0) } : nil
    }

    func contains(_ address: [UInt8]) -> Bool {
        guard address.count == base.count else { return false }
        let whole = length / 8
        guard address[..<whole] == base[..<whole] else { return false }
        let rest = length % 8
        return rest == 0 || address[whole] >> UInt8(8 - rest) == base[whole] >> UInt8(8 - rest)
    }
}
