import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

@Suite struct EventTests {
    let server = FakeServer()
    let clock = ManualClock()

    private var recorder: EventRecorder {
        EventRecorder(client: Client(transport: server), component: "kubelet", host: "n1", clock: clock, logger: silent)
    }

    private var events: [Event] {
        get throws { try server.state.withLock { $0.objects }.sorted { $0.key < $1.key }.map { try Event(json: $0.value) } }
    }

    @Test func countsRepeats() async throws {
        let recorder = recorder
        for _ in 0..<3 {
            recorder.event(pod("a"), type: "Warning", reason: "BackOff", message: "again")
            clock.advance(by: .seconds(5))
        }
        recorder.event(pod("a"), type: "Normal", reason: "Pulled", message: "image")
        await recorder.flush()
        let all = try events
        #expect(all.count == 2)
        let first = try #require(all.first)
        #expect(first.count == 3 && first.reason == "BackOff")
        #expect(first.firstTimestamp == Time(seconds: 1_700_000_000) && first.lastTimestamp == Time(seconds: 1_700_000_010))
        #expect(first.metadata.name.hasPrefix("a.17") && first.source.component == "kubelet" && first.involvedObject.kind == "Pod")
    }

    @Test func putsManySimilarOnesTogether() async throws {
        let recorder = recorder
        for index in 0..<12 { recorder.event(pod("a"), type: "Warning", reason: "Failed", message: "try \(index)") }
        await recorder.flush()
        let all = try events
        #expect(all.count == 10)
        let combined = all.filter { $0.message?.hasPrefix("(combined from similar events): ") == true }
        #expect(combined.count == 1 && combined.first?.count == 3)
        #expect(combined.first?.message == "(combined from similar events): try 11")
    }

    @Test func holdsBackTooManyOfOneObject() async throws {
        let recorder = recorder
        for index in 0..<40 { recorder.event(pod("a"), type: "Normal", reason: "R\(index)", message: "m") }
        recorder.event(pod("b"), type: "Normal", reason: "R", message: "m")
        await recorder.flush()
        #expect(try events.count == 26)
        clock.advance(by: .seconds(300))
        recorder.event(pod("a"), type: "Normal", reason: "Later", message: "m")
        await recorder.flush()
        #expect(try events.count == 27)
    }

    @Test func makesAnotherWhenTheOneItCountsHasExpired() async throws {
        let recorder = recorder
        recorder.event(pod("a"), type: "Normal", reason: "R", message: "m")
        await recorder.flush()
        server.state.withLock { $0.objects = [:] }
        recorder.event(pod("a"), type: "Normal", reason: "R", message: "m")
        await recorder.flush()
        #expect(try events.map(\.count) == [2])
    }
}
