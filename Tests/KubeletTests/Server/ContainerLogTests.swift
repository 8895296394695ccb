import Foundation
@testable import Kubelet
import KubernetesAPI
import NIOCore
import Streaming
import Synchronization
import Testing

private let entries = """
    2026-01-02T03:04:05.1Z stdout F one
    2026-01-02T03:04:06.123456789+00:00 stderr F two
    not an entry
    2026-01-02T03:04:07Z stdout P thr
    2026-01-02T03:04:07.5Z stdout F ee
    2026-01-02T03:04:08Z stdout F
    2026-01-02T03:04:09Z stdout F \u{20}four

    """

private final class Collected: Sendable {
    private let state = Mutex("")
    var text: String { state.withLock { $0 } }
    func add(_ buffer: ByteBuffer) { state.withLock { $0 += String(buffer: buffer) } }
}

@Suite(.timeLimit(.minutes(1)))
struct ContainerLogTests {
    let directory = NSTemporaryDirectory() + "apus-logs-\(UUID().uuidString)"
    var path: String { directory + "/0.log" }

    init() throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try entries.write(toFile: path, atomically: false, encoding: .utf8)
    }

    private func read(_ query: String) async throws -> String {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let clock = ManualClock(start: Instant(seconds: 1_767_323_049))  // 2026-01-02T03:04:09Z
        let collected = Collected()
        try await ContainerLogReader(
            path: path, query: try PodLogQuery(QueryItems(query), now: clock.now), clock: clock, isRunning: { false }
        ).run { collected.add($0) }
        return collected.text
    }

    @Test(arguments: [
        ("", "one\ntwo\nthree\n\n four\n"),
        ("stream=Stderr", "two\n"),
        ("tailLines=2", "\n four\n"),
        ("tailLines=0", ""),
        ("tailLines=100", "one\ntwo\nthree\n\n four\n"),
        ("limitBytes=6", "one\ntw"),
        ("sinceSeconds=2", "three\n\n four\n"),
        ("sinceTime=2026-01-02T04:04:08%2B01:00", "\n four\n"),
        (
            "timestamps=true&limitBytes=68",
            "2026-01-02T03:04:05.100000000Z one\n2026-01-02T03:04:06.123456789Z tw"
        ),
    ])
    func oneFile(query: String, expected: String) async throws {
        #expect(try await read(query) == expected)
    }

    @Test func partialLinesHaveOneTimestamp() async throws {
        #expect(try await read("timestamps=1&sinceTime=2026-01-02T03:04:07Z&stream=Stdout").hasPrefix(
            "2026-01-02T03:04:07.000000000Z three\n2026-01-02T03:04:08.000000000Z \n"))
    }

    @Test(arguments: ["tailLines=-1", "tailLines=x", "follow=maybe", "sinceTime=yesterday", "stream=stdin", "sinceSeconds=0"])
    func badQueriesAreRefused(query: String) {
        #expect(throws: KubeletServerError.self) { try PodLogQuery(QueryItems(query), now: Instant(seconds: 0)) }
    }

    @Test func linesComeWholeHoweverTheFileIsRead() {
        for size in 1...40 {
            var formatter = LogFormatter(query: PodLogQuery()), text = ""
            var rest = Array(entries.utf8)[...]
            while !rest.isEmpty {
                formatter.append(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
                if let buffer = formatter.take() { text += String(buffer: buffer) }
            }
            #expect(text == "one\ntwo\nthree\n\n four\n")
        }
        var formatter = LogFormatter(query: PodLogQuery())
        for _ in 0..<40 { formatter.append([UInt8](repeating: 120, count: 100_000)) }
        formatter.append(Array("\n2026-01-02T03:04:05Z stdout F after\n".utf8))
        #expect(formatter.take() == ByteBuffer(string: "after\n"))
    }

    @Test func followGoesOnBehindARotationUntilTheContainerEnds() async throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let running = Mutex(true)
        let collected = Collected()
        var query = PodLogQuery()
        query.follow = true
        query.tailLines = 1
        let reader = ContainerLogReader(path: path, query: query, clock: SystemClock()) { running.withLock { $0 } }
        func waitFor(_ text: String) async throws {
            let deadline = ContinuousClock.now + .seconds(60)
            while collected.text != text, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(10)) }
            #expect(collected.text == text)
        }
        func append(_ text: String) throws {
            let file = try #require(FileHandle(forWritingAtPath: path))
            try file.seekToEnd()
            try file.write(contentsOf: Data("2026-01-02T03:05:00Z stdout F \(text)\n".utf8))
            try file.close()
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await reader.run { collected.add($0) } }
            try await waitFor(" four\n")
            try append("five")
            try await waitFor(" four\nfive\n")
            try append("six")
            try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            try append("seven")
            try await waitFor(" four\nfive\nsix\nseven\n")
            try append("eight")
            running.withLock { $0 = false }
            try await group.waitForAll()
        }
        #expect(collected.text == " four\nfive\nsix\nseven\neight\n")
    }

    @Test func whichRunsLogIsMeantIsSaidInKubernetesWords() throws {
        func pod(_ status: CoreV1.ContainerStatus) -> Pod {
            var pod = Pod()
            pod.metadata.name = "p"
            pod.status.containerStatuses = [status]
            return pod
        }
        var status = CoreV1.ContainerStatus()
        status.name = "c"
        func message(_ previous: Bool = false) -> String? {
            do {
                return try ContainerLogs.containerID(pod(status), "c", previous: previous)
            } catch { return error.message }
        }
        status.state.waiting = .init(reason: "ContainerCreating")
        #expect(message() == "container \"c\" in pod \"p\" is waiting to start: ContainerCreating")
        status.state.waiting = .init(reason: "ImagePullBackOff")
        #expect(message() == "container \"c\" in pod \"p\" is waiting to start: trying and failing to pull image")
        #expect(message(true) == "previous terminated container \"c\" in pod \"p\" not found")
        status.lastState.terminated = .init(containerID: "containerd://old")
        #expect(message() == "old")
        #expect(message(true) == "old")
        status.state = .init(running: .init())
        status.containerID = "containerd://new"
        #expect(message() == "new")
    }
}
