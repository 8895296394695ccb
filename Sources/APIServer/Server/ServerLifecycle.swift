import Synchronization

/// How far the server is on its way from start to end, for all that act by it. Safe to use from any thread.
final class ServerLifecycle: Sendable {
    private let shuttingDown = Atomic(false)
    private let refusing = Atomic(false)
    private let running = Atomic(0)

    /// Shutdown has begun: /readyz says so, while requests are still served.
    var isShuttingDown: Bool { shuttingDown.load(ordering: .relaxed) }
    /// New requests are sent away.
    var isRefusing: Bool { refusing.load(ordering: .relaxed) }
    /// How many requests that are not long-running are being answered.
    var runningRequests: Int { running.load(ordering: .relaxed) }

    func beginShutdown() { shuttingDown.store(true, ordering: .relaxed) }
    func refuseRequests() { refusing.store(true, ordering: .relaxed) }
    func requestBegins() { running.wrappingAdd(1, ordering: .relaxed) }
    func requestEnds() { running.wrappingSubtract(1, ordering: .relaxed) }
}
