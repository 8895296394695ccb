import JSON

/// The file `cpu_manager_state`, as the upstream kubelet writes it.
struct CPUCheckpoint: Equatable {
    static let fileName = "cpu_manager_state"

    var policy: String
    /// CPUs that no container has for itself.
    var shared = CPUSet()
    /// By pod's UID and container.
    var assignments: [String: [String: CPUSet]] = [:]

    var text: [UInt8] {
        var value: JSONObject = ["policyName": .string(policy), "defaultCpuSet": .string(shared.description)]
        if !assignments.isEmpty {
            let entries = assignments.sorted { $0.key < $1.key }.map { uid, containers in
                (uid, JSONValue.object(JSONObject(containers.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value.description)) })))
            }
            value["entries"] = .object(JSONObject(entries))
        }
        value["checksum"] = .int(Int64(clamping: checksum))
        return JSONValue.object(value).serialized()
    }

    var checksum: UInt64 {
        let entries = assignments.sorted { $0.key < $1.key }.map { uid, containers in
            (uid, Checksum.map(containers.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }))
        }
        return Checksum.of(
            "(*state.CPUManagerCheckpoint){PolicyName:(string)\(policy) DefaultCPUSet:(string)\(shared) "
                + "Entries:(map[string]map[string]string)\(Checksum.map(entries)) Checksum:(checksum.Checksum)0}")
    }

    /// What a file says.
    /// - Returns: nil when it is damaged, which its checksum tells.
    static func parse(_ bytes: [UInt8]) -> CPUCheckpoint? {
        guard let value = try? JSONValue(parsing: bytes), let policy = value["policyName"]?.string,
            let shared = CPUSet(value["defaultCpuSet"]?.string ?? "")
        else { return nil }
        var out = CPUCheckpoint(policy: policy, shared: shared)
        for (uid, containers) in value["entries"]?.object ?? [:] {
            for (container, cpus) in containers.object ?? [:] {
                guard let cpus = CPUSet(cpus.string ?? "?") else { return nil }
                out.assignments[uid, default: [:]][container] = cpus
            }
        }
        guard let sum = value["checksum"]?.int, sum == 0 || UInt64(exactly: sum) == out.checksum else { return nil }
        return out
    }
}
