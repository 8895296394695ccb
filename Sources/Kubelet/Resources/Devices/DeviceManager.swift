import ComponentMetrics
import DevicePlugins
import Foundation
import KubernetesAPI
import Logging
import SwiftProtobuf
import Synchronization

/// Why devices cannot be given.
struct DevicePluginError: Error, CustomStringConvertible {
    var message: String
    var description: String { message }
}

/// Knows the plug-ins of this node and their devices, and gives devices to containers. Safe to use from any task; allocations
/// must not overlap, for which `ResourceManagers` cares.
final class DeviceManager: Sendable {
    private struct State {
        var inventory = DeviceInventory()
        var plugins: [String: Connection] = [:]
        var serial = 0
        /// Resources whose plug-in is gone for good; their capacity is told once more, as zero.
        var removed: Set<String> = []
    }

    private struct Connection {
        var plugin: any DevicePlugin
        var options: DPDevicePluginOptions
        var serial: Int
        var socketPath: String
        var watch: Task<Void, Never>
    }

    /// How long the devices of a plug-in that has gone are still counted: it may just be restarted.
    private static let stopGrace: Duration = .seconds(300)

    /// `<root-dir>/device-plugins`
    let directory: String
    let numaNodes: [Int]
    /// The node was made anew: no checkpoint was found, so that what the API server still knows of devices is wrong.
    let startsAfresh: Bool
    private let state: Mutex<State>
    private let clock: any WallClock
    private let logger: Logger
    private let metrics: ResourceManagerMetrics
    private let healthChanged = Signal()
    private let makePlugin: @Sendable (String) throws -> any DevicePlugin

    /// - Parameter numaNodes: of this machine.
    init(
        rootDirectory: String, numaNodes: [Int], metrics: ResourceManagerMetrics = KubeletMetrics().resources, clock: any WallClock, logger: Logger,
        makePlugin: @escaping @Sendable (String) throws -> any DevicePlugin = { try DevicePluginClient(socketPath: $0) }
    ) {
        directory = rootDirectory + "/device-plugins"
        self.numaNodes = numaNodes
        self.clock = clock
        self.logger = logger
        self.makePlugin = makePlugin
        self.metrics = metrics
        var state = State()
        var afresh = true
        if let bytes = POSIXFiles.read(directory + "/" + DeviceCheckpoint.fileName) {
            afresh = false
            if let (entries, registered) = DeviceCheckpoint.parse(bytes) {
                Self.restore(&state, entries, registered, now: clock.monotonic)
            } else {
                logger.error("the checkpoint of devices is damaged; it is left out", metadata: ["directory": "\(directory)"])
            }
        }
        startsAfresh = afresh
        self.state = Mutex(state)
    }

    private static func restore(_ state: inout State, _ entries: [DeviceCheckpoint.Entry], _ registered: [String: [String]], now: Duration) {
        // Known, but no device of them until their plug-ins register again.
        for resource in registered.keys { state.inventory.resources[resource] = DeviceInventory.Resource(stoppedAt: now) }
        for entry in entries {
            let response = (try? DPContainerAllocateResponse(serializedBytes: entry.response)) ?? DPContainerAllocateResponse()
            state.inventory.allocations[entry.podUID, default: [:]][entry.container, default: [:]][entry.resource] =
                DeviceInventory.Allocation(devices: entry.devices, response: response)
        }
    }

    /// Serves the socket that plug-ins register at, until it is cancelled.
    func run() async {
        // Plug-ins watch the directory: a socket that vanishes tells them to register again.
        for name in POSIXFiles.list(directory) where name != DeviceCheckpoint.fileName { try? POSIXFiles.remove(directory + "/" + name) }
        await UnixServer(path: directory + "/kubelet.sock", services: [DeviceRegistration(manager: self)], clock: clock, logger: logger).run()
        let plugins = state.withLock { Array($0.plugins.values) }
        for connection in plugins {
            connection.watch.cancel()
            connection.plugin.close()
        }
    }

    /// Each time that the health of a device has changed, which statuses of pods show.
    var healthChanges: AsyncStream<Void> { healthChanged.signals }

    // MARK: - Plug-ins

