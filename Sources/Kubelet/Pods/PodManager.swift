import KubernetesAPI
import KubernetesClient
import Synchronization

/// The pods that the node should run, by their sources: those of the API, static pods and their mirrors.
/// Safe to use from anywhere.
final class PodManager: Sendable {
    private struct State {
        /// Pods of the API and static pods, by UID; mirrors are not among them.
        var pods: [String: Pod] = [:]
        /// Mirrors, by namespace/name.
        var mirrors: [String: Pod] = [:]
    }

    private let state = Mutex(State())

    func set(_ pod: Pod) {
        state.withLock { state in
            if pod.isMirror { state.mirrors[pod.key] = pod } else { state.pods[pod.metadata.uid] = pod }
        }
    }

    func remove(_ pod: Pod) {
        state.withLock { state in
            if pod.isMirror {
                if state.mirrors[pod.key]?.metadata.uid == pod.metadata.uid { state.mirrors[pod.key] = nil }
            } else {
                state.pods[pod.metadata.uid] = nil
            }
        }
    }

    func pod(uid: String) -> Pod? { state.withLock { $0.pods[uid] } }

    /// The pod of that name: a static pod before one of the API.
    func pod(namespace: String, name: String) -> Pod? {
        state.withLock { state in
            let found = state.pods.values.filter { $0.metadata.name == name && $0.metadata.namespace == namespace }
            return found.first { $0.isStatic } ?? found.first
        }
    }

    var all: [Pod] { state.withLock { Array($0.pods.values) } }

    func mirror(of pod: Pod) -> Pod? { state.withLock { $0.mirrors[pod.key] } }

    /// The static pod that a mirror stands for.
    func staticPod(of mirror: Pod) -> Pod? {
        state.withLock { $0.pods.values.first { $0.isStatic && $0.key == mirror.key } }
    }

    /// Mirrors whose static pods are gone.
    var orphanedMirrors: [Pod] {
        state.withLock { state in
            let keys = Set(state.pods.values.filter(\.isStatic).map(\.key))
            return state.mirrors.values.filter { !keys.contains($0.key) }
        }
    }
}
