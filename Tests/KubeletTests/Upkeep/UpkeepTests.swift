import ContainerRuntime
import Foundation
import KubernetesAPI
import Synchronization
import Testing

@testable import Kubelet

/// Announces a shutdown when the test says so.
final class TestShutdown: ShutdownSource {
    private let announced = Mutex<AsyncStream<Bool>.Continuation?>(nil)
    let calls = Mutex<[String]>([])

    func hold(atMost limit: Duration) async throws { calls.withLock { $0.append("hold \(limit.goText)") } }
    func release() { calls.withLock { $0.append("release") } }
    func announcements() -> AsyncStream<Bool> {
        let (stream, continuation) = AsyncStream.makeStream(of: Bool.self)
        announced.withLock { $0 = continuation }
        return stream
    }
    var isHeard: Bool { announced.withLock { $0 != nil } }
    func announce(_ isGoing: Bool) { _ = announced.withLock { $0?.yield(isGoing) } }
}

@Suite struct UpkeepTests {
    private func container(_ id: String, _ pod: String, _ name: String, _ at: Int64, _ state: CRIContainerState = .containerExited) -> CRIContainer {
        var container = CRIContainer()
        container.id = id
        container.createdAt = at * 1_000_000_000
        container.state = state
        container.labels = [RuntimeLabels.podUID: pod, RuntimeLabels.containerName: name]
        return container
    }

    private func collector(_ configure: (inout ContainerGC) -> Void = { _ in }) throws -> ContainerGC {
        let cri = try ContainerRuntimeClient(socketPath: "/nowhere", logger: quiet)
        var gc = ContainerGC(cri: cri, keep: 1, clock: ManualClock(start: Instant(seconds: 1000)), logger: quiet)
        configure(&gc)
        return gc
    }

    @Test func deadContainersBeyondTheLimits() throws {
        let all = [
            container("a1", "p", "a", 100), container("a2", "p", "a", 200), container("a3", "p", "a", 300), container("a4", "p", "a", 400, .containerRunning),
            container("b1", "p", "b", 150), container("c1", "q", "c", 160), container("c2", "q", "c", 170, .containerCreated),
            container("new", "q", "c", 990, .containerCreated),
        ]
        func surplus(_ endedToo: Bool = false, _ configure: (inout ContainerGC) -> Void = { _ in }) throws -> [String] {
            try collector(configure).surplus(all, endedToo: endedToo).sorted()
        }
        #expect(try surplus() == ["a1", "a2", "c1"])
        #expect(try surplus { $0.keep = 0 } == ["a1", "a2", "a3", "b1", "c1", "c2"])
        #expect(try surplus { $0.keep = 2 } == ["a1"])
        #expect(try surplus { $0.minimumAge = .seconds(850) } == [], "all but the first are too young, and one is kept")
        #expect(try surplus { $0.keep = 2; $0.keepInAll = 1 } == ["a1", "a2", "b1", "c1", "c2"], "the newest of all is kept")
        #expect(try surplus(true) { $0.keep = 9; $0.hasEnded = { $0 == "q" } } == ["c1", "c2"])
    }

    @Test func sandboxesThatAreLeft() throws {
        func sandbox(_ id: String, _ pod: String, _ at: Int64, _ isReady: Bool = false) -> CRIPodSandbox {
            var sandbox = CRIPodSandbox()
            sandbox.id = id
            sandbox.createdAt = at
            sandbox.metadata.uid = pod
            sandbox.state = isReady ? .sandboxReady : .sandboxNotready
            return sandbox
        }
        let all = [sandbox("1", "p", 1), sandbox("2", "p", 2), sandbox("3", "p", 3, true), sandbox("4", "q", 4)]
        #expect(try collector().surplus(all, inUse: ["2"]) == ["1"])
        #expect(try collector { $0.hasEnded = { $0 == "q" } }.surplus(all, inUse: [], endedToo: true).sorted() == ["1", "2", "4"])
    }

