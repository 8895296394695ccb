import CSI
import GRPCCore
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// What one driver can do on this node.
struct CSICapabilities: Sendable, Equatable {
    var stages = false
    var stats = false
    var expands = false
    /// Tells one pod apart from many on a node (ReadWriteOncePod).
    var singleNodeMultiWriter = false
    /// Sets the pod's fsGroup itself.
    var mountGroup = false
    /// Says in its statistics whether a volume is well.
    var condition = false
}

/// The CSI drivers that are registered on this node. Safe to use from any task.
final class CSIDrivers: PluginHandler {
    private struct Driver {
        var socket: PluginSocket
        var version: String
        var capabilities: CSICapabilities?
    }

    private struct Described {
        var driver: CSIDriver?
        var readAt: Duration
    }

    let type = "CSIPlugin"
    private let client: Client
    private let node: CSINodeObject
    private let clock: any WallClock
    private let logger: Logger
    private let metrics: VolumeMetrics
    private let drivers = Mutex<[String: Driver]>([:])
    private let described = Mutex<[String: Described]>([:])

    /// How old a CSIDriver object may be that is gone by.
    private static let maxAge: Duration = .seconds(5)

    init(client: Client, node: CSINodeObject, metrics: VolumeMetrics = KubeletMetrics().volumes, clock: any WallClock, logger: Logger) {
        self.client = client
        self.node = node
        self.clock = clock
        self.logger = logger
        self.metrics = metrics
    }

    // MARK: Registration

    func register(name: String, endpoint: String, versions: [String]) async throws {
        let usable = versions.filter { Self.major($0) == 1 }.sorted { Self.numbers($0).lexicographicallyPrecedes(Self.numbers($1)) }
        guard let version = usable.last else {
            throw VolumeFileError("none of the CSI versions reported by this driver are supported")
        }
        let known = drivers.withLock { $0[name] }
        if let known, Self.numbers(version).lexicographicallyPrecedes(Self.numbers(known.version)) {
            throw VolumeFileError("rejected CSI driver \(name): a driver with a higher version is registered already: \(known.version)")
        }
        let path = endpoint.hasPrefix("unix://") ? String(endpoint.dropFirst("unix://".count)) : endpoint
        let socket = PluginSocket(path: path, interceptors: [CSICallMeter(driver: name, duration: metrics.csiOperations, clock: clock)])
        drivers.withLock { $0[name] = Driver(socket: socket, version: version) }
        do {
            let info = try await socket.with { client, options in
                try await CSIV1Node.Client(wrapping: client).nodeGetInfo(CSIV1NodeGetInfoRequest(), options: options)
            }
            try await node.add(name, info)
        } catch {
            drivers.withLock { drivers in
                if drivers[name]?.socket.path == path { drivers[name] = known }
            }
            throw error
        }
    }

    func deregister(name: String, endpoint: String) async {
        drivers.withLock { $0[name] = nil }
        do { try await node.remove(name) } catch {
            logger.error("cannot take a driver out of the CSINode object", metadata: ["driver": "\(name)", "error": "\(error)"])
        }
    }

    private static func numbers(_ version: String) -> [Int] {
        version.drop { $0 == "v" }.split { $0 == "." || $0 == "-" }.prefix(3).map { Int($0) ?? 0 }
    }

    private static func major(_ version: String) -> Int? {
        version.drop { $0 == "v" }.split(separator: ".").first.flatMap { Int($0) }
    }

    // MARK: Calls

    /// - Throws: when no such driver is registered (now).
    func socket(_ name: String) throws -> PluginSocket {
        guard let driver = drivers.withLock({ $0[name] }) else {
            throw VolumeFileError("driver name \(name) not found in the list of registered CSI drivers")
        }
        return driver.socket
    }

    /// One call of a driver's Node service.
    func call<T: Sendable>(
        _ name: String, _ body: @Sendable (CSIV1Node.Client<PluginSocket.Transport>, CallOptions) async throws -> T
    ) async throws -> T {
        try await socket(name).with { client, options in try await body(CSIV1Node.Client(wrapping: client), options) }
    }

    /// What the driver can do; asked once for each registration.
    func capabilities(_ name: String) async throws -> CSICapabilities {
        let socket = try socket(name)
        if let known = drivers.withLock({ $0[name]?.capabilities }) { return known }
        let answer = try await socket.with { client, options in
            try await CSIV1Node.Client(wrapping: client).nodeGetCapabilities(CSIV1NodeGetCapabilitiesRequest(), options: options)
        }
        var capabilities = CSICapabilities()
        for capability in answer.capabilities {
            switch capability.rpc.type {
            case .stageUnstageVolume: capabilities.stages = true
            case .getVolumeStats: capabilities.stats = true
            case .expandVolume: capabilities.expands = true
            case .singleNodeMultiWriter: capabilities.singleNodeMultiWriter = true
            case .volumeMountGroup: capabilities.mountGroup = true
            case .volumeCondition: capabilities.condition = true
            default: break
            }
        }
        drivers.withLock { drivers in
            if drivers[name]?.socket.path == socket.path { drivers[name]?.capabilities = capabilities }
        }
        return capabilities
    }

    /// The cluster's description of the driver; nil when there is none.
    func description(_ name: String) async throws -> CSIDriver? {
        let now = clock.monotonic
        if let known = described.withLock({ $0[name] }), now - known.readAt < Self.maxAge { return known.driver }
        var driver: CSIDriver?
        do {
            driver = try await client.get(CSIDriver.self, name)
        } catch let error as APIError where error.isNotFound {
            driver = nil
        }
        described.withLock { [driver] in $0[name] = Described(driver: driver, readAt: now) }
        return driver
    }
}
