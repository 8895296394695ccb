import KubernetesAPI
import Synchronization

/// Something that gives resources of NUMA nodes to containers.
protocol HintProvider: Sendable {
    /// From where it could give a container what that asks for.
    func hints(_ pod: Pod, _ container: Container) async -> TopologyHints
    /// The same for all of a pod's containers together.
    func podHints(_ pod: Pod) async -> TopologyHints
    /// Gives, with regard to the affinity that the topology manager has chosen.
    /// - Throws: when it cannot; the pod is not admitted then.
    func allocate(_ pod: Pod, _ container: Container, affinity: TopologyHint) async throws
}

/// Why a pod is not admitted, with a reason of its own. Other errors are an `UnexpectedAdmissionError`.
struct AdmissionError: Error, CustomStringConvertible {
    var reason: String
    var message: String
    var description: String { message }
}

/// Asks the providers for hints, decides on NUMA nodes for each container or pod, and lets the providers give: Kubernetes'
/// topology manager with its policies and scopes. Calls must not overlap.
struct TopologyManager: Sendable {
    enum Scope: String, Sendable { case container, pod }

    var merger: HintMerger
    var scope: Scope
    var providers: [any HintProvider]

    /// Gives everything a pod asks for.
    /// - Returns: nil when all was given, else why the pod has failed.
    func admit(_ pod: Pod) async -> PodVerdict? {
        let containers = pod.spec.initContainers + pod.spec.containers
        do {
            if merger.policy != .none && scope == .pod {
                let hint = try await decide { await $0.podHints(pod) }
                for container in containers { try await allocate(pod, container, hint) }
                return nil
            }
            for container in containers {
                let hint = merger.policy == .none
                    ? TopologyHint(affinity: nil, preferred: false) : try await decide { await $0.hints(pod, container) }
                try await allocate(pod, container, hint)
            }
            return nil
        } catch let error as AdmissionError {
            return PodVerdict(reason: error.reason, message: error.message)
        } catch {
            return PodVerdict(
                reason: "UnexpectedAdmissionError", message: "Allocate failed due to \(error), which is unexpected")
        }
    }

    private func decide(_ ask: (any HintProvider) async -> TopologyHints) async throws -> TopologyHint {
        var all: [TopologyHints] = []
        for provider in providers { all.append(await ask(provider)) }
        let (hint, admit) = merger.merge(all)
        if !admit {
            throw AdmissionError(reason: "TopologyAffinityError", message: "Resources cannot be allocated with Topology locality")
        }
        return hint
    }

    private func allocate(_ pod: Pod, _ container: Container, _ hint: TopologyHint) async throws {
        for provider in providers { try await provider.allocate(pod, container, affinity: hint) }
    }
}
