import KubernetesAPI

/// When a pod has to leave because of the taints of the devices that it was given.
enum DeviceTaints {
    /// The taints of a device, as its driver's slices of the pool's latest generation say; empty for a device that nobody offers now.
    static func taints(of result: ResourceV1.DeviceRequestAllocationResult, in slices: [ResourceV1.ResourceSlice]) -> [ResourceV1.DeviceTaint] {
        let pool = slices.filter { $0.spec.driver == result.driver && $0.spec.pool.name == result.pool }
        guard let latest = pool.map(\.spec.pool.generation).max() else { return [] }
        for slice in pool where slice.spec.pool.generation == latest {
            if let device = slice.spec.devices.first(where: { $0.name == result.device }) { return device.taints }
        }
        return []
    }

    /// The moment, in seconds since 1970; nil when it may stay. A taint that is tolerated for a while counts from when it was added.
    static func evictionTime(_ results: [(result: ResourceV1.DeviceRequestAllocationResult, taints: [ResourceV1.DeviceTaint])], now: Int64) -> Int64? {
        var earliest: Int64?
        for (result, taints) in results {
            for taint in taints where taint.effect == "NoExecute" {
                let added = taint.timeAdded?.seconds ?? now
                let tolerations = result.tolerations.filter { tolerates($0, taint) }
                let time: Int64
                if tolerations.isEmpty {
                    time = added
                } else if tolerations.contains(where: { $0.tolerationSeconds == nil }) {
                    continue
                } else {
                    let seconds = tolerations.compactMap { $0.tolerationSeconds.map { Int64($0) } }.min() ?? 0
                    let (sum, overflow) = added.addingReportingOverflow(max(0, seconds))
                    if overflow { continue }
                    time = sum
                }
                earliest = min(earliest ?? .max, time)
            }
        }
        return earliest
    }

    /// Without a key and with `Exists` it tolerates all taints, without an effect every effect.
    private static func tolerates(_ toleration: ResourceV1.DeviceToleration, _ taint: ResourceV1.DeviceTaint) -> Bool {
        if let effect = toleration.effect, !effect.isEmpty, effect != taint.effect { return false }
        let key = toleration.key ?? ""
        if !key.isEmpty, key != taint.key { return false }
        switch toleration.operator ?? "Equal" {
        case "Exists": return true
        case "Equal", "": return !key.isEmpty && (toleration.value ?? "") == (taint.value ?? "")
        default: return false
        }
    }
}
