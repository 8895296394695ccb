import Testing

@testable import CEL

@Suite struct CELTests {
    private func compile(_ text: String) -> String {
        var environment = CELEnvironment.kubernetes
        environment.variables["object"] = .dyn
        environment.variables["request"] = .object("R")
        environment.structures["R"] = ["name": .string, "count": .int, "groups": .list(.string)]
        switch CELChecker(environment).compile(text) {
        case .success(let checked): return checked.type.description
        case .failure(let failure): return failure.issues.map { "\($0.position + 1) \($0.message)" }.joined(separator: "; ")
        }
    }

    private static let operand =
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"

    @Test(arguments: [
        ("object.", "8 Syntax error: no viable alternative at input '.'"),
        ("object.spec.replicas <", "23 Syntax error: mismatched input '<EOF>' expecting \(operand)"),
        ("1 2", "3 Syntax error: extraneous input '2' expecting <EOF>"),
        ("(1", "3 Syntax error: missing ')' at '<EOF>'"),
        ("size(object", "12 Syntax error: missing ')' at '<EOF>'"),
        ("object.a ? 1", "13 Syntax error: mismatched input '<EOF>' expecting ':'"),
        ("1 + $", "5 Syntax error: token recognition error at: '$'; 6 Syntax error: mismatched input '<EOF>' expecting \(operand)"),
        ("object | b", "8 Syntax error: token recognition error at: '| '; 10 Syntax error: extraneous input 'b' expecting <EOF>"),
        ("object.spec. == 1", "14 Syntax error: no viable alternative at input '. =='"),
        ("'abc", "1 Syntax error: token recognition error at: ''abc'; 5 Syntax error: mismatched input '<EOF>' expecting \(operand)"),
        ("for", "1 reserved identifier: for"),
        ("[1].all(1, true)", "9 argument must be a simple name"),
        ("99999999999999999999", "1 invalid int literal"),
    ])
    func mistakesAreToldAsTheReferenceParserDoes(_ text: String, _ told: String) { #expect(compile(text) == told) }

    @Test(arguments: [
        ("object.spec.replicas <= 5", "bool"),
        ("object.spec.x", "dyn"),
        ("request.groups.exists(g, g.startsWith('a'))", "bool"),
        ("request.groups.map(g, size(g))", "list(int)"),
        ("[1, 2].filter(x, x > 1)[0] + 1", "int"),
        ("has(object.a) ? 'x' : 'y'", "string"),
        ("{'a': 1}['a']", "int"),
        ("quantity('1Gi').isGreaterThan(quantity('1Mi'))", "bool"),
        ("ip('1.2.3.4').family() == 4", "bool"),
        ("object.?a.orValue(3) == 3", "bool"),
        ("cel.bind(x, 1, x + 1)", "int"),
        ("optional.of(1)", "optional_type(int)"),
        ("-1 + --2", "int"),
        ("foo", "1 undeclared reference to 'foo' (in container '')"),
        ("foo(1)", "4 undeclared reference to 'foo' (in container '')"),
        ("1 + 'a'", "3 found no matching overload for '_+_' applied to '(int, string)'"),
        ("1 == 'a'", "3 found no matching overload for '_==_' applied to '(int, string)'"),
        ("request.name.startsWith(1)", "24 found no matching overload for 'startsWith' applied to 'string.(int)'"),
        ("request.nome", "8 undefined field 'nome'"),
        ("request.count.all(x, true)", "8 expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)"),
        ("[1, 'a']", "5 expected type 'int' but found 'string'"),
    ])
    func typesAreFound(_ text: String, _ type: String) { #expect(compile(text) == type) }

    @Test func anIssueIsShownWithItsLine() {
        guard case .failure(let failure) = CELChecker(.kubernetes).compile("true &&\n\tfoo") else { return #expect(Bool(false)) }
        #expect(failure.description == "ERROR: <input>:2:2: undeclared reference to 'foo' (in container '')\n |  foo\n | .^")
    }

    /// Whatever is sent ends with an answer, and soon.
    @Test func nothingBreaksTheCompiler() {
        for text in [
            String(repeating: "(", count: 100_000), String(repeating: "[", count: 5000), String(repeating: "!", count: 50_000) + "true",
            String(repeating: "a.", count: 20_000), "\u{0}\u{FFFD}", "\"\\", "b'\\x", "{1:2,,}", "a.b{c:", "f(,", "a[?", "a.?", "`", "'''",
        ] {
            if case .success = CELChecker(.kubernetes).compile(text) { #expect(text.hasPrefix("!")) }
        }
        // Every beginning and every single change of a sound expression.
        let sound = Array("[1, {'a': object}].all(x, x.b[?'c'] == S{f: 1u} ? -1 : !true) // end".unicodeScalars)
        for i in sound.indices {
            _ = CELChecker(.kubernetes).compile(String(String.UnicodeScalarView(sound[..<i])))
            for scalar in "()[]{}.,?:'\"`\\=&1a".unicodeScalars {
                var changed = sound
                changed[i] = scalar
                _ = CELChecker(.kubernetes).compile(String(String.UnicodeScalarView(changed)))
            }
        }
    }
}
