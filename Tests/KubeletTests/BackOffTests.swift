import KubernetesAPI
import Testing

@testable import Kubelet

@Suite struct BackOffTests {
    @Test func doublesUpToTheMaximumAndForgets() {
        let clock = ManualClock()
        let backOff = BackOff(clock: clock)
        #expect(backOff.remaining("k", since: clock.now) == nil)
        var waits: [Duration] = []
        for _ in 0..<7 {
            backOff.next("k", at: clock.now)
            waits.append(backOff.wait("k"))
        }
        #expect(waits == [10, 20, 40, 80, 160, 300, 300].map { .seconds($0) })
        let ended = clock.now
        clock.advance(by: .seconds(100))
        #expect(backOff.remaining("k", since: ended) == .seconds(200))
        clock.advance(by: .seconds(200))
        #expect(backOff.remaining("k", since: ended) == nil)
        // Ten minutes without a failure.
        clock.advance(by: .seconds(301))
        backOff.next("k", at: clock.now)
        #expect(backOff.wait("k") == .seconds(10))
    }
}
