import JSON
import Testing

@testable import APISchema

@Suite struct APIDescriptionTests {
    static let text = """
        version example.io v1 example served
        type example.v1.Widget kind
        - kind string
        - apiVersion string
        1 metadata any default={}
        2! parts []example.v1.Part list=map:name,port patch=merge,retainKeys key=name
        3 labels {}string map=atomic default={"a b":1}
        2.4 child example.v1.Widget
        type example.v1.Part atomic
        1! name string default=""
        resource widgets Widget namespaced off singular=widget short=w,wd categories=all verbs=get,list
        sub scale autoscaling/v1/Scale verbs=get
        """

    @Test func readsTypesThatReferToEachOther() throws {
        let description = try APIDescription(texts: [Self.text])
        let widget = try #require(description.schema(of: GroupVersionKind(group: "example.io", version: "v1", kind: "Widget")))
        let parts = try #require(widget["parts"])
        #expect(parts.isRequired && parts.listType == .map && parts.listMapKeys == ["name", "port"] && parts.patchStrategies == ["merge", "retainKeys"])
        #expect(widget["child"]?.numbers == [2, 4])
        #expect(widget["labels"]?.defaultValue == ["a b": 1])
        guard case .object(let child)? = widget["child"]?.type else { Issue.record("child is no structure"); return }
        #expect(child === widget)
        let resource = try #require(description.resource(group: "example.io", version: "v1", plural: "widgets"))
        #expect(!resource.isServedByDefault && resource.shortNames == ["w", "wd"] && resource.subresource("scale")?.kind.group == "autoscaling")
    }

    @Test(arguments: ["type", "version a", "1 name string", "type a.v1.B\n1 x a.v1.Missing", "type a.v1.B\n1 x string what", "type a.v1.B\n1 x string default={"])
    func refusesWhatItDoesNotUnderstand(text: String) {
        #expect(throws: APIDescriptionError.self) { try APIDescription(texts: [text]) }
    }
}
