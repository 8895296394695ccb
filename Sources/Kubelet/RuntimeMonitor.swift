import ContainerRuntime
import KubernetesAPI
import Logging
import Synchronization

/// Watches over the container runtime: whether it and its network are up, and which it is. Safe to use from anywhere.
final class RuntimeMonitor: RuntimeHealth {
    private struct State {
        var version: String?
        var runtimeError: String? = "container runtime status check may not have completed yet"
        var networkError: String?
        var images: [ContainerImage] = []
        var imagesListed: Duration?
        var podCIDR = ""
    }

    private let cri: any CRI
    private let clock: any WallClock
    private let logger: Logger
    /// When the runtime was last listed, on the monotonic clock.
    private let lastListed: @Sendable () -> Duration?
    private let state = Mutex(State())
    /// What container IDs begin with.
    let name = RuntimeName()
    let handlers = RuntimeHandlers()

    init(cri: any CRI, clock: any WallClock, logger: Logger, lastListed: @escaping @Sendable () -> Duration?) {
        self.cri = cri
        self.clock = clock
        self.logger = logger
        self.lastListed = lastListed
    }

    var runtimeError: String? {
        if let error = state.withLock({ $0.runtimeError }) { return error }
        guard let last = lastListed() else { return nil }
        let age = clock.monotonic - last
        return age > .seconds(180) ? "PLEG is not healthy: pleg was last seen active \(age.goText) ago; threshold is 3m0s" : nil
    }

    var networkError: String? { state.withLock { $0.networkError } }

    var runtimeVersion: String? { state.withLock { $0.version }.map { "\(name.value)://\($0)" } }

    func images(limit: Int) async -> [ContainerImage] {
        let (known, listed) = state.withLock { ($0.images, $0.imagesListed) }
        if let listed, clock.monotonic - listed < Self.imagesAge { return known }
        // A runtime that hangs must not keep the node's status from being told.
        let cri = self.cri
        guard let all = try? await within(Self.patience, clock, { try await cri.listImages() }) else { return known }
        let images = NodeImages.list(all, limit: limit)
        let now = clock.monotonic
        state.withLock { state in
            state.images = images
            state.imagesListed = now
        }
        return images
    }

    /// How old the list of images in the node's status may be.
    private static let imagesAge: Duration = .seconds(30)
    private static let patience: Duration = .seconds(5)

    func use(podCIDRs: [String]) async {
        let text = podCIDRs.joined(separator: ",")
        guard !text.isEmpty, state.withLock({ $0.podCIDR != text }) else { return }
        let cri = self.cri
        do {
            try await within(Self.patience, clock, { try await cri.updateRuntimeConfig(podCIDR: text) })
            state.withLock { $0.podCIDR = text }
        } catch {
            logger.debug("cannot tell the runtime the pods' addresses", metadata: ["error": "\(error)"])
        }
    }

    var runtimeHandlers: [NodeRuntimeHandler] {
        handlers.all.map { name, features in
            NodeRuntimeHandler(
                name: name,
                features: CoreV1.NodeRuntimeHandlerFeatures(
                    recursiveReadOnlyMounts: features.recursiveReadOnlyMounts, userNamespaces: features.userNamespaces))
        }
    }

    var features: NodeFeatures? {
        handlers.all.isEmpty ? nil : NodeFeatures(supplementalGroupsPolicy: handlers.features.supplementalGroupsPolicy)
    }

    /// Waits until the runtime answers, however long that takes.
    /// - Throws: `CancellationError`
    func waitForRuntime() async throws {
        var waited = 0
        while true {
            do {
                let version = try await cri.version()
                state.withLock { $0.version = version.runtimeVersion }
                name.set(version.runtimeName)
                handlers.set(version)
                logger.info("container runtime found", metadata: ["runtime": "\(version.runtimeName)", "version": "\(version.runtimeVersion)"])
                return
            } catch {
                if waited % 30 == 0 { logger.warning("the container runtime does not answer; trying on", metadata: ["error": "\(error)"]) }
                state.withLock { $0.runtimeError = "container runtime is down" }
                waited += 1
                try await clock.sleep(for: waited < 10 ? .milliseconds(100) : .seconds(1))
            }
        }
    }

    /// Asks the runtime how it is, every five seconds, until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            await check()
            let well = state.withLock { $0.runtimeError == nil && $0.networkError == nil }
            do { try await clock.sleep(for: well ? .seconds(5) : .seconds(1)) } catch { return }
        }
    }

    func check() async {
        do {
            let answer = try await cri.status(verbose: false)
            handlers.set(answer)
            let conditions = answer.status.conditions
            func problem(_ type: String, _ what: String) -> String? {
                guard let found = conditions.first(where: { $0.type == type }) else { return "\(what) not ready: condition \(type) is missing" }
                return found.status ? nil : "\(what) not ready: \(type)=false reason:\(found.reason) message:\(found.message)"
            }
            state.withLock {
                $0.runtimeError = problem("RuntimeReady", "container runtime")
                $0.networkError = problem("NetworkReady", "container runtime network")
            }
        } catch {
            if Task.isCancelled { return }
            let wasWell = state.withLock { state in
                defer { state.runtimeError = "container runtime is down" }
                return state.runtimeError == nil
            }
            if wasWell { logger.warning("the container runtime does not answer", metadata: ["error": "\(error)"]) }
        }
    }
}

/// The runtime's name, which is known once it has answered. Safe to use from anywhere.
final class RuntimeName: Sendable {
    private let name = Mutex("containerd")

    var value: String { name.withLock { $0 } }

    func set(_ new: String) { name.withLock { $0 = new } }
}
