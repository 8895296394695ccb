import HTTPServer
import JSON
import KubernetesAPI
import KubernetesClient
import NIOHTTP1
import Synchronization
import Testing

@testable import APIServer

/// A node whose figures grow by a core's half each time they are asked for.
private final class GrowingNode: ConnectHandler {
    private let asked = Mutex(0)

    var count: Int { asked.withLock { $0 } }

    func connect(_ request: ConnectRequest) async throws -> HTTPResponse { HTTPResponse(status: .ok) }

    func kubeletPage(node: String, path: String) async throws -> String {
        guard node == "n1", path == "/metrics/resource" else { throw APIStatusError.serviceUnavailable("down") }
        let turn = asked.withLock { turn in
            turn += 1
            return turn
        }
        let time = 1_700_000_000_000 + turn * 10_000
        return """
            # HELP container_cpu_usage_seconds_total help
            container_cpu_usage_seconds_total{container="c",namespace="default",pod="web"} \(Double(turn) * 5) \(time)
            container_memory_working_set_bytes{container="c",namespace="default",pod="web"} 2097152 \(time)
            container_start_time_seconds{container="c",namespace="default",pod="web"} 1.69e+09
            container_cpu_usage_seconds_total{container="c",namespace="other",pod="gone"} 1 \(time)
            node_cpu_usage_seconds_total \(turn * 10) \(time)
            node_memory_working_set_bytes 1.073741824e+09 \(time)
            nonsense

            """
    }
}

@Suite(.timeLimit(.minutes(1)))
struct ResourceMetricsTests {
    private static let root = "/apis/metrics.k8s.io/v1beta1"

    @Test func nodesAndPodsWithWhatTheyUse() async throws {
        let node = GrowingNode()
        try await TestServer.run(configure: { $0.runtimeConfig["metrics.k8s.io/v1beta1"] = true }, connections: { _ in node }) { server in
            for name in ["n1", "n2"] {
                let body: JSONValue = ["apiVersion": "v1", "kind": "Node", "metadata": ["name": .string(name), "labels": ["zone": "a"]]]
                #expect(try await server.send("POST", "/api/v1/nodes", body).status == 201)
            }
            for name in ["web", "idle"] { #expect(try await server.send("POST", TestServer.pods, TestServer.pod(name, node: "n1", labels: ["app": .string(name)])).status == 201) }

            let nodes = try await server.send("GET", Self.root + "/nodes").body
            // Of the node that is down nothing is known.
            #expect(nodes[at: "items"]?.array?.count == 1)
            #expect(nodes["kind"] == "NodeMetricsList")
            #expect(nodes[at: "items.0.metadata.name"] == "n1")
            #expect(nodes[at: "items.0.metadata.labels.zone"] == "a")
            #expect(nodes[at: "items.0.usage.cpu"] == "1000000000n")
            #expect(nodes[at: "items.0.usage.memory"] == "1Gi")
            #expect(nodes[at: "items.0.window"] == "10s")

            let pod = try await server.send("GET", Self.root + "/namespaces/default/pods/web").body
            #expect(pod["kind"] == "PodMetrics")
            #expect(pod[at: "containers.0.name"] == "c")
            #expect(pod[at: "containers.0.usage.cpu"] == "500000000n")
            #expect(pod[at: "containers.0.usage.memory"] == "2Mi")
            #expect(pod[at: "timestamp"]?.string?.hasPrefix("2023-11-14T22:") == true)

            #expect(try await server.send("GET", Self.root + "/pods?labelSelector=app%3Dweb").body[at: "items"]?.array?.count == 1)
            #expect(try await server.send("GET", Self.root + "/pods?labelSelector=app%3Didle").body[at: "items"]?.array?.count == 0)
            #expect(try await server.send("GET", Self.root + "/namespaces/default/pods?fieldSelector=metadata.name%3Dweb").body[at: "items"]?.array?.count == 1)
            let missing = try await server.send("GET", Self.root + "/namespaces/default/pods/idle")
            #expect(missing.status == 404)
            #expect(missing.body["message"] == "podmetrics.metrics.k8s.io \"default/idle\" not found")
            #expect(try await server.send("DELETE", Self.root + "/nodes/n1").status == 405)
            let table = try await server.send("GET", Self.root + "/nodes", accept: "application/json;as=Table;v=v1;g=meta.k8s.io").body
            #expect(table[at: "rows.0.cells.2"] == "1Gi")
            // Two samples were enough for all of that.
            #expect(node.count == 2)

            let service = try await server.send("GET", "/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io").body
            #expect(service[at: "spec.group"] == "metrics.k8s.io")
            let view = try await server.send("GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles/system:aggregated-metrics-reader")
            #expect(view.status == 200)
        }
    }

    @Test func aServerThatIsNotAskedToHasNoSuchGroup() async throws {
        try await TestServer.run { server in
            #expect(try await server.send("GET", Self.root + "/nodes").status == 404)
            let groups = try await server.send("GET", "/apis").body["groups"]?.array ?? []
            #expect(!groups.contains { $0["name"] == "metrics.k8s.io" })
        }
    }

    @Test func usageNeedsTwoSamplesOfOneRun() {
        func sample(_ time: Int64, _ cpu: Double, start: Double = 0) -> UsageSample { UsageSample(time: time, cpu: cpu, memory: 3000, start: start) }
        #expect(Usage(nil, sample(1000, 1)) == nil)
        #expect(Usage(sample(1000, 1), sample(1000, 1)) == nil)
        #expect(Usage(sample(1000, 1), sample(3500, 1.5))?.cpuText == "200000000n")
        #expect(Usage(sample(1000, 1), sample(3500, 1.5))?.windowText == "2.5s")
        #expect(Usage(sample(1000, 1), sample(3500, 1.5))?.memoryText == "3000")
        // After a restart the container's start counts.
        #expect(Usage(sample(1000, 9, start: 1), sample(4000, 1, start: 2))?.cpuText == "500000000n")
        #expect(NodeSample.sample("a{b=\"x\\\"}\\n\",c=\"d\"} 1.5 7").map { $0.labels["b"] } == "x\"}\n")
        #expect(NodeSample.sample("a{b=") == nil)
    }
}
