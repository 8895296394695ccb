import JSON
import Testing

@testable import APIServer

@Suite struct ObjectDecoderTests {
    private static let refusals: [(String, String, String, String)] = [
        ("Pod", "v1", #"{"spec":{"hostNetwork":"yes"}}"#,
         #"Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool"#),
        ("Pod", "v1", #"{"spec":{"containers":"c"}}"#,
         #"Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container"#),
        ("Pod", "v1", #"{"spec":{"containers":[{"image":7}]}}"#,
         #"Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field Container.spec.containers.image of type string"#),
        ("ConfigMap", "v1", #"{"data":{"a":1}}"#,
         #"ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string"#),
        ("Secret", "v1", #"{"data":{"a":"*"}}"#,
         #"Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 0"#),
        ("ConfigMap", "v1", #"{not json"#,
         #"the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: invalid character 'n' looking for beginning of object key string ({not json)"#),
        ("ConfigMap", "v1", #"{"kind":"Secret","apiVersion":"v1"}"#,
         #"Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion"#),
        ("ConfigMap", "v1", #"{"kind":"ConfigMap","apiVersion":"v2"}"#,
         #"ConfigMap in version "v2" cannot be handled as a ConfigMap: no kind "ConfigMap" is registered for version "v2" in scheme "pkg/api/legacyscheme/scheme.go:30""#),
        ("Lease", "coordination.k8s.io/v1", #"{"spec":{"renewTime":"2024-01-01T00:00:00Z"}}"#,
         #"Lease in version "v1" cannot be handled as a Lease: parsing time "2024-01-01T00:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000""#),
        ("Deployment", "apps/v1", #"{"spec":{"replicas":1.5}}"#,
         #"Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32"#),
    ]

    @Test(arguments: refusals)
    func refusesInTheWordsOfGo(kind: String, apiVersion: String, body: String, message: String) throws {
        let error = #expect(throws: APIStatusError.self) { try TestSchemas.decode(kind, apiVersion, body) }
        #expect(error?.code == 400)
        #expect(error?.message == message)
    }

    @Test func reportsAndDropsWhatTheSchemaDoesNotKnow() throws {
        let (object, strict) = try TestSchemas.decode(
            "Pod", "v1", #"{"spec":{"foo":1,"containers":[{"name":"c","bar":2}],"Containers":[]},"metadata":{"name":"a","name":"b"}}"#)
        #expect(Set(strict) == [
            #"unknown field "spec.foo""#, #"unknown field "spec.containers[0].bar""#, #"unknown field "spec.Containers""#,
            #"duplicate field "metadata.name""#,
        ])
        #expect(object[path: ["spec", "foo"]] == nil)
        #expect(object[path: ["metadata", "name"]] == "b")
    }

    @Test func printsInTheOrderAndFormOfKubernetes() throws {
        let (object, _) = try TestSchemas.decode(
            "ResourceQuota", "v1", #"{"spec":{"hard":{"requests.cpu":1.5,"pods":"3"}},"metadata":{"labels":{"b":"2","a":"1"},"name":"q"},"kind":"ResourceQuota"}"#)
        #expect(object.description
            == #"{"kind":"ResourceQuota","apiVersion":"v1","metadata":{"name":"q","labels":{"a":"1","b":"2"}},"spec":{"hard":{"pods":"3","requests.cpu":"1500m"}},"status":{}}"#)
    }

    @Test func keepsZerosOfPointersAndDropsOthers() throws {
        let (object, _) = try TestSchemas.decode(
            "Deployment", "apps/v1", #"{"spec":{"replicas":0,"minReadySeconds":0,"paused":false,"template":{"spec":{"containers":[{"name":"c","command":[]}]}}}}"#)
        let spec = object["spec"]
        #expect(spec?["replicas"] == 0)
        #expect(spec?["minReadySeconds"] == nil)
        #expect(spec?["paused"] == nil)
        #expect(spec?[path: ["template", "spec", "containers"]]?[0]?["command"] == nil)
        #expect(spec?[path: ["template", "spec", "containers"]]?[0]?["resources"] == [:])
        #expect(spec?["strategy"] == [:])
    }

    @Test func readsYAMLAsKubernetesDoes() throws {
        let text = "a: y\nb: 010\nc: 'y'\nd: 1_000\ne: 2024-01-01\nf: 1.5\ng: ~\nh: !!str 7\n? 8\n: i\nbase: &x {k: v}\nm:\n  <<: *x\n  l: 0x1F\n"
        #expect(try YAMLReader.parse(Array(text.utf8)) == json(
            #"{"a":true,"b":8,"c":"y","d":1000,"e":"2024-01-01","f":1.5,"g":null,"h":"7","8":"i","base":{"k":"v"},"m":{"k":"v","l":31}}"#))
    }

    @Test func isNotFooledByAliasesOfAliases() {
        var text = "a: &a [x,x,x,x,x,x,x,x,x]\n"
        for (name, previous) in zip("bcdefghi", "abcdefgh") {
            text += "\(name): &\(name) [" + Array(repeating: "*\(previous)", count: 9).joined(separator: ",") + "]\n"
        }
        #expect(throws: YAMLReader.Failure.self) { try YAMLReader.parse(Array(text.utf8)) }
        #expect(throws: YAMLReader.Failure.self) { try YAMLReader.parse(Array((text + "? *i\n: 1\n*i : 2\n").utf8)) }
    }

    @Test(arguments: ["", "[", "null", "3", "[]", #"{"kind":3}"#, #"{"metadata":[]}"#, "{\"a\":\"\\ud800\"}"])
    func neverCrashes(_ body: String) {
        _ = try? TestSchemas.decode("Pod", "v1", body)
        _ = try? YAMLReader.parse(Array(body.utf8))
    }
}
