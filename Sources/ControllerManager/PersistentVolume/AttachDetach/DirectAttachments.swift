import KubernetesAPI
import Synchronization
import VolumeKinds

/// A volume and a node.
struct DirectAttachment: Hashable, Sendable {
    var node: String
    /// The volume's name in the status of nodes.
    var volume: String
}

/// Which volumes are attached without a VolumeAttachment, as far as this controller has done or found it. What a node's status says
/// is believed once, when the node is first seen. Safe to use from any task.
final class DirectAttachments: Sendable {
    enum Phase: Sendable { case attaching, attached, leaving, detaching }

    struct Entry: Sendable {
        var phase: Phase
        var devicePath = ""
        /// What the volume is called in messages.
        var name = ""
    }

    private struct State {
        var entries: [DirectAttachment: Entry] = [:]
        var seen: Set<String> = []
        var failures: [DirectAttachment: (count: Int, until: Duration)] = [:]
    }

    private let state = Mutex(State())

    /// Takes over what the node's status says, the first time.
    func see(_ node: Node) {
        state.withLock { state in
            guard state.seen.insert(node.metadata.name).inserted else { return }
            for attached in node.status.volumesAttached where AttachableVolume.isOne(attached.name) {
                let key = DirectAttachment(node: node.metadata.name, volume: attached.name)
                if state.entries[key] == nil { state.entries[key] = Entry(phase: .attached, devicePath: attached.devicePath) }
            }
        }
    }

    func phase(_ key: DirectAttachment) -> Phase? { state.withLock { $0.entries[key]?.phase } }

    /// All of them, or those of a node.
    func entries(_ node: String? = nil) -> [DirectAttachment: Entry] {
        state.withLock { $0.entries.filter { node == nil || $0.key.node == node } }
    }

    /// What the node's status is to say.
    func attached(_ node: String) -> [AttachedVolume] {
        entries(node).filter { $0.value.phase == .attached }.map { AttachedVolume(name: $0.key.volume, devicePath: $0.value.devicePath) }
            .sorted { $0.name < $1.name }
    }

    /// Keeps the place for a volume that is about to be attached.
    /// - Returns: the other nodes that have it; where it must not be on two, it is kept only if there are none.
    func begin(_ key: DirectAttachment, exclusive: Bool) -> Set<String> {
        state.withLock { state in
            let others = exclusive ? Set(state.entries.keys.filter { $0.volume == key.volume && $0.node != key.node }.map(\.node)) : []
            if others.isEmpty { state.entries[key] = Entry(phase: .attaching) }
            return others
        }
    }

    func attached(_ key: DirectAttachment, device: String, name: String) {
        state.withLock { state in
            state.entries[key] = Entry(phase: .attached, devicePath: device, name: name)
            state.failures[key] = nil
        }
    }

    func turn(_ key: DirectAttachment, to phase: Phase) { state.withLock { $0.entries[key]?.phase = phase } }

    func remove(_ key: DirectAttachment) {
        state.withLock { state in
            state.entries[key] = nil
            state.failures[key] = nil
        }
    }

    /// Notes that attaching or detaching failed.
    /// - Returns: how long to wait before it is tried again.
    func failed(_ key: DirectAttachment, phase: Phase?, now: Duration) -> Duration {
        state.withLock { state in
            if let phase { state.entries[key]?.phase = phase } else { state.entries[key] = nil }
            let count = (state.failures[key]?.count ?? 0) + 1
            let delay = min(Duration.milliseconds(500 << min(count - 1, 8)), .seconds(122))
            state.failures[key] = (count, now + delay)
            return delay
        }
    }

    /// How long to wait after a failure; zero or less for not at all.
    func wait(_ key: DirectAttachment, now: Duration) -> Duration { state.withLock { ($0.failures[key]?.until ?? now) - now } }
}
