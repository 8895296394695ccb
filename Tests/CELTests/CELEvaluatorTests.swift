import CEL
import Testing

@Suite struct CELEvaluatorTests {
    private static let environment: CELEnvironment = {
        var environment = CELEnvironment.kubernetes
        environment.variables["x"] = .dyn
        environment.variables["m"] = .map(.string, .dyn)
        return environment
    }()

    /// The value of an expression, or why it has none.
    private func evaluate(_ text: String, budget: Int = 100_000) -> Result<CELValue, CELEvaluationError> {
        let checked = CELChecker(Self.environment).compile(text)
        guard case .success(let checked) = checked else { return .failure(CELEvaluationError("not compiled: \(checked)")) }
        let map: CELValue = .map([.string("a"): .int(1), .string("list"): .list([.int(3), .int(4)]), .string("sub"): .map([.string("k"): .string("v")])])
        var evaluator = CELEvaluator(variables: ["x": .int(7), "m": map], budget: budget)
        do { return .success(try evaluator.evaluate(checked.expression)) } catch { return .failure(error) }
    }

    @Test(arguments: [
        "1 + 2 * 3 == 7", "7 / 2 == 3 && -7 / 2 == -3 && 7 % 4 == 3", "1.5 + 1.5 == 3.0", "'a' + 'b' == 'ab'", "[1] + [2] == [1, 2]",
        "1 < 2 && 2.5 > 2.0 && 'a' < 'b' && false < true", "x == 7 && x > 6.5", "m.a == 1 && m['sub'].k == 'v'", "m.list[1] == 4", "'a' in m && !('z' in m)",
        "3 in m.list", "has(m.a) && !has(m.z)", "m.?z.orValue(5) == 5 && m.?a.orValue(5) == 1", "m[?'sub'].k.value() == 'v'",
        "optional.of(1).hasValue() && !optional.none().hasValue() && !optional.ofNonZeroValue(0).hasValue()", "optional.of(2).optMap(v, v * 2).value() == 4",
        "x > 5 ? true : 1 / 0 == 1", "true || 1 / 0 == 1", "1 / 0 == 1 || true", "!(false && 1 / 0 == 1) && !(1 / 0 == 1 && false)",
        "m.list.all(i, i > 2) && m.list.exists(i, i == 4) && m.list.exists_one(i, i == 3)", "m.list.map(i, i * 2) == [6, 8]",
        "m.list.map(i, i > 3, i * 2) == [8]", "m.list.filter(i, i > 3) == [4]", "m.all(k, k != 'q')", "[1, 2].exists(i, i / 0 == 1 || i == 2)",
        "{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", "{1: 'x'}[1] == 'x'", "size('héé') == 3 && size([1]) == 1 && {'a': 1}.size() == 1",
        "'hello'.startsWith('he') && 'hello'.endsWith('lo') && 'hello'.contains('ell')", "'abc123'.matches('^[a-z]+[0-9]{3}$') && !'ab'.matches('^b')",
        "'abc'.charAt(1) == 'b' && 'abc'.indexOf('c') == 2 && 'abca'.lastIndexOf('a') == 3", "'ABC'.lowerAscii() == 'abc' && 'abc'.upperAscii() == 'ABC'",
        "'a,b,c'.split(',') == ['a', 'b', 'c'] && 'a,b,c'.split(',', 2) == ['a', 'b,c']", "' a '.trim() == 'a' && 'aXbX'.replace('X', '-') == 'a-b-'",
        "'hello'.substring(1, 3) == 'el' && 'hello'.substring(3) == 'lo'", "['a', 'b'].join('-') == 'a-b'", "'a1b22'.findAll('[0-9]+') == ['1', '22']",
        "int('12') == 12 && uint(3) == 3u && double('1.5') == 1.5 && string(12) == '12' && bool('true') && int(3.9) == 3",
        "type(1) == int && type('a') == string", "[3, 1, 2].min() == 1 && [3, 1, 2].max() == 3 && [1, 2].sum() == 3 && [1, 2].isSorted()",
        "sets.contains([1, 2, 3], [2]) && sets.intersects([1], [1, 2]) && sets.equivalent([1, 1], [1])", "cel.bind(v, x * 2, v + v == 28)",
        "semver('1.2.3').isLessThan(semver('1.10.0')) && semver('1.0.0-alpha').isLessThan(semver('1.0.0'))", "semver('v1.2', true).minor() == 2 && !isSemver('1.2')",
        "semver('1.0.0-rc.2').compareTo(semver('1.0.0-rc.10')) == -1", "dyn(1) == dyn(1.0) && dyn(1) == dyn(1u) && dyn(1) != dyn('1')", "b'ab'.size() == 2",
    ])
    func holds(_ expression: String) { #expect(evaluate(expression) == .success(.bool(true))) }

    @Test(arguments: [
        ("1 / 0", "division by zero"), ("9223372036854775807 + 1", "integer overflow"), ("-9223372036854775808 * -1", "integer overflow"),
        ("m.z", "no such key: z"), ("m['z']", "no such key: z"), ("m.list[9]", "index out of bounds: 9"),
        ("int('x')", "type conversion error from 'string' to 'int'"), ("dyn(1) + dyn('a')", "no such overload: _+_"),
        ("optional.none().value()", "optional.none() dereference"), ("1 % 0", "modulus by zero"),
    ])
    func fails(_ expression: String, _ message: String) { #expect(evaluate(expression) == .failure(CELEvaluationError(message))) }

    @Test func nobodyRunsForEver() {
        let expression = "[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, a + b + c > 0)))"
        #expect(evaluate(expression) == .success(.bool(true)))
        #expect(evaluate(expression, budget: 500) == .failure(CELEvaluationError("operation cancelled: actual cost limit exceeded")))
    }
}
