import ComponentMetrics
import Foundation
import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

@testable import Kubelet

/// Signals and pods' use as the test says; remembers what the eviction manager did.
final class EvictionBench: EvictionSignalSource, PodUsageSource {
    struct State {
        var seen = EvictionObservations()
        var usage: [String: PodUsage] = [:]
        var pods: [Pod] = []
        var killed: [(uid: String, verdict: PodVerdict, grace: Int)] = []
        var events: [String] = []
        var freed: [String] = []
        var onFree: (@Sendable (String) -> Void)?
    }

    let state = Mutex(State())
    let clock = ManualClock()
    let pressure = NodePressure()
    let metrics = KubeletMetrics()

    func observe() async throws -> EvictionObservations { state.withLock { $0.seen } }
    func usage(of pods: [Pod]) async -> [String: PodUsage] { state.withLock { $0.usage } }

    /// Sets a signal, read now.
    func set(_ signal: EvictionSignal, _ available: Quantity, of capacity: Quantity) {
        let now = clock.now
        state.withLock { $0.seen.signals[signal] = EvictionObservation(available: available, capacity: capacity, time: now) }
    }

    func manager(_ configure: (inout KubeletOptions) -> Void = { _ in }) throws -> EvictionManager {
        var options = KubeletOptions(nodeName: "n")
        configure(&options)
        return try EvictionManager(
            options: options, signals: self, usage: self, pressure: pressure,
            ports: EvictionManager.Ports(
                active: { [self] in state.withLock { $0.pods } },
                kill: { [self] uid, verdict, grace in
                    state.withLock { state in
                        state.killed.append((uid, verdict, grace))
                        state.pods.removeAll { $0.metadata.uid == uid }
                    }
                },
                isGone: { [self] uid in state.withLock { state in !state.pods.contains { $0.metadata.uid == uid } } },
                podEvent: { [self] pod, reason, message, annotations in
                    state.withLock { $0.events.append("\(pod.metadata.name) \(reason) \(annotations["offending_containers"] ?? "-")") }
                },
                nodeEvent: { [self] reason, message in state.withLock { $0.events.append("\(reason): \(message)") } },
                collectContainers: { [self] in free("containers") }, collectImages: { [self] in free("images") }),
            metrics: metrics.node, clock: clock, logger: quiet)
    }

    private func free(_ what: String) {
        let onFree = state.withLock { state in
            state.freed.append(what)
            return state.onFree
        }
        onFree?(what)
    }

    func add(_ name: String, priority: Int = 0, request: String? = nil, memory: Int, disk: Int = 0, processes: Int = 0, grace: Int? = nil) {
        var pod = Pod(metadata: ObjectMeta(name: name, namespace: "default", uid: name))
        pod.spec.priority = priority
        pod.spec.terminationGracePeriodSeconds = grace
        var container = Container(name: "c")
        if let request { container.resources.requests["memory"] = try? Quantity(parsing: request) }
        pod.spec.containers = [container]
        let usage = PodUsage(
            memory: memory, processes: processes,
            containers: [.init(name: "c", memory: memory, rootfs: DiskUse(bytes: disk, inodes: 1), logs: DiskUse(bytes: 10, inodes: 1))])
        state.withLock { state in
            state.pods.append(pod)
            state.usage[name] = usage
        }
    }

    var killed: [String] { state.withLock { $0.killed.map(\.uid) } }
    var events: [String] { state.withLock { $0.events } }
    var freed: [String] { state.withLock { $0.freed } }
}

@Suite struct EvictionTests {
    private let bench = EvictionBench()

    @Test func thresholdsAreParsed() throws {
        var options = EvictionOptions()
        options.hard = ["memory.available": "1Gi", "nodefs.available": "10%", "imagefs.inodesFree": "0%"]
        options.soft = ["memory.available": "20%"]
        options.softGracePeriod = ["memory.available": .seconds(90)]
        options.minimumReclaim = ["memory.available": "64Mi"]
        let all = try EvictionThresholds(options, enforcesAllocatable: true).all
        #expect(all.map(\.signal) == [.memoryAvailable, .nodeFsAvailable, .memoryAvailable, .allocatableMemoryAvailable])
        #expect(all[1].value.quantity(of: Quantity(1000)) == 100 && all[2].gracePeriod == .seconds(90) && !all[2].isHard)
        #expect(all[0].minimumReclaim == .quantity("64Mi") && all[3].isHard)
        options.mergesDefaults = true
        #expect(try EvictionThresholds(options, enforcesAllocatable: false).all.contains { $0.signal == .imageFsAvailable })

        func error(_ hard: [String: String], soft: [String: String] = [:]) -> String? {
            var options = EvictionOptions()
            options.hard = hard
            options.soft = soft
            do { _ = try EvictionThresholds(options, enforcesAllocatable: false) } catch { return error.description }
            return nil
        }
        #expect(error(["disk": "1"]) == "unsupported eviction signal disk")
        #expect(error(["memory.available": "-1Mi"]) == "eviction threshold memory.available must be positive: -1Mi")
        #expect(error(["memory.available": "101%"]) == "eviction percentage threshold memory.available must be <= 100%: 101%")
        #expect(error([:], soft: ["memory.available": "1Gi"]) == "grace period must be specified for the soft eviction threshold memory.available")
    }

