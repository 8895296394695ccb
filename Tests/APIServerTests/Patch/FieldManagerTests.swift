import APISchema
import JSON
import Testing

@testable import APIServer

@Suite struct FieldManagerTests {
    private func manager(_ name: String, subresource: String = "", time: String = "2024-01-01T00:00:00Z") throws -> FieldManager {
        FieldManager(
            manager: name, apiVersion: "apps/v1", subresource: subresource, schema: try TestSchemas.schema("apps", "v1", "Deployment"), time: time)
    }

    private func owners(_ object: JSONValue) -> [String: String] {
        var result: [String: String] = [:]
        for entry in object[path: ["metadata", "managedFields"]]?.array ?? [] {
            result[entry["manager"]?.string ?? ""] = entry["fieldsV1"]?.description
        }
        return result
    }

    private static let config = #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"},"spec":{"replicas":2,"selector":{"matchLabels":{"a":"b"}},"template":{"spec":{"containers":[{"name":"c","image":"i1","ports":[{"containerPort":80}]}]}}}}"#
    private static let owned = #"{"f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:name":{},"f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}}}}}}}}"#

    @Test func createGivesEveryFieldToItsWriter() throws {
        var (object, _) = try TestSchemas.decode("Deployment", "apps/v1", Self.config)
        try manager("creator").update(live: nil, new: &object)
        #expect(owners(object)["creator"]
            == #"{"f:spec":{"f:replicas":{},"f:selector":{},"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"c\"}":{".":{},"f:image":{},"f:name":{},"f:ports":{".":{},"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}},"f:resources":{}}}}}}}"#)
        let entry = object[path: ["metadata", "managedFields"]]?[0]
        #expect(entry?["operation"] == "Update")
        #expect(entry?["time"] == "2024-01-01T00:00:00Z")
    }

