import KubernetesAPI
import Testing

@testable import ControllerManager

@Suite struct EndpointsTests {
    let http = ServicePort(name: "http", protocol: "TCP", port: 80, targetPort: .int(8080))

    @Test func readyAndNotReadyAddressesInOneSubset() {
        let pods = [
            Sample.pod("b", ip: "10.0.0.2"), Sample.pod("a", ip: "10.0.0.1"), Sample.pod("c", ip: "10.0.0.3", ready: false),
            Sample.pod("done", ip: "10.0.0.4", phase: "Succeeded"), Sample.pod("no-address"),
        ]
        let subsets = EndpointSubsets(Sample.service(ports: [http]), pods: pods).subsets
        #expect(subsets.count == 1)
        #expect(subsets[0].addresses.map(\.ip) == ["10.0.0.1", "10.0.0.2"])
        #expect(subsets[0].notReadyAddresses.map(\.ip) == ["10.0.0.3"])
        #expect(subsets[0].ports.map(\.port) == [8080])
        #expect(subsets[0].addresses[0].targetRef == ObjectReference(kind: "Pod", namespace: "default", name: "a", uid: "uid-a"))
        #expect(subsets[0].addresses[0].nodeName == "node-1")
    }

    @Test func namedPortsMayDifferFromPodToPod() {
        var a = Sample.pod("a", ip: "10.0.0.1")
        a.spec.containers = [Container(name: "c", ports: [ContainerPort(name: "web", containerPort: 8000, protocol: "TCP")])]
        var b = Sample.pod("b", ip: "10.0.0.2")
        b.spec.containers = [Container(name: "c", ports: [ContainerPort(name: "web", containerPort: 9000, protocol: "TCP")])]
        let without = Sample.pod("c", ip: "10.0.0.3")
        let service = Sample.service(ports: [
            ServicePort(name: "http", protocol: "TCP", port: 80, targetPort: .string("web")),
            ServicePort(name: "fixed", protocol: "TCP", port: 81, targetPort: .int(81)),
        ])
        let subsets = EndpointSubsets(service, pods: [a, b, without]).subsets
        #expect(subsets.count == 3)
        #expect(subsets[0].ports.map(\.port) == [81] && subsets[0].addresses.count == 3)
        #expect(subsets[1].ports.map(\.port) == [8000] && subsets[1].addresses.map(\.ip) == ["10.0.0.1"])
        #expect(subsets[2].ports.map(\.port) == [9000] && subsets[2].addresses.map(\.ip) == ["10.0.0.2"])
    }

    @Test func headlessServicesNeedNoPortsAndMayPublishAll() {
        var service = Sample.service(ports: [], clusterIP: "None")
        service.spec.publishNotReadyAddresses = true
        var leaving = Sample.pod("b", ip: "10.0.0.2", ready: false)
        leaving.metadata.deletionTimestamp = Time(seconds: 5)
        let subsets = EndpointSubsets(service, pods: [Sample.pod("a", ip: "10.0.0.1"), leaving]).subsets
        #expect(subsets.count == 1 && subsets[0].ports.isEmpty)
        #expect(subsets[0].addresses.map(\.ip) == ["10.0.0.1", "10.0.0.2"])
        let object = EndpointsController.desired(service, pods: [], current: nil, trigger: nil)
        #expect(object.metadata.labels[EndpointsController.headlessLabel] == "")
    }

    @Test func tooManyAddressesAreCutReadyOnesLast() {
        let pods = (0..<1200).map { Sample.pod("p\($0)", ip: "10.1.\($0 / 250).\($0 % 250 + 1)", ready: $0 % 2 == 0) }
        let service = Sample.service(ports: [http])
        let object = EndpointsController.desired(service, pods: pods, current: nil, trigger: Time(seconds: 7))
        #expect(object.subsets[0].addresses.count == 600 && object.subsets[0].notReadyAddresses.count == 400)
        #expect(object.metadata.annotations[EndpointsController.overCapacityAnnotation] == "truncated")
        #expect(object.metadata.annotations[lastChangeTriggerTimeAnnotation] == "1970-01-01T00:00:07Z")
    }

    @Test func theTriggerIsTheEarliestChangeSinceTheLastTime() {
        let triggers = TriggerTimes()
        var service = Sample.service(ports: [http])
        service.metadata.creationTimestamp = Time(seconds: 900)
        #expect(triggers.next(service, pods: [Sample.pod("a")]) == Time(seconds: 900))
        #expect(triggers.next(service, pods: [Sample.pod("a")]) == nil)
        #expect(triggers.next(service, pods: [Sample.pod("a"), Sample.pod("b")]) == Time(seconds: 1000))
    }
}

