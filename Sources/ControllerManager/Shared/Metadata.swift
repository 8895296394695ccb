import KubernetesAPI
import KubernetesClient

extension KubernetesObject {
    var key: ObjectKey { ObjectKey(metadata) }
}

extension ObjectMeta {
    func isOlder(than other: ObjectMeta) -> Bool {
        let mine = creationTimestamp?.seconds ?? 0
        let others = other.creationTimestamp?.seconds ?? 0
        return mine == others ? name < other.name : mine < others
    }
}

extension Time {
    func adding(_ seconds: Int) -> Time { Time(seconds: self.seconds &+ Int64(clamping: seconds)) }
}

extension Int {
    /// For sums and products over numbers that users wrote.
    func clampedAdding(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}