    /// Takes up a plug-in; one that was there for the resource is left. Also what a plug-in watcher calls.
    /// - Throws: when it does not answer.
    func connect(_ resource: String, socketPath: String) async throws {
        let plugin = try makePlugin(socketPath)
        let options: DPDevicePluginOptions
        do { options = try await plugin.options() } catch {
            plugin.close()
            throw error
        }
        let old = state.withLock { state -> Connection? in
            state.serial += 1
            let serial = state.serial
            let old = state.plugins[resource]
            let watch = Task { [weak self] in
                do { try await plugin.watch { [weak self] devices in self?.set(resource, serial, devices) } } catch {
                    self?.logger.info("a device plug-in has gone", metadata: ["resource": "\(resource)", "error": "\(error)"])
                }
                self?.disconnected(resource, serial)
            }
            state.plugins[resource] = Connection(plugin: plugin, options: options, serial: serial, socketPath: socketPath, watch: watch)
            state.removed.remove(resource)
            if state.inventory.resources[resource] == nil { state.inventory.resources[resource] = DeviceInventory.Resource() }
            state.inventory.resources[resource]?.stoppedAt = nil
            return old
        }
        metrics.devicePluginRegistrations.add(1, resource)
        old?.watch.cancel()
        old?.plugin.close()
        logger.info("registered a device plug-in", metadata: ["resource": "\(resource)", "socket": "\(socketPath)"])
    }

    /// Leaves the plug-in of a resource whose socket has vanished, unless another one has taken its place.
    func disconnect(_ resource: String, socketPath: String) {
        guard let connection = state.withLock({ $0.plugins[resource] }), connection.socketPath == socketPath else { return }
        connection.watch.cancel()
        disconnected(resource, connection.serial)
    }

    private func set(_ resource: String, _ serial: Int, _ devices: [DPDevice]) {
        let healthIsNew = state.withLock { state -> Bool in
            guard state.plugins[resource]?.serial == serial else { return false }
            var map: [String: DeviceInventory.Device] = [:]
            for device in devices {
                let nodes = device.hasTopology ? device.topology.nodes.map { Int(clamping: $0.id) } : nil
                map[device.id] = DeviceInventory.Device(id: device.id, healthy: device.health == "Healthy", nodes: nodes)
            }
            let before = state.inventory.resources[resource]?.devices ?? [:]
            state.inventory.resources[resource]?.devices = map
            return before != map
        }
        store()
        if healthIsNew { healthChanged.signal() }
    }

    private func disconnected(_ resource: String, _ serial: Int) {
        let known = state.withLock { state -> Bool in
            guard let connection = state.plugins[resource], connection.serial == serial else { return false }
            connection.plugin.close()
            state.plugins[resource] = nil
            state.inventory.resources[resource]?.stoppedAt = clock.monotonic
            for id in (state.inventory.resources[resource]?.devices ?? [:]).keys { state.inventory.resources[resource]?.devices[id]?.healthy = false }
            return true
        }
        guard known else { return }
        healthChanged.signal()
    }

    // MARK: - What there is

    /// How many devices there are of each resource, and how many of them are healthy. A resource that was removed for good is told as zero.
    func capacity() -> (capacity: [String: Int], allocatable: [String: Int]) {
        let expired = state.withLock { state -> Bool in
            let now = clock.monotonic
            let old = state.inventory.resources.filter { $0.value.stoppedAt.map { now - $0 > Self.stopGrace } ?? false }.map(\.key)
            for resource in old {
                state.inventory.resources[resource] = nil
                state.removed.insert(resource)
            }
            return !old.isEmpty
        }
        if expired { store() }
        return state.withLock { state in
            var capacity = Dictionary(uniqueKeysWithValues: state.removed.map { ($0, 0) })
            var allocatable = capacity
            for (name, resource) in state.inventory.resources {
                capacity[name] = resource.devices.count
                allocatable[name] = resource.healthy.count
            }
            return (capacity, allocatable)
        }
    }

    /// A copy of what is known.
    var inventory: DeviceInventory { state.withLock { $0.inventory } }

    /// The health of the devices that a container has, by resource.
    func health(_ uid: String, _ container: String) -> [(resource: String, devices: [(id: String, health: String)])] {
        let inventory = self.inventory
        return (inventory.allocations[uid]?[container] ?? [:]).sorted { $0.key < $1.key }.map { resource, allocation in
            (resource, allocation.ids.sorted().map { id in
                let device = inventory.resources[resource]?.devices[id]
                return (id, device.map { $0.healthy ? "Healthy" : "Unhealthy" } ?? "Unknown")
            })
        }
    }

    // MARK: - Giving

