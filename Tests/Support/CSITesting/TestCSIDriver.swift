import CSI
import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2
import Synchronization

/// A CSI driver for tests: volumes are directories, or files behind loop devices, below one directory. It remembers each call,
/// and can be told to fail or to hang.
public final class TestCSIDriver: Sendable {
    /// One call that the kubelet made.
    public struct Call: Sendable, Equatable {
        /// Such as `NodePublishVolume`.
        public var method: String
        public var volume = ""
        public var target = ""
        public var staging = ""
        public var readOnly = false
        public var fsType = ""
        public var mountFlags: [String] = []
        public var mountGroup = ""
        public var accessMode = ""
        public var isBlock = false
        public var context: [String: String] = [:]
        public var publishContext: [String: String] = [:]
        public var secrets: [String: String] = [:]
        public var bytes: Int64 = 0
    }

    /// What the driver says that it can do.
    public struct Abilities: Sendable {
        public var stages = true
        public var expands = true
        public var stats = true
        public var mountGroup = false
        public var singleNodeMultiWriter = false
        public var maxVolumes: Int64 = 0
        public var topology: [String: String] = [:]

        public init() {}
    }

    private struct State {
        var calls: [Call] = []
        /// What a method answers instead, and how often.
        var failures: [String: (code: RPCError.Code, message: String, times: Int)] = [:]
        var hanging: Set<String> = []
        var loops: [String: String] = [:]
        var servers: [(GRPCServer<HTTP2ServerTransport.Posix>, Task<Void, any Error>)] = []
        var rejections: [String] = []
    }

    public let name: String
    public let directory: String
    public let registry: String
    public let nodeID = "id-of-node"
    let abilities: Abilities
    private let state = Mutex(State())

    /// - Parameters:
    ///   - directory: where its socket and its volumes are.
    ///   - registry: the kubelet's `plugins_registry`.
    public init(name: String, directory: String, registry: String, abilities: Abilities = Abilities()) {
        self.name = name
        self.directory = directory
        self.registry = registry
        self.abilities = abilities
    }

    public var endpoint: String { directory + "/csi.sock" }
    var registration: String { registry + "/\(name)-reg.sock" }

    // MARK: Life

    /// Listens, and makes itself known to the kubelet.
    public func start() async throws {
        let manager = FileManager.default
        for path in [directory, registry] { try manager.createDirectory(atPath: path, withIntermediateDirectories: true) }
        try await serve(endpoint, [TestCSINode(driver: self)])
        try await serve(registration, [TestCSIRegistration(driver: self)])
    }

    private func serve(_ path: String, _ services: [any RegistrableRPCService]) async throws {
        unlink(path)
        let server = GRPCServer(
            transport: .http2NIOPosix(address: .unixDomainSocket(path: path), transportSecurity: .plaintext), services: services)
        let task = Task { try await server.serve() }
        _ = try await server.listeningAddress
        state.withLock { $0.servers.append((server, task)) }
    }

    /// Ends as a driver does: its sockets go. What it has mounted stays.
    public func stop() async {
        unlink(registration)
        unlink(endpoint)
        let servers = state.withLock { state in
            defer { state.servers = [] }
            return state.servers
        }
        for (server, task) in servers {
            server.beginGracefulShutdown()
            // Not at once: a call that comes in while the server is cancelled ends the process.
            let patience = Task {
                try await Task.sleep(for: .seconds(2))
                task.cancel()
            }
            _ = try? await task.value
            patience.cancel()
        }
    }

    // MARK: What tests say and ask

    public var calls: [Call] { state.withLock { $0.calls } }
    public func calls(_ method: String, _ volume: String? = nil) -> [Call] {
        calls.filter { $0.method == method && (volume == nil || $0.volume == volume) }
    }

    /// What the kubelet said when it refused the driver.
    public var rejections: [String] { state.withLock { $0.rejections } }

    /// The method fails so many times.
    public func fail(_ method: String, _ code: RPCError.Code, _ message: String, times: Int = .max) {
        state.withLock { $0.failures[method] = (code, message, times) }
    }

    /// The method does not answer until it recovers.
    public func hang(_ method: String) { state.withLock { _ = $0.hanging.insert(method) } }

    public func recover() {
        state.withLock { state in
            state.failures = [:]
            state.hanging = []
        }
    }

    /// Where a volume's content is.
    public func data(_ volume: String) -> String { directory + "/volumes/" + volume }
    func image(_ volume: String) -> String { directory + "/volumes/\(volume).img" }

    /// Takes loop devices away that tests left.
    public func releaseDevices() {
        for loop in state.withLock({ Array($0.loops.values) }) { _ = try? Self.run("losetup", ["-d", loop]) }
    }

    // MARK: For the services

    func rejected(_ message: String) { state.withLock { $0.rejections.append(message) } }

    /// Remembers a call, and fails or hangs when that was asked for.
    func enter(_ call: Call) async throws {
        let failure = state.withLock { state -> RPCError? in
            state.calls.append(call)
            guard var failure = state.failures[call.method], failure.times > 0 else { return nil }
            failure.times -= 1
            state.failures[call.method] = failure
            return RPCError(code: failure.code, message: failure.message)
        }
        if let failure { throw failure }
        while state.withLock({ $0.hanging.contains(call.method) }) { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// The loop device of a block volume, made when it is not there.
    func loop(_ volume: String) throws -> String {
        if let known = state.withLock({ $0.loops[volume] }) { return known }
        let file = image(volume)
        if !FileManager.default.fileExists(atPath: file) {
            FileManager.default.createFile(atPath: file, contents: nil)
            guard truncate(file, 8 << 20) == 0 else { throw Self.failed("truncate \(file)") }
        }
        let device = try Self.run("losetup", ["--find", "--show", file]).trimmingCharacters(in: .whitespacesAndNewlines)
        state.withLock { $0.loops[volume] = device }
        return device
    }

    func releaseLoop(_ volume: String) throws {
        guard let device = state.withLock({ $0.loops.removeValue(forKey: volume) }) else { return }
        try Self.run("losetup", ["-d", device])
    }

    static func failed(_ what: String) -> RPCError { RPCError(code: .internalError, message: "\(what): \(String(cString: strerror(errno)))") }

    @discardableResult
    static func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw RPCError(code: .internalError, message: "\(program): \(output)") }
        return output
    }
}

/// What the kubelet's plug-in watcher asks.
struct TestCSIRegistration: RegistrationRegistration.SimpleServiceProtocol {
    var driver: TestCSIDriver

    func getInfo(request: RegistrationInfoRequest, context: ServerContext) async throws -> RegistrationPluginInfo {
        try await driver.enter(TestCSIDriver.Call(method: "GetInfo"))
        var info = RegistrationPluginInfo()
        info.type = "CSIPlugin"
        info.name = driver.name
        info.endpoint = driver.endpoint
        info.supportedVersions = ["1.0.0"]
        return info
    }

    func notifyRegistrationStatus(
        request: RegistrationRegistrationStatus, context: ServerContext
    ) async throws -> RegistrationRegistrationStatusResponse {
        if !request.pluginRegistered { driver.rejected(request.error) }
        return RegistrationRegistrationStatusResponse()
    }
}
