import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization

/// A process that dies at a write of its choice: before the server has it, or behind it and before the answer is heard, which is where a
/// process that is killed loses most.
final class ProcessLife: Sendable {
    private struct State {
        /// How many writes are left; nil for ever.
        var writes: Int?
        var diesUnheard: Bool
        var isDead = false
    }

    private let state: Mutex<State>

    init(writes: Int? = nil, diesUnheard: Bool = false) { state = Mutex(State(writes: writes, diesUnheard: diesUnheard)) }

    var isDead: Bool { state.withLock(\.isDead) }

    func kill() { state.withLock { $0.isDead = true } }

    /// Whether a write still goes out; the last one may.
    fileprivate func write() -> Bool {
        state.withLock { state in
            if state.isDead { return false }
            guard let left = state.writes else { return true }
            if left > 1 {
                state.writes = left - 1
                return true
            }
            state.isDead = true
            return state.diesUnheard
        }
    }
}

/// Counts the pods that were made, by the owner's kind or the pod's own name.
final class PodCount: Sendable {
    private let counts = Mutex<[String: Int]>([:])
    func add(_ owner: String) { counts.withLock { $0[owner, default: 0] += 1 } }
    subscript(owner: String) -> Int { counts.withLock { $0[owner] ?? 0 } }
}

/// The wire of a process: what a dead one wants to send does not go out, and what it asked for before is not heard.
struct MortalTransport: Transport {
    let base: any Transport
    let life: ProcessLife
    let made: PodCount

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        if life.isDead { throw CancellationError() }
        if request.method == "GET" {
            let response = try await base.send(request)
            if life.isDead { throw CancellationError() }
            return response
        }
        // Renewals and events are no work to be lost.
        let isWork = !request.path.contains("/leases") && !request.path.contains("/events")
        if isWork, !life.write() { throw CancellationError() }
        // The server goes on with it whatever becomes of who asked.
        let base = base
        let response = try await Task { try await base.send(request) }.value
        if request.method == "POST", response.status == 201, request.path.split(separator: "?")[0].hasSuffix("/pods") {
            let owner = try? JSONValue(parsing: request.body ?? [])["metadata"]?["ownerReferences"]?.array?.first?["kind"]?.string
            made.add(owner ?? "")
        }
        if life.isDead { throw CancellationError() }
        return response
    }
}
