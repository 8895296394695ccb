import ComponentMetrics
import DevicePlugins
import GRPCCore
import GRPCProtobuf
import KubernetesAPI
import KubernetesClient
import Logging
import SwiftProtobuf
import Synchronization

/// The drivers of dynamic resources that are registered on this node. Safe to use from any task.
final class ClaimDrivers: PluginHandler {
    private struct Driver {
        var endpoint: String
        /// `k8s.io.kubelet.pkg.apis.dra.v1.DRAPlugin`, or that of v1beta1, whose messages are the same.
        var service: String
    }

    let type = "DRAPlugin"
    /// The services that drivers may have, the better ones first.
    private static let services = ["v1.DRAPlugin", "v1beta1.DRAPlugin"]
    /// How long a driver may take for one call.
    private static let timeout: Duration = .seconds(45)
    /// How long a driver may be away before what it offers is taken out of the API.
    private static let wipingDelay: Duration = .seconds(30)

    private let client: Client?
    private let nodeName: String
    private let clock: any WallClock
    private let logger: Logger
    private let metrics: ClaimMetrics
    /// By name; during an update there are two of one, of which the last is called.
    private let drivers = Mutex<[String: [Driver]]>([:])
    private let gone = Mutex<[String: Duration]>([:])

    init(client: Client?, nodeName: String, metrics: ClaimMetrics, clock: any WallClock, logger: Logger) {
        self.client = client
        self.nodeName = nodeName
        self.metrics = metrics
        self.clock = clock
        self.logger = logger
    }

    // MARK: - Registration

    func register(name: String, endpoint: String, versions: [String]) async throws {
        guard let service = Self.services.first(where: versions.contains) else {
            throw ResourceClaimError("failed to select suitable gRPC service from versions [\(versions.joined(separator: " "))]: none of the supported services \(Self.services) is among them")
        }
        drivers.withLock { drivers in
            drivers[name, default: []].removeAll { $0.endpoint == endpoint }
            drivers[name, default: []].append(Driver(endpoint: endpoint, service: "k8s.io.kubelet.pkg.apis.dra." + service))
        }
        gone.withLock { $0[name] = nil }
    }

    func deregister(name: String, endpoint: String) async {
        let isLast = drivers.withLock { drivers -> Bool in
            drivers[name]?.removeAll { $0.endpoint == endpoint }
            guard drivers[name]?.isEmpty == true else { return false }
            drivers[name] = nil
            return true
        }
        if isLast { gone.withLock { [now = clock.monotonic] in $0[name] = now } }
    }

    /// Takes the resource slices out of the API that drivers have offered before the kubelet was started, and those of drivers that
    /// went and did not come back: nothing is to be scheduled here for devices that nobody can prepare. Works until it is cancelled.
    func wipeSlices() async {
        guard client != nil, !nodeName.isEmpty else { return }
        var atStart = true
        while !Task.isCancelled {
            if atStart {
                atStart = await !wipe("spec.nodeName=\(nodeName)")
            } else {
                let now = clock.monotonic
                for name in gone.withLock({ $0.filter { now - $0.value >= Self.wipingDelay }.map(\.key) }) {
                    if await wipe("spec.driver=\(name),spec.nodeName=\(nodeName)") { gone.withLock { $0[name] = nil } }
                }
            }
            do { try await clock.sleep(for: .seconds(5)) } catch { return }
        }
    }

    private func wipe(_ selector: String) async -> Bool {
        do {
            try await client?.deleteCollection(ResourceV1.ResourceSlice.self, selection: ListOptions(fieldSelector: selector))
            return true
        } catch let error as APIError where error.isNotFound {
            return true
        } catch {
            logger.debug("cannot delete resource slices", metadata: ["selector": "\(selector)", "error": "\(error)"])
            return false
        }
    }

    // MARK: - Calls

    /// - Throws: when no such driver is registered (now).
    func check(_ name: String) throws { _ = try driver(name) }

    private func driver(_ name: String) throws -> Driver {
        guard let driver = drivers.withLock({ $0[name]?.last }) else { throw ResourceClaimError("DRA driver \(name) is not registered") }
        return driver
    }

    func prepare(_ name: String, _ claims: [ClaimInfo]) async throws -> [String: DRANodePrepareResourceResponse] {
        let request = DRANodePrepareResourcesRequest.with { $0.claims = claims.map(Self.message) }
        let answer: DRANodePrepareResourcesResponse = try await call(name, "NodePrepareResources", request)
        try Self.check(answer.claims.mapValues(\.error), claims, "NodePrepareResources")
        return answer.claims
    }

    func unprepare(_ name: String, _ claims: [ClaimInfo]) async throws {
        let request = DRANodeUnprepareResourcesRequest.with { $0.claims = claims.map(Self.message) }
        let answer: DRANodeUnprepareResourcesResponse = try await call(name, "NodeUnprepareResources", request)
        try Self.check(answer.claims.mapValues(\.error), claims, "NodeUnprepareResources")
    }

    private static func message(_ claim: ClaimInfo) -> DRAClaim {
        DRAClaim.with {
            $0.namespace = claim.namespace
            $0.uid = claim.uid
            $0.name = claim.name
        }
    }

    /// Each claim has to be answered, and none else.
    private static func check(_ errors: [String: String], _ claims: [ClaimInfo], _ method: String) throws {
        let names = Dictionary(claims.map { ($0.uid, $0.name) }, uniquingKeysWith: { first, _ in first })
        for (uid, error) in errors.sorted(by: { $0.key < $1.key }) {
            guard let name = names[uid] else { throw ResourceClaimError("\(method) returned result for unknown claim UID \(uid)") }
            if !error.isEmpty { throw ResourceClaimError("\(method) failed for ResourceClaim \(name): \(error)") }
        }
        let skipped = names.count - errors.count
        if skipped != 0 { throw ResourceClaimError("\(method) skipped \(skipped) ResourceClaims") }
    }

    private func call<Input: Message, Output: Message>(_ name: String, _ method: String, _ input: Input) async throws -> Output {
        let driver = try driver(name)
        let path = driver.endpoint.hasPrefix("unix://") ? String(driver.endpoint.dropFirst("unix://".count)) : driver.endpoint
        let descriptor = MethodDescriptor(service: ServiceDescriptor(fullyQualifiedService: driver.service), method: method, type: .unary)
        let begun = clock.monotonic
        func measured(_ code: String) {
            metrics.calls.observe((clock.monotonic - begun).inSeconds, name, "/\(driver.service)/\(method)", code)
        }
        do {
            let answer = try await PluginSocket(path: path, timeout: Self.timeout).with { client, options in
                try await client.unary(
                    request: ClientRequest(message: input), descriptor: descriptor, serializer: ProtobufSerializer<Input>(),
                    deserializer: ProtobufDeserializer<Output>(), options: options
                ) { response in try response.message }
            }
            measured("OK")
            return answer
        } catch let error as PluginCallError {
            measured(error.codeName)
            throw ResourceClaimError("\(method): \(error)")
        }
    }
}
