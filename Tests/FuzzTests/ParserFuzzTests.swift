import JSON
import KubernetesAPI
import Testing

/// The parsers of small texts: whatever comes, they say yes or no, and what they accept they can print and read again.
@Suite struct ParserFuzzTests {
    @Test func json() async throws {
        let seeds = [
            #"{"a":[1,-2.5e3,true,null,"x\u00e9\n\ud83d\ude00"],"b":{"c":{},"d":[]},"9":9007199254740993}"#, "[[[[[[]]]]]]", #""text""#, "-0.5E+10",
        ]
        try await Fuzzer.run(500, seeds: seeds, words: [#"\u"#, #"\ud800"#, #""a":"#, "true", "[", "{", "}"]) { input in
            guard let value = try? JSONValue(parsing: input) else { return }
            let printed = value.serialized()
            let again = try #require(try? JSONValue(parsing: printed), "\(String(decoding: printed.prefix(200), as: UTF8.self))")
            // "-0" becomes "0", once.
            let settled = again.serialized()
            #expect(settled == printed || (try? JSONValue(parsing: settled))?.serialized() == settled)
        }
    }

    @Test func selectors() async throws {
        let seeds = ["a=b,c!=d,e in (f,g),h,!i,j>1,k notin (l)", "app.kubernetes.io/name==x", "metadata.name=a,spec.nodeName!=b", #"a=\,\=\\"#]
        try await Fuzzer.run(500, seeds: seeds, words: [" in (", "notin", ",", "!", "=", "!=", "\\", "(", ")"]) { input in
            let text = String(decoding: input, as: UTF8.self)
            if let selector = try? Selector(parsing: text) { #expect(throws: Never.self) { _ = try Selector(parsing: selector.description) } }
            if let selector = try? FieldSelector(parsing: text) {
                #expect(throws: Never.self) { _ = try FieldSelector(parsing: selector.description) }
            }
        }
    }

    @Test func quantities() async throws {
        let seeds = ["100m", "1.5Gi", "-3e6", "0.000000001", "9223372036854775807", "12E", "1Ei", "5n"]
        try await Fuzzer.run(1500, seeds: seeds, words: ["Ki", "e", "E", "n", ".", "+", "999999999999999999"]) { input in
            guard let quantity = try? Quantity(parsing: String(decoding: input, as: UTF8.self)) else { return }
            // What quotas and the scheduler do with them.
            let sum = quantity + quantity
            #expect(sum - quantity == quantity || sum < sum + quantity || quantity < sum || sum == quantity || sum < quantity)
            #expect(throws: Never.self) { _ = try Quantity(parsing: quantity.description) }
        }
    }

    @Test func times() async throws {
        let seeds = ["2024-02-29T23:59:60Z", "2024-01-01T00:00:00.123456+02:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999-14:00"]
        try await Fuzzer.run(1500, seeds: seeds, words: ["T", "Z", ":", "-", "+", ".000000000", "99"]) { input in
            let text = String(decoding: input, as: UTF8.self)
            _ = RFC3339.parse(text)
            if let time = Time(text) { #expect(time - time == 0 && time + 1 > time) }
            if let time = MicroTime(text) { #expect(time.microseconds / 1000 <= time.microseconds || time.microseconds < 0) }
        }
    }
}
