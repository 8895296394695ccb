import KubernetesAPI
import Testing
@testable import Scheduler

@Suite struct PreemptionTests {
    private func budget(_ app: String, allowed: Int, disrupted: Set<String> = []) -> DisruptionBudget {
        DisruptionBudget(namespace: "default", selector: Selector(matching: ["app": app]), disruptionsAllowed: allowed, disrupted: disrupted)
    }

    private func member(_ name: String, _ app: String, cpu: Quantity = "1", priority: Int = 1) -> Pod {
        makePod(name, cpu: cpu, priority: priority) { $0.metadata.labels = ["app": app] }
    }

    private func candidates(_ pod: PodToSchedule, _ snapshot: Snapshot, _ budgets: [DisruptionBudget]) -> [PreemptionCandidate] {
        var cycle = makeCycle()
        guard let error = cycle.schedule(pod, in: snapshot).error,
            case .some(let candidates) = PreemptionSearch(framework: .standard, budgets: budgets).candidates(for: pod, error, in: snapshot)
        else { return [] }
        return candidates
    }

    @Test func budgetsAreUsedUpOneByOne() {
        let pods = [member("a", "x"), member("b", "x"), member("c", "y"), makePod("d")].map { PodInfo($0) }
        let (violating, others) = DisruptionBudget.split(pods, by: [budget("x", allowed: 1), budget("y", allowed: 0, disrupted: ["c"])])
        #expect(violating.map(\.name) == ["b"] && others.map(\.name) == ["a", "c", "d"])
    }

    @Test func protectedPodsAreRetainedFirst() throws {
        // One of two has to go: not the protected one, though it is less important.
        let node = makeInfo(makeNode("n", cpu: "2"), [member("guarded", "x", priority: 1), member("free", "y", priority: 5)])
        let found = candidates(PodToSchedule(makePod("vip", cpu: "1", priority: 10)), Snapshot([node]), [budget("x", allowed: 0)])
        #expect(found.map(\.violations) == [0])
        #expect(found.first?.victims.map(\.name) == ["free"])
        // Where it cannot be avoided, it goes, and is counted.
        let all = candidates(PodToSchedule(makePod("vip", cpu: "2", priority: 10)), Snapshot([node]), [budget("x", allowed: 0)])
        #expect(all.first?.violations == 1)
        #expect(all.first?.victims.map(\.name) == ["free", "guarded"])
    }

    @Test func criteriaInTheirOrder() {
        func candidate(_ node: Int, violations: Int = 0, _ victims: [(Int, Int64)]) -> PreemptionCandidate {
            let pods = victims.enumerated().map { index, victim in
                PodInfo(makePod("v\(node)-\(index)", priority: victim.0) { $0.status.startTime = Time(seconds: victim.1) })
            }
            return PreemptionCandidate(node: node, victims: pods, violations: violations)
        }
        func best(_ candidates: PreemptionCandidate...) -> Int? { PreemptionSearch.best(of: candidates)?.node }
        #expect(best(candidate(0, violations: 1, [(1, 0)]), candidate(1, [(9, 0), (9, 0)])) == 1)
        #expect(best(candidate(0, [(5, 0)]), candidate(1, [(4, 0), (4, 0)])) == 1)
        #expect(best(candidate(0, [(5, 0), (4, 0)]), candidate(1, [(5, 0), (1, 0)])) == 1)
        #expect(best(candidate(0, [(5, 0), (-1 << 31, 0)]), candidate(1, [(5, 0)])) == 1)
        #expect(best(candidate(0, [(5, 100)]), candidate(1, [(5, 200)])) == 1)
        #expect(best(candidate(0, [(5, 100)]), candidate(1, [(5, 100)])) == 0)
        #expect(PreemptionSearch.best(of: []) == nil)
    }

    /// Never anybody as important or more; never more than needed; no budget broken where another node breaks none.
    @Test(arguments: 0..<200) func neverViolatesPriorityNorAvoidableBudgets(seed: Int) {
        var random = Lehmer(state: UInt64(seed) &* 7919 &+ 1)
        let apps = ["x", "y", "z"]
        let nodes = (0..<Int.random(in: 1...6, using: &random)).map { number in
            let pods = (0..<Int.random(in: 0...6, using: &random)).map { index in
                member(
                    "p\(number)-\(index)", apps.randomElement(using: &random) ?? "x", cpu: Quantity(Int.random(in: 1...3, using: &random)),
                    priority: Int.random(in: 0...10, using: &random))
            }
            return makeInfo(makeNode("n\(number)", cpu: Quantity(Int.random(in: 2...8, using: &random))), pods)
        }
        let budgets = apps.map { budget($0, allowed: Int.random(in: 0...2, using: &random)) }
        let snapshot = Snapshot(nodes)
        let pod = PodToSchedule(makePod("vip", cpu: Quantity(Int.random(in: 1...4, using: &random)), priority: Int.random(in: 0...10, using: &random)))
        let found = candidates(pod, snapshot, budgets)
        for candidate in found {
            #expect(!candidate.victims.isEmpty)
            #expect(candidate.victims.allSatisfy { $0.priority < pod.info.priority })
            var node = snapshot.nodes[candidate.node]
            for victim in candidate.victims { node.remove(victim) }
            #expect(reasons(pod.pod, node).isEmpty)
            // Each was needed.
            for victim in candidate.victims {
                var fuller = node
                fuller.add(victim)
                #expect(!reasons(pod.pod, fuller).isEmpty)
            }
            let going = Dictionary(grouping: candidate.victims) { $0.labels["app"] ?? "" }
            let broken = budgets.enumerated().contains { index, budget in (going[apps[index]]?.count ?? 0) > budget.disruptionsAllowed }
            #expect(!broken || candidate.violations > 0)
        }
        guard let best = PreemptionSearch.best(of: found) else { return }
        #expect(best.violations == found.map { $0.violations }.min())
    }
}
