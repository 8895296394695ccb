import JSON
import KubernetesClient
import Testing

@Suite struct YAMLTests {
    @Test(arguments: [
        ("yes", true), ("off", false), ("y", true), ("\"yes\"", "yes"), ("'1'", "1"), ("!!str 1", "1"), ("~", nil), ("null", nil),
        ("0644", 420), ("0x1F", 31), ("1_000", 1000), ("-7", -7), ("1.50", 1.5), ("1e3", 1000.0), ("2024-01-01", "2024-01-01"),
        ("1:30", "1:30"), ("10.0.0.1", "10.0.0.1"), ("v1", "v1"), (".5", 0.5), ("+12", 12), ("100m", "100m"), ("0o17", 15),
        ("!!binary aGk=", "hi"),
    ] as [(String, JSONValue)])
    func scalarsMeanWhatTheyMeanToKubectl(text: String, value: JSONValue) throws {
        #expect(try YAML.decode("a: \(text)")["a"] == value)
    }

    @Test func readsDocumentsAnchorsAndMergeKeys() throws {
        let text = """
            # a comment
            base: &b {x: 1, z: [a, b]}
            copy: *b
            more: {<<: *b, x: 2}
            text: |
              one
              two
            on: key
            1: number
            ---
            ---
            second: true
            """
        let documents = try YAML.decodeAll(text)
        #expect(documents.count == 2)
        #expect(documents[0]["copy"] == ["x": 1, "z": ["a", "b"]])
        #expect(documents[0]["more"]?["x"] == 2 && documents[0]["more"]?["z"] == ["a", "b"])
        #expect(documents[0]["text"] == "one\ntwo\n")
        #expect(documents[0]["true"] == "key" && documents[0]["1"] == "number", "\(documents[0])")
        #expect(documents[1] == ["second": true])
    }

    @Test func refusesWhatWouldHurt() {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<12 { bomb += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",") + "]\n" }
        let deep = String(repeating: "[", count: 5000)
        for text in [bomb, deep, "a: [", "a: b: c", "a: *missing", "? [a]\n: b", "a: .nan", "\u{0}", "a: 1\na: 2"] {
            #expect(throws: YAML.ParseError.self) { try YAML.decodeAll(text) }
        }
    }

    @Test func printsAsKubectlDoes() throws {
        let value: JSONValue = [
            "kind": "Pod", "apiVersion": "v1", "empty": [:], "none": [], "nothing": nil, "yes": "yes", "number": "12", "time": "2024-01-01T00:00:00Z",
            "colon": "a: b", "star": "*", "quote": "it's", "text": "one\ntwo\n", "text2": "one\ntwo", "blank": "", "space": " x",
            "list": [["b": 1, "a": [1, [2, 3]]], "plain"], "tab": "a\tb", "float": 1.5, "command": ["-c", "echo hi # x"],
            "long": .string(Array(repeating: "word", count: 30).joined(separator: " ")),
        ]
        let text = YAML.encode(value)
        #expect(try YAML.decode(text) == value)
        #expect(text.contains("list:\n- a:\n  - 1\n  - - 2\n    - 3\n  b: 1\n- plain\n"))
        #expect(text.contains("number: \"12\"\n") && text.contains("time: \"2024-01-01T00:00:00Z\"\n") && text.contains("\"yes\": \"yes\"\n"))
        #expect(text.contains("colon: 'a: b'\n") && text.contains("star: '*'\n") && text.contains("quote: it's\n"))
        #expect(text.contains("text: |\n  one\n  two\ntext2: |-\n  one\n  two\n") && text.contains("blank: \"\"\n"))
        #expect(text.contains("empty: {}\n") && text.contains("none: []\n") && text.contains("tab: \"a\\tb\"\n"))
        #expect(text.contains("command:\n- -c\n- 'echo hi # x'\n"))
        // Folded beyond the 80th column, as kubectl shows long messages.
        let long = text.split(separator: "\n").filter { $0.contains("word") }
        #expect(long.count == 2 && long[1].hasPrefix("  word"))
    }

    @Test func strangeTextsSurvive() throws {
        for text in ["\n", "\n\n", " \n", "a\n\nb", "a \nb", "  lead\nx", "\u{7}", "\u{85}x", "é", "日本", "- a", "? b", "a #b", "#c", "%d", "@e", "\\", "\"", "null", "0x1", "1e5", "..", "---", "--- a", "a:", ":a", "{", "a\r\nb", "=", "<<", "~"] {
            let value: JSONValue = ["k": .string(text), "l": [.string(text)], text.isEmpty || text.contains("\n") ? "x" : text: 1]
            #expect(try YAML.decode(YAML.encode(value)) == value, "\(text.debugDescription)")
        }
    }
}
