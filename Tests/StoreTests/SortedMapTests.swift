import Testing
@testable import Store

@Suite struct SortedMapTests {
    @Test func behavesLikeASortedDictionary() {
        var map = SortedMap<Int>()
        var model: [String: Int] = [:]
        var generator = Lehmer(state: 7)
        for step in 0..<20_000 {
            let key = "/k/\(generator.next() % 700)"
            if generator.next() % 3 == 0 {
                #expect(map.remove(key) == model.removeValue(forKey: key))
            } else {
                #expect(map.set(key, step) == model.updateValue(step, forKey: key))
            }
        }
        #expect(map.count == model.count)
        let sorted = model.keys.sorted { ByteOrder.less($0, $1) }
        var (index, end) = map.range(prefix: "")
        #expect(map.distance(from: index, to: end) == sorted.count)
        for key in sorted {
            #expect(map.element(at: index)?.key == key && map[key] == model[key])
            index = map.index(after: index)
        }
        #expect(index == end)
        let (low, high) = map.range(prefix: "/k/5", start: "/k/55")
        #expect(map.distance(from: low, to: high) == sorted.filter { $0.hasPrefix("/k/5") && !ByteOrder.less($0, "/k/55") }.count)
    }

    @Test func copiesAreIndependent() {
        var map = SortedMap(sorted: (0..<1000).map { ("/\(1000 + $0)", $0) })
        let copy = map
        for number in 0..<1000 { map.remove("/\(1000 + number)") }
        map.set("/x", 1)
        #expect(map.count == 1 && copy.count == 1000 && copy["/1500"] == 500)
    }

    @Test func ordersByBytes() {
        #expect(ByteOrder.less("a", "b") && ByteOrder.less("a", "aa") && !ByteOrder.less("b", "aaaaaaaaaaaaaaaa"))
        #expect(ByteOrder.less("/registry/pods/a", "/registry/pods/b"))
        // Composed and decomposed: equal as text, two different keys.
        #expect(!ByteOrder.equal("\u{e9}", "e\u{301}") && "\u{e9}" == "e\u{301}")
        #expect(ByteOrder.end(ofPrefix: "/pods/") == "/pods0")
        #expect(ByteOrder.end(ofPrefix: "a\u{10FFFF}") == "b")
        #expect(ByteOrder.end(ofPrefix: "") == nil)
    }
}

/// A small repeatable generator.
struct Lehmer: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }
}
