import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import NIOCore
import NIOHTTP1
import HTTPServer
import Synchronization
import Testing

@testable import Kubelet

@Suite struct PodSourceTests {
    private let parser = StaticPodParser(nodeName: "node1")

    private func manifest(_ name: String, _ spec: String = "") -> String {
        "apiVersion: v1\nkind: Pod\nmetadata: {name: \(name)}\nspec:\n  containers: [{name: c, image: busybox}]\n" + spec
    }

    /// A web server in memory.
    final class Pages: ManifestFetching {
        struct Gone: Error {}
        let page = Mutex<String?>("")
        let headers = Mutex<[String]>([])
        func fetch(_ url: String, headers: [(String, String)], limit: Int) async throws -> [UInt8] {
            self.headers.withLock { $0 = headers.map { "\($0.0): \($0.1)" } }
            guard let text = page.withLock({ $0 }) else { throw Gone() }
            return Array(text.utf8)
        }
        func set(_ text: String?) { page.withLock { $0 = text } }
    }

    @Test func urlIsFollowed() async throws {
        let pages = Pages()
        var options = PodSourceOptions()
        options.manifestURLHeader = ["X-Key": ["a", "b"]]
        let names = Mutex<[[String]]>([])
        let source = URLSource(options: options, url: "http://pods", parser: parser, fetcher: pages, clock: SystemClock(), logger: quiet) { pods in
            names.withLock { $0.append(pods.map { "\($0.metadata.name) \($0.metadata.annotations["kubernetes.io/config.source"] ?? "")" }) }
        }
        await source.look()
        // Nothing is an answer too: the source is seen.
        #expect(names.withLock { $0 } == [[]])
        pages.set(manifest("web"))
        await source.look()
        await source.look()
        #expect(names.withLock { $0.last } == ["web-node1 http"] && names.withLock { $0.count } == 2)
        #expect(pages.headers.withLock { $0 } == ["X-Key: a", "X-Key: b"])
        // What cannot be had or read changes nothing.
        for bad in [nil, "{", "kind: Service\napiVersion: v1"] as [String?] {
            pages.set(bad)
            await source.look()
        }
        #expect(names.withLock { $0.count } == 2)
        pages.set(#"{"apiVersion":"v1","kind":"PodList","items":[{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c","image":"i"}]}},{"metadata":{"name":"b"},"spec":{"containers":[{"name":"c","image":"i"}]}}]}"#)
        await source.look()
        #expect(names.withLock { $0.last } == ["a-node1 http", "b-node1 http"])
    }

    @Test(arguments: [
        ("  serviceAccountName: x", "serviceaccounts"), ("  imagePullSecrets: [{name: x}]", "secrets"),
        ("  volumes: [{name: v, secret: {secretName: x}}]", "secrets"), ("  volumes: [{name: v, configMap: {name: x}}]", "configmaps"),
        ("  volumes: [{name: v, persistentVolumeClaim: {claimName: x}}]", "persistentvolumeclaims"),
        ("  volumes: [{name: v, projected: {sources: [{serviceAccountToken: {path: t}}]}}]", "serviceaccounts"),
        ("  initContainers: [{name: i, image: i, envFrom: [{configMapRef: {name: x}}]}]", "configmaps"),
        ("  initContainers: [{name: i, image: i, env: [{name: A, valueFrom: {secretKeyRef: {name: x, key: k}}}]}]", "secrets"),
    ])
    func staticPodsNeedNoObjects(spec: String, resource: String) throws {
        let error = #expect(throws: ManifestError.self) { try parser.parse(manifest("web", spec), path: "/m", now: MicroTime(microseconds: 0)) }
        #expect(error?.message == "static pods may not reference \(resource)")
        var open = parser
        open.refusesReferences = false
        #expect(try open.parse(manifest("web", spec), path: "/m", now: MicroTime(microseconds: 0)).count == 1)
    }

    @Test(arguments: [
        ("  restartPolicy: Sometimes", "spec.restartPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"OnFailure\", \"Never\""),
        ("  initContainers: [{name: c, image: i}]", "spec.initContainers[0].name: Duplicate value: \"c\""),
        ("  initContainers: [{name: i}]", "spec.initContainers[0].image: Required value"),
        ("  initContainers: [{name: i, image: i, volumeMounts: [{name: x, mountPath: /x}]}]", "spec.initContainers[0].volumeMounts[0].name: Not found: \"x\""),
        ("  terminationGracePeriodSeconds: -1", "spec.terminationGracePeriodSeconds: Invalid value: -1: must be greater than or equal to 0"),
    ])
    func wrongPodsAreRefused(spec: String, problem: String) {
        let error = #expect(throws: ManifestError.self) { try parser.parse(manifest("web", spec), path: "/m", now: MicroTime(microseconds: 0)) }
        #expect(error?.message == "invalid pod: " + problem)
    }

    @Test func priorityByClassName() throws {
        let pod = try parser.parse(manifest("web", "  priorityClassName: system-node-critical"), path: "/m", now: MicroTime(microseconds: 0))[0]
        #expect(pod.spec.priority == 2_000_001_000)
    }

    @Test func endpointTakesPodsAndKeepsThem() async throws {
        let root = NSTemporaryDirectory() + "local-pods-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: root) }
        let told = Mutex<[String]>([])
        func makeStore() -> LocalPodStore {
            LocalPodStore(rootDirectory: root, parser: parser, clock: SystemClock(), logger: quiet) { pods in told.withLock { $0 = pods.map(\.key) } }
        }
        var store = makeStore()
        store.load()
        func ask(_ method: HTTPMethod, _ path: String, _ body: String = "", origin: Bool = false) async -> (Int, JSONValue?) {
            let endpoint = PodEndpoint(store: store, status: { _ in PodStatus(phase: "Running") }, clock: SystemClock(), logger: quiet)
            let response = await endpoint.respond(
                to: HTTPRequest(method: method, uri: path, headers: origin ? ["origin": "http://evil"] : [:], body: ByteBuffer(string: body)))
            guard case .buffer(let buffer) = response.body else { return (Int(response.status.code), nil) }
            return (Int(response.status.code), try? JSONValue(parsing: Array(buffer.readableBytesView)))
        }
        let made = await ask(.POST, "/pods", manifest("web"))
        #expect(made.0 == 201 && made.1?["metadata"]?["name"] == "web-node1" && made.1?["status"]?["phase"] == "Pending")
        #expect(told.withLock { $0 } == ["default/web-node1"])
        #expect(await ask(.POST, "/pods", manifest("web")).0 == 409)
        #expect(await ask(.POST, "/pods", manifest("bad", "  restartPolicy: X")).0 == 422)
        #expect(await ask(.POST, "/pods", "{").0 == 422)
        #expect(await ask(.POST, "/pods", manifest("evil"), origin: true).0 == 403)
        #expect(await ask(.PUT, "/pods/default/other", manifest("other")).0 == 404)
        #expect(await ask(.PUT, "/pods/default/web", manifest("other")).0 == 422)
        let uid = made.1?["metadata"]?["uid"]
        let replaced = await ask(.PUT, "/pods/default/web", manifest("web", "  hostNetwork: true"))
        #expect(replaced.0 == 200 && replaced.1?["metadata"]?["uid"] != uid)
        #expect(await ask(.POST, "/pods", #"{"kind":"PodList","apiVersion":"v1","items":[{"metadata":{"name":"db"},"spec":{"containers":[{"name":"c","image":"i"}]}}]}"#).0 == 201)

        // Another kubelet takes them up.
        store = makeStore()
        store.load()
        #expect(told.withLock { $0 } == ["default/db-node1", "default/web-node1"])
        let list = await ask(.GET, "/pods")
        #expect(list.1?["items"]?.array?.map { $0["status"]?["phase"] } == ["Running", "Running"])
        #expect(await ask(.GET, "/pods/default/web-node1").1?["spec"]?["hostNetwork"] == true)
        #expect(await ask(.DELETE, "/pods/default/web").0 == 200)
        #expect(await ask(.DELETE, "/pods/default/web").0 == 404)
        #expect(told.withLock { $0 } == ["default/db-node1"])
        #expect(await ask(.PATCH, "/pods/default/db").0 == 405)
        #expect(await ask(.GET, "/").0 == 404)
    }

    @Test func endpointIsLoopbackOnly() throws {
        #expect(try PodEndpoint.loopback("127.0.0.1:80") == ("127.0.0.1", 80))
        #expect(try PodEndpoint.loopback("[::1]:80") == ("::1", 80))
        for bad in ["0.0.0.0:80", "10.0.0.1:80", "127.0.0.1", "x", ":80"] { #expect(throws: ManifestError.self) { try PodEndpoint.loopback(bad) } }
    }

    @Test func singleFileThatComesLater() async throws {
        let directory = NSTemporaryDirectory() + "static-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let names = Mutex<[String]?>(nil)
        let source = FileSource(
            path: directory + "/pod.yaml", parser: parser, clock: SystemClock(), frequency: .seconds(600), logger: quiet, complain: { _, _ in },
            update: { pods in names.withLock { $0 = pods.map(\.metadata.name) } })
        let task = Task { await source.run() }
        defer { task.cancel() }
        #expect(await eventually { names.withLock { $0 } == [] })
        try Data(manifest("web").utf8).write(to: URL(fileURLWithPath: directory + "/pod.yaml"))
        #expect(await eventually { names.withLock { $0 } == ["web-node1"] })
        try FileManager.default.removeItem(atPath: directory + "/pod.yaml")
        #expect(await eventually { names.withLock { $0 } == [] })
    }

    @Test func sameNameInTwoSources() async throws {
        let directory = NSTemporaryDirectory() + "static-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for name in ["a", "b"] { try Data(manifest("web", "  terminationGracePeriodSeconds: \(name == "a" ? 1 : 2)").utf8).write(to: URL(fileURLWithPath: directory + "/\(name).yaml")) }
        var options = KubeletOptions(nodeName: "node1")
        options.podManifestPath = directory
        let pods = Mutex<[Pod]>([])
        let told = Mutex<[String]>([])
        let sources = StaticPodSources(
            options: options, clock: SystemClock(), logger: quiet, complain: { _, _ in },
            duplicate: { _, message in told.withLock { $0.append(message) } }, update: { all in pods.withLock { $0 = all } })
        #expect(!sources.areSeen)
        let task = Task { await sources.run { _ in nil } }
        defer { task.cancel() }
        #expect(await eventually { pods.withLock { $0.count } == 1 && sources.areSeen })
        #expect(pods.withLock { $0.first?.spec.terminationGracePeriodSeconds } == 1)
        #expect(told.withLock { $0.first }?.hasSuffix("from file due to duplicate pod name \"web-node1\", ignoring") == true)
    }
}
