import Testing

@testable import JSON

@Suite struct JSONTests {
    @Test(arguments: [
        #"{"a":1,"b":[true,false,null,"x"],"c":{"d":-5,"e":1.5}}"#,
        #"[]"#, #"{}"#, #""é\n""#, #"[9223372036854775807,-9223372036854775808,0]"#, #"{"b":1,"a":2}"#,
    ])
    func printsWhatItParsed(text: String) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)).description == text)
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "nul", "01", "1.", "1e", "-", "\"\\x\"", "\"\u{01}\"", "[1]]", "{\"a\":}", "\"abc", "1e999",
        String(repeating: "[", count: 5000),
    ])
    func refusesWhatIsNoJSON(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
    }

    @Test func escapesAsGoDoes() throws {
        #expect(JSONValue.string("<a>&\u{2028}\"\\\t\u{01}").description == #""\u003ca\u003e\u0026\u2028\"\\\t\u0001""#)
        #expect(try JSONValue(parsing: Array(#""\ud83d\ude00\ud83dx\u00e9""#.utf8)) == .string("😀\u{FFFD}xé"))
    }

    @Test(arguments: [(0.1, "0.1"), (1e21, "1e+21"), (1e20, "100000000000000000000"), (1.5e-7, "1.5e-7"), (-2.25, "-2.25"), (123456.789, "123456.789"), (0.000001, "0.000001"), (1e300, "1e+300")])
    func printsNumbersAsGoDoes(value: Double, text: String) { #expect(JSONValue.double(value).description == text) }

    @Test func tellsDuplicates() throws {
        var found: [[String]] = []
        let value = try JSONValue(parsing: Array(#"{"a":{"b":1,"b":2},"l":[{"c":1,"c":2}]}"#.utf8)) { found.append($0) }
        #expect(found == [["a", "b"], ["l[0]", "c"]])
        #expect(value["a"]?["b"] == 2)
    }

    @Test func largeObjectsKeepTheirOrderAndFindByName() {
        var object = JSONObject()
        for i in 0..<1000 { object["k\(i)"] = .int(Int64(i)) }
        object.removeValue(forKey: "k500")
        #expect(object["k999"] == 999)
        #expect(object["k500"] == nil)
        #expect(object.keys.first == "k0" && object.count == 999)
    }

    @Test func changesNestedValuesInPlace() {
        var value: JSONValue = ["metadata": ["labels": ["a": "b"]], "kind": "Pod"]
        value["metadata"]?["labels"]?["c"] = "d"
        value["spec"] = ["x": 1]
        #expect(value.description == #"{"metadata":{"labels":{"a":"b","c":"d"}},"kind":"Pod","spec":{"x":1}}"#)
        value["metadata"]?["labels"] = nil
        #expect(value["metadata"] == [:])
    }

    @Test func base64() {
        for n in 0..<70 {
            let bytes = (0..<n).map { UInt8(truncatingIfNeeded: $0 &* 37) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
        #expect(Base64.encode(Array("Hello, World!?".utf8)) == "SGVsbG8sIFdvcmxkIT8=")
        for bad in ["A", "AA", "A===", "AA=A", "AA==AA==", "é"] { #expect(Base64.decode(bad) == nil) }
    }
}
