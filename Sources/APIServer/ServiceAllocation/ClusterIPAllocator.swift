import APISchema
import Foundation
import JSON
import KubernetesAPI
import Store

/// Gives out the addresses of services. Each is taken by creating the IPAddress object of its name, which only one can.
struct ClusterIPAllocator: Sendable {
    /// The service that an address is for.
    struct Owner: Sendable, Hashable {
        var namespace: String
        var name: String

        init(_ service: JSONValue) {
            namespace = service["metadata"]?.text("namespace") ?? ""
            name = service["metadata"]?.text("name") ?? ""
        }
    }

    /// Why an address cannot be had.
    enum Refusal: Error, CustomStringConvertible {
        case mismatch, notReady, full, taken
        case outside(IPAddress, IPNetwork)
        case store(String)

        var description: String {
            switch self {
            case .mismatch: "the provided network does not match the current range"
            case .notReady: "allocator not ready"
            case .full: "range is full"
            case .taken: "provided IP is already allocated"
            case .outside(let address, let network):
                "the provided IP (\(address)) is not in the valid range. The range of valid IPs is \(network)"
            case .store(let problem): problem
            }
        }
    }

    /// The networks of `--service-cluster-ip-range`, the one of the preferred family first.
    let networks: [IPNetwork]
    private let resources: ResourceTable
    private let clock: any WallClock

    init(networks: [IPNetwork], resources: ResourceTable, clock: any WallClock) {
        self.networks = networks
        self.resources = resources
        self.clock = clock
    }

    static let group = "networking.k8s.io"
    /// The labels of the addresses that are managed here.
    static let managedBy = ("ipaddress.kubernetes.io/managed-by", "ipallocator.k8s.io")
    static let familyLabel = "ipaddress.kubernetes.io/ip-family"

    /// The families that services can have, the preferred one first.
    var families: [IPAddress.Family] { networks.map(\.family) }

    /// The address of the service `kubernetes`: the first of the range.
    var firstAddress: String { networks.first.map { IPAddress(family: $0.family, value: $0.base + 1).description } ?? "" }

    private var storage: ResourceStorage? { resources.stored(group: Self.group, plural: "ipaddresses")?.storage }

    /// The networks that addresses are taken from: those of all ServiceCIDRs that are ready and not being deleted.
    var ready: [IPNetwork] {
        guard let storage = resources.stored(group: Self.group, plural: "servicecidrs")?.storage else { return networks }
        let snapshot = storage.cache.snapshot()
        var result: [IPNetwork] = []
        for item in snapshot.items(prefix: storage.prefix) {
            let object = item.entry.tree
            let isReady = (object["status"]?.items("conditions") ?? []).contains { $0.text("type") == "Ready" && $0.text("status") == "True" }
            guard isReady, object["metadata"]?["deletionTimestamp"] == nil else { continue }
            result += (object["spec"]?.items("cidrs") ?? []).compactMap { $0.string.flatMap { IPNetwork($0) } }
        }
        // Until the first object is made, what the flags say.
        return snapshot.count == 0 ? networks : result
    }

    /// The first and the last address of a network that services can have: the network's own address is none, nor is the
    /// one that reaches all of an IPv4 network.
    static func usable(_ network: IPNetwork) -> ClosedRange<UInt128>? {
        guard network.bits < network.family.bits else { return nil }
        let first = network.base + 1
        let last = network.family == .v4 ? network.last &- 1 : network.last
        return first <= last ? first...last : nil
    }

    /// Takes one address.
    func take(_ address: IPAddress, _ owner: Owner, dryRun: Bool) async throws(Refusal) {
        // The narrowest network is the one that counts.
        guard let network = ready.filter({ $0.contains(address) }).max(by: { $0.bits < $1.bits }) else { throw .mismatch }
        guard let usable = Self.usable(network), usable.contains(address.value) else { throw .outside(address, network) }
        guard let storage else { throw .notReady }
        if dryRun {
            if storage.cache.get(storage.key(namespace: "", name: address.description)) != nil { throw .taken }
        } else if try await !create(address, owner, storage) {
            throw .taken
        }
    }

