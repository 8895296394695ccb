import JSON

/// Lists of tolerations, as several plugins put them together.
enum Tolerations {
    /// Both lists as one, without those that another in the list covers.
    static func merged(_ first: [JSONValue], _ second: [JSONValue]) -> [JSONValue] {
        let all = first + second
        var result: [JSONValue] = []
        for (i, toleration) in all.enumerated() {
            let covered = all.indices.contains { j in
                // Of two that say the same the first stays.
                j != i && covers(all[j], toleration) && !(covers(toleration, all[j]) && i < j)
            }
            if !covered { result.append(toleration) }
        }
        return result
    }

    /// Whether everything that `narrow` tolerates `wide` tolerates, too.
    static func covers(_ wide: JSONValue, _ narrow: JSONValue) -> Bool {
        if wide == narrow { return true }
        let (wideKey, narrowKey) = (wide.text("key"), narrow.text("key"))
        if wideKey != narrowKey, !(wideKey.isEmpty && wide.text("operator") == "Exists") { return false }
        if !wide.text("effect").isEmpty, wide.text("effect") != narrow.text("effect") { return false }
        if wide.text("effect") == "NoExecute" {
            // None is for ever.
            if let limit = wide["tolerationSeconds"]?.int {
                guard let wanted = narrow["tolerationSeconds"]?.int, wanted <= limit else { return false }
            }
        }
        switch wide.text("operator") {
        case "", "Equal": return ["", "Equal"].contains(narrow.text("operator")) && wide.text("value") == narrow.text("value")
        case "Exists": return true
        default: return false
        }
    }

    /// Whether every toleration of a pod is covered by one of a list.
    static func areAllowed(_ tolerations: [JSONValue], by list: [JSONValue]) -> Bool {
        tolerations.allSatisfy { toleration in list.contains { covers($0, toleration) } }
    }

    /// Whether two lists contradict each other: the same key and effect with other values.
    static func conflict(_ first: [JSONValue], _ second: [JSONValue]) -> Bool {
        first.contains { a in
            second.contains { b in
                a.text("key") == b.text("key") && a.text("effect") == b.text("effect")
                    && (a.text("value") != b.text("value") || normalized(a) != normalized(b)
                        || a["tolerationSeconds"]?.int != b["tolerationSeconds"]?.int)
            }
        }
    }

    private static func normalized(_ toleration: JSONValue) -> String {
        toleration.text("operator").isEmpty ? "Equal" : toleration.text("operator")
    }
}
