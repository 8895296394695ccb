import Foundation
import KubernetesAPI
import Testing

/// Objects with every field set must come through their type, and through their schema, unchanged.
@Suite struct RoundTripTests {
    static let description = Result { try APIDescription.builtin() }

    /// An object of a kind with every field set, made from the description.
    /// A type inside itself is left out: every field stands once on each path.
    static func sample(of schema: Schema, inside outer: [String] = []) -> JSONValue {
        var object = JSONObject()
        for field in schema.fields {
            if field.name == "kind", let kind = schema.kind { object["kind"] = .string(kind.kind); continue }
            if field.name == "apiVersion", let kind = schema.kind { object["apiVersion"] = .string(kind.apiVersion); continue }
            object[field.name] = value(of: field.type, name: field.name, inside: outer + [schema.name])
        }
        return .object(object)
    }

    private static func value(of type: FieldType, name: String, inside outer: [String]) -> JSONValue? {
        switch type {
        case .string: return .string(name + "Value")
        case .bool: return true
        case .int32: return 7
        case .int64: return 9_007_199_254_740_993
        case .double: return 2.5
        case .bytes: return "AQID"
        case .quantity: return "1500m"
        case .intOrString: return "25%"
        case .time: return "2008-01-01T01:01:01Z"
        case .microTime: return "2008-01-01T01:01:01.000123Z"
        case .any: return ["any": [1, "x"]]
        case .array(let element): return value(of: element, name: name, inside: outer).map { .array([$0]) }
        case .map(let element): return value(of: element, name: name, inside: outer).map { .object([name + "Key": $0]) }
        case .object(let schema):
            if outer.contains(schema.name) { return nil }
            let value = sample(of: schema, inside: outer)
            // An Optional's nil, where a conditional expression would take JSON's null.
            if value == [:] { return Optional.none }
            return value
        }
    }

    private func check<T: KubernetesObject>(_ type: T.Type) throws {
        let description = try Self.description.get()
        let schema = try #require(description.schema(of: GroupVersionKind(group: T.resource.group, version: T.resource.version, kind: T.resource.kind)))
        let value = Self.sample(of: schema)
        let printed = try T(json: value).jsonValue().description
        #expect(printed == value.description, "\(T.resource.kind)")
        // Absent stays absent: only the kind and required fields are printed.
        #expect(try T(json: [:]).jsonBytes().count < 400)
    }

    @Test func everyFieldOfCommonKindsSurvives() throws {
        try check(Pod.self)
        try check(Service.self)
        try check(Node.self)
        try check(Secret.self)
        try check(Deployment.self)
        try check(ReplicationController.self)
        try check(PersistentVolume.self)
        try check(EndpointSlice.self)
        try check(Lease.self)
        try check(Job.self)
        try check(NetworkPolicy.self)
        try check(CoreV1.Event.self)
        try check(HorizontalPodAutoscaler.self)
        try check(ApiextensionsV1.CustomResourceDefinition.self)
    }

    @Test func readsWhatItDoesNotKnowAndNull() throws {
        let pod = try Pod(json: Array(#"{"metadata":{"name":"a","labels":null,"new":{"x":[1]}},"spec":null,"status":{"phase":"Running"},"more":[[]]}"#.utf8))
        #expect(pod.metadata.name == "a" && pod.metadata.labels.isEmpty && pod.status.phase == "Running")
        #expect(String(decoding: pod.jsonBytes(), as: UTF8.self) == #"{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a"},"spec":{"containers":[]},"status":{"phase":"Running"}}"#)
        #expect(throws: JSONError.self) { try Pod(json: Array(#"{"spec":{"containers":[{"name":5}]}}"#.utf8)) }
    }

    /// The recorded objects, where they are at hand (`APUS_ROUNDTRIP` names their directory).
    @Test(.enabled(if: ProcessInfo.processInfo.environment["APUS_ROUNDTRIP"] != nil, "set APUS_ROUNDTRIP to a directory of recorded objects"))
    func recordedObjectsComeThroughTheirSchema() throws {
        let description = try Self.description.get()
        let directory = ProcessInfo.processInfo.environment["APUS_ROUNDTRIP"] ?? ""
        for file in try FileManager.default.contentsOfDirectory(atPath: directory) where file.hasSuffix(".json") {
            let value = try JSONValue(parsing: Array(Data(contentsOf: URL(filePath: "\(directory)/\(file)"))))
            let apiVersion = (value["apiVersion"]?.string ?? "").split(separator: "/").map(String.init)
            let kind = GroupVersionKind(group: apiVersion.count == 2 ? apiVersion[0] : "", version: apiVersion.last ?? "", kind: value["kind"]?.string ?? "")
            guard let schema = description.schema(of: kind) else { Issue.record("no schema for \(file)"); continue }
            #expect(known(value, schema, path: file) == value, "\(file)")
            if let typed = try AnyKind.roundTrip(kind, value) { #expect(typed == value.description, "\(file)") }
        }
    }

    /// The value with only what the schema knows, in its order.
    private func known(_ value: JSONValue, _ schema: Schema, path: String) -> JSONValue {
        var result = JSONObject()
        for (key, _) in value.object ?? [:] where schema[key] == nil { Issue.record("\(path): \(schema.name) has no field \(key)") }
        for field in schema.fields {
            guard let member = value[field.name] else { continue }
            result[field.name] = known(member, field.type, path: path)
        }
        if let keys = value.object?.keys, keys != result.keys { Issue.record("\(path): \(schema.name) is printed as \(keys), not \(result.keys)") }
        return .object(result)
    }

    private func known(_ value: JSONValue, _ type: FieldType, path: String) -> JSONValue {
        switch type {
        case .object(let schema): known(value, schema, path: path)
        case .array(let element): .array((value.array ?? []).map { known($0, element, path: path) })
        case .map(let element): .object(JSONObject((value.object ?? [:]).map { ($0.key, known($0.value, element, path: path)) }))
        default: value
        }
    }
}
