import JSON
import KubernetesAPI

/// The Tables of jobs.
enum BatchTables {
    static let columns: [String: [TableColumn]] = [
        "batch/Job": [
            .name,
            TableColumn("Status") { .string(status($0)) },
            TableColumn("Completions") { .string(completions($0)) },
            TableColumn("Duration") { .string(duration($0)) },
            .age,
        ] + TableColumn.containers(["spec", "template", "spec"]) + [.selector(["spec", "selector"])],
        "batch/CronJob": [
            .name,
            .text("Schedule", ["spec", "schedule"]),
            .text("Timezone", ["spec", "timeZone"], empty: "<none>"),
            TableColumn("Suspend", type: "boolean") { row in
                row["spec", "suspend"]?.bool.map { $0 ? "True" : "False" } ?? "<unset>"
            },
            TableColumn("Active", type: "integer") { .int(Int64($0.list("status", "active").count)) },
            TableColumn("Last Schedule") { row in
                row["status", "lastScheduleTime"].map { .string(row.since($0)) } ?? "<none>"
            },
            .age,
        ] + TableColumn.containers(["spec", "jobTemplate", "spec", "template", "spec"]) + [.selector(["spec", "jobTemplate", "spec", "selector"])],
    ]

    private static func status(_ row: TableRow) -> String {
        func holds(_ type: String) -> Bool { row.condition(type)?["status"]?.string == "True" }
        if holds("Complete") { return "Complete" }
        if holds("Failed") { return "Failed" }
        if row.isDeleted { return "Terminating" }
        for type in ["Suspended", "FailureTarget", "SuccessCriteriaMet"] where holds(type) { return type }
        return "Running"
    }

    private static func completions(_ row: TableRow) -> String {
        let succeeded = row.int("status", "succeeded")
        if let wanted = row["spec", "completions"]?.int { return "\(succeeded)/\(wanted)" }
        let parallelism = row.int("spec", "parallelism")
        return parallelism > 1 ? "\(succeeded)/1 of \(parallelism)" : "\(succeeded)/1"
    }

    private static func duration(_ row: TableRow) -> String {
        guard let start = row["status", "startTime"]?.string.flatMap({ RFC3339.parse($0) }) else { return "" }
        let end = row["status", "completionTime"]?.string.flatMap { RFC3339.parse($0) }?.seconds ?? row.now
        return HumanDuration.text(seconds: end - start.seconds)
    }
}
