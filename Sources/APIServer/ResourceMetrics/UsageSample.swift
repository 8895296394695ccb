import KubernetesAPI

/// What one container, or a node, had used at one moment.
struct UsageSample: Sendable, Equatable {
    /// Milliseconds since 1970.
    var time: Int64 = 0
    /// Seconds of CPU time since the beginning.
    var cpu: Double?
    /// Bytes.
    var memory: Double?
    /// Seconds since 1970 when the container started; 0 when that is not known.
    var start = 0.0
}

/// What a kubelet says in /metrics/resource.
struct NodeSample: Sendable {
    struct Key: Hashable, Sendable {
        var namespace: String
        var pod: String
        var container: String
    }

    var node = UsageSample()
    var containers: [Key: UsageSample] = [:]

    /// Reads Prometheus' text format; lines of other metrics, and lines that are none, are passed over.
    init(parsing text: String) {
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
            guard let (name, labels, value, time) = Self.sample(Substring(line)) else { continue }
            switch name {
            case "node_cpu_usage_seconds_total":
                node.cpu = value
                node.time = time ?? node.time
            case "node_memory_working_set_bytes":
                node.memory = value
                node.time = max(node.time, time ?? 0)
            case "container_cpu_usage_seconds_total", "container_memory_working_set_bytes", "container_start_time_seconds":
                guard let namespace = labels["namespace"], let pod = labels["pod"], let container = labels["container"] else { continue }
                let key = Key(namespace: namespace, pod: pod, container: container)
                var sample = containers[key] ?? UsageSample()
                switch name {
                case "container_cpu_usage_seconds_total":
                    sample.cpu = value
                    sample.time = time ?? sample.time
                case "container_memory_working_set_bytes":
                    sample.memory = value
                    sample.time = max(sample.time, time ?? 0)
                default: sample.start = value
                }
                containers[key] = sample
            default: break
            }
        }
    }

    /// One line: `name{label="value",…} 1.5 1700000000000`.
    static func sample(_ line: Substring) -> (name: Substring, labels: [Substring: String], value: Double, time: Int64?)? {
        var rest = line
        let name = rest.prefix { $0 != "{" && $0 != " " }
        rest = rest.dropFirst(name.count)
        var labels: [Substring: String] = [:]
        if rest.first == "{" {
            rest = rest.dropFirst()
            while let first = rest.first, first != "}" {
                let label = rest.prefix { $0 != "=" }
                rest = rest.dropFirst(label.count + 1)
                guard rest.first == "\"" else { return nil }
                rest = rest.dropFirst()
                var value = ""
                while let character = rest.popFirst(), character != "\"" {
                    guard character == "\\" else {
                        value.append(character)
                        continue
                    }
                    let next = rest.popFirst()
                    value.append(next == "n" ? "\n" : next ?? "\\")
                }
                labels[label] = value
                if rest.first == "," { rest = rest.dropFirst() }
            }
            guard rest.first == "}" else { return nil }
            rest = rest.dropFirst()
        }
        let words = rest.split(separator: " ")
        guard let value = words.first.flatMap({ Double($0) }) else { return nil }
        return (name, labels, value, words.count > 1 ? Int64(words[1]) : nil)
    }
}

/// What was used between two samples: CPU time a second, and memory at the end.
struct Usage: Sendable, Equatable {
    /// Billionths of a core.
    var cpu: Int
    /// Bytes.
    var memory: Int
    /// Seconds since 1970.
    var time: Int64
    /// Over how many milliseconds.
    var window: Int64

    /// - Parameter earlier: the sample before; without one, of the same run of the container, its start counts.
    /// - Returns: nil when the samples say nothing.
    init?(_ earlier: UsageSample?, _ later: UsageSample) {
        guard let used = later.cpu, let memory = later.memory, let bytes = Int(exactly: memory.rounded()), later.time > 0 else { return nil }
        var from = (time: Int64(exactly: (later.start * 1000).rounded()) ?? 0, cpu: 0.0)
        if let earlier, let before = earlier.cpu, before <= used, earlier.start == later.start, earlier.time < later.time {
            from = (earlier.time, before)
        } else if later.start <= 0 {
            return nil
        }
        let window = later.time - from.time
        guard window > 0, let cpu = Int(exactly: ((used - from.cpu) / (Double(window) / 1000) * 1e9).rounded(.up)) else { return nil }
        self.cpu = cpu
        self.memory = bytes
        time = later.time / 1000
        self.window = window
    }

    /// `10.5s`, as Go prints a duration.
    var windowText: String {
        let (seconds, milliseconds) = (window / 1000, window % 1000)
        var text = seconds >= 3600 ? "\(seconds / 3600)h" : ""
        if seconds >= 60 { text += "\(seconds / 60 % 60)m" }
        text += "\(seconds % 60)"
        if milliseconds > 0 {
            var digits = String(1000 + milliseconds).dropFirst()
            while digits.last == "0" { digits.removeLast() }
            text += "." + digits
        }
        return text + "s"
    }

    /// A multiple of what Kubernetes prints memory in where it can be, as `128Ki`.
    var memoryText: String {
        if memory == 0 { return "0" }
        for (unit, suffix) in [(1 << 30, "Gi"), (1 << 20, "Mi"), (1 << 10, "Ki")] where memory % unit == 0 { return "\(memory / unit)\(suffix)" }
        return "\(memory)"
    }

    var cpuText: String { cpu == 0 ? "0" : "\(cpu)n" }
}
