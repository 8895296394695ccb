import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

@Suite struct VolumeMatchingTests {
    private static let modes = ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany"]

    private func volume(_ number: Int, _ random: inout SeededGenerator) -> PersistentVolume {
        Sample.volume(
            "v\(number)", size: Quantity(Int.random(in: 1...5, using: &random)), modes: modes(&random), storageClass: ["", "fast"].randomElement(using: &random) ?? ""
        ) {
            $0.status.phase = ["Available", "Available", "Available", "Released", "Pending"].randomElement(using: &random)
            $0.metadata.labels = ["tier": ["a", "b"].randomElement(using: &random) ?? ""]
            $0.spec.volumeMode = Int.random(in: 0..<6, using: &random) == 0 ? "Block" : "Filesystem"
            if Int.random(in: 0..<8, using: &random) == 0 { $0.metadata.deletionTimestamp = Time(seconds: 1) }
            if Int.random(in: 0..<4, using: &random) == 0 {
                $0.spec.claimRef = ObjectReference(namespace: "default", name: ["c", "other"].randomElement(using: &random))
                $0.spec.claimRef?.uid = [nil, "uid", "older"].randomElement(using: &random) ?? nil
            }
            if Int.random(in: 0..<3, using: &random) == 0 {
                let requirement = NodeSelectorRequirement(key: "zone", operator: "In", values: [["x", "y"].randomElement(using: &random) ?? ""])
                $0.spec.nodeAffinity = VolumeNodeAffinity(
                    required: NodeSelector(nodeSelectorTerms: [NodeSelectorTerm(matchExpressions: [requirement])]))
            }
        }
    }

    private func modes(_ random: inout SeededGenerator) -> [String] {
        let chosen = Self.modes.filter { _ in Bool.random(using: &random) }
        return chosen.isEmpty ? ["ReadWriteOnce"] : chosen
    }

    private func claim(_ random: inout SeededGenerator) -> PersistentVolumeClaim {
        Sample.claim("c", size: Quantity(Int.random(in: 1...5, using: &random)), modes: modes(&random), storageClass: ["", "fast"].randomElement(using: &random)) {
            $0.metadata.uid = "uid"
            if Int.random(in: 0..<3, using: &random) == 0 { $0.spec.selector = LabelSelector(matchLabels: ["tier": "a"]) }
        }
    }

    /// What must hold of every volume that a claim is given.
    private func isRight(_ volume: PersistentVolume, _ claim: PersistentVolumeClaim) -> Bool {
        let isReserved = volume.spec.claimRef != nil
        return volume.storage >= claim.requestedStorage && volume.spec.volumeMode == "Filesystem" && !volume.metadata.isBeingDeleted
            && claim.spec.accessModes.allSatisfy(volume.spec.accessModes.contains)
            && (isReserved
                ? volume.isBound(to: claim)
                : volume.status.phase == "Available" && volume.className == claim.className
                    && (claim.spec.selector == nil || volume.metadata.labels["tier"] == "a"))
    }

    @Test func everyChoiceIsRightAndNoneIsMissed() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let volumes = (0..<Int.random(in: 0...12, using: &random)).map { volume($0, &random) }
            let claim = claim(&random)
            let right = volumes.filter { isRight($0, claim) }
            let chosen = VolumeMatching.best(for: claim, among: volumes, waits: false)
            #expect((chosen == nil) == right.isEmpty)
            guard let chosen else { continue }
            #expect(isRight(chosen, claim))
            if chosen.spec.claimRef == nil {
                #expect(right.allSatisfy { $0.spec.claimRef == nil })
                let alike = right.filter { Set($0.spec.accessModes) == Set(chosen.spec.accessModes) }
                #expect(alike.allSatisfy { $0.storage >= chosen.storage })
                #expect(right.allSatisfy { $0.spec.accessModes.count >= chosen.spec.accessModes.count })
            }
            // The order in which they are looked at does not matter.
            if chosen.spec.claimRef == nil {
                #expect(VolumeMatching.best(for: claim, among: volumes.shuffled(using: &random), waits: false)?.metadata.name == chosen.metadata.name)
            }
            // Who waits for the first consumer gets only what is reserved.
            let early = VolumeMatching.best(for: claim, among: volumes, waits: true)
            #expect(early?.metadata.name == (chosen.spec.claimRef == nil ? nil : chosen.metadata.name))
        }
    }

    @Test func onANodeOnlyWhatCanBeReachedAndIsNotPromised() {
        var random = SeededGenerator(seed: 8)
        for _ in 0..<2000 {
            let volumes = (0..<Int.random(in: 0...12, using: &random)).map { volume($0, &random) }
            let claim = claim(&random)
            let taken: Set<String> = ["v0", "v3"]
            let right = volumes.filter {
                isRight($0, claim) && $0.spec.claimRef == nil && !taken.contains($0.metadata.name) && $0.isReachable(fromNode: "n", labels: ["zone": "x"])
            }
            let chosen = VolumeMatching.best(for: claim, among: volumes, node: "n", labels: ["zone": "x"], taken: taken)
            if let chosen, chosen.spec.claimRef == nil {
                #expect(right.map(\.storage).min() == chosen.storage)
                #expect(right.contains { $0.metadata.name == chosen.metadata.name })
            } else if chosen == nil, !volumes.contains(where: { $0.isBound(to: claim) }) {
                #expect(right.isEmpty)
            }
        }
    }
}
