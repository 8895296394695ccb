import Foundation
import KubernetesAPI
import Subprocess
import Testing

@testable import Cluster

@Suite struct NodeTests {
    @Test func tellsWhetherScoresMayBeLowered() {
        #expect(ContainerdConfiguration.mayLowerOOMScore(status: "Name:\tx\nCapEff:\t000001ffffffffff\n"))
        #expect(!ContainerdConfiguration.mayLowerOOMScore(status: "CapEff:\t000001fffeffffff\n"))
    }

    @Test func theNetworkIsConfigured() throws {
        let text = CNIConfiguration(podCIDR: "10.244.0.0/24", dataDirectory: "/d").text
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(value["plugins"]?[0]?["ipam"]?["ranges"]?[0]?[0]?["subnet"] == "10.244.0.0/24")
        #expect(value["plugins"]?[1]?["type"] == "portmap")
        let rules = PodNetwork(clusterCIDR: "10.244.0.0/16")
        #expect(rules.rules(bridgeIsFiltered: false).contains("ct status dnat masquerade"))
        #expect(!rules.rules(bridgeIsFiltered: true).contains("ct status dnat masquerade"))
    }

    /// The sandbox's program must run on this machine, sleep, and leave no zombie of a child it did not make.
    @Test func thePauseProgramSleeps() async throws {
        let archive = try #require(PauseImage.archive())
        let directory = FileManager.default.temporaryDirectory.appending(path: "apus-pause-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appending(path: "image.tar").path
        try Data(archive).write(to: URL(filePath: path))
        let unpacked = try await run(.name("tar"), arguments: ["-C", directory.path, "-xf", path], output: .discarded)
        #expect(unpacked.terminationStatus.isSuccess)
        let index = try JSONValue(parsing: Array(Data(contentsOf: directory.appending(path: "index.json"))))
        #expect(index["manifests"]?[0]?["annotations"]?["io.containerd.image.name"] == .string(PauseImage.reference))
        func blob(_ digest: String?) -> URL { directory.appending(path: "blobs/sha256/\((digest ?? "").dropFirst(7))") }
        let manifest = try JSONValue(parsing: Array(Data(contentsOf: blob(index["manifests"]?[0]?["digest"]?.string))))
        let layer = blob(manifest["layers"]?[0]?["digest"]?.string)
        _ = try await run(.name("tar"), arguments: ["-C", directory.path, "-xf", layer.path], output: .discarded)
        let pidFile = directory.appending(path: "pid").path
        let pid = try DetachedProcess.start(directory.appending(path: "pause").path, [], log: directory.appending(path: "log").path, pidFile: pidFile)
        let clock = SystemClock()
        let deadline = clock.monotonic + .seconds(60)
        // It sleeps (S) rather than spins or dies; SIGCHLD is ignored (bit 16 of SigIgn).
        func sleeps() -> Bool {
            guard let status = Files.text("/proc/\(pid)/status") else { return false }
            let ignored = status.split(separator: "\n").first { $0.hasPrefix("SigIgn:") }.flatMap { UInt64($0.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16) } ?? 0
            return status.contains("State:\tS") && ignored >> 16 & 1 == 1
        }
        while clock.monotonic < deadline, !sleeps() { try await clock.sleep(for: .milliseconds(5)) }
        #expect(sleeps())
        #expect(DetachedProcess.running(pidFile: pidFile, argument: "pause") == pid)
        kill(pid, SIGKILL)
        while clock.monotonic < deadline, DetachedProcess.isRunning(pid, argument: "pause") { try await clock.sleep(for: .milliseconds(5)) }
        #expect(DetachedProcess.running(pidFile: pidFile, argument: "pause") == nil)
    }
}
