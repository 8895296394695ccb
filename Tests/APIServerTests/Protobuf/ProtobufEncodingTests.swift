import APISchema
import Foundation
import JSON
import KubernetesAPI
import NIOCore
import Testing

@testable import APIServer

/// Objects as protobuf messages, byte for byte.
@Suite struct ProtobufEncodingTests {
    static let description = Result { try APIDescription.builtin() }

    private func envelope(_ object: JSONValue) throws -> [UInt8]? {
        let kinds = ResourceTable(description: try Self.description.get())
        return ProtobufForms.object(object, kinds)?.flatMap { Array($0.readableBytesView) }
    }

    /// What Go does not hold by pointer is written even when it is empty.
    @Test func emptyFieldsThatAreNoPointersAreThere() throws {
        let map: JSONValue = ["kind": "ConfigMap", "apiVersion": "v1", "metadata": ["name": "a"], "data": ["k": "v"]]
        let metadata: [UInt8] = [0x0A, 1, 0x61, 0x12, 0, 0x1A, 0, 0x22, 0, 0x2A, 0, 0x32, 0, 0x38, 0, 0x42, 0]
        let data: [UInt8] = [0x12, 6, 0x0A, 1, 0x6B, 0x12, 1, 0x76]
        let message: [UInt8] = [0x0A, UInt8(metadata.count)] + metadata + data
        let type: [UInt8] = [0x0A, 15, 0x0A, 2] + Array("v1".utf8) + [0x12, 9] + Array("ConfigMap".utf8)
        let expected = Array("k8s\0".utf8) + type + [0x12, UInt8(message.count)] + message + [0x1A, 0, 0x22, 0]
        #expect(try envelope(map) == expected)
    }

    /// Every kind, with every field set, comes back as it went.
    @Test func everyKindSurvives() throws {
        let description = try Self.description.get()
        for version in description.groupVersions where !version.isTypesOnly {
            for resource in description.resources where resource.apiVersion == version.apiVersion {
                guard let schema = description.schema(of: resource.groupVersionKind) else { continue }
                let object = Samples.object(of: schema)
                let bytes = try #require(try envelope(object))
                let tree = try ProtobufDecoder.decode(bytes, schema: schema)
                let back = try ObjectDecoder.conform(tree, schema: schema, kind: resource.kind, apiVersion: resource.apiVersion)
                let straight = try ObjectDecoder.conform(object, schema: schema, kind: resource.kind, apiVersion: resource.apiVersion)
                #expect(back.object == straight.object, "\(resource.kind)")
            }
        }
    }

