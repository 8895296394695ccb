import ComponentMetrics
import ContainerRuntime
import DevicePlugins
import Foundation
import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

@testable import Kubelet

/// Devices by resource claims in real containers.
extension RealContainerTests {
    private static let driverName = "test.dra.local"
    private static let claimPath = "/apis/resource.k8s.io/v1/namespaces/default/resourceclaims/user-gpu"

    private func user(_ name: String, _ claim: String) throws -> Pod {
        try Pod(json: YAML.decode("""
            metadata: {name: \(name), namespace: default, generation: 1}
            spec:
              nodeName: node1
              terminationGracePeriodSeconds: 1
              resourceClaims: [{name: gpu, \(claim)}]
              containers:
              - name: c
                image: test.local/busybox:1
                imagePullPolicy: IfNotPresent
                command: [sh, -c, "echo $DRIVER $DEVICE; cat /of-driver; test -c /dev/thing && echo special; while :; do sleep 0.1; done"]
                resources: {claims: [{name: gpu, request: one}]}
              - name: other
                image: test.local/busybox:1
                imagePullPolicy: IfNotPresent
                command: [sh, -c, "echo nothing$DEVICE; while :; do sleep 0.1; done"]
            status: {resourceClaimStatuses: [{name: gpu, resourceClaimName: user-gpu}]}
            """))
    }

    private func claim(owner: String, users: [String]) throws -> ResourceV1.ResourceClaim {
        var claim = try ResourceV1.ResourceClaim(json: YAML.decode("""
            metadata: {name: user-gpu, namespace: default, uid: claim-uid}
            status: {allocation: {devices: {results: [{request: one, driver: \(Self.driverName), pool: pool, device: d1}]}}}
            """))
        claim.metadata.ownerReferences = [MetaV1.OwnerReference(apiVersion: "v1", kind: "Pod", name: "user", uid: owner, controller: true)]
        claim.status.reservedFor = users.map { ResourceV1.ResourceClaimConsumerReference(resource: "pods", name: "p", uid: $0) }
        return claim
    }

    private func log(_ kubelet: TestKubelet, _ pod: Pod, _ container: String) -> String {
        let path = LogPaths.podDirectory(root: kubelet.options.podLogsDirectory, pod) + "/" + LogPaths.container(container, restartCount: 0)
        return TerminationMessage.text(PodFiles.read(path).split(separator: "\n").map { Array($0.utf8) })
    }

    private func told(_ api: FakeAPI, _ text: String) -> Bool {
        api.events.contains { $0.reason == "FailedPrepareDynamicResources" && $0.message?.contains(text) == true }
    }

    private func watcher(_ kubelet: TestKubelet) -> Task<Void, Never> {
        let watcher = PluginWatcher(
            directory: kubelet.options.rootDirectory + "/plugins_registry", handlers: kubelet.core.resources.pluginHandlers, clock: SystemClock(), logger: quiet)
        return Task { await watcher.run() }
    }

    @Test(.timeLimit(.minutes(4))) func claimsOfDrivers() async throws {
        try await ContainerdFixture.with { fixture in
            let api = FakeAPI()
            let first = try TestKubelet(fixture, api: api)
            let firstWatcher = watcher(first)
            let registry = first.options.rootDirectory + "/plugins_registry"
            let driver = TestClaimDriver(Self.driverName, directory: fixture.directory)
            defer { driver.remove() }

            api.create(try user("user", "resourceClaimTemplateName: any"))
            let uid = try #require(api.pod("user")?.metadata.uid)
            #expect(await eventually { told(api, "prepare dynamic resources: fetch ResourceClaim user-gpu") })
            api.put(Self.claimPath, try claim(owner: uid, users: []))
            #expect(await eventually { told(api, "is not allowed to use ResourceClaim user-gpu") })
            api.put(Self.claimPath, try claim(owner: uid, users: [uid]))
            #expect(await eventually { told(api, "DRA driver \(Self.driverName) is not registered") })
            // Nobody was asked for anything, so there is nothing to be given back.
            #expect(first.core.resources.claims.all.isEmpty)
            driver.failure.withLock { $0 = "out of things" }
            #expect(await driver.start(in: registry))
            #expect(await eventually { told(api, "NodePrepareResources failed for ResourceClaim user-gpu: out of things") })

            // Containers get what they ask for, and the others nothing.
            let pod = try #require(api.pod("user"))
            #expect(await eventually { log(first, pod, "c").contains("special") && log(first, pod, "other").contains("nothing") })
            #expect(log(first, pod, "c") == "\(Self.driverName) user-gpu\nof the driver\nspecial\n")
            #expect(log(first, pod, "other") == "nothing\n")

            // Another pod that may use the same claim finds it prepared.
            api.create(try user("second", "resourceClaimName: user-gpu"))
            let second = try #require(api.pod("second"))
            api.put(Self.claimPath, try claim(owner: uid, users: [uid, second.metadata.uid]))
            #expect(await eventually { log(first, second, "c").contains("special") })
            #expect(driver.calls.withLock { $0 } == ["prepare user-gpu", "prepare user-gpu"])
            let listed = try await UnixSocket.listPodResources(at: first.options.rootDirectory + "/pod-resources/kubelet.sock").podResources
            let resources = listed.first { $0.name == "user" }?.containers.first { $0.name == "c" }?.dynamicResources
            #expect(resources?.first?.claimName == "user-gpu" && resources?.first?.claimResources.first?.deviceName == "d1")
            #expect(resources?.first?.claimResources.first?.cdiDevices.first?.name == "\(Self.driverName)/thing=claim-uid")
            let metrics = first.core.metrics.registry.page()
            #expect(metrics.contains("dra_resource_claims_in_use{driver_name=\"<any>\"} 1\n"))
            #expect(metrics.contains("method_name=\"/k8s.io.kubelet.pkg.apis.dra.v1.DRAPlugin/NodePrepareResources\",grpc_status_code=\"OK\""))

            // The first one's end gives nothing back, since the second one uses it.
            api.delete("user")
            #expect(await eventually { api.pod("user") == nil })
            #expect(driver.calls.withLock { $0.count } == 2)
            let container = api.pod("second")?.status.containerStatuses.first?.containerID
            firstWatcher.cancel()
            await first.stop()
            await driver.stop()

            // The next kubelet remembers; a pod does not end before its driver is back and has taken its devices.
            let next = try TestKubelet(fixture, api: api)
            let nextWatcher = watcher(next)
            #expect(next.core.resources.claims.claim("default", "user-gpu")?.pods == [second.metadata.uid])
            #expect(await eventually { next.core.workers.known[second.metadata.uid] == .syncing })
            #expect(api.pod("second")?.status.containerStatuses.first?.containerID == container)
            api.delete("second")
            #expect(await eventually { api.pod("second")?.status.containerStatuses.allSatisfy { $0.state.running == nil } ?? true || next.core.workers.known[second.metadata.uid] == .terminating })
            #expect(api.pod("second") != nil)
            #expect(await driver.start(in: registry, version: "v1beta1.DRAPlugin"))
            #expect(await eventually { api.pod("second") == nil })
            #expect(driver.calls.withLock { $0.last } == "unprepare user-gpu")
            #expect(next.core.resources.claims.all.isEmpty)
            nextWatcher.cancel()
            await next.stop()
            await driver.stop()
        }
    }
}
