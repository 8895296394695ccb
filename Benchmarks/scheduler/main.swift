import Foundation
import KubernetesAPI
import Scheduler

// How long the scheduler thinks about a pod, and where it puts pods, without an API server:
//
//     swift run -c release SchedulerBenchmark [PODS] [NODES ...]          (default: 3000 pods on 100, 1000, 5000 and 10000 nodes)
//     swift run -c release SchedulerBenchmark --placement [PODS] [NODES ...]
//
// The nodes and pods are those of the four shapes that are measured with an API server too. Prints pods a second, the time of a pod, and
// where the pods ended up: how many nodes have none, the most on one node, the standard deviation over nodes, the pods in each zone,
// and the mean distance between the used parts of CPU and memory of a node. With --placement each line comes twice: as the scheduler
// places pods, and as it would with the whole-number arithmetic of Kubernetes; both draw between equal nodes with the same seed.

let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let podCount = numbers.first ?? 3000
let sizes = numbers.count > 1 ? Array(numbers.dropFirst()) : [100, 1000, 5000, 10_000]

let compares = CommandLine.arguments.contains("--placement")

print("shape            nodes   pods/s  us/pod  empty  most  deviation  zones                 imbalance")
for shape in Shape.allCases {
    for size in sizes {
        for arithmetic in compares ? SchedulingSimulation.Arithmetic.allCases : [.rounded] {
            run(shape, nodes: size, pods: podCount, arithmetic)
        }
    }
}

func run(_ shape: Shape, nodes: Int, pods count: Int, _ arithmetic: SchedulingSimulation.Arithmetic) {
    var simulation = SchedulingSimulation(
        nodes: (0..<nodes).map(makeNode), arithmetic: arithmetic, generator: compares ? QuickGenerator(seed: 1) : QuickGenerator())
    // What is worked out once is not what is measured.
    _ = simulation.place(makePod(shape, -1))
    let pods = (0..<count).map { makePod(shape, $0) }
    var placement = Placement()
    let started = processorSeconds()
    for pod in pods { placement.add(pod, on: simulation.place(pod)) }
    let seconds = processorSeconds() - started
    let rate = Int(Double(count) / seconds)
    let time = (seconds / Double(count) * 1e6).formatted(digits: 1)
    print(
        column(shape.rawValue, 15), column("\(nodes)", 6), column("\(rate)", 8), column(time, 7), placement.summary(nodes: nodes),
        compares ? arithmetic.rawValue : "", separator: " ")
}

/// The processor's time and not the clock's, so that other work on the machine does not count.
func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
