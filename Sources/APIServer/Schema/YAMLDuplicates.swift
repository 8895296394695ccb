import Yams

/// Reads documents in which a key stands twice, which the parser refuses and Kubernetes only warns of.
enum YAMLDuplicates {
    /// More are not looked for: each costs another reading.
    private static let maximum = 32
    /// Characters that stand around the number of an overridden key; no text has them.
    private static let (begin, end): (Character, Character) = ("\u{E0F0}", "\u{E0F1}")

    /// The root of a document. Of keys that stand twice all but the last are marked; `original` tells them.
    static func parse(_ text: String) throws -> Node? {
        var text = text
        for count in 0... {
            do {
                return try Parser(yaml: text, resolver: .basic).nextRoot()
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                guard count < maximum, let marked = marked(text, context.mark, count) else {
                    throw YamlError.duplicatedKeysInMapping(duplicates: keys, context: context)
                }
                text = marked
            }
        }
        return nil
    }

    /// The text with a mark before the key at a place.
    private static func marked(_ text: String, _ mark: Mark, _ number: Int) -> String? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.indices.contains(mark.line - 1) else { return nil }
        let line = lines[mark.line - 1].unicodeScalars
        guard mark.column >= 1, mark.column <= line.count else { return nil }
        var place = line.index(line.startIndex, offsetBy: mark.column - 1)
        if line[place] == "\"" || line[place] == "'" { place = line.index(after: place) }
        lines[mark.line - 1] = String(line[..<place]) + "\(begin)\(number)\(end)" + String(line[place...])
        return lines.joined(separator: "\n")
    }

    /// A key as it was written, and whether a later one overrides it.
    static func original(_ key: String) -> (key: String, isOverridden: Bool) {
        guard key.first == begin, let close = key.firstIndex(of: end) else { return (key, false) }
        return (String(key[key.index(after: close)...]), true)
    }
}
