/// `$(VAR)` in environments, commands, arguments and subPathExpr.
enum VariableExpansion {
    /// Replaces each `$(NAME)` that has a value; one without stays as it is, and `$$` stands for `$`.
    static func expand(_ text: String, _ variables: [String: String]) -> String {
        expand(text) { variables[$0] }
    }

    static func expand(_ text: String, _ value: (String) -> String?) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
        var out: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "$"), let next = rest.first else {
                out.append(byte)
                continue
            }
            if next == UInt8(ascii: "$") {
                out.append(next)
                rest = rest.dropFirst()
            } else if next == UInt8(ascii: "("), let end = rest.firstIndex(of: UInt8(ascii: ")")) {
                let name = String(decoding: rest[(rest.startIndex + 1)..<end], as: UTF8.self)
                out += Array((value(name) ?? "$(\(name))").utf8)
                rest = rest[(end + 1)...]
            } else {
                out.append(byte)
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
