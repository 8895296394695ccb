/// Static bearer tokens from a file (`--token-auth-file`): CSV lines `token,user,uid,"group1,group2"`.
public struct TokenFileAuthenticator: TokenAuthenticator {
    private let users: [String: APIUser]

    /// - Throws: `AuthenticationFailure` naming the line that has fewer than three columns.
    public init(csv: String) throws(AuthenticationFailure) {
        var users: [String: APIUser] = [:]
        // "\r\n" is one Character in Swift, so the line ends are found by property, not by comparison.
        for (number, line) in csv.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let text = String(line)
            guard text.contains(where: { !$0.isWhitespace }), !text.hasPrefix("#") else { continue }
            let columns = Self.columns(of: text)
            guard columns.count >= 3 else {
                throw AuthenticationFailure(
                    "token file line \(number + 1): must have at least 3 columns (token, user name, user uid), found \(columns.count)")
            }
            guard !columns[0].isEmpty else { continue }
            let groups = columns.count > 3 ? columns[3].split(separator: ",").map { $0.trimmingSpaces() } : []
            users[columns[0]] = APIUser(name: columns[1], uid: columns[2], groups: groups)
        }
        self.users = users
    }

    public func authenticate(token: String, audiences: [String]) async throws -> AuthenticatedToken? {
        users[token].map { AuthenticatedToken(user: $0, audiences: audiences) }
    }

    /// One CSV line; a column in double quotes may hold commas, and `""` for a quote.
    private static func columns(of line: String) -> [String] {
        var columns: [String] = []
        var column = ""
        var quoted = false
        var characters = Array(line)[...]
        while let character = characters.popFirst() {
            switch character {
            case "\"" where quoted && characters.first == "\"":
                column.append("\"")
                characters.removeFirst()
            case "\"": quoted.toggle()
            case "," where !quoted:
                columns.append(column)
                column = ""
            case " " where column.isEmpty && !quoted: continue
            default: column.append(character)
            }
        }
        columns.append(column)
        return columns
    }
}
