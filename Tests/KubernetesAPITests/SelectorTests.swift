import KubernetesAPI
import Testing

@Suite struct SelectorTests {
    static let labels = ["app": "nginx", "tier": "web", "n": "5"]

    @Test(arguments: [
        ("", true), ("app=nginx", true), ("app==nginx,tier=web", true), ("app!=nginx", false), ("x!=y", true), ("app in (a, nginx)", true), ("app notin (nginx)", false),
        ("x notin (a)", true), ("app", true), ("!app", false), ("!x", true), ("n>4", true), ("n<5", false), ("x=", false), ("app in (nginx),!x", true), (" app = nginx ", true),
    ])
    func matches(text: String, expected: Bool) throws { #expect(try Selector(parsing: text).matches(Self.labels) == expected) }

    @Test(arguments: ["a b", "=a", "a in", "a in (", "a in b", "a=b,", "a=b c", "!", "(a)", "a=b/c", "a//b=c", "n>x", "a in (b", "é=a", "a=\u{0}"])
    func refuses(text: String) { #expect(throws: SelectorError.self) { try Selector(parsing: text) } }

    @Test func ofAnObject() throws {
        let selector = LabelSelector(
            matchLabels: ["app": "nginx"], matchExpressions: [.init(key: "tier", operator: "In", values: ["web", "db"]), .init(key: "gone", operator: "DoesNotExist")])
        #expect(selector.matches(Self.labels))
        #expect(try Selector(selector).description == "app=nginx,tier in (db,web),!gone")
        #expect(throws: SelectorError.self) { try Selector(LabelSelector(matchExpressions: [.init(key: "a", operator: "Is")])) }
    }

    @Test func fields() throws {
        let selector = try FieldSelector(parsing: #"spec.nodeName=a\,b,status.phase!=Failed"#)
        #expect(selector.matches { $0 == "spec.nodeName" ? "a,b" : "Running" })
        #expect(!selector.matches { $0 == "spec.nodeName" ? "a,b" : "Failed" })
        #expect(selector.description == #"spec.nodeName=a\,b,status.phase!=Failed"#)
        #expect(throws: SelectorError.self) { try FieldSelector(parsing: "x") }
    }
}
