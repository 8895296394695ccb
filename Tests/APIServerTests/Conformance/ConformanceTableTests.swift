import Foundation
import Testing

/// docs/conformance.md says which test shows what; each of them must be there.
@Suite struct ConformanceTableTests {
    /// A line of a table.
    private struct Row {
        var section: String
        var behaviour: String
        var tests: [(name: String, file: String)]
    }

    private static let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func rows() throws -> [Row] {
        var section = "", rows: [Row] = []
        for line in try String(contentsOf: project.appendingPathComponent("docs/conformance.md"), encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("## ") { section = String(line.split(separator: "[").last?.dropLast() ?? "") }
            guard line.hasPrefix("| "), line != "| Behaviour | Test |" else { continue }
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let tests = (cells.count > 1 ? cells[1] : "").components(separatedBy: ", ").map { text -> (name: String, file: String) in
                let parts = text.components(separatedBy: "` in ")
                return (String(parts[0].dropFirst()), parts.count > 1 ? parts[1] : "")
            }
            rows.append(Row(section: section, behaviour: cells.first ?? "", tests: tests))
        }
        return rows
    }

    @Test func everyTestThatIsNamedExists() throws {
        let rows = try Self.rows()
        var sources: [String: String] = [:]
        for row in rows {
            for (name, file) in row.tests {
                let source = sources[file] ?? (try? String(contentsOf: Self.project.appendingPathComponent("Tests/" + file), encoding: .utf8)) ?? ""
                sources[file] = source
                let isThere = Self.isTest(name, in: source)
                #expect(isThere, "\(row.section): \(row.behaviour): there is no test \(name) in Tests/\(file)")
            }
        }
        #expect(rows.filter { $0.section == "sig-node" }.count == 106 && rows.filter { $0.section == "sig-storage" }.count == 91)
        #expect(Set(rows.map { $0.section + $0.behaviour }).count == rows.count, "a behaviour is named twice")
    }

    /// Whether there is a function of that name with `@Test` on its line, or on those before it that belong to it.
    private static func isTest(_ name: String, in source: String) -> Bool {
        guard !name.isEmpty, let place = source.range(of: "func \(name)(") else { return false }
        let before = source[..<place.lowerBound]
        guard let mark = before.range(of: "@Test", options: .backwards) else { return false }
        return !before[mark.upperBound...].contains("func ")
    }
}
