import JSON

/// What Kubernetes refuses in probes and lifecycle hooks.
struct ProbeValidation {
    /// The pod's grace period in seconds, which a sleeping hook must not outlast.
    let grace: Int64

    /// What is wrong with a container's hooks; `system` is the pod's operating system, where it says one.
    func lifecycle(_ lifecycle: JSONValue, _ field: String, system: String) -> [FieldError] {
        var errors: [FieldError] = []
        for hook in ["postStart", "preStop"] {
            guard let value = lifecycle[hook], !value.isNull else { continue }
            errors += handler(value, "\(field).\(hook)")
        }
        if lifecycle.isSet("stopSignal") {
            let signal = lifecycle.text("stopSignal")
            if system.isEmpty {
                errors.append(.forbidden("\(field).stopSignal", "may not be set for containers with empty `spec.os.name`"))
            } else {
                let known = system == "windows" ? ["SIGKILL", "SIGTERM"] : Self.signals
                if !known.contains(signal) { errors.append(.notSupported("\(field).stopSignal", signal, known)) }
            }
        }
        return errors
    }

    private static let signals: [String] = {
        let named = [
            "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE", "POLL", "PROF", "PWR",
            "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH",
            "XCPU", "XFSZ",
        ]
        let up = (1...15).map { "RTMIN+\($0)" }
        let down = (1...14).map { "RTMAX-\($0)" }
        return (named + ["RTMIN", "RTMAX"] + up + down).map { "SIG\($0)" }.sorted()
    }()

    /// What is wrong with a probe; `kind` is its field's name.
    func probe(_ probe: JSONValue, _ field: String, kind: String) -> [FieldError] {
        var errors = handler(probe, field)
        for name in ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"] {
            errors.nonNegative(probe, name, field)
        }
        let seconds = probe["terminationGracePeriodSeconds"]?.int
        if let seconds, seconds <= 0 {
            errors.append(.invalid("\(field).terminationGracePeriodSeconds", "\(seconds)", "must be greater than 0"))
        }
        if kind == "readinessProbe" {
            if let seconds {
                errors.append(.invalid("\(field).terminationGracePeriodSeconds", "\(seconds)", "must not be set for readinessProbes"))
            }
        } else if let threshold = probe["successThreshold"]?.int, threshold != 1 {
            errors.append(.invalid("\(field).successThreshold", "\(threshold)", "must be 1"))
        }
        return errors
    }

    private func handler(_ handler: JSONValue, _ field: String) -> [FieldError] {
        let kinds = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"].filter(handler.isSet)
        guard let kind = kinds.first else { return [.required(field, "must specify a handler type")] }
        var errors: [FieldError] = []
        let value = handler[kind] ?? [:]
        let path = "\(field).\(kind)"
        switch kind {
        case "exec":
            if !value.has("command") { errors.append(.required("\(path).command")) }
        case "httpGet":
            errors.required(value, "path", path)
            errors.port(value["port"], "\(path).port")
            let scheme = value.text("scheme")
            if !["HTTP", "HTTPS"].contains(scheme) { errors.append(.notSupported("\(path).scheme", scheme, ["HTTP", "HTTPS"])) }
            for header in value.items("httpHeaders") { errors.names(header.text("name"), "\(path).httpHeaders", NameRules.headerName) }
        case "sleep":
            let seconds = value["seconds"]?.int ?? 0
            if seconds < 0 || seconds > grace {
                errors.append(
                    .invalid(path, "\(seconds)", "must be non-negative and less than terminationGracePeriodSeconds (\(grace))"))
            }
        default: errors.port(value["port"], "\(path).port")
        }
        return errors + kinds.dropFirst().map { .forbidden("\(field).\($0)", "may not specify more than 1 handler type") }
    }
}
