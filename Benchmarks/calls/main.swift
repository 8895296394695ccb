import Foundation
import KubernetesClient

/// What a small request costs the one who sends it: over the general HTTP client, and over connections of `HTTPSTransport`'s own.
///
///     CallBenchmark KUBECONFIG [REQUESTS]
///
/// Reads one namespace again and again, 32 requests at a time, and prints for each way, in turns, the requests a second and the
/// microseconds of processor time that one cost this process.
let arguments = CommandLine.arguments.dropFirst()
guard let path = arguments.first else {
    FileHandle.standardError.write(Data("usage: CallBenchmark KUBECONFIG [REQUESTS]\n".utf8))
    exit(2)
}
let requests = max(32, arguments.dropFirst().first.flatMap { Int($0) } ?? 10_000)

func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func measure(_ name: String, _ transport: HTTPSTransport) async throws {
    let request = ClientRequest(method: "GET", path: "/api/v1/namespaces/kube-system", timeout: .seconds(30))
    _ = try await transport.send(request)
    let (began, before) = (ContinuousClock.now, processorTime())
    try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<32 {
            group.addTask {
                for _ in 0..<requests / 32 {
                    let response = try await transport.send(request)
                    guard response.status == 200 else { throw ClientError.malformedResponse("status \(response.status)") }
                }
            }
        }
        try await group.waitForAll()
    }
    let count = Double(requests / 32 * 32)
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    let cost = (processorTime() - before) * 1e6 / count
    print("\(name): \(Int(count / seconds)) a second, \(Int(cost)) microseconds each")
}

let config = try Kubeconfig.load(path: path)
for _ in 1...3 {
    try await measure("general client", HTTPSTransport(config))
    try await measure("own connections", HTTPSTransport(config, callConnections: 16))
}
