import JSON
import KubernetesAPI
import KubernetesClient
import Testing

/// Changes of running pods' resources of every kind, as the API tells them and as the containers feel them.
extension Walk {
    /// A container's cpu and memory, each as request and limit; nil is said of none.
    private struct Amounts {
        var cpu: String?, cpuLimit: String?, memory: String?, memoryLimit: String?

        /// The same for requests and limits.
        static func fixed(_ cpu: String, _ memory: String) -> Amounts { Amounts(cpu: cpu, cpuLimit: cpu, memory: memory, memoryLimit: memory) }

        var json: JSONValue {
            func list(_ cpu: String?, _ memory: String?) -> JSONValue {
                var all: JSONValue = [:]
                if let cpu { all["cpu"] = .string(cpu) }
                if let memory { all["memory"] = .string(memory) }
                return all
            }
            return ["requests": list(cpu, memory), "limits": list(cpuLimit, memoryLimit)]
        }

        var requirements: ResourceRequirements {
            func list(_ cpu: String?, _ memory: String?) -> [String: Quantity] {
                var all: [String: Quantity] = [:]
                all["cpu"] = cpu.map { Quantity(stringLiteral: $0) }
                all["memory"] = memory.map { Quantity(stringLiteral: $0) }
                return all
            }
            return ResourceRequirements(limits: list(cpuLimit, memoryLimit), requests: list(cpu, memory))
        }

        /// What the container reads of its own cgroup: the limit of memory in bytes, and microseconds of cpu in each 100 ms.
        var felt: String {
            let memory = memoryLimit.map { "\(Quantity(stringLiteral: $0).value)" } ?? "none"
            let cpu = cpuLimit.map { "\(max(1000, Quantity(stringLiteral: $0).milliValue * 100))" } ?? "none"
            return "memory \(memory) cpu \(cpu)"
        }
    }

    /// Prints the limits at the start, and whenever they have changed.
    private static let feeling = """
        trap 'exit 0' TERM
        c=/sys/fs/cgroup
        while :; do
          m=$(cat $c/memory/memory.limit_in_bytes $c/memory.max 2>/dev/null); q=$(cat $c/cpu/cpu.cfs_quota_us $c/cpu.max 2>/dev/null)
          case $m in max|9223372036854771712) m=none;; esac
          case $q in max*|-1) q=none;; esac
          now="memory $m cpu ${q%% *}"; [ "$now" = "$last" ] || echo "$now"; last=$now; sleep 0.2
        done
        """

    private static func pod(_ name: String, _ containers: [Amounts]) -> JSONValue {
        let all = containers.enumerated().map { number, amounts -> JSONValue in
            ["name": .string("c\(number + 1)"), "image": "busybox", "command": ["sh", "-c", .string(feeling)], "resources": amounts.json]
        }
        return [
            "apiVersion": "v1", "kind": "Pod", "metadata": ["name": .string(name)], "spec": ["terminationGracePeriodSeconds": 1, "containers": .array(all)],
        ]
    }

    /// Asks for other amounts, and waits until the pod's status tells them and the containers feel them, without having started again.
    private static func resize(_ name: String, _ containers: [Amounts], _ room: Room) async throws {
        let all = containers.enumerated().map { ["name": .string("c\($0 + 1)"), "resources": $1.json] as JSONValue }
        _ = try await room.client.patch(Pod.self, name, namespace: room.namespace, subresource: "resize", .strategic(["spec": ["containers": .array(all)]]))
        try await check(name, containers, room)
    }

    private static func check(_ name: String, _ containers: [Amounts], _ room: Room) async throws {
        try await eventually("\(name) has been resized", within: .seconds(60)) {
            let pod = try await room.pod(name)
            guard pod.status.observedGeneration == pod.metadata.generation, !pod.status.conditions.contains(where: { $0.type.hasPrefix("PodResize") }), pod.isReady
            else { return false }
            for (number, amounts) in containers.enumerated() {
                guard let status = pod.status.containerStatuses.first(where: { $0.name == "c\(number + 1)" }), status.restartCount == 0 else { return false }
                if status.resources?.requests != amounts.requirements.requests || status.resources?.limits != amounts.requirements.limits { return false }
                if status.allocatedResources != amounts.requirements.requests { return false }
            }
            return true
        }
        for (number, amounts) in containers.enumerated() {
            try await eventually("c\(number + 1) of \(name) feels \(amounts.felt)") { try await room.lines(name, "c\(number + 1)").last == amounts.felt }
        }
    }

    @Test func resourcesOfManyContainersChange() async throws {
        try await Room.open("resizes") { room in
            let before: [String: [Amounts]] = [
                "guaranteed": [.fixed("100m", "24Mi"), .fixed("100m", "24Mi"), .fixed("100m", "24Mi")],
                "burstable": [
                    Amounts(cpu: "20m"), Amounts(cpu: "20m", memory: "16Mi"), Amounts(cpu: "20m", cpuLimit: "40m", memory: "16Mi", memoryLimit: "32Mi"),
                    Amounts(cpu: "20m", cpuLimit: "40m", memory: "16Mi", memoryLimit: "32Mi"), Amounts(cpu: "20m", cpuLimit: "40m", memory: "16Mi", memoryLimit: "24Mi"), Amounts(),
                ],
                "equal": [Amounts(cpu: "2m", cpuLimit: "10m")],
            ]
            for (name, containers) in before {
                let (status, body) = try await room.client.raw("POST", "/api/v1/namespaces/\(room.namespace)/pods", body: Self.pod(name, containers))
                guard status == 201 else { throw Failure(String(decoding: body, as: UTF8.self)) }
            }
            for name in before.keys.sorted() { _ = try await room.readyPod(name, within: .seconds(60)) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await Self.guaranteed(room) }
                group.addTask { try await Self.burstable(room) }
                // The kernel cannot tell these from those before; the status does.
                group.addTask { try await Self.resize("equal", [Amounts(cpu: "1m", cpuLimit: "5m")], room) }
                try await group.waitForAll()
            }
            #expect(try await room.pod("guaranteed").status.qosClass == "Guaranteed")
            #expect(try await room.pod("burstable").status.qosClass == "Burstable")
        }
    }

    /// More in all, less in all, and some of each.
    private static func guaranteed(_ room: Room) async throws {
        try await resize("guaranteed", [.fixed("140m", "32Mi"), .fixed("140m", "32Mi"), .fixed("80m", "20Mi")], room)
        try await resize("guaranteed", [.fixed("160m", "36Mi"), .fixed("60m", "20Mi"), .fixed("60m", "16Mi")], room)
        try await resize("guaranteed", [.fixed("180m", "36Mi"), .fixed("40m", "24Mi"), .fixed("80m", "20Mi")], room)
    }

    /// Requests and limits are added, raised and lowered; one container stays as it is.
    private static func burstable(_ room: Room) async throws {
        try await resize("burstable", [
            Amounts(cpu: "20m", memory: "16Mi"), Amounts(cpu: "20m", cpuLimit: "50m", memory: "16Mi", memoryLimit: "32Mi"),
            Amounts(cpu: "40m", cpuLimit: "80m", memory: "16Mi", memoryLimit: "32Mi"), Amounts(cpu: "10m", cpuLimit: "20m", memory: "16Mi", memoryLimit: "32Mi"),
            Amounts(cpu: "20m", cpuLimit: "40m", memory: "24Mi", memoryLimit: "40Mi"), Amounts(),
        ], room)
    }
}
