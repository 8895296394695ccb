import KubernetesAPI

/// Which volume suits a claim: the rules by which both the binder and the scheduler choose.
public enum VolumeMatching {
    /// The best volume for a claim, as the binder chooses it: of those with the fewest access modes beyond the wanted ones the smallest
    /// that is large enough; one that is reserved for the claim before all.
    /// - Parameter waits: the claim's class waits for the first consumer, so that only a reserved volume will do.
    public static func best(for claim: PersistentVolumeClaim, among volumes: [PersistentVolume], waits: Bool) -> PersistentVolume? {
        let suitable = volumes.filter { hasAccessModes(of: claim, $0) }
        // One that is meant for the claim comes before any other, whatever else it offers.
        if let reserved = smallest(suitable.lazy.filter { $0.isBound(to: claim) && fits($0, claim) }) { return reserved }
        if waits { return nil }
        let groups = Dictionary(grouping: suitable) { Set($0.spec.accessModes) }
        let ordered = groups.sorted { ($0.key.count, $0.key.sorted().joined()) < ($1.key.count, $1.key.sorted().joined()) }
        let selector = Selection(claim)
        for (_, group) in ordered {
            if let found = smallest(group.lazy.filter { isCandidate($0, for: claim, selector) }) { return found }
        }
        return nil
    }

    /// The best volume for a claim of a pod on this node, as the scheduler chooses it.
    /// - Parameter taken: names of volumes that are promised to other claims.
    public static func best(
        for claim: PersistentVolumeClaim, among volumes: [PersistentVolume], node: String, labels: [String: String], taken: Set<String>
    ) -> PersistentVolume? {
        if let reserved = smallest(volumes.lazy.filter({ $0.isBound(to: claim) && fits($0, claim) && !taken.contains($0.metadata.name) })) {
            return reserved.isReachable(fromNode: node, labels: labels) ? reserved : nil
        }
        let selector = Selection(claim)
        return smallest(
            volumes.lazy.filter {
                !taken.contains($0.metadata.name) && isCandidate($0, for: claim, selector) && hasAccessModes(of: claim, $0)
                    && $0.isReachable(fromNode: node, labels: labels)
            })
    }

    /// Why a volume that a claim asks for by name will not do; nil if it will.
    public static func mismatch(_ volume: PersistentVolume, _ claim: PersistentVolumeClaim) -> String? {
        if volume.storage < claim.requestedStorage { return "requested PV is too small" }
        if volume.className != claim.className { return "storageClassName does not match" }
        if !hasSameAttributes(volume, claim) { return "VolumeAttributesClassName does not match" }
        if !hasSameMode(volume, claim) { return "incompatible volumeMode" }
        if !hasAccessModes(of: claim, volume) { return "incompatible accessMode" }
        return nil
    }

    /// Whether both are file systems, or both block devices.
    public static func hasSameMode(_ volume: PersistentVolume, _ claim: PersistentVolumeClaim) -> Bool {
        (volume.spec.volumeMode ?? "Filesystem") == (claim.spec.volumeMode ?? "Filesystem")
    }

    /// Whether the volume can be mounted in all the ways that the claim wants.
    public static func hasAccessModes(of claim: PersistentVolumeClaim, _ volume: PersistentVolume) -> Bool {
        claim.spec.accessModes.allSatisfy(volume.spec.accessModes.contains)
    }

    private static func hasSameAttributes(_ volume: PersistentVolume, _ claim: PersistentVolumeClaim) -> Bool {
        (volume.spec.volumeAttributesClassName ?? "") == (claim.spec.volumeAttributesClassName ?? "")
    }

    /// What also a volume that is reserved for the claim must be.
    private static func fits(_ volume: PersistentVolume, _ claim: PersistentVolumeClaim) -> Bool {
        claim.requestedStorage <= volume.storage && hasSameMode(volume, claim) && hasSameAttributes(volume, claim)
            && !volume.metadata.isBeingDeleted
    }

    private static func isCandidate(_ volume: PersistentVolume, for claim: PersistentVolumeClaim, _ selection: Selection) -> Bool {
        volume.spec.claimRef == nil && volume.status.phase == "Available" && volume.className == claim.className
            && selection.matches(volume.metadata.labels) && fits(volume, claim)
    }

    /// The smallest; of several the first by name, so that the choice is the same each time.
    private static func smallest(_ volumes: some Sequence<PersistentVolume>) -> PersistentVolume? {
        volumes.min { a, b in a.storage == b.storage ? a.metadata.name < b.metadata.name : a.storage < b.storage }
    }

    /// A claim's label selector, parsed once.
    private struct Selection {
        private let selector: Selector?
        private let isBad: Bool

        init(_ claim: PersistentVolumeClaim) {
            guard let wanted = claim.spec.selector else {
                (selector, isBad) = (nil, false)
                return
            }
            selector = try? Selector(wanted)
            isBad = selector == nil
        }

        /// A selector that cannot be read selects nothing.
        func matches(_ labels: [String: String]) -> Bool { !isBad && (selector?.matches(labels) ?? true) }
    }
}
