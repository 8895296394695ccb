/// The random parts of names.
enum NameGenerator {
    /// Letters and digits that make no words and cannot be mistaken for each other.
    private static let alphabet = Array("bcdfghjklmnpqrstvwxz2456789")

    /// Five random characters.
    static func suffix() -> String {
        var generator = SystemRandomNumberGenerator()
        return suffix(using: &generator)
    }

    /// Five characters drawn from a generator.
    static func suffix(using generator: inout some RandomNumberGenerator) -> String {
        String((0..<5).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
    }

    /// The name for a `generateName`, cut so that the whole has at most 63 characters.
    static func name(prefix: String, using random: RandomSource) -> String {
        var draw = RandomDraw(source: random)
        return String(prefix.prefix(58)) + suffix(using: &draw)
    }
}
