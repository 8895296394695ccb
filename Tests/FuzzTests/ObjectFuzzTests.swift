import APISchema
import Foundation
import JSON
import KubernetesAPI
import Testing

@testable import APIServer

/// What reads objects, patches and tokens out of requests' bodies and parameters.
@Suite struct ObjectFuzzTests {
    private static let pod = #"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default","labels":{"a":"b"},"annotations":{"x":"y"},
        "ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"n","uid":"u","controller":true}],"creationTimestamp":"2024-01-01T00:00:00Z"},
        "spec":{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80,"protocol":"TCP"}],"resources":{"limits":{"cpu":"100m","memory":"1Gi"}},
        "env":[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],"livenessProbe":{"httpGet":{"path":"/","port":"http"},"periodSeconds":5}}],
        "tolerations":[{"key":"k","operator":"Exists","tolerationSeconds":300}],"volumes":[{"name":"v","emptyDir":{}}]},"status":{"phase":"Running"}}
        """#
    private static let yaml = """
        apiVersion: v1
        kind: Pod
        metadata: &m
          name: "p"   # comment
          labels: {a: b, "c": 'd'}
        spec:
          containers:
          - name: c
            image: i
            args: [a, *m, ~, 0x1F, 1_000, .5, yes]
            command:
            - |
              text
            - >-
              folded
          <<: *m
        """

    private let schema: Schema

    init() throws {
        schema = try #require(try APIDescription.builtin().schema(of: GroupVersionKind(group: "", version: "v1", kind: "Pod")))
    }

    @Test func objects() async throws {
        try await Fuzzer.run(800, seeds: [Self.pod], words: [#""spec":"#, "null", "[", "{", #""name":"#, "-1", #"{"a":"#]) { input in
            guard let decoded = try? ObjectDecoder.decode(input, yaml: false, schema: schema, kind: "Pod", apiVersion: "v1") else { return }
            var object = decoded.object
            SchemaDefaults.apply(to: &object, schema: schema)
            _ = SchemaValidation.validate(object, schema: schema)
            #expect(throws: Never.self) { _ = try JSONValue(parsing: object.serialized()) }
        }
    }

    @Test func yaml() async throws {
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + (0..<8).map { "\(["b", "c", "d", "e", "f", "g", "h", "i"][$0]): &\(["b", "c", "d", "e", "f", "g", "h", "i"][$0]) [" + Array(repeating: "*\(["a", "b", "c", "d", "e", "f", "g", "h"][$0])", count: 9).joined(separator: ",") + "]\n" }.joined()
        try await Fuzzer.run(600, seeds: [Self.yaml, bomb, Self.pod], words: ["&a ", "*a", "- ", "? ", ": ", "<<: ", "!!binary ", "---\n", "%YAML 1.1\n", "[", "{", "\t"]) { input in
            _ = try? ObjectDecoder.decode(input, yaml: true, schema: schema, kind: "Pod", apiVersion: "v1")
        }
    }

    @Test func protobuf() async throws {
        func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(bytes.count)] + bytes }
        func text(_ number: UInt8, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }
        let metadata = text(1, "p") + text(3, "default") + field(11, text(1, "a") + text(2, "b")) + field(8, [8, 0x80, 0x80, 0x80, 0x10])
        let container = text(1, "c") + text(2, "i") + field(8, field(1, text(1, "cpu") + field(2, text(1, "100m"))))
        let pod = field(1, metadata) + field(2, field(2, container) + [0x20, 30])
        let envelope = Array("k8s\0".utf8) + field(1, text(1, "v1") + text(2, "Pod")) + field(2, pod)
        #expect(try ProtobufDecoder.decode(envelope, schema: schema)["spec"]?["containers"]?[0]?["name"] == "c")
        try await Fuzzer.run(1500, seeds: [envelope, pod]) { input in
            for body in [input, Array("k8s\0".utf8) + input] {
                if let object = try? ProtobufDecoder.decode(body, schema: schema) {
                    #expect(throws: Never.self) { _ = try JSONValue(parsing: object.serialized()) }
                }
            }
        }
    }

    @Test func patches() async throws {
        let live = try JSONValue(parsing: Array(Self.pod.utf8))
        let seeds = [
            #"[{"op":"test","path":"/metadata/name","value":"p"},{"op":"add","path":"/spec/containers/-","value":{"name":"d"}},{"op":"copy","from":"/spec","path":"/metadata/annotations/y"},{"op":"move","from":"/spec/volumes/0","path":"/spec/volumes/0"},{"op":"remove","path":"/status"},{"op":"replace","path":"/metadata/labels/a~1b~0","value":1}]"#,
            #"{"metadata":{"labels":{"a":null,"b":"c"}},"spec":null}"#,
            #"{"spec":{"containers":[{"name":"c","image":"j","$patch":"replace"},{"$patch":"delete","name":"x"}],"$setElementOrder/containers":[{"name":"c"}],"$retainKeys":["containers"],"$deleteFromPrimitiveList/finalizers":["a"]}}"#,
        ]
        try await Fuzzer.run(1200, seeds: seeds, words: [#""$patch":"merge""#, #""path":"/"#, "/-", "/0", "~", #""op":"copy","#, "null", "[", "{", #"{"a":"#]) { input in
            for type in [PatchType.json, .merge, .strategic] {
                guard let patched = try? PatchEngine.apply(type, body: input, to: live, schema: schema) else { continue }
                guard let object = try? ObjectDecoder.conform(patched, schema: schema, kind: "Pod", apiVersion: "v1").object else { continue }
                #expect(throws: Never.self) { _ = try JSONValue(parsing: object.serialized()) }
            }
        }
    }

    @Test func applies() async throws {
        let manager = FieldManager(manager: "m", apiVersion: "v1", schema: schema, time: "2024-01-01T00:00:00Z")
        let seed = #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","managedFields":[]},"spec":{"containers":[{"name":"c","image":"k","ports":[{"containerPort":80}]}]}}"#
        let owned = try manager.apply(live: nil, body: Array(seed.utf8), force: false)
        let other = FieldManager(manager: "n", apiVersion: "v1", schema: schema, time: "2024-01-01T00:00:00Z")
        try await Fuzzer.run(800, seeds: [seed, String(decoding: owned.serialized(), as: UTF8.self)], words: [#""f:a":{}"#, #"k:{\"name\":\"c\"}"#, "v:", "i:", "null", "[", "{"]) { input in
            _ = try? other.apply(live: owned, body: input, force: true)
            // Managed fields that a client has written itself.
            if var live = try? JSONValue(parsing: input), live.object != nil {
                _ = try? manager.apply(live: live, body: Array(seed.utf8), force: false)
                manager.update(live: owned, new: &live)
            }
        }
    }

    @Test func continueTokens() async throws {
        let seeds = [ContinueToken(revision: 5, startKey: "default/a\0").text, "eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ", #"{"v":"meta.k8s.io/v1","rv":1,"start":"a"}"#]
        try await Fuzzer.run(1000, seeds: seeds, words: ["==", "-_", "../"]) { input in
            for text in [String(decoding: input, as: UTF8.self), Data(input).base64EncodedString()] {
                if let token = try? ContinueToken(text) { #expect((try? ContinueToken(token.text)) == token) }
            }
        }
    }

    @Test func bearerTokens() async throws {
        let signer = ServiceAccountTokenSigner(signingKey: try TokenSigningKey())
        let claims = ServiceAccountTokenClaims(namespace: "default", serviceAccount: .init(name: "a", uid: "u"))
        let clock = ManualClock()
        let good = try signer.sign(claims, audiences: signer.audiences, now: clock.now.seconds, expiresIn: 3600)
        let authenticator = ServiceAccountTokenAuthenticator(signer: signer, clock: clock) { _, _, _, _ in ["metadata": ["uid": "u"]] }
        #expect(try await authenticator.authenticate(token: good, audiences: signer.audiences) != nil)
        let parts = good.split(separator: ".").map(String.init)
        let none = Data(#"{"alg":"none"}"#.utf8).base64EncodedString()
        let words = [".", "..", "=", "eyJhbGciOiJub25lIn0", none]
        try await Fuzzer.run(800, seeds: [good, parts[0] + "." + parts[1] + ".", none + "." + parts[1] + "."], words: words) { input in
            let token = String(decoding: input, as: UTF8.self)
            let user = try? await authenticator.authenticate(token: token, audiences: signer.audiences)
            // Only the token itself is good; base64 leaves some bits of the last character free.
            if user != nil { #expect(token.hasPrefix(parts[0] + "." + parts[1] + "." + parts[2].dropLast(1))) }
        }
    }
}