    /// Takes any address of a family. The lower part of each network is left, as long as there are others, to those who
    /// choose one.
    func takeAny(_ family: IPAddress.Family, _ owner: Owner, dryRun: Bool) async throws(Refusal) -> IPAddress {
        let ranges = ready.filter { $0.family == family }.compactMap(Self.usable)
        guard let storage, !ranges.isEmpty else { throw .notReady }
        for range in ranges {
            for part in Self.parts(range) {
                let count = part.upperBound - part.lowerBound + 1
                let offset = UInt128.random(in: 0..<count)
                var i: UInt128 = 0
                while i < count {
                    // Around the end of the part, without a sum that might be too big.
                    let place = i < count - offset ? offset + i : i - (count - offset)
                    let address = IPAddress(family: family, value: part.lowerBound + place)
                    i += 1
                    if storage.cache.get(storage.key(namespace: "", name: address.description)) != nil { continue }
                    if dryRun { return address }
                    if try await create(address, owner, storage) { return address }
                }
            }
        }
        throw .full
    }

    /// The part of a range that is given out first, and the rest.
    static func parts(_ range: ClosedRange<UInt128>) -> [ClosedRange<UInt128>] {
        // Counted with the network's own address, as Kubernetes does.
        let distance = range.upperBound - range.lowerBound
        let size = distance > .max - 2 ? .max : distance + 2
        guard size > 16 else { return [range] }
        let band = min(max(16, size / 16), 256)
        let split = range.lowerBound + band - 1
        return split <= range.upperBound ? [split...range.upperBound, range.lowerBound...(split - 1)] : [range]
    }

    /// Creates the object of an address; false when there is one.
    func create(_ address: IPAddress, _ owner: Owner) async throws(Refusal) -> Bool {
        guard let storage else { throw .notReady }
        return try await create(address, owner, storage)
    }

    private func create(_ address: IPAddress, _ owner: Owner, _ storage: ResourceStorage) async throws(Refusal) -> Bool {
        let now = JSONValue.string(clock.time.description)
        let name = address.description
        let object: JSONValue = [
            "kind": "IPAddress", "apiVersion": "networking.k8s.io/v1",
            "metadata": [
                "name": .string(name), "uid": .string(UUID().uuidString.lowercased()), "creationTimestamp": now,
                "labels": [Self.familyLabel: .string(address.family.rawValue), Self.managedBy.0: .string(Self.managedBy.1)],
                "managedFields": [
                    [
                        "manager": "kube-apiserver", "operation": "Update", "apiVersion": "networking.k8s.io/v1", "time": now,
                        "fieldsType": "FieldsV1",
                        "fieldsV1": [
                            "f:metadata": ["f:labels": [".": [:], "f:\(Self.familyLabel)": [:], "f:\(Self.managedBy.0)": [:]]],
                            "f:spec": ["f:parentRef": [".": [:], "f:name": [:], "f:namespace": [:], "f:resource": [:]]],
                        ],
                    ]
                ],
            ],
            "spec": ["parentRef": ["resource": "services", "namespace": .string(owner.namespace), "name": .string(owner.name)]],
        ]
        do {
            return try await storage.create(object, namespace: "", name: name) != nil
        } catch {
            throw .store("\(error)")
        }
    }

    /// Whether an IPAddress object is that of a service.
    static func belongs(_ object: JSONValue, to owner: Owner) -> Bool {
        let parent = object["spec"]?["parentRef"] ?? [:]
        return parent.text("group").isEmpty && parent.text("resource") == "services" && parent.text("namespace") == owner.namespace
            && parent.text("name") == owner.name
    }

    /// Gives an address back, unless another service has it by now.
    func release(_ address: IPAddress, _ owner: Owner) async {
        guard let storage, let item = storage.cache.get(storage.key(namespace: "", name: address.description)),
            Self.belongs(item.entry.tree, to: owner)
        else { return }
        // What cannot be deleted now will be found by the repair.
        _ = try? await storage.delete(namespace: "", name: address.description, ifRevision: item.entry.revision)
    }
}
