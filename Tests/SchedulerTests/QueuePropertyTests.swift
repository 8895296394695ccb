import KubernetesAPI
import Testing
@testable import Scheduler

/// The queue never loses a pod, nor hands one out twice, whatever happens in whatever order.
@Suite struct QueuePropertyTests {
    private let clock = ManualClock()

    /// What a random walk does to a queue, and what the queue has to hold at any time.
    private struct Walk {
        let queue: SchedulingQueue
        let clock: ManualClock
        var random: Lehmer
        /// The pods that are in, by name, and whether a gate holds them.
        var live: [String: Bool] = [:]
        /// The pods that were taken and not put back, and that have not been removed since.
        var taken: [String: QueuedPod] = [:]
        var nextName = 0
        var problems: [String] = []

        mutating func draw(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

        static func pod(_ name: String, isGated: Bool, version: Int) -> Pod {
            makePod(name, cpu: Quantity(version % 4 + 1), priority: version % 3) {
                if isGated { $0.spec.schedulingGates = [PodSchedulingGate(name: "example.com/g")] }
            }
        }

        private mutating func someone() -> String? { live.isEmpty ? nil : live.keys.sorted()[draw(live.count)] }

        mutating func step() {
            let events: [ClusterEvents] = [.nodeAdded, .podDeleted, .nodeTaints, .podItself, [.nodeLabels, .podLabels]]
            switch draw(12) {
            case 0, 1:
                let gated = draw(4) == 0
                live["p\(nextName)"] = gated
                queue.set(Self.pod("p\(nextName)", isGated: gated, version: draw(12)))
                nextName += 1
            case 2:
                // News of a pod that is in: perhaps another spec, perhaps its gate is gone.
                guard let name = someone() else { return }
                let gated = live[name] == true && draw(2) == 0
                live[name] = gated
                queue.set(Self.pod(name, isGated: gated, version: draw(12)))
            case 3:
                guard let name = someone() else { return }
                live[name] = nil
                taken[name] = nil
                queue.remove("uid-\(name)")
            case 4, 5, 6: take()
            case 7, 8:
                guard !taken.isEmpty else { return }
                let name = taken.keys.sorted()[draw(taken.count)]
                guard let pod = taken.removeValue(forKey: name) else { return }
                queue.putBack(pod, draw(3) == 0 ? .error : .unschedulable([Wakes(events: events[draw(events.count)])]))
            case 9: queue.move(ClusterChange(events: events[draw(events.count)]))
            case 10:
                clock.advance(by: .milliseconds(draw(20_000)))
                queue.flush()
            default:
                guard let name = someone() else { return }
                if draw(2) == 0 { queue.activate("uid-\(name)") } else { queue.recheck("uid-\(name)") }
            }
            check()
        }

        mutating func take() {
            guard let pod = queue.takeNext() else { return }
            let name = pod.pod.info.name
            if taken[name] != nil { problems.append("\(name) was handed out twice") }
            if live[name] == nil { problems.append("\(name) was handed out after it was removed") }
            if live[name] == true && !pod.pod.pod.spec.schedulingGates.isEmpty { problems.append("\(name) was handed out behind its gate") }
            taken[name] = pod
        }

        mutating func check() {
            let counts = queue.counts
            let known = counts.active + counts.backoff + counts.unschedulable + counts.gated + taken.count
            if known != live.count { problems.append("\(known) of \(live.count) pods are known") }
        }

        /// All gates go and time passes: each pod comes out once.
        mutating func drain() {
            for (name, pod) in taken { queue.putBack(pod, name.count % 2 == 0 ? .error : .unschedulable([Wakes(events: [])])) }
            taken = [:]
            for name in live.keys { queue.set(Self.pod(name, isGated: false, version: 7)) }
            for key in live.keys { live[key] = false }
            for _ in 0..<3 {
                clock.advance(by: .seconds(400))
                queue.flush()
            }
            while taken.count <= live.count {
                let before = taken.count
                take()
                if taken.count == before { break }
            }
            if Set(taken.keys) != Set(live.keys) { problems.append("lost: \(Set(live.keys).subtracting(taken.keys).sorted())") }
        }
    }

    @Test(arguments: 0..<60) func neverLosesAPod(seed: Int) {
        var walk = Walk(queue: SchedulingQueue(clock: clock), clock: clock, random: Lehmer(state: UInt64(seed) &* 104_729 &+ 17))
        for _ in 0..<400 where walk.problems.isEmpty { walk.step() }
        walk.drain()
        #expect(walk.problems.isEmpty)
    }

    /// Of pods that may be tried now the more important come first, and of equals those that came first.
    @Test(arguments: 0..<20) func theOrderHolds(seed: Int) {
        let queue = SchedulingQueue(clock: clock)
        var random = Lehmer(state: UInt64(seed) &* 7907 &+ 5)
        var wanted: [(priority: Int, number: Int)] = []
        for number in 0..<80 {
            let priority = Int(random.next() % 5)
            wanted.append((priority, number))
            queue.set(makePod("p\(number)", priority: priority))
            if random.next() % 3 == 0 { clock.advance(by: .milliseconds(1)) }
        }
        wanted.sort { $0.priority != $1.priority ? $0.priority > $1.priority : $0.number < $1.number }
        var order: [String] = []
        while let pod = queue.takeNext() { order.append(pod.pod.info.name) }
        #expect(order == wanted.map { "p\($0.number)" })
    }
}
