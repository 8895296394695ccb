import HTTPServer
import KubernetesAPI
import NIOCore
import NIOHTTP1

/// What flow control is doing now, as tables: `/debug/api_priority_and_fairness/…`.
struct FlowControlDebug: Sendable {
    static let paths = ["dump_priority_levels", "dump_queues", "dump_requests"].map { prefix + $0 }
    private static let prefix = "/debug/api_priority_and_fairness/"

    let controller: FlowController
    let clock: any WallClock

    /// Answers one of the paths; nil for other paths.
    func respond(path: String, query: Query) -> HTTPResponse? {
        guard path.hasPrefix(Self.prefix) else { return nil }
        let rows: [[String]]
        switch path.dropFirst(Self.prefix.count) {
        case "dump_priority_levels": rows = levels()
        case "dump_queues": rows = queues()
        case "dump_requests": rows = requests(details: query["includeRequestDetails"] != nil)
        default: return nil
        }
        return HTTPResponse(
            status: .ok, headers: ["content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff"],
            body: .buffer(ByteBuffer(string: Self.table(rows))))
    }

    private func levels() -> [[String]] {
        [
            [
                "PriorityLevelName", "ActiveQueues", "IsIdle", "IsQuiescing", "WaitingRequests", "ExecutingRequests", "DispatchedRequests",
                "RejectedRequests", "TimedoutRequests", "CancelledRequests",
            ]
        ]
            + controller.levels.map { level in
                let (queues, counts) = level.look()
                return [
                    level.name, "\(queues.activeQueues)", "\(queues.waitingCount + queues.executingCount == 0)", "false", "\(queues.waitingCount)",
                    "\(queues.executingCount)", "\(counts.dispatched)", "\(counts.rejected)", "\(counts.timedOut)", "\(counts.cancelled)",
                ]
            }
    }

    private func queues() -> [[String]] {
        [
            [
                "PriorityLevelName", "Index", "PendingRequests", "ExecutingRequests", "SeatsInUse", "NextDispatchR", "InitialSeatsSum",
                "MaxSeatsSum", "TotalWorkSum",
            ]
        ]
            + controller.levels.flatMap { level -> [[String]] in
                let queues = level.look().queues
                if queues.settings.isExempt || queues.settings.rejects { return [[level.name] + Array(repeating: "<none>", count: 8)] }
                return queues.queues.enumerated().map { index, queue in
                    [
                        level.name, "\(index)", "\(queue.waiting.count)", "\(queue.executing)", "\(queue.seatsInUse)",
                        Self.seatSeconds(queue.nextDispatchR), "\(queue.waiting.reduce(0) { $0 + $1.work.initialSeats })",
                        "\(queue.waitingSeats)", Self.seatSeconds(queue.waiting.reduce(0) { $0 + $1.work.total }),
                    ]
                }
            }
    }

    private func requests(details: Bool) -> [[String]] {
        var header = [
            "PriorityLevelName", "FlowSchemaName", "QueueIndex", "RequestIndexInQueue", "FlowDistingsher", "ArriveTime", "InitialSeats",
            "FinalSeats", "AdditionalLatency",
        ]
        if details { header += ["UserName", "Verb", "APIPath", "Namespace", "Name", "APIVersion", "Resource", "SubResource"] }
        let offset = clock.now
        let now = clock.monotonic.inSeconds
        return [header]
            + controller.levels.flatMap { level in
                level.look().queues.queues.enumerated().flatMap { index, queue in
                    queue.waiting.enumerated().map { place, waiter in
                        let arrived = offset + .seconds(waiter.arrival - now)
                        var row = [
                            level.name, waiter.schema.name, "\(index)", "\(place)", waiter.flow,
                            MicroTime(microseconds: arrived.seconds * 1_000_000 + Int64(arrived.nanoseconds) / 1000).description,
                            "\(waiter.work.initialSeats)", "\(waiter.work.finalSeats)", GoDurationText.format(.seconds(waiter.work.additionalLatency)),
                        ]
                        let request = waiter.request
                        if details {
                            let version = request.group.isEmpty ? request.version : "\(request.group)/\(request.version)"
                            row += [
                                request.user.name, request.verb, request.path, request.namespace, request.name, version, request.resource,
                                request.subresource,
                            ]
                        }
                        return row
                    }
                }
            }
    }

    private static func seatSeconds(_ value: Double) -> String {
        let scaled = (min(max(value, -1e9), 1e9) * 1e8).rounded()
        let digits = String(Int64(scaled.magnitude))
        let padded = String(repeating: "0", count: max(0, 9 - digits.count)) + digits
        return (scaled < 0 ? "-" : "") + padded.dropLast(8) + "." + padded.suffix(8) + "ss"
    }

    /// Columns under each other, with commas.
    private static func table(_ rows: [[String]]) -> String {
        let columns = rows.first?.count ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        var text = ""
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == row.count - 1 {
                    text += cell
                } else {
                    text += cell + "," + String(repeating: " ", count: widths[column] - cell.count + 1)
                }
            }
            text += "\n"
        }
        return text
    }
}
