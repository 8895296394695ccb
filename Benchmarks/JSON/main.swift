// How many megabytes of pods a second are parsed and printed: by the project's own coding, and by Foundation's.
//
//     swift run -c release JSONBenchmark [SECONDS A MEASUREMENT]

import Foundation
import KubernetesAPI

let seconds = CommandLine.arguments.dropFirst().first.flatMap(Double.init) ?? 1
let text = SamplePod.json
let pod = try Pod(json: text)
let tree = try JSONValue(parsing: text)
let mirror = try JSONDecoder().decode(CodablePod.self, from: Data(text))

/// Repeats some work for the time of a measurement and tells the throughput.
func measure(_ name: String, bytes: Int, _ work: () throws -> Int) rethrows {
    let clock = ContinuousClock()
    let start = clock.now
    var rounds = 0
    var sink = 0
    while clock.now - start < .seconds(seconds) {
        for _ in 0..<100 { sink &+= try work() }
        rounds += 100
    }
    let took = clock.now - start
    let elapsed = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
    let rate = Double(rounds * bytes) / elapsed / 1e6
    print("\(name.padding(toLength: 44, withPad: " ", startingAt: 0)) \(String(format: "%8.1f MB/s", rate))" + (sink == 0 ? " (nothing done)" : ""))
}

print("a pod of \(text.count) bytes, \(seconds) s each")
try measure("parse to a tree (JSONValue)", bytes: text.count) { try JSONValue(parsing: text).object?.count ?? 0 }
try measure("parse to a typed Pod", bytes: text.count) { try Pod(json: text).spec.containers.count }
try measure("parse with JSONSerialization", bytes: text.count) { (try JSONSerialization.jsonObject(with: Data(text)) as? [String: Any])?.count ?? 0 }
try measure("parse with Codable (JSONDecoder)", bytes: text.count) { try JSONDecoder().decode(CodablePod.self, from: Data(text)).spec.containers.count }
measure("print a tree (JSONValue)", bytes: text.count) { tree.serialized().count }
measure("print a typed Pod", bytes: text.count) { pod.jsonBytes().count }
try measure("print with Codable (JSONEncoder)", bytes: text.count) { try JSONEncoder().encode(mirror).count }
