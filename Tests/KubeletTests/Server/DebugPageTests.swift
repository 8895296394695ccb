import ContainerRuntime
import Foundation
import HTTPServer
import KubernetesAPI
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import Kubelet

/// What the kubelet's server says of itself, and of volumes that are not well.
@Suite struct DebugPageTests {
    private func answer(_ options: ServingOptions, _ method: HTTPMethod, _ path: [String], _ body: String = "") -> (UInt, String) {
        var request = HTTPRequest(method: method, uri: "/" + path.joined(separator: "/"))
        request.body = ByteBuffer(string: body)
        let response = DebugPages(options: options).respond(path, request)
        guard case .buffer(let buffer) = response.body else { return (response.status.code, "") }
        return (response.status.code, String(buffer: buffer))
    }

    @Test func verbosityIsChanged() {
        let verbosity = LogVerbosity(2)
        var options = ServingOptions()
        options.verbosity = verbosity
        #expect(answer(options, .PUT, ["debug", "flags", "v"], "5") == (200, "successfully set klog.logging.verbosity to 5"))
        #expect(verbosity.value == 5)
        #expect(answer(options, .PUT, ["debug", "flags", "v"], "much").0 == 400)
        #expect(answer(options, .GET, ["debug", "flags", "v"]).0 == 406)
        #expect(verbosity.value == 5)
        options.debugFlagsHandler = false
        #expect(answer(options, .PUT, ["debug", "flags", "v"], "5").0 == 404)
        #expect(answer(options, .GET, ["debug", "pprof", "cmdline"]).0 == 200)
        #expect(answer(options, .GET, ["debug", "pprof", "heap"]).0 == 404)
    }

    @Test func volumesThatAreNotWellAreTold() async throws {
        let root = NSTemporaryDirectory() + "health-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: root) }
        var pod = Pod(metadata: ObjectMeta(name: "p", namespace: "default", uid: "u"))
        var volume = Volume(name: "v")
        volume.persistentVolumeClaim = CoreV1.PersistentVolumeClaimVolumeSource(claimName: "c")
        pod.spec.volumes = [volume]
        try FileManager.default.createDirectory(atPath: root + "/pods/u/volumes/kubernetes.io~csi/pv/mount", withIntermediateDirectories: true)
        let told = Mutex<[String]>([])
        let meter = VolumeMeter(
            rootDirectory: root, period: .seconds(60), clock: SystemClock(), boundVolume: { _, _ in "pv" },
            driverFigures: { _ in ["v": VolumeFigures(isAbnormal: true, condition: "it smokes")] },
            abnormal: { pod, name, condition in told.withLock { $0.append("\(pod.metadata.name) \(name): \(condition)") } })
        #expect(await meter.usage(pod).first?.isAbnormal == true)
        #expect(told.withLock { $0 } == ["p v: it smokes"])
    }
}
