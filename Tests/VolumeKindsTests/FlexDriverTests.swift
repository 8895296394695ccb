import Foundation
import KubernetesAPI
import Logging
import Synchronization
import Testing

@testable import VolumeKinds

@Suite struct FlexDriverTests {
    /// Answers with what it was given.
    private final class Answers: FlexRunning {
        let left: Mutex<[String]>
        let calls = Mutex<[[String]]>([])
        init(_ answers: [String]) { left = Mutex(answers) }

        func run(_ path: String, _ arguments: [String], timeout: Duration?) async throws -> (output: [UInt8], failure: String?) {
            calls.withLock { $0.append(arguments) }
            return (Array(left.withLock { $0.isEmpty ? "" : $0.removeFirst() }.utf8), nil)
        }
    }

    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func readsAnswers() throws {
        let usual = FlexCapabilities()
        #expect(usual.attach && usual.selinuxRelabel && usual.fsGroup && usual.requiresFSResize && !usual.supportsMetrics)
        let answer = try FlexAnswer(
            Array(#"{"STATUS": "Success", "device": "/dev/x", "attached": true, "volumeNewSize": 7, "Capabilities": {"fsGroup": false, "supportsMetrics": true}}"#.utf8),
            of: "init")
        #expect(answer.devicePath == "/dev/x" && answer.attached && answer.newSize == 7)
        #expect(answer.capabilities == { var all = FlexCapabilities(); all.fsGroup = false; all.supportsMetrics = true; return all }())
        for (text, message) in [
            (#"{"status": "Not supported"}"#, "Not supported"), ("", "unexpected end of JSON input"), ("oops", "invalid character 'o' looking for beginning of value"),
            (#"{"status": "Failure", "message": "full"}"#, "attach command failed, status: Failure, reason: full"),
            ("{}", "attach command failed, status: , reason: "), ("[]", "json: cannot unmarshal array into Go value of type flexvolume.DriverStatus"),
        ] {
            #expect { try FlexAnswer(Array(text.utf8), of: "attach") } throws: { "\($0)" == message }
        }
    }

    @Test func doesNotAskAgainWhatIsNotSupported() async throws {
        let answers = Answers([#"{"status": "Success"}"#, #"{"status": "Not supported"}"#, #"{"status": "Success"}"#])
        let driver = try await FlexDriver(name: "v/d", path: "/d", runner: answers, logger: quiet)
        let usual = Mutex(0)
        for _ in 0..<3 { try await driver.call("attach", ["x"]) { usual.withLock { $0 += 1 } } }
        try await driver.call("detach", ["y", "n"]) { usual.withLock { $0 += 10 } }
        #expect(usual.withLock { $0 } == 3 && answers.calls.withLock { $0 } == [["init"], ["attach", "x"], ["detach", "y", "n"]])
    }

    @Test func endsADriverThatTakesTooLong() async throws {
        let path = NSTemporaryDirectory() + "slow-\(UUID())"
        try Data("#!/bin/sh\nexec sleep 1000\n".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        await #expect { _ = try await FlexPrograms(clock: SystemClock()).run(path, ["init"], timeout: .milliseconds(50)) } throws: { "\($0)" == "timeout" }
    }

    @Test func namesVolumes() throws {
        var volume = PersistentVolume()
        volume.metadata.name = "pv"
        volume.spec.accessModes = ["ReadWriteOnce"]
        volume.spec.flexVolume = FlexPersistentVolumeSource(driver: "vendor/driver")
        let flex = try #require(AttachableVolume(volume, readOnly: true))
        #expect(flex.uniqueName == "flexvolume-vendor/driver/pv" && flex.isExclusive && AttachableVolume.isOne(flex.uniqueName))
        #expect(AttachableVolume.flex(flex.uniqueName).map { [$0.driver, $0.volume] } == ["vendor/driver", "pv"])
        var own = Volume()
        own.name = "v"
        own.iscsi = ISCSIVolumeSource(targetPortal: "10.0.0.1:3260", iqn: "iqn.2020-01.x:y", lun: 3)
        #expect(AttachableVolume(own)?.uniqueName == "kubernetes.io/iscsi/10.0.0.1:3260:iqn.2020-01.x:y:3")
        own.iscsi = nil
        own.fc = FCVolumeSource(targetWWNs: ["a", "b"], lun: 2)
        #expect(AttachableVolume(own)?.uniqueName == "kubernetes.io/fc/[a b]:2" && AttachableVolume(own)?.isExclusive == false)
        own.fc = FCVolumeSource(wwids: ["w"])
        #expect(AttachableVolume(own)?.uniqueName == "kubernetes.io/fc/[w]")
        #expect(AttachableVolume(Volume()) == nil && !AttachableVolume.isOne("kubernetes.io/csi/d^h") && AttachableVolume.flex("flexvolume-x") == nil)
    }
}