    /// JSON schemas hold values that are a schema or something else.
    @Test func unionsOfJSONSchemasSurvive() throws {
        let description = try Self.description.get()
        let kind = GroupVersionKind(group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition")
        let schema = try #require(description.schema(of: kind))
        for part in [
            #"{"type":"object","properties":{"a":{"type":"string","default":"x","enum":["x",null,1]}},"additionalProperties":false}"#,
            #"{"additionalProperties":{"type":"string"},"items":{"type":"integer"},"dependencies":{"a":["b"],"c":{"type":"string"}}}"#,
            #"{"items":[{"type":"integer"},{"type":"string"}],"additionalItems":true}"#,
        ] {
            let text = #"{"kind":"CustomResourceDefinition","apiVersion":"apiextensions.k8s.io/v1","metadata":{"name":"a"},"spec":{"group":"g","names":{"plural":"as","kind":"A"},"scope":"Namespaced","versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":\#(part)}}]}}"#
            let object = try ObjectDecoder.conform(
                try JSONValue(parsing: Array(text.utf8)), schema: schema, kind: kind.kind, apiVersion: kind.apiVersion).object
            let bytes = try #require(try envelope(object))
            let back = try ObjectDecoder.conform(
                try ProtobufDecoder.decode(bytes, schema: schema), schema: schema, kind: kind.kind, apiVersion: kind.apiVersion).object
            #expect(back == object)
        }
    }

    /// The recorded objects, where they are at hand: `APUS_ROUNDTRIP`, or beside the package.
    @Test(.enabled(if: Recorded.directory("kubernetes-api/roundtrip", variable: "APUS_ROUNDTRIP") != nil, "no recorded objects at hand: set APUS_ROUNDTRIP to their directory"))
    func recordedObjectsAreTheSameBytes() throws {
        let description = try Self.description.get()
        let directory = try #require(Recorded.directory("kubernetes-api/roundtrip", variable: "APUS_ROUNDTRIP"))
        var count = 0
        for file in try FileManager.default.contentsOfDirectory(atPath: directory).sorted() where file.hasSuffix(".json") {
            let json = try JSONValue(parsing: Array(Data(contentsOf: URL(filePath: "\(directory)/\(file)"))))
            let expected = Array(try Data(contentsOf: URL(filePath: "\(directory)/\(file.dropLast(5)).pb")))
            let parts = (json["apiVersion"]?.string ?? "").split(separator: "/").map(String.init)
            let kind = GroupVersionKind(group: parts.count == 2 ? parts[0] : "", version: parts.last ?? "", kind: json["kind"]?.string ?? "")
            guard let schema = description.schema(of: kind) else { Issue.record("no schema for \(file)"); continue }
            let made = try #require(try envelope(json))
            if made != expected {
                let at = zip(made, expected).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(made.count, expected.count)
                Issue.record("\(file): differs at byte \(at) of \(made.count), \(expected.count) expected; before it: \(String(decoding: expected[max(0, at - 40)..<min(at + 10, expected.count)], as: UTF8.self))")
            }
            let tree = try ProtobufDecoder.decode(expected, schema: schema)
            let back = try ObjectDecoder.conform(tree, schema: schema, kind: kind.kind, apiVersion: kind.apiVersion)
            #expect(back.object == json, "\(file)")
            count += 1
        }
        #expect(count > 0)
    }
}

/// What was recorded of Kubernetes itself, where it lies beside the package.
enum Recorded {
    /// A directory that an environment variable names or that lies in `../shared`; nil where there is none.
    static func directory(_ path: String, variable: String) -> String? {
        if let named = ProcessInfo.processInfo.environment[variable] { return named }
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let beside = package.deletingLastPathComponent().appending(path: "shared/\(path)").path
        return FileManager.default.fileExists(atPath: beside) ? beside : nil
    }
}

/// Objects with every field set.
enum Samples {
    /// One of a kind. A type inside itself is left out.
    static func object(of schema: Schema, inside outer: [String] = []) -> JSONValue {
        var object = JSONObject()
        for field in schema.fields {
            // An object inside another one has no place for its kind in protobuf.
            if ["kind", "apiVersion"].contains(field.name), schema.kind != nil, !outer.isEmpty { continue }
            if field.name == "kind", let kind = schema.kind { object["kind"] = .string(kind.kind); continue }
            if field.name == "apiVersion", let kind = schema.kind { object["apiVersion"] = .string(kind.apiVersion); continue }
            // What has no number is not there in protobuf.
            if field.numbers.isEmpty { continue }
            if schema.typeName == "JSONSchemaProps", ["items", "additionalItems", "additionalProperties", "dependencies"].contains(field.name) { continue }
            object[field.name] = value(of: field.type, name: field.name, inside: outer + [schema.name])
        }
        return .object(object)
    }

    private static func value(of type: FieldType, name: String, inside outer: [String]) -> JSONValue? {
        switch type {
        case .string: return .string(name + "Value")
        case .bool: return true
        case .int32: return -7
        case .int64: return 9_007_199_254_740_993
        case .double: return 2.5
        case .bytes: return "AQID"
        case .quantity: return "1500m"
        case .intOrString: return "25%"
        case .time: return "2008-01-01T01:01:01Z"
        case .microTime: return "2008-01-01T01:01:01.000123Z"
        case .any: return ["any": [1, "x"]]
        case .array(let element): return value(of: element, name: name, inside: outer).map { .array([$0, $0]) }
        case .map(let element): return value(of: element, name: name, inside: outer).map { .object([name + "Key": $0, "a": $0]) }
        case .object(let schema):
            if outer.contains(schema.name) { return nil }
            let value = object(of: schema, inside: outer)
            if value == [:] { return Optional.none }
            return value
        }
    }
}
