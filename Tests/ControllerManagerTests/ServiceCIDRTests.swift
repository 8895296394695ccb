import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(5))) struct ServiceCIDRTests {
    /// A further network becomes ready, and one that services use stays until they are gone.
    @Test func aNetworkIsHeldWhileItIsUsed() async throws {
        try await TestCluster.run(controllers: [ServiceCIDRController.name]) { cluster in
            var network = ServiceCIDR()
            network.metadata.name = "more"
            network.spec.cidrs = ["10.97.0.0/24"]
            _ = try await cluster.client.create(network)
            func condition() async throws -> String {
                let conditions = try await cluster.client.get(ServiceCIDR.self, "more").status.conditions
                return conditions.first { $0.type == "Ready" }?.status ?? ""
            }
            try await cluster.eventually("it is ready") { try await condition() == "True" }
            #expect(try await cluster.client.get(ServiceCIDR.self, "more").metadata.finalizers == [ServiceCIDRController.finalizer])

            var service = KubernetesAPI.Service()
            service.metadata.name = "s"
            service.metadata.namespace = "default"
            service.spec.clusterIP = "10.97.0.77"
            service.spec.ports = [ServicePort(port: 80)]
            _ = try await cluster.client.create(service)
            try await cluster.client.delete(ServiceCIDR.self, "more")
            try await cluster.eventually("it says why it stays") { try await condition() == "False" }
            try await cluster.client.delete(KubernetesAPI.Service.self, "s", namespace: "default")
            try await cluster.eventually("it is gone", step: .seconds(1)) {
                (try? await cluster.client.get(ServiceCIDR.self, "more")) == nil
            }
        }
    }

    @Test func rangesKnowTheirAddresses() throws {
        let range = try #require(AddressRange("10.1.0.0/20"))
        let inside = try #require(AddressRange.bits("10.1.15.255"))
        let outside = try #require(AddressRange.bits("10.1.16.0"))
        #expect(range.contains(inside) && !range.contains(outside))
        #expect(try #require(AddressRange("fd00::/64")).contains(try #require(AddressRange.bits("fd00::1"))))
        #expect(AddressRange("10.0.0.0/33") == nil && AddressRange("x/1") == nil)
    }
}
