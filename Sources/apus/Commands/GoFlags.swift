import ArgumentParser

/// A duration as Go writes it: `300ms`, `1m30s`, `1h`.
struct GoDuration: ExpressibleByArgument, CustomStringConvertible {
    var duration: Duration
    var description: String

    init?(argument: String) {
        guard let duration = Self.parse(argument) else { return nil }
        self.duration = duration
        description = argument
    }

    /// For defaults in the source, in seconds.
    init(seconds: Int) {
        duration = .seconds(seconds)
        description = "\(seconds)s"
    }

    private static func parse(_ text: String) -> Duration? {
        if text == "0" { return .zero }
        var rest = Substring(text)
        var total = Duration.zero
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isNumber || $0 == "." }
            guard let value = Double(number), value < 1e9 else { return nil }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            switch unit {
            case "ns": total += .nanoseconds(Int64(value))
            case "us", "µs": total += .seconds(value / 1e6)
            case "ms": total += .seconds(value / 1e3)
            case "s": total += .seconds(value)
            case "m": total += .seconds(value * 60)
            case "h": total += .seconds(value * 3600)
            default: return nil
            }
        }
        return total
    }
}

/// Kubernetes' programs take a truth value's flag alone or with `=true` and `=false`.
enum GoFlags {
    /// The flags that are truth values.
    private static let booleans: Set<String> = [
        "--anonymous-auth", "--leader-elect", "--allocate-node-cidrs", "--register-node", "--cgroups-per-qos", "--serialize-image-pulls", "--cleanup", "--masquerade-all",
        "--seccomp-default", "--cpu-cfs-quota",
        // kube-apiserver's
        "--allow-privileged", "--enable-priority-and-fairness", "--shutdown-send-retry-after", "--profiling", "--contention-profiling",
        "--watch-cache", "--enable-garbage-collector", "--enable-aggregator-routing", "--aggregator-reject-forwarding-redirect",
        "--permit-address-sharing", "--permit-port-sharing", "--disable-http2-serving", "--service-account-lookup",
        "--enable-bootstrap-token-auth", "--service-account-extend-token-expiration", "--log-text-split-stream", "--log-json-split-stream",
        "--encryption-provider-config-automatic-reload",
    ]

    /// The arguments with every such flag in the form `--flag=value`, and `-v=4` as `-v 4`.
    static func normalized(_ arguments: [String]) -> [String] {
        arguments.flatMap { argument -> [String] in
            if booleans.contains(argument) { return [argument + "=true"] }
            if argument == "--v" { return ["-v"] }
            if argument.hasPrefix("-v=") { return ["-v", String(argument.dropFirst(3))] }
            if argument.hasPrefix("--v=") { return ["-v", String(argument.dropFirst(4))] }
            return [argument]
        }
    }
}
