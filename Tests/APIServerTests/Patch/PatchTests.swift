import JSON
import Testing

@testable import APIServer

@Suite struct JSONPatchTests {
    private static let changes: [(String, String)] = [
        (#"[{"op":"add","path":"/a/-","value":3}]"#, #"{"a":[1,2,3],"b/c":{"~":"x"}}"#),
        (#"[{"op":"add","path":"/a/0","value":0}]"#, #"{"a":[0,1,2],"b/c":{"~":"x"}}"#),
        (#"[{"op":"remove","path":"/a/0"},{"op":"replace","path":"/b~1c/~0","value":"y"}]"#, #"{"a":[2],"b/c":{"~":"y"}}"#),
        (#"[{"op":"move","from":"/a","path":"/m"},{"op":"copy","from":"/m/1","path":"/n"}]"#, #"{"b/c":{"~":"x"},"m":[1,2],"n":2}"#),
        (#"[{"op":"test","path":"/a/1","value":2.0},{"op":"test","path":"/none","value":null}]"#, #"{"a":[1,2],"b/c":{"~":"x"}}"#),
    ]

    @Test(arguments: changes)
    func applies(patch: String, result: String) throws {
        let document = json(#"{"a":[1,2],"b/c":{"~":"x"}}"#)
        #expect(try JSONPatch(Array(patch.utf8)).apply(to: document) == json(result))
    }

    @Test(arguments: [
        #"[{"op":"remove","path":"/none"}]"#, #"[{"op":"test","path":"/a/0","value":9}]"#, #"[{"op":"add","path":"/a/9","value":1}]"#,
        #"[{"op":"replace","path":"/none","value":1}]"#, #"[{"op":"fly","path":"/a"}]"#, #"[{"op":"add","path":"a","value":1}]"#,
        #"[{"op":"move","path":"/a"}]"#,
    ])
    func refusesWhatDoesNotFit(patch: String) throws {
        let error = #expect(throws: APIStatusError.self) { try JSONPatch(Array(patch.utf8)).apply(to: json(#"{"a":[1]}"#)) }
        #expect(error?.code == 422)
        #expect(error?.message == "the server rejected our request due to an error in our request")
    }

    @Test func isNotFooledIntoGrowingWithoutEnd() {
        let doubling = "[" + (0..<60).map { #"{"op":"copy","from":"","path":"/c\#($0)"}"# }.joined(separator: ",") + "]"
        let nesting = "[" + (0..<600).map { _ in #"{"op":"copy","from":"","path":"/a"}"# }.joined(separator: ",") + "]"
        for patch in [doubling, nesting] {
            #expect(throws: APIStatusError.self) { try JSONPatch(Array(patch.utf8)).apply(to: json(#"{"a":[1]}"#)) }
        }
    }

    @Test func refusesWhatIsNoPatch() {
        let error = #expect(throws: APIStatusError.self) { try JSONPatch(Array("{}".utf8)) }
        #expect(error?.message == "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp")
        let many = "[" + Array(repeating: #"{"op":"test","path":"/a"}"#, count: 10_001).joined(separator: ",") + "]"
        #expect(throws: APIStatusError.self) { try JSONPatch(Array(many.utf8)) }
    }
}

@Suite struct StrategicMergePatchTests {
    private static let deployment = json(
        #"{"spec":{"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}},"template":{"spec":{"nodeSelector":{"a":"b"},"containers":[{"name":"c","image":"i1","env":[{"name":"A","value":"1"},{"name":"B","value":"2"}]},{"name":"d","image":"i2"}]}}},"metadata":{"finalizers":["x","y"]}}"#)

    private func patched(_ patch: String) throws -> JSONValue {
        try StrategicMergePatch.apply(Array(patch.utf8), to: Self.deployment, schema: try TestSchemas.schema("apps", "v1", "Deployment"))
    }

    private func containers(_ patch: String) throws -> JSONValue? {
        try patched(#"{"spec":{"template":{"spec":\#(patch)}}}"#)[path: ["spec", "template", "spec", "containers"]]
    }

    private static let merges: [(String, [String])] = [
        (#"{"containers":[{"name":"c","image":"i9"}]}"#, ["c=i9", "d=i2"]),
        (#"{"containers":[{"name":"e","image":"ie"}]}"#, ["e=ie", "c=i1", "d=i2"]),
        (#"{"containers":[{"name":"d","$patch":"delete"}]}"#, ["c=i1"]),
        (#"{"containers":[{"$patch":"replace"},{"name":"z","image":"iz"}]}"#, ["z=iz"]),
        (#"{"$setElementOrder/containers":[{"name":"d"},{"name":"c"}]}"#, ["d=i2", "c=i1"]),
        (#"{"$setElementOrder/containers":[{"name":"e"},{"name":"c"}],"containers":[{"name":"e","image":"ie"},{"name":"d","$patch":"delete"}]}"#, ["e=ie", "c=i1"]),
    ]

    @Test(arguments: merges)
    func mergesListsByKey(patch: String, result: [String]) throws {
        let list = try containers(patch)?.array ?? []
        #expect(list.map { "\($0["name"]?.string ?? "")=\($0["image"]?.string ?? "")" } == result)
    }

    @Test func mergesNestedListsAndKeepsTheRest() throws {
        let list = try containers(#"{"containers":[{"name":"c","env":[{"name":"B","value":"22"},{"name":"C","value":"3"}]}]}"#)
        #expect(list?[0]?["env"] == json(#"[{"name":"A","value":"1"},{"name":"B","value":"22"},{"name":"C","value":"3"}]"#))
        #expect(list?[0]?["image"] == "i1")
    }

    @Test func obeysDirectives() throws {
        #expect(try patched(#"{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}}"#)[path: ["spec", "strategy"]] == json(#"{"type":"Recreate"}"#))
        #expect(try patched(#"{"spec":{"template":{"spec":{"nodeSelector":{"x":"y","$patch":"replace"}}}}}"#)[path: ["spec", "template", "spec", "nodeSelector"]]
            == json(#"{"x":"y"}"#))
        #expect(try patched(#"{"metadata":{"$deleteFromPrimitiveList/finalizers":["x"],"finalizers":["z"]}}"#)[path: ["metadata", "finalizers"]]
            == json(#"["z","y"]"#))
    }

    @Test func refusesWhatIsTooDeep() {
        let deep = String(repeating: #"{"a":"#, count: 900) + "1" + String(repeating: "}", count: 900)
        let error = #expect(throws: APIStatusError.self) { try patched(deep) }
        #expect(error?.code == 400)
    }

    @Test func namesTheMissingKey() {
        let error = #expect(throws: APIStatusError.self) { try containers(#"{"containers":[{"image":"nokey"}]}"#) }
        #expect(error?.message == "map: map[image:nokey] does not contain declared merge key: name")
        #expect(error?.code == 500)
    }
}
