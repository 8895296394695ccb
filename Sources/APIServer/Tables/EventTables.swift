import JSON

/// The Table of events, old form and new.
enum EventTables {
    static let columns: [String: [TableColumn]] = ["/Event": event, "events.k8s.io/Event": event]

    private static let event: [TableColumn] = [
        TableColumn("Last Seen") { .string(lastSeen($0)) },
        .text("Type", ["type"]),
        .text("Reason", ["reason"]),
        TableColumn("Object") { row in
            let object = involved(row)
            let kind = (object["kind"]?.string ?? "").lowercased()
            let name = object["name"]?.string ?? ""
            return .string(name.isEmpty ? kind : "\(kind)/\(name)")
        },
        TableColumn("Subobject", wide: true) { .string(involved($0)["fieldPath"]?.string ?? "") },
        TableColumn("Source", wide: true) { .string(source($0)) },
        TableColumn("Message") { row in
            let message = row.text("message").isEmpty ? row.text("note") : row.text("message")
            return .string(String(message.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()))
        },
        TableColumn("First Seen", wide: true) { .string(firstSeen($0)) },
        TableColumn("Count", wide: true) { row in
            if let count = row["series", "count"]?.int { return .int(count) }
            let count = max(row.int("count"), row.int("deprecatedCount"))
            return .int(count == 0 ? 1 : count)
        },
        TableColumn("Name", format: "name", wide: true) { .string($0.name) },
    ]

    private static func involved(_ row: TableRow) -> JSONValue { row["involvedObject"] ?? row["regarding"] ?? .null }

    private static func firstSeen(_ row: TableRow) -> String {
        row.since(row["firstTimestamp"] ?? row["deprecatedFirstTimestamp"] ?? row["eventTime"])
    }

    private static func lastSeen(_ row: TableRow) -> String {
        if let series = row["series", "lastObservedTime"] { return row.since(series) }
        if let last = row["lastTimestamp"] ?? row["deprecatedLastTimestamp"] { return row.since(last) }
        return firstSeen(row)
    }

    private static func source(_ row: TableRow) -> String {
        func first(_ texts: String...) -> String { texts.first { !$0.isEmpty } ?? "" }
        let component = first(
            row.text("source", "component"), row.text("deprecatedSource", "component"), row.text("reportingComponent"), row.text("reportingController"))
        let instance = first(row.text("source", "host"), row.text("deprecatedSource", "host"), row.text("reportingInstance"))
        return instance.isEmpty ? component : "\(component), \(instance)"
    }
}
