import ComponentMetrics
import KubernetesAPI
import Logging

/// Decides at each tick of one probe whether to run it, and what its results mean.
struct ProbeWorker: Sendable {
    var kind: ProbeKind
    var probe: Probe
    var container: Container
    var pod: Pod
    var targets: any ProbeTargets
    var prober: any Probing
    var clock: any WallClock
    var logger: Logger
    var metrics: ProbeMetrics?

    /// What is kept between ticks.
    struct State: Sendable {
        /// The container that was probed last, by its CRI ID.
        var containerID = ""
        var last: Bool?
        /// How often the last result came in a row.
        var run = 0
        /// The container is about to be killed: wait for the next one.
        var onHold = false
    }

    private static let tries = 3

    /// One tick. Returns false when the probe is not needed any more.
    func run(_ state: inout State, startupPassed: Bool, set: (String, Bool?) -> Void, forget: (String) -> Void) async -> Bool {
        guard let status = targets.podStatus(uid: pod.metadata.uid) else { return true }
        if status.phase == "Succeeded" || status.phase == "Failed" { return false }
        let known = (status.containerStatuses + status.initContainerStatuses).first { $0.name == container.name }
        guard let known, let full = known.containerID, !full.isEmpty else { return true }
        let id = Self.runtimeID(full)
        var startupPassed = startupPassed
        if id != state.containerID {
            let before = state.containerID
            state = State(containerID: id)
            startupPassed = false
            if !before.isEmpty { forget(before) }
            // A container that was ready before the kubelet started again stays so until its probe says otherwise.
            if !(kind == .readiness && known.ready && known.state.running != nil) { set(id, kind.initialResult) }
        }
        if state.onHold { return true }
        guard let running = known.state.running else {
            set(id, false)
            guard let end = known.state.terminated else { return true }
            return container.isSidecar || RestartPolicy.restarts(container, of: pod, exitCode: end.exitCode)
                || RestartPolicy.restartsOnFailure(container, of: pod)
        }
        if let since = running.startedAt, clock.time - since < probe.initialDelaySeconds ?? 0 { return true }
        if (known.started == true || startupPassed) == (kind == .startup) { return true }

        let outcome: ProbeOutcome
        let begun = clock.monotonic
        do {
            outcome = try await attempt(id, address: status.podIP ?? "")
        } catch {
            if Task.isCancelled { return false }
            count("unknown")
            event("Unhealthy", "\(kind.rawValue) probe errored and resulted in unknown state: \(error)")
            return true
        }
        if Task.isCancelled { return false }
        if case .failure = outcome { count("failed") } else {
            count("successful")
            metrics?.duration.observe((clock.monotonic - begun).seconds, kind.rawValue, container.name, pod.metadata.name, pod.metadata.namespace)
        }
        if case .failure(let text) = outcome { event("Unhealthy", "\(kind.rawValue) probe failed: \(text)") }
        if case .warning(let text) = outcome { event("ProbeWarning", "\(kind.rawValue) probe warning: \(text)") }

        var passed = true
        if case .failure = outcome { passed = false }
        state.run = state.last == passed && state.run < .max ? state.run + 1 : 1
        state.last = passed
        let threshold = passed ? probe.successThreshold ?? 1 : probe.failureThreshold ?? 3
        if state.run < threshold { return true }
        set(id, passed)
        if kind == .startup || !passed && kind == .liveness {
            // The container has started, or will be killed: its last breaths are not to be counted.
            state.onHold = true
            state.run = 0
        }
        return true
    }

    private func attempt(_ id: String, address: String) async throws -> ProbeOutcome {
        var failure: any Error = ProbeFailure(description: "not run")
        for _ in 0..<Self.tries {
            do {
                return try await once(id, address: address)
            } catch {
                try Task.checkCancellation()
                failure = error
            }
        }
        throw failure
    }

    private func once(_ id: String, address: String) async throws -> ProbeOutcome {
        let timeout = Duration.seconds(max(1, min(probe.timeoutSeconds ?? 1, 1 << 31)))
        if let exec = probe.exec { return try await self.exec(exec.command, id, timeout) }
        if let get = probe.httpGet {
            let host = get.host.flatMap { $0.isEmpty ? nil : $0 } ?? address
            return try await prober.http(get, host: host, port: try port(get.port), timeout: timeout)
        }
        if let tcp = probe.tcpSocket {
            let host = tcp.host.flatMap { $0.isEmpty ? nil : $0 } ?? address
            return try await prober.tcp(host: host, port: try port(tcp.port), timeout: timeout)
        }
        if let grpc = probe.grpc {
            return try await prober.grpc(host: address, port: grpc.port, service: grpc.service ?? "", timeout: timeout)
        }
        throw ProbeFailure(description: "missing probe handler for \(pod.metadata.namespace)/\(pod.metadata.name):\(container.name)")
    }

    private func exec(_ command: [String], _ id: String, _ timeout: Duration) async throws -> ProbeOutcome {
        // Only variables with a value of their own are known here, as in Kubernetes.
        let variables = Dictionary(container.env.filter { $0.valueFrom == nil }.map { ($0.name, $0.value ?? "") }) { $1 }
        let command = command.map { VariableExpansion.expand($0, variables) }
        do {
            let result = try await targets.exec(containerID: id, command: command, timeout: timeout)
            if result.exitCode == 0 { return .success }
            let output = (result.stdout + result.stderr).prefix(10 << 10)
            return .failure(String(decoding: output, as: UTF8.self))
        } catch {
            let text = "\(error)".lowercased()
            guard text.contains("deadline") || text.contains("timed out") || text.contains("timeout") else { throw error }
            return .failure("command timed out: \"\(command.joined(separator: " "))\" timed out after \(timeout.components.seconds)s")
        }
    }

    private func port(_ port: IntOrString) throws -> Int {
        let number: Int
        switch port {
        case .int(let value): number = value
        case .string(let name):
            guard let found = container.ports.first(where: { $0.name == name })?.containerPort ?? Int(name) else {
                throw ProbeFailure(description: "couldn't find port: \(name)")
            }
            number = found
        }
        guard (1...65535).contains(number) else { throw ProbeFailure(description: "invalid port number: \(number)") }
        return number
    }

    private func count(_ result: String) {
        metrics?.total.add(1, kind.rawValue, result, container.name, pod.metadata.name, pod.metadata.namespace, pod.metadata.uid)
    }

    private func event(_ reason: String, _ message: String) {
        targets.containerEvent(pod, container: container.name, type: "Warning", reason: reason, message: message)
    }

    /// The ID without the runtime's name: `containerd://abc` is `abc`.
    static func runtimeID(_ id: String) -> String {
        guard let range = id.firstRange(of: "://") else { return id }
        return String(id[range.upperBound...])
    }
}