    @Test func rotatedLogsAreCompressedAndCounted() throws {
        let directory = NSTemporaryDirectory() + "logs-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: directory + "/" + name)) }
        for name in ["0.log", "0.log.20240101-000000.gz", "0.log.20240102-000000", "0.log.20240103-000000", "0.log.20240102-000000.tmp", "1.log"] { try write(name, "text of \(name)\n") }
        let files = ContainerLogFiles(path: directory + "/0.log")
        files.tidy()
        files.removeOldest(leaving: 2)
        try files.compressAll()
        #expect(PodFiles.list(directory).sorted() == ["0.log", "0.log.20240102-000000.gz", "0.log.20240103-000000.gz", "1.log"])
        #expect(try ContainerdFixture.run("/usr/bin/zcat", [directory + "/0.log.20240103-000000.gz"]) == "text of 0.log.20240103-000000\n")
        // Compressed, but the original was not removed in time.
        try write("0.log.20240103-000000", "again")
        files.tidy()
        #expect(!PodFiles.list(directory).contains("0.log.20240103-000000"))
        ContainerLogFiles.remove(directory + "/0.log")
        #expect(PodFiles.list(directory) == ["1.log"])
        #expect(try LogRotation(cri: collector().cri, options: LogOptions(), clock: ManualClock(), logger: quiet)?.maxSize == 10 << 20)
        var off = LogOptions()
        off.maxSize = "-1"
        #expect(try LogRotation(cri: collector().cri, options: off, clock: ManualClock(), logger: quiet) == nil)
        off.maxSize = "1Mi"
        off.maxFiles = 1
        #expect(throws: LogRotationError.self) { try LogRotation(cri: collector().cri, options: off, clock: ManualClock(), logger: quiet) }
    }

    @Test func shutdownPlans() throws {
        func pod(_ name: String, _ priority: Int?) -> Pod {
            var pod = Pod(metadata: ObjectMeta(name: name, uid: name))
            pod.spec.priority = priority
            return pod
        }
        var options = ShutdownOptions()
        #expect(ShutdownPlan(options) == nil)
        options.gracePeriod = .seconds(30)
        options.criticalPodsGracePeriod = .seconds(10)
        let pods = [pod("system", 2_000_001_000), pod("plain", nil), pod("low", -7), pod("high", 100_000)]
        func text(_ plan: ShutdownPlan?) -> [String] {
            (plan?.groups(pods) ?? []).map { "\($0.seconds): " + $0.pods.map(\.metadata.name).joined(separator: " ") }
        }
        #expect(text(ShutdownPlan(options)) == ["20: plain low high", "10: system"] && ShutdownPlan(options)?.total == 30)
        options.byPodPriority = [.init(priority: 100_000, seconds: 5), .init(priority: 0, seconds: 60), .init(priority: 2_000_000_000, seconds: 3)]
        #expect(text(ShutdownPlan(options)) == ["60: plain low", "5: high", "3: system"])
    }

    @Test func logindsLines() {
        func parse(_ text: String) -> Bool? { Logind.parse(Array(text.utf8)) }
        #expect(parse(#"{"type":"signal","interface":"org.freedesktop.login1.Manager","member":"PrepareForShutdown","payload":{"type":"b","data":[true]}}"#) == true)
        #expect(parse(#"{"type":"signal","member":"PrepareForShutdown","payload":{"type":"b","data":[false]}}"#) == false)
        #expect(parse(#"{"type":"signal","member":"PrepareForSleep","payload":{"type":"b","data":[true]}}"#) == nil)
        #expect(parse("Monitoring bus message stream.") == nil)
    }

    @Test func sizesAsPeopleReadThem() {
        #expect(ImageGC.text(10 << 30) == "10.0 GiB" && ImageGC.text(512) == "512 B" && ImageGC.text(1536) == "1.5 KiB")
    }
}
