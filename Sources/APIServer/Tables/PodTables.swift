import JSON

/// The Table of pods, and the words that sum up a pod's state.
enum PodTables {
    static let columns: [String: [TableColumn]] = [
        "/Pod": [
            .name,
            TableColumn("Ready") { .string(PodSummary($0).ready) },
            TableColumn("Status") { .string(PodSummary($0).reason) },
            TableColumn("Restarts") { .string(PodSummary($0).restarts) },
            .age,
            TableColumn("IP", wide: true) { row in
                let address = row.list("status", "podIPs").first?["ip"]?.string ?? ""
                return .string(address.isEmpty ? "<none>" : address)
            },
            .text("Node", ["spec", "nodeName"], empty: "<none>", wide: true),
            .text("Nominated Node", ["status", "nominatedNodeName"], empty: "<none>", wide: true),
            TableColumn("Readiness Gates", wide: true) { .string(readinessGates($0)) },
        ],
        "/PodTemplate": [.name] + TableColumn.containers(["template", "spec"], wide: false) + [
            TableColumn("Pod Labels") { .string(SelectorText.labels($0["template", "metadata", "labels"])) }
        ],
    ]

    private static func readinessGates(_ row: TableRow) -> String {
        let gates = row.list("spec", "readinessGates")
        if gates.isEmpty { return "<none>" }
        let open = gates.count { gate in row.condition(gate["conditionType"]?.string ?? "")?["status"]?.string == "True" }
        return "\(open)/\(gates.count)"
    }
}

/// A pod's state as kubectl sums it up.
struct PodSummary {
    private(set) var reason: String
    let ready: String
    let restarts: String

    init(_ row: TableRow) {
        let phase = row.text("status", "phase")
        let statusReason = row.text("status", "reason")
        reason = statusReason.isEmpty ? phase : statusReason
        if row.condition("PodScheduled")?["reason"]?.string == "SchedulingGated" { reason = "SchedulingGated" }

        let initContainers = row.list("spec", "initContainers")
        let sidecars = Set(initContainers.filter { $0["restartPolicy"]?.string == "Always" }.compactMap { $0["name"]?.string })
        let total = row.list("spec", "containers").count + sidecars.count
        var readyCount = 0
        var count = Restarts()
        var sidecarCount = Restarts()
        var isInitializing = false
        loop: for (position, status) in row.list("status", "initContainerStatuses").enumerated() {
            count.add(status)
            let isSidecar = sidecars.contains(status["name"]?.string ?? "")
            if isSidecar { sidecarCount.add(status) }
            let terminated = Self.present(status[path: ["state", "terminated"]])
            let waiting = status[path: ["state", "waiting", "reason"]]?.string ?? ""
            if let terminated, terminated["exitCode"]?.int ?? 0 == 0 { continue }
            if isSidecar, status["started"]?.bool == true {
                if status["ready"]?.bool == true { readyCount += 1 }
                continue
            }
            isInitializing = true
            if let terminated {
                reason = "Init:" + Self.ended(terminated)
            } else if !waiting.isEmpty, waiting != "PodInitializing" {
                reason = "Init:" + waiting
            } else {
                reason = "Init:\(position)/\(initContainers.count)"
            }
            break loop
        }

        if !isInitializing || row.condition("Initialized")?["status"]?.string == "True" {
            count = sidecarCount
            var hasRunning = false
            for status in row.list("status", "containerStatuses").reversed() {
                count.add(status)
                let waiting = status[path: ["state", "waiting", "reason"]]?.string ?? ""
                if !waiting.isEmpty {
                    reason = waiting
                } else if let terminated = Self.present(status[path: ["state", "terminated"]]) {
                    reason = Self.ended(terminated)
                } else if status["ready"]?.bool == true, Self.present(status[path: ["state", "running"]]) != nil {
                    hasRunning = true
                    readyCount += 1
                }
            }
            if reason == "Completed", hasRunning {
                reason = row.condition("Ready")?["status"]?.string == "True" ? "Running" : "NotReady"
            }
        }
        if row.isDeleted {
            if statusReason == "NodeLost" {
                reason = "Unknown"
            } else if phase != "Succeeded", phase != "Failed" {
                reason = "Terminating"
            }
        }
        ready = "\(readyCount)/\(total)"
        restarts = count.total != 0 && count.last != nil ? "\(count.total) (\(row.since(count.last.map { .string($0) })) ago)" : "\(count.total)"
    }

    private static func present(_ value: JSONValue?) -> JSONValue? {
        guard let value, !value.isNull else { return nil }
        return value
    }

    private static func ended(_ terminated: JSONValue) -> String {
        if let reason = terminated["reason"]?.string, !reason.isEmpty { return reason }
        if let signal = terminated["signal"]?.int, signal != 0 { return "Signal:\(signal)" }
        return "ExitCode:\(terminated["exitCode"]?.int ?? 0)"
    }

    /// Restarts added up, and when the last one was.
    private struct Restarts {
        var total: Int64 = 0
        var last: String?

        mutating func add(_ status: JSONValue) {
            total &+= status["restartCount"]?.int ?? 0
            // RFC 3339 in UTC sorts as text.
            if let finished = status[path: ["lastState", "terminated", "finishedAt"]]?.string, finished > last ?? "" { last = finished }
        }
    }
}