    @Test func writableLayersHaveTheThresholdsOfTheirDisk() throws {
        let thresholds = try EvictionThresholds(EvictionOptions(), enforcesAllocatable: false)
        func container(_ hasImageFs: Bool, _ splits: Bool) -> ThresholdValue? {
            thresholds.adapted(hasImageFs: hasImageFs, splitsContainerFs: splits).first { $0.signal == .containerFsAvailable }?.value
        }
        #expect(container(false, false) == .fraction(0.1) && container(true, false) == .fraction(0.15) && container(true, true) == .fraction(0.1))
    }

    /// One pod a pass: first those over their requests, then by priority, then by how much they are over.
    @Test func memoryPressureEvictsInOrder() async throws {
        let manager = try bench.manager()
        let gi: Quantity = "8Gi"
        bench.add("within", request: "1Gi", memory: 900 << 20)
        bench.add("important", priority: 1000, memory: 700 << 20)
        bench.add("small", memory: 100 << 20)
        bench.add("large", request: "100Mi", memory: 600 << 20)
        bench.add("critical", priority: Pod.systemCriticalPriority, memory: 4 << 30)
        bench.set(.memoryAvailable, "4Gi", of: gi)
        #expect(try await manager.synchronize() == [])
        #expect(bench.pressure.pressures == [])
        var order: [String] = []
        for _ in 0..<6 {
            bench.clock.advance(by: .seconds(10))
            bench.set(.memoryAvailable, "98Mi", of: gi)
            order += try await manager.synchronize()
        }
        // The last pass finds none that may go.
        #expect(order == ["large", "small", "important", "within"])
        #expect(bench.pressure.pressures == [.memory])
        let first = try #require(bench.state.withLock { $0.killed.first })
        #expect(first.grace == 1 && first.verdict.reason == "Evicted" && first.verdict.isDisruption)
        #expect(first.verdict.message == "The node was low on resource: memory. Threshold quantity: 100Mi, available: 98Mi. "
            + "Container c was using 600Mi, request is 100Mi, has larger consumption of memory. ")
        #expect(bench.events.first == "EvictionThresholdMet: Attempting to reclaim memory")
        #expect(bench.events.contains("large Evicted c") && bench.events.contains("within Evicted "))
        #expect(bench.metrics.node.evictions.value("memory.available") == 4)
    }

    /// The same reading is acted on once.
    @Test func staleReadingsAreNotActedOn() async throws {
        let manager = try bench.manager()
        bench.add("a", memory: 1 << 30)
        bench.add("b", memory: 1 << 29)
        bench.set(.memoryAvailable, "1Mi", of: "8Gi")
        #expect(try await manager.synchronize() == ["a"])
        #expect(try await manager.synchronize() == [])
    }

    @Test func softThresholdsWaitAndLeaveTime() async throws {
        let manager = try bench.manager {
            $0.eviction.hard = [:]
            $0.eviction.soft = ["memory.available": "1Gi"]
            $0.eviction.softGracePeriod = ["memory.available": .seconds(60)]
            $0.eviction.maxPodGracePeriod = 40
            $0.eviction.pressureTransitionPeriod = .seconds(30)
        }
        bench.add("a", memory: 1 << 30, grace: 100)
        bench.set(.memoryAvailable, "500Mi", of: "8Gi")
        #expect(try await manager.synchronize() == [])
        #expect(bench.pressure.pressures == [.memory], "the condition does not wait for the grace period")
        bench.clock.advance(by: .seconds(59))
        bench.set(.memoryAvailable, "500Mi", of: "8Gi")
        #expect(try await manager.synchronize() == [])
        bench.clock.advance(by: .seconds(1))
        bench.set(.memoryAvailable, "500Mi", of: "8Gi")
        #expect(try await manager.synchronize() == ["a"])
        #expect(bench.state.withLock { $0.killed.first?.grace } == 40)

        // The condition stays for the transition period.
        bench.clock.advance(by: .seconds(29))
        bench.set(.memoryAvailable, "2Gi", of: "8Gi")
        _ = try await manager.synchronize()
        #expect(bench.pressure.pressures == [.memory])
        bench.clock.advance(by: .seconds(1))
        _ = try await manager.synchronize()
        #expect(bench.pressure.pressures == [])
    }

    /// The disk is first given what no pod needs; the minimum reclaim says how much is enough.
    @Test func diskIsReclaimedBeforePodsAreEvicted() async throws {
        let manager = try bench.manager {
            $0.eviction.hard = ["nodefs.available": "10%"]
            $0.eviction.minimumReclaim = ["nodefs.available": "5Gi"]
        }
        bench.add("a", memory: 1, disk: 5 << 30)
        bench.add("b", memory: 1, disk: 6 << 30)
        let bench = self.bench
        bench.state.withLock { $0.onFree = { if $0 == "images" { bench.set(.nodeFsAvailable, "16Gi", of: "100Gi") } } }
        bench.set(.nodeFsAvailable, "9Gi", of: "100Gi")
        #expect(try await manager.synchronize() == [])
        #expect(bench.freed == ["containers", "images"] && bench.pressure.pressures == [.disk])

        // Above the threshold, below the threshold and the reclaim together: not enough was freed.
        bench.state.withLock { $0.onFree = { if $0 == "images" { bench.set(.nodeFsAvailable, "12Gi", of: "100Gi") } } }
        bench.clock.advance(by: .seconds(10))
        bench.set(.nodeFsAvailable, "9Gi", of: "100Gi")
        #expect(try await manager.synchronize() == ["b"])
        #expect(bench.state.withLock { $0.killed.first?.verdict.message }?.hasPrefix(
            "The node was low on resource: ephemeral-storage. Threshold quantity: 10Gi, available: 9Gi. Container c was using ") == true)
    }

    @Test func whatIsFreedDependsOnTheDisks() {
        func frees(_ signal: EvictionSignal, _ hasImageFs: Bool, _ splits: Bool) -> String {
            let (containers, images) = EvictionManager.reclaims(signal, hasImageFs: hasImageFs, splitsContainerFs: splits)
            return (containers ? "c" : "") + (images ? "i" : "")
        }
        #expect(frees(.nodeFsAvailable, false, false) == "ci" && frees(.nodeFsAvailable, true, false) == "" && frees(.nodeFsInodesFree, true, true) == "c")
        #expect(frees(.imageFsAvailable, true, false) == "ci" && frees(.imageFsInodesFree, true, true) == "i")
        #expect(frees(.containerFsAvailable, true, true) == "c" && frees(.memoryAvailable, false, false) == "" && frees(.pidAvailable, true, false) == "")
    }

    @Test func processesAndInodes() async throws {
        let manager = try bench.manager { $0.eviction.hard = ["pid.available": "1000", "nodefs.inodesFree": "5%"] }
        bench.add("few", priority: -5, memory: 9 << 30, processes: 3)
        bench.add("many", memory: 1, processes: 900)
        bench.set(.pidAvailable, 100, of: 32768)
        #expect(try await manager.synchronize() == ["few"], "the priority counts first")
        #expect(bench.pressure.pressures == [.pid])
        #expect(bench.state.withLock { $0.killed.first?.verdict.message } == "The node was low on resource: pids. Threshold quantity: 1k, available: 100. ")
        bench.clock.advance(by: .seconds(10))
        bench.set(.pidAvailable, 10_000, of: 32768)
        bench.set(.nodeFsInodesFree, 10, of: 1000)
        #expect(try await manager.synchronize() == ["many"])
        #expect(bench.pressure.pressures == [.disk, .pid])
    }

    @Test func ownLimitsOfLocalStorage() async throws {
        let manager = try bench.manager()
        var limited = try makePod("""
            metadata: {name: l, uid: l}
            spec:
              containers:
              - {name: a, resources: {limits: {ephemeral-storage: 1Mi}}}
              - {name: b, resources: {limits: {ephemeral-storage: 9Mi}}}
              volumes: [{name: v, emptyDir: {sizeLimit: 2Mi}}]
            """)
        let kb = 1024
        func usage(_ a: Int, _ b: Int, _ v: Int) -> PodUsage {
            PodUsage(
                containers: [.init(name: "a", rootfs: DiskUse(bytes: a * kb), logs: DiskUse(bytes: 0)), .init(name: "b", rootfs: DiskUse(bytes: 0), logs: DiskUse(bytes: b * kb))],
                volumes: ["v": DiskUse(bytes: v * kb)])
        }
        func message(_ usage: PodUsage, hasImageFs: Bool = false) -> String? { LocalStorageLimits.excess(limited, usage, hasImageFs: hasImageFs)?.message }
        #expect(LocalStorageLimits.apply(to: limited))
        #expect(message(usage(1024, 5000, 2048)) == nil)
        #expect(message(usage(0, 0, 2049)) == "Usage of EmptyDir volume \"v\" exceeds the limit \"2Mi\". ")
        #expect(message(usage(0, 9000, 2000)) == "Pod ephemeral local storage usage exceeds the total limit of containers 10Mi. ")
        #expect(message(usage(1025, 0, 0)) == "Container a exceeded its local ephemeral storage limit \"1Mi\". ")
        #expect(message(usage(1025, 0, 0), hasImageFs: true) == nil, "the writable layer is on another disk")

        limited.spec.volumes = []
        limited.spec.containers = [Container(name: "a")]
        #expect(!LocalStorageLimits.apply(to: limited))

        bench.state.withLock { [limited] state in
            var pod = limited
            pod.spec.containers[0].resources.limits["ephemeral-storage"] = "1Mi"
            state.pods = [pod]
            state.usage["l"] = usage(1025, 0, 0)
        }
        #expect(try await manager.synchronize() == ["l"])
        #expect(bench.metrics.node.evictions.value("ephemeralpodfs.limit") == 1)
        #expect(bench.state.withLock { $0.killed.first?.verdict.isDisruption } == false, "it is the pod's own doing")
    }

    @Test func newPodsUnderPressure() throws {
        let pressure = NodePressure()
        let lazy = try makePod("{metadata: {name: a}, spec: {containers: [{name: c}]}}")
        let asking = try makePod("{metadata: {name: a}, spec: {containers: [{name: c, resources: {requests: {memory: 1Mi}}}]}}")
        let tolerant = try makePod("{metadata: {name: a}, spec: {tolerations: [{key: node.kubernetes.io/memory-pressure, operator: Exists}], containers: [{name: c}]}}")
        let critical = try makePod("{metadata: {name: a}, spec: {priority: 2000001000, containers: [{name: c}]}}")
        #expect(pressure.check(lazy) == nil)
        pressure.set([.memory])
        #expect(pressure.check(lazy) == PodVerdict(reason: "Evicted", message: "The node had condition: [MemoryPressure]. "))
        #expect(pressure.check(asking) == nil && pressure.check(tolerant) == nil && pressure.check(critical) == nil)
        pressure.set([.memory, .disk])
        #expect(pressure.check(asking)?.message == "The node had condition: [MemoryPressure DiskPressure]. ")
        #expect(pressure.check(tolerant)?.reason == "Evicted" && pressure.check(critical) == nil)
        pressure.setShuttingDown(true)
        #expect(pressure.check(critical) == PodVerdict(reason: "NodeShutdown", message: "Pod was rejected as the node is shutting down."))
    }

    /// The API server hears of it at once: the clock stands still here.
    @Test func nodeTellsOfPressureAndShutdown() async throws {
        let server = ObjectServer(clock: bench.clock)
        let health = NodeTests.Health()
        health.set(nil)
        var options = KubeletOptions(nodeName: "n1")
        options.nodeIPs = ["192.168.1.7"]
        let manager = NodeStatusManager(
            client: Client(transport: server), informers: nil, options: options, version: "v1", health: health, pressure: bench.pressure,
            clock: bench.clock, logger: noLog)
        let task = Task { try await manager.run() }
        func condition(_ type: String) throws -> NodeCondition? {
            try server.object("/api/v1/nodes/n1").map { try Node(json: $0) }?.status.condition(type)
        }
        try await soon("ready") { try condition("Ready")?.status == "True" && condition("DiskPressure")?.reason == "KubeletHasNoDiskPressure" }
        bench.pressure.set([.disk])
        try await soon("pressure") { try condition("DiskPressure")?.reason == "KubeletHasDiskPressure" && condition("DiskPressure")?.status == "True" }
        #expect(try condition("MemoryPressure")?.status == "False")
        bench.pressure.setShuttingDown(true)
        try await soon("shutting down") { try condition("Ready")?.message == "node is shutting down" && condition("Ready")?.status == "False" }
        bench.pressure.set([])
        try await soon("well") { try condition("DiskPressure")?.status == "False" }
        task.cancel()
        _ = await task.result
    }

    /// Nothing that is mounted is emptied with a pod's directory.
    @Test func directoriesOfPodsAreNotRemovedThroughMounts() throws {
        var options = KubeletOptions(nodeName: "n")
        options.rootDirectory = NSTemporaryDirectory() + "pods-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: options.rootDirectory) }
        let inside = options.podDirectory("gone") + "/plugins/mounted"
        try FileManager.default.createDirectory(atPath: inside, withIntermediateDirectories: true)
        guard mount("tmpfs", inside, "tmpfs", 0, "size=64k") == 0 else { return }
        try Data("kept".utf8).write(to: URL(fileURLWithPath: inside + "/file"))
        #expect(throws: StillMounted.self) { try PodFiles(options: options).removePod("gone") }
        #expect(PodFiles.read(inside + "/file") == "kept")
        umount2(inside, 0)
        try PodFiles(options: options).removePod("gone")
        #expect(PodFiles(options: options).podsOnDisk() == [])
    }

    // MARK: - Reading

    @Test func workingSetsOfBothVersions() throws {
        let root = NSTemporaryDirectory() + "cgroups-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: root) }
        func write(_ path: String, _ text: String) throws {
            let full = root + "/" + path
            try FileManager.default.createDirectory(atPath: (full as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(fileURLWithPath: full))
        }
        try write("v2/cgroup.controllers", "memory pids")
        try write("v2/kubepods/memory.current", "1000\n")
        try write("v2/kubepods/memory.stat", "anon 300\ninactive_file 400\nactive_file 300\n")
        try write("v2/kubepods/memory.max", "5000\n")
        try write("v2/kubepods/pids.current", "7\n")
        let two = CgroupUsage(hierarchy: try #require(CgroupHierarchy(root: root + "/v2")))
        #expect(two.workingSet("/kubepods") == 600 && two.memoryLimit("/kubepods") == 5000 && two.processes("/kubepods") == 7)
        try write("v2/kubepods/memory.max", "max\n")
        #expect(two.memoryLimit("/kubepods") == nil && two.workingSet("/none") == nil)
        #expect(two.nodeWorkingSet() ?? 0 > 0, "the root of version 2 has no figures; the machine's are taken")

        for controller in ["memory", "pids"] { try write("v1/\(controller)/cgroup.procs", "") }
        try write("v1/memory/kubepods/memory.usage_in_bytes", "1000\n")
        try write("v1/memory/kubepods/memory.stat", "inactive_file 1\ntotal_inactive_file 400\n")
        try write("v1/memory/kubepods/memory.limit_in_bytes", "9223372036854771712\n")
        let one = CgroupUsage(hierarchy: try #require(CgroupHierarchy(root: root + "/v1")))
        #expect(one.workingSet("/kubepods") == 600 && one.memoryLimit("/kubepods") == nil)
    }

    @Test func readsThisMachine() async throws {
        let (running, limit) = try #require(NodeSignals.processes())
        #expect(running > 1 && limit > running)
        let root = NSTemporaryDirectory() + "usage-\(UInt32.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: root) }
        try FileManager.default.createDirectory(atPath: root + "/a/b", withIntermediateDirectories: true)
        let before = await DiskUsage.measured(root)
        #expect(before.inodes == 3)
        try Data(count: 1 << 20).write(to: URL(fileURLWithPath: root + "/a/b/file"))
        link(root + "/a/b/file", root + "/a/same")
        symlink("/", root + "/a/out")
        let after = await DiskUsage.measured(root)
        #expect(after.inodes == 5 && after.bytes - before.bytes >= 1 << 20 && after.bytes - before.bytes < 3 << 19)
    }

    @Test func kernelsReportsOfKills() {
        var parser = OOMWatcher.Parser()
        var killed: [String] = []
        for line in [
            "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=x,mems_allowed=0,oom_memcg=/kubepods/x,task_memcg=/kubepods/x,task=stress,pid=7,uid=0",
            "Memory cgroup out of memory: Killed process 7 (stress) total-vm:1kB",
            "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=/system.slice,task=java,pid=42,uid=0",
            "Out of memory: Killed process 42 (java) total-vm:123kB, anon-rss:1kB",
            "Killed process",
        ] {
            if let found = parser.line(Substring(line)) { killed.append("\(found.name) \(found.pid)") }
        }
        #expect(killed == ["java 42"])
    }
}
