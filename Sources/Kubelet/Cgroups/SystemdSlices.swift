import Foundation

/// Makes, changes and stops systemd's slices: the cgroups of the driver `systemd`, which owns the hierarchy then.
protocol SystemdSlices: Sendable {
    /// Makes a slice that lives until it is stopped; one that is there stays.
    func start(_ slice: String, _ properties: [SystemdProperty]) async throws
    /// Changes properties of a slice.
    func set(_ slice: String, _ properties: [SystemdProperty]) async throws
    /// Stops a slice and all in it; one that is not there is no error.
    func stop(_ slice: String) async throws
}

/// A property of a unit, with its D-Bus type.
struct SystemdProperty: Equatable, Sendable {
    enum Value: Equatable, Sendable {
        case bool(Bool)
        /// Microseconds, bytes, weights; `UInt64.max` is infinity.
        case number(UInt64)
        case text(String)
    }

    var name: String
    var value: Value

    init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }

    /// As `busctl` takes it.
    var words: [String] {
        switch value {
        case .bool(let on): [name, "b", on ? "true" : "false"]
        case .number(let number): [name, "t", String(number)]
        case .text(let text): [name, "s", text]
        }
    }
}

extension CgroupLimits {
    /// The same limits as systemd names them. Huge pages and files of their own are not known to it; they are written beside.
    func systemdProperties(_ version: CgroupHierarchy.Version) -> [SystemdProperty] {
        var out: [SystemdProperty] = []
        if let cpuShares {
            switch version {
            case .v1: out.append(SystemdProperty("CPUShares", .number(UInt64(clamping: cpuShares))))
            case .v2: out.append(SystemdProperty("CPUWeight", .number(UInt64(clamping: LinuxResources.weight(shares: cpuShares)))))
            }
        }
        if let cpuQuota {
            out.append(SystemdProperty("CPUQuotaPerSecUSec", .number(Self.perSecond(quota: cpuQuota, period: cpuPeriod))))
            if version == .v2 { out.append(SystemdProperty("CPUQuotaPeriodUSec", .number(UInt64(clamping: cpuPeriod)))) }
        }
        if let memoryLimit {
            out.append(SystemdProperty(version == .v1 ? "MemoryLimit" : "MemoryMax", .number(memoryLimit < 0 ? .max : UInt64(memoryLimit))))
        }
        if let pids { out.append(SystemdProperty("TasksMax", .number(pids > 0 ? UInt64(pids) : .max))) }
        return out
    }

    /// Microseconds of cpu in a second. systemd rounds to 10 ms, upwards here, so that nobody gets less than his limit.
    static func perSecond(quota: Int64, period: Int64) -> UInt64 {
        guard quota > 0, period > 0 else { return .max }
        let (product, overflow) = quota.multipliedReportingOverflow(by: 1_000_000)
        if overflow { return .max }
        let exact = product / period
        return UInt64(exact % 10_000 == 0 ? exact : (exact / 10_000 + 1) * 10_000)
    }
}

/// systemd over D-Bus, by `busctl`, which comes with it.
struct SystemdBus: SystemdSlices {
    private static let manager = ["org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager"]

    func start(_ slice: String, _ properties: [SystemdProperty]) async throws {
        let all = [
            SystemdProperty("Description", .text("libcontainer container " + slice)), SystemdProperty("DefaultDependencies", .bool(false)),
            SystemdProperty("CPUAccounting", .bool(true)), SystemdProperty("MemoryAccounting", .bool(true)),
            SystemdProperty("TasksAccounting", .bool(true)),
        ] + properties
        do {
            // Replace what is queued, no further units.
            try await call("StartTransientUnit", "ssa(sv)a(sa(sv))", [slice, "replace", String(all.count)] + all.flatMap(\.words) + ["0"])
        } catch let error as SystemdError where error.message.contains("already") {
            try await set(slice, properties)
        }
    }

    func set(_ slice: String, _ properties: [SystemdProperty]) async throws {
        if properties.isEmpty { return }
        try await call("SetUnitProperties", "sba(sv)", [slice, "true", String(properties.count)] + properties.flatMap(\.words))
    }

    func stop(_ slice: String) async throws {
        do {
            try await call("StopUnit", "ss", [slice, "replace"])
        } catch let error as SystemdError where error.message.contains("not loaded") {
        }
    }

    private func call(_ method: String, _ signature: String, _ arguments: [String]) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/busctl")
        process.arguments = ["call", "--quiet"] + Self.manager + [method, signature] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        let status = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: SystemdError(message: "busctl: \(error)")) }
        }
        if status == 0 { return }
        // A line at most: it is all in the pipe by now.
        let text = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
        throw SystemdError(message: "\(method): " + text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}

/// What systemd refused, in its words.
struct SystemdError: Error, CustomStringConvertible {
    var message: String
    var description: String { "systemd: " + message }
}
