import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite(.timeLimit(.minutes(3))) struct EndpointSliceMirroringTests {
    private func endpoints(_ addresses: [String], notReady: [String] = [], ports: [Int] = [80]) -> Endpoints {
        var endpoints = Endpoints()
        endpoints.metadata.name = "db"
        endpoints.metadata.namespace = "default"
        endpoints.subsets = [
            EndpointSubset(
                addresses: addresses.map { EndpointAddress(ip: $0) }, notReadyAddresses: notReady.map { EndpointAddress(ip: $0) },
                ports: ports.map { EndpointPort(name: "p\($0)", port: $0, protocol: "TCP") })
        ]
        return endpoints
    }

    private func service() -> KubernetesAPI.Service {
        var service = KubernetesAPI.Service()
        service.metadata.name = "db"
        service.metadata.namespace = "default"
        service.spec.ports = [ServicePort(name: "p80", protocol: "TCP", port: 80)]
        return service
    }

    private func slices(_ cluster: TestCluster) async throws -> [EndpointSlice] {
        try await cluster.client.list(EndpointSlice.self, namespace: "default").items
            .filter { $0.metadata.labels["endpointslice.kubernetes.io/managed-by"] == EndpointSliceMirroringController.manager }
            .sorted { $0.addressType < $1.addressType }
    }

    @Test func bothAddressTypesAreMirroredAndFollow() async throws {
        try await TestCluster.run(controllers: [EndpointSliceMirroringController.name]) { cluster in
            _ = try await cluster.client.create(service())
            var made = endpoints(["10.0.0.1", "fd00::1"], notReady: ["10.0.0.2"])
            made.metadata.labels = ["team": "a"]
            made.metadata.annotations = ["note": "x", "endpoints.kubernetes.io/last-change-trigger-time": "2020-01-01T00:00:00Z"]
            made.subsets[0].addresses[0].hostname = "one"
            made = try await cluster.client.create(made)
            try await cluster.eventually("mirrored") { try await slices(cluster).count == 2 }
            let both = try await slices(cluster)
            #expect(both.map(\.addressType) == ["IPv4", "IPv6"])
            #expect(both[0].metadata.labels["kubernetes.io/service-name"] == "db" && both[0].metadata.labels["team"] == "a")
            #expect(both[0].metadata.annotations == ["note": "x"])
            #expect(both[0].metadata.ownerReferences.first?.kind == "Endpoints" && both[0].metadata.isControlled(by: made.metadata))
            #expect(both[0].metadata.name.hasPrefix("db-") && both[0].ports.map(\.port) == [80] && both[0].ports.first?.name == "p80")
            #expect(both[0].endpoints.map(\.addresses) == [["10.0.0.1"], ["10.0.0.2"]])
            #expect(both[0].endpoints.map(\.conditions.ready) == [true, false] && both[0].endpoints.first?.hostname == "one")

            // The same object changes: nothing is made twice.
            let before = both[0].metadata.name
            var changed = try await cluster.client.get(Endpoints.self, "db", namespace: "default")
            changed.subsets = endpoints(["10.0.0.3"], ports: [81]).subsets
            _ = try await cluster.client.update(changed)
            try await cluster.eventually("it follows") {
                let now = try await slices(cluster)
                return now.count == 1 && now[0].endpoints.map(\.addresses) == [["10.0.0.3"]] && now[0].ports.map(\.port) == [81]
            }
            #expect(try await slices(cluster).first?.metadata.name == before)

            // Without addresses one empty slice stays.
            changed = try await cluster.client.get(Endpoints.self, "db", namespace: "default")
            changed.subsets = []
            _ = try await cluster.client.update(changed)
            try await cluster.eventually("empty") {
                let now = try await slices(cluster)
                return now.count == 1 && now[0].endpoints.isEmpty && now[0].ports.isEmpty
            }
            try await cluster.client.delete(Endpoints.self, "db", namespace: "default")
            try await cluster.eventually("gone with the Endpoints") { try await slices(cluster).isEmpty }
        }
    }

    @Test func servicesWithASelectorAndSkippedOnesAreNotMirrored() async throws {
        try await TestCluster.run(controllers: [EndpointSliceMirroringController.name]) { cluster in
            _ = try await cluster.client.create(service())
            _ = try await cluster.client.create(endpoints(["10.0.0.1"]))
            try await cluster.eventually("mirrored") { try await slices(cluster).count == 1 }
            _ = try await cluster.client.patch(KubernetesAPI.Service.self, "db", namespace: "default", .merge(["spec": ["selector": ["app": "db"]]]))
            try await cluster.eventually("a selector") { try await slices(cluster).isEmpty }
            _ = try await cluster.client.patch(KubernetesAPI.Service.self, "db", namespace: "default", .merge(["spec": ["selector": .null]]))
            try await cluster.eventually("none again") { try await slices(cluster).count == 1 }
            _ = try await cluster.client.patch(
                Endpoints.self, "db", namespace: "default", .merge(["metadata": ["labels": ["endpointslice.kubernetes.io/skip-mirror": "true"]]]))
            try await cluster.eventually("skipped") { try await slices(cluster).isEmpty }
        }
    }

    @Test func tooManyAddressesAreToldInAnEvent() async throws {
        try await TestCluster.run(controllers: [EndpointSliceMirroringController.name], options: { $0.mirroringMaxEndpointsPerSubset = 2 }) { cluster in
            _ = try await cluster.client.create(service())
            _ = try await cluster.client.create(endpoints(["10.0.0.1", "10.0.0.2", "10.0.0.3"]))
            try await cluster.eventually("two") { try await slices(cluster).first?.endpoints.count == 2 }
            try await cluster.eventually("told") {
                try await cluster.eventMessages("TooManyAddressesToMirror")
                    == ["A max of 2 addresses can be mirrored to EndpointSlices per Endpoints subset. 1 addresses were skipped"]
            }
        }
    }

    @Test func subsetsArePutTogetherByPorts() {
        var source = endpoints(["10.0.0.1", "nonsense", "1.2.3.400"])
        // The same address with another port, and once as not ready.
        source.subsets.append(EndpointSubset(addresses: [EndpointAddress(ip: "10.0.0.1")], ports: [EndpointPort(name: "q", port: 90, protocol: "TCP")]))
        source.subsets.append(EndpointSubset(notReadyAddresses: [EndpointAddress(ip: "10.0.0.1")], ports: [EndpointPort(name: "p80", port: 80, protocol: "TCP")]))
        let wanted = MirroredEndpoints(source, maximum: 10)
        #expect(wanted.invalid == 2 && wanted.skipped == 2)
        #expect(wanted.groups.count == 2)
        let ready = wanted.groups.map { ($0.key.ports.map(\.name), $0.value.map(\.conditions.ready)) }.sorted { $0.0[0] < $1.0[0] }
        #expect(ready.map(\.0) == [["p80"], ["q"]] && ready.map(\.1) == [[false], [true]])
    }
}