    /// Gives a container `count` devices of a resource.
    /// - Parameters:
    ///   - reusable: those of init containers that have ended by then.
    ///   - affinity: the NUMA nodes to take them from.
    /// - Throws: with the words of the pod's status.
    func allocate(_ pod: Pod, _ container: String, _ resource: String, count: Int, reusable: Set<String>, affinity: NUMAMask?) async throws {
        let uid = pod.metadata.uid
        let inventory = self.inventory
        guard let known = inventory.resources[resource] else { return }
        let given = inventory.allocation(uid, container, resource)
        if let given, given.ids.count != count {
            throw DevicePluginError(
                message: "pod \"\(uid)\" container \"\(container)\" changed request for resource \"\(resource)\" from \(given.ids.count) to \(count)")
        }
        let healthy = known.healthy
        if healthy.isEmpty { throw DevicePluginError(message: "no healthy devices present; cannot allocate unhealthy devices \(resource)") }
        if let given {
            guard given.ids.isSubset(of: healthy) else {
                throw DevicePluginError(message: "previously allocated devices are no longer healthy; cannot allocate unhealthy devices \(resource)")
            }
            return
        }
        guard let connection = state.withLock({ $0.plugins[resource] }) else {
            throw DevicePluginError(message: "cannot allocate unregistered device \(resource)")
        }
        let ids = try await choose(inventory, resource, count, reusable.intersection(healthy), healthy, affinity, connection)
        let response: DPContainerAllocateResponse
        let begun = clock.monotonic
        defer { metrics.devicePluginAllocation.observe((clock.monotonic - begun).inSeconds, resource) }
        do { response = try await connection.plugin.allocate(ids.sorted()) } catch {
            throw DevicePluginError(message: "rpc error: \(error)")
        }
        state.withLock { state in
            let allocation = DeviceInventory.Allocation(devices: state.inventory.byNode(ids, of: resource), response: response)
            state.inventory.allocations[uid, default: [:]][container, default: [:]][resource] = allocation
        }
        store()
    }

    private func choose(
        _ inventory: DeviceInventory, _ resource: String, _ count: Int, _ reusable: Set<String>, _ healthy: Set<String>, _ affinity: NUMAMask?,
        _ connection: Connection
    ) async throws -> Set<String> {
        var chosen = Set(reusable.sorted().prefix(count))
        if chosen.count == count { return chosen }
        let available = healthy.subtracting(inventory.inUse(resource))
        let needed = count - chosen.count
        if available.count < needed {
            throw DevicePluginError(
                message: "requested number of devices unavailable for \(resource). Requested: \(needed), Available: \(available.count)")
        }
        func take(_ ids: [String]) { for id in ids where chosen.count < count { chosen.insert(id) } }
        let (aligned, unaligned, unknown) = inventory.sorted(available, of: resource, by: affinity)
        // The plug-in may say which it would rather give: among those that fit when there are more than enough of them.
        let isPlenty = needed < aligned.count
        if !isPlenty { take(aligned) }
        if chosen.count < count, connection.options.getPreferredAllocationAvailable {
            let offered = Set(isPlenty ? aligned : Array(available)).union(chosen)
            do {
                let preferred = try await connection.plugin.preferred(available: offered.sorted(), mustInclude: chosen.sorted(), count: count)
                take(preferred.filter(offered.contains))
            } catch {
                throw DevicePluginError(message: "device plugin GetPreferredAllocation rpc failed with err: \(error)")
            }
        }
        take(aligned + unaligned + unknown)
        return chosen
    }

    /// Lets the plug-ins that want it prepare a container's devices, just before it is made.
    func preStart(_ uid: String, _ container: String) async throws {
        for (resource, allocation) in (inventory.allocations[uid]?[container] ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let connection = state.withLock({ $0.plugins[resource] }) else { continue }
            if connection.options.preStartRequired { try await connection.plugin.preStart(allocation.ids.sorted()) }
        }
    }

    /// Takes back what pods had that are not among `uids`.
    func keep(only uids: Set<String>) {
        let hasChanged = state.withLock { state -> Bool in
            let before = state.inventory.allocations.count
            state.inventory.allocations = state.inventory.allocations.filter { uids.contains($0.key) }
            return state.inventory.allocations.count != before
        }
        if hasChanged { store() }
    }

    /// Takes back what a pod had.
    func release(_ uid: String) {
        if state.withLock({ $0.inventory.allocations.removeValue(forKey: uid) }) != nil { store() }
    }

    // MARK: - Memory

    private func store() {
        let inventory = self.inventory
        var entries: [DeviceCheckpoint.Entry] = []
        for (uid, containers) in inventory.allocations.sorted(by: { $0.key < $1.key }) {
            for (container, given) in containers.sorted(by: { $0.key < $1.key }) {
                for (resource, allocation) in given.sorted(by: { $0.key < $1.key }) {
                    let response: [UInt8] = (try? allocation.response.serializedBytes()) ?? []
                    entries.append(DeviceCheckpoint.Entry(
                        podUID: uid, container: container, resource: resource, devices: allocation.devices, response: response))
                }
            }
        }
        let bytes = DeviceCheckpoint.text(entries, registered: inventory.resources.mapValues { $0.healthy.sorted() })
        StateFile.write(bytes, to: directory + "/" + DeviceCheckpoint.fileName, logger: logger)
    }
}
