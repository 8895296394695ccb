import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

/// Services and their endpoints where nobody serves.
@Suite(.timeLimit(.minutes(3))) struct ServiceWithoutPodsTests {
    @Test func emptyEndpointsAndSlicesComeAndGo() async throws {
        try await TestCluster.run(controllers: ["endpoint", "endpointslice", "garbagecollector"]) { cluster in
            var service = KubernetesAPI.Service()
            service.metadata = ObjectMeta(name: "nobody", namespace: "default")
            service.spec.selector = ["does-not-match": "endpointslices"]
            service.spec.ports = [ServicePort(name: "example", protocol: "TCP", port: 80)]
            _ = try await cluster.client.create(service)
            func slices() async throws -> [EndpointSlice] {
                try await cluster.client.list(
                    EndpointSlice.self, namespace: "default", options: ListOptions(labelSelector: "kubernetes.io/service-name=nobody")).items
            }
            func endpoints() async throws -> [Endpoints] {
                try await cluster.client.list(Endpoints.self, namespace: "default").items.filter { $0.metadata.name == "nobody" }
            }
            try await cluster.eventually("both are there, and empty", nodeWorks: false) {
                let (slices, endpoints) = (try await slices(), try await endpoints())
                return endpoints.count == 1 && endpoints[0].subsets.isEmpty && slices.count == 1 && slices[0].endpoints.isEmpty
            }
            try await cluster.client.delete(KubernetesAPI.Service.self, "nobody", namespace: "default")
            try await cluster.eventually("both are gone", nodeWorks: false) {
                let (slices, endpoints) = (try await slices(), try await endpoints())
                return slices.isEmpty && endpoints.isEmpty
            }
        }
    }
}