    @Test(arguments: [
        ("Deployment", "apps/v1", config),
        ("Pod", "v1", #"{"metadata":{"name":"p","namespace":"d","labels":{"b":"1","a":"2"},"annotations":{},"finalizers":["x/y","a/b"],"ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"n","uid":"u"}]},"spec":{"containers":[{"name":"z","image":"i","env":[{"name":"B","value":"1"},{"name":"A"}],"ports":[{"containerPort":81},{"containerPort":80,"protocol":"UDP"}]},{"name":"a"}],"tolerations":[{"key":"k"}],"volumes":[{"name":"v","emptyDir":{}}],"nodeSelector":{}},"status":{"phase":"Running"}}"#),
        ("Service", "v1", #"{"metadata":{"name":"s"},"spec":{"ports":[{"port":80},{"port":80}],"selector":{"a":"b"}}}"#),
        ("ConfigMap", "v1", #"{"metadata":{"generateName":"c-"},"data":{"z":"1","a":"2"}}"#),
        ("Event", "v1", #"{"metadata":{"name":"e"},"involvedObject":{"kind":"Pod"},"count":3}"#),
        ("CertificateSigningRequest", "certificates.k8s.io/v1", #"{"metadata":{"name":"c"},"spec":{"signerName":"a/b","request":"YQ==","usages":["a"]},"status":{}}"#),
    ])
    func aCreatorOwnsWhatTheComparisonWithNothingSays(kind: String, apiVersion: String, text: String) throws {
        let (object, _) = try TestSchemas.decode(kind, apiVersion, text)
        let group = apiVersion.contains("/") ? String(apiVersion.split(separator: "/")[0]) : ""
        let schema = try TestSchemas.schema(group, "v1", kind)
        let ignored = ResetFields.fields(of: try #require(schema.kind), subresource: "")
        var comparison = Comparison(schema.zero, object, TypeShape(schema))
        comparison.exclude(ignored)
        let general = comparison.added.union(comparison.modified).subtracting(ResetFields.never).fieldsV1
        let straight = CreatedFields.fieldsV1(of: object, zero: schema.zero, schema: schema, ignored: ignored)
        // Two ports that cannot be told apart are left to the general way.
        if kind == "Service" {
            #expect(straight == nil)
        } else {
            #expect(straight.map { JSONValue.object($0).description } == general.description)
        }
    }

    @Test func anUpdateTakesWhatItChanges() throws {
        var (object, _) = try TestSchemas.decode("Deployment", "apps/v1", Self.config)
        try manager("creator").update(live: nil, new: &object)
        var changed = object
        changed["spec"]?["replicas"] = 3
        try manager("scaler", time: "2024-01-02T00:00:00Z").update(live: object, new: &changed)
        #expect(owners(changed)["scaler"] == #"{"f:spec":{"f:replicas":{}}}"#)
        #expect(owners(changed)["creator"]?.contains("f:replicas") == false)
        var status = changed
        status["status"]?["replicas"] = 3
        try manager("s", subresource: "status").update(live: changed, new: &status)
        #expect(owners(status)["s"] == #"{"f:status":{"f:replicas":{}}}"#)
        #expect(status[path: ["metadata", "managedFields"]]?.array?.last?["subresource"] == nil
            || status[path: ["metadata", "managedFields"]]?.array?.contains { $0["subresource"] == "status" } == true)
    }

    @Test func applyOwnsConflictsAndForces() throws {
        let body = Array(Self.config.utf8)
        let first = try manager("one").apply(live: nil, body: body, force: false)
        #expect(owners(first)["one"] == Self.owned)

        var other = json(Self.config)
        other["spec"]?["replicas"] = 5
        let error = #expect(throws: APIStatusError.self) { try manager("two").apply(live: first, config: other, force: false) }
        #expect(error?.message == #"Apply failed with 1 conflict: conflict with "one": .spec.replicas"#)
        #expect(error?.details?.causes == [.init(reason: "FieldManagerConflict", message: #"conflict with "one""#, field: ".spec.replicas")])

        let forced = try manager("two").apply(live: first, config: other, force: true)
        #expect(forced[path: ["spec", "replicas"]] == 5)
        #expect(owners(forced)["one"] == Self.owned.replacing(#""f:replicas":{},"#, with: ""))
        #expect(owners(forced)["two"] == Self.owned)
    }

    @Test func applyingTheSameTwiceChangesNothing() throws {
        let first = try manager("one").apply(live: nil, body: Array(Self.config.utf8), force: false)
        let second = try manager("one", time: "2025-01-01T00:00:00Z").apply(live: first, body: Array(Self.config.utf8), force: false)
        #expect(first == second)
    }

    @Test func whatIsNoLongerAppliedGoesUnlessOthersOwnIt() throws {
        let first = try manager("one").apply(live: nil, body: Array(Self.config.utf8), force: false)
        let side = json(#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"},"spec":{"replicas":2,"template":{"spec":{"containers":[{"name":"side","image":"s"}]}}}}"#)
        let both = try manager("two").apply(live: first, config: side, force: false)
        #expect(both[path: ["spec", "template", "spec", "containers"]]?.array?.map { $0["name"] } == ["c", "side"])
        let empty = json(#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"}}"#)
        let gone = try manager("two").apply(live: both, config: empty, force: false)
        #expect(gone[path: ["spec", "template", "spec", "containers"]]?.array?.map { $0["name"] } == ["c"])
        #expect(gone[path: ["spec", "replicas"]] == 2)
        #expect(owners(gone)["two"] == nil)
    }

    @Test func aSecondOwnerKeepsAMapKey() throws {
        let a = json(#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x","labels":{"l":"1","m":"2"}}}"#)
        let b = json(#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x","labels":{"l":"1"}}}"#)
        let empty = json(#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"}}"#)
        var object = try manager("a").apply(live: nil, config: a, force: false)
        object = try manager("b").apply(live: object, config: b, force: false)
        object = try manager("a").apply(live: object, config: empty, force: false)
        #expect(object[path: ["metadata", "labels"]] == json(#"{"l":"1"}"#))
    }

    @Test func refusesWhatTheSchemaDoesNotDeclare() throws {
        let config = #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"},"spec":{"nope":1}}"#
        let error = #expect(throws: APIStatusError.self) { try manager("m").apply(live: nil, body: Array(config.utf8), force: false) }
        #expect(error?.message == "failed to create typed patch object (/x; apps/v1, Kind=Deployment): .spec.nope: field not declared in schema")
        #expect(error?.code == 500)
        let map = FieldManager(manager: "m", apiVersion: "v1", schema: try TestSchemas.schema("", "v1", "ConfigMap"), time: "")
        let named = #expect(throws: APIStatusError.self) {
            try map.apply(live: nil, body: Array("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: y\n".utf8), force: false)
        }
        #expect(named?.message
            == "failed to create typed patch object (/; /v1, Kind=ConfigMap): .metadata.name: expected string, got &value.valueUnstructured{Value:true}")
    }

    @Test func fieldSetsSurviveTheirText() throws {
        let text = #"{"f:a":{".":{},"f:b":{},"k:{\"name\":\"x\",\"port\":1}":{".":{}},"v:\"s\"":{},"i:3":{}}}"#
        let set = try #require(FieldSet(fieldsV1: json(text)))
        let again = try #require(FieldSet(fieldsV1: set.fieldsV1))
        #expect(set == again)
        #expect(set.paths().map { $0.map(\.described).joined() } == [".a", ".a.b", #".a[name="x",port=1]"#, #".a[="s"]"#, ".a[3]"])
    }
}