@Suite struct EndpointSliceTests {
    let service = Sample.service(ports: [ServicePort(name: "http", protocol: "TCP", port: 80, targetPort: .int(8080))])

    private func plan(_ pods: [Pod], existing: [EndpointSlice] = [], maximum: Int = 3) -> SlicePlan {
        SlicePlan(
            existing: existing,
            backends: pods.compactMap {
                EndpointSliceController.backend(of: $0, in: service, family: "IPv4", node: Sample.node("node-1", zone: "z1"))
            },
            blank: EndpointSliceController.blank(service, family: "IPv4"), maximum: maximum)
    }

    private func pods(_ range: Range<Int>) -> [Pod] { range.map { Sample.pod("p\($0)", ip: "10.0.0.\($0 + 1)") } }

    /// What the API server would hold after the plan.
    private func carriedOut(_ plan: SlicePlan, on existing: [EndpointSlice]) -> [EndpointSlice] {
        var slices = existing.filter { slice in !plan.delete.contains { $0.metadata.name == slice.metadata.name } }
        for update in plan.update { slices = slices.map { $0.metadata.name == update.metadata.name ? update : $0 } }
        var next = (slices.compactMap { Int($0.metadata.name) }.max() ?? 0) + 1
        for var slice in plan.create {
            slice.metadata.name = String(next)
            next += 1
            slices.append(slice)
        }
        return slices
    }

    @Test func conditionsOfAnEndpoint() throws {
        var leaving = Sample.pod("a", ip: "10.0.0.1")
        leaving.metadata.deletionTimestamp = Time(seconds: 5)
        let endpoint = try #require(
            EndpointSliceController.backend(of: leaving, in: service, family: "IPv4", node: Sample.node("node-1", zone: "z1"))
        ).endpoint
        #expect(endpoint.conditions == DiscoveryV1.EndpointConditions(ready: false, serving: true, terminating: true))
        #expect(endpoint.zone == "z1" && endpoint.nodeName == "node-1")
        #expect(EndpointSliceController.backend(of: leaving, in: service, family: "IPv6", node: Sample.node("node-1")) == nil)
        #expect(EndpointSliceController.backend(of: leaving, in: service, family: "IPv4", node: nil) == nil)
    }

    @Test func aServiceWithoutPodsHasOneEmptySlice() {
        let first = plan([])
        #expect(first.create.count == 1 && first.create[0].endpoints.isEmpty)
        #expect(first.create[0].metadata.generateName == "web-")
        #expect(first.create[0].metadata.labels[EndpointSliceController.serviceLabel] == "web")
        let slices = carriedOut(first, on: [])
        let second = plan([], existing: slices)
        #expect(second.create.isEmpty && second.update.isEmpty && second.delete.isEmpty)
    }

    @Test func fullSlicesAreLeftAloneAndFreePlacesFilled() {
        let first = plan(pods(0..<5))
        #expect(first.create.map(\.endpoints.count) == [3, 2])
        let slices = carriedOut(first, on: [])
        let second = plan(pods(0..<6), existing: slices)
        #expect(second.create.isEmpty && second.update.count == 1 && second.update[0].endpoints.count == 3)
        let third = plan(pods(3..<6), existing: carriedOut(second, on: slices))
        #expect(third.delete.count == 1 && third.update.isEmpty && third.create.isEmpty)
    }

    @Test(arguments: 0..<100)
    func slicesAlwaysListExactlyTheEndpoints(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var slices: [EndpointSlice] = []
        for _ in 0..<10 {
            let chosen = pods(0..<12).filter { _ in Bool.random(using: &random) }
            slices = carriedOut(plan(chosen, existing: slices), on: slices)
            #expect(Set(slices.flatMap(\.endpoints).flatMap(\.addresses)) == Set(chosen.flatMap(\.ips)))
            #expect(slices.reduce(0) { $0 + $1.endpoints.count } == chosen.count)
            #expect(slices.allSatisfy { $0.endpoints.count <= 3 } && !slices.isEmpty)
            let again = plan(chosen, existing: slices)
            #expect(again.create.isEmpty && again.update.isEmpty && again.delete.isEmpty)
        }
    }
}
