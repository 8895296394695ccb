import APISchema
import JSON
import KubernetesAPI
import NIOCore
import Testing

@testable import APIServer

@Suite struct ObjectLayoutTests {
    private func framed(_ text: String, _ revision: Int64) -> String? {
        ObjectLayout(Array(text.utf8)).map { String(decoding: $0.framed(Array(text.utf8), revision: revision).bytes, as: UTF8.self) }
    }

    @Test func theRevisionGoesBehindTheUID() {
        let text = #"{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","namespace":"b","uid":"c","labels":{}},"spec":{}}"#
        #expect(
            framed(text, 7)
                == #"{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","namespace":"b","uid":"c","resourceVersion":"7","labels":{}},"spec":{}}"# + "}\n")
        #expect(framed(#"{"kind":"A","apiVersion":"b","metadata":{}}"#, 1) == #"{"kind":"A","apiVersion":"b","metadata":{"resourceVersion":"1"}}"# + "}\n")
        #expect(framed(#"{"kind":"A","apiVersion":"b","metadata":{"x":1}}"#, 1) == #"{"kind":"A","apiVersion":"b","metadata":{"resourceVersion":"1","x":1}}"# + "}\n")
        #expect(framed(#"{"apiVersion":"b","kind":"A"}"#, 1) == nil)
        #expect(framed(#"{"kind":"A"#, 1) == nil)
    }

    @Test func anObjectIsSplicedIntoListsAndEvents() throws {
        let bytes = Array(#"{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","uid":"c"},"spec":{}}"#.utf8)
        let layout = try #require(ObjectLayout(bytes))
        let object = StoredObject(bytes: bytes, revision: 12, facts: .init(layout: layout, labels: [:], fields: [:]))
        #expect(String(buffer: object.json) == #"{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","uid":"c","resourceVersion":"12"},"spec":{}}"#)
        #expect(String(buffer: object.listItem(typed: false)) == #""metadata":{"name":"a","uid":"c","resourceVersion":"12"},"spec":{}}"#)
        #expect(String(buffer: object.frameTail(deletedAt: 345)).hasSuffix(#""resourceVersion":"345"},"spec":{}}}"# + "\n"))
    }

    @Test func continueTokensComeBack() throws {
        let token = ContinueToken(revision: 5, startKey: "default/a\u{0}")
        #expect(try ContinueToken(token.text) == token)
        #expect(throws: APIStatusError.self) { try ContinueToken("%%%") }
    }

    @Test func protobufBecomesTheSameTree() throws {
        let description = try APIDescription.builtin()
        let schema = try #require(description.schema(of: GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")))
        func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(bytes.count)] + bytes }
        let metadata = field(1, Array("x".utf8)) + field(3, Array("default".utf8)) + field(8, [])
        let entry = field(1, Array("k".utf8)) + field(2, Array("v".utf8))
        let object = field(1, metadata) + field(2, entry)
        let type = field(1, Array("v1".utf8)) + field(2, Array("ConfigMap".utf8))
        let body: [UInt8] = [0x6B, 0x38, 0x73, 0] + field(1, type) + field(2, object)
        let tree = try ProtobufDecoder.decode(body, schema: schema)
        #expect(tree[at: "metadata.name"] == "x")
        #expect(tree[at: "metadata.creationTimestamp"] == .null)
        #expect(tree["data"] == ["k": "v"])
        #expect(throws: APIStatusError.self) { try ProtobufDecoder.decode(Array(body.dropLast(3)), schema: schema) }
    }
}
