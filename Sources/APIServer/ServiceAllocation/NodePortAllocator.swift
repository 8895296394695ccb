import Foundation
import JSON
import Store
import Synchronization

/// Gives out node ports. Which are taken stands in one record of the store, a RangeAllocation, that is replaced only by
/// who has seen its last state.
final class NodePortAllocator: Sendable {
    let range: ClosedRange<Int>
    private let store: any Store
    private let known = Mutex<(ports: Set<Int>, revision: Revision)?>(nil)

    private static let key = "/registry/ranges/servicenodeports"
    /// How often a change is tried again when others are faster.
    private static let maximumAttempts = 200

    init(range: ClosedRange<Int>, store: any Store) {
        self.range = range
        self.store = store
    }

    /// Allocates what a service asks for.
    func allocate(
        _ request: PortRequest, dryRun: Bool, refuse: @Sendable ([FieldError]) -> APIStatusError
    ) async throws -> (spec: JSONValue, taken: Set<Int>) {
        let range = range
        return try await change(commits: !dryRun) { ports in
            var request = request
            try request.fill(from: range, taken: ports, refuse: refuse)
            ports.formUnion(request.allocated)
            return (request.spec, request.allocated)
        }
    }

    /// Gives ports back. What fails is left to the repair.
    func release(_ released: Set<Int>) async { _ = try? await change { $0.subtract(released) } }

    /// All ports that are taken.
    func taken() async throws -> Set<Int> { try await change { $0 } }

    /// Changes which ports are taken: reads, changes and writes again until nobody came between.
    func change<R: Sendable>(commits: Bool = true, _ body: (inout Set<Int>) throws -> R) async throws -> R {
        for _ in 0..<Self.maximumAttempts {
            let (before, revision) = try await current()
            var after = before
            let result = try body(&after)
            if after == before || !commits { return result }
            let bytes = encode(after)
            let answer =
                if revision == 0 { try await store.create(Self.key, bytes) } else {
                    try await store.update(Self.key, bytes, ifRevision: revision)
                }
            if let committed = answer.committedRevision {
                known.withLock { if $0?.revision ?? 0 < committed { $0 = (after, committed) } }
                return result
            }
            known.withLock { if $0?.revision == revision || revision == 0 { $0 = nil } }
        }
        throw APIStatusError.internalError("failed to allocate a nodePort: the record changed too often")
    }

    /// The record as last seen, or as it is in the store; revision 0 when there is none.
    private func current() async throws -> (Set<Int>, Revision) {
        if let known = known.withLock({ $0 }) { return known }
        guard let stored = try await store.get(Self.key) else { return ([], 0) }
        let ports = decode(stored.value)
        known.withLock { if $0?.revision ?? 0 < stored.modRevision { $0 = (ports, stored.modRevision) } }
        return (ports, stored.modRevision)
    }

    /// Forgets the record, so that the next change begins with what is stored.
    func forget() { known.withLock { $0 = nil } }

    /// A RangeAllocation: the ports are the bits of one big number, the first port the lowest.
    private func encode(_ ports: Set<Int>) -> [UInt8] {
        var bits = [UInt8](repeating: 0, count: (range.count + 7) / 8)
        for port in ports where range.contains(port) {
            let offset = port - range.lowerBound
            bits[offset / 8] |= 1 << UInt8(offset % 8)
        }
        let bytes = Array(bits.reversed().drop { $0 == 0 })
        let object: JSONValue = [
            "kind": "RangeAllocation", "apiVersion": "v1", "metadata": [:],
            "range": .string("\(range.lowerBound)-\(range.upperBound)"), "data": .string(Data(bytes).base64EncodedString()),
        ]
        return object.serialized()
    }

    private func decode(_ bytes: [UInt8]) -> Set<Int> {
        guard let object = try? JSONValue(parsing: bytes), let data = Base64.decode(object.text("data")),
            let lowest = object.text("range").split(separator: "-").first.flatMap({ Int($0) })
        else { return [] }
        var ports: Set<Int> = []
        for (place, byte) in data.reversed().enumerated() {
            for bit in 0..<8 where byte & 1 << UInt8(bit) != 0 { ports.insert(lowest &+ place &* 8 &+ bit) }
        }
        return ports
    }
}

/// The node ports that one service asks for, and gets.
struct PortRequest: Sendable {
    var spec: JSONValue
    /// The ports that the service has already.
    var present: Set<Int>
    /// The ports that were taken for it.
    private(set) var allocated: Set<Int> = []

    init(spec: JSONValue, present: Set<Int>) {
        self.spec = spec
        self.present = present
    }

    /// Chooses the ports that the service does not name.
    /// - Throws: 422 when a port that it names cannot be had, 500 when none is left.
    mutating func fill(from range: ClosedRange<Int>, taken: Set<Int>, refuse: ([FieldError]) -> APIStatusError) throws {
        var ports = spec.items("ports")
        // Ports that differ only in their protocol may share a node port.
        var byProtocol: [Int: Set<String>] = [:]
        for (i, port) in ports.enumerated() {
            let number = Int(clamping: port["nodePort"]?.int ?? 0)
            guard number != 0 else { continue }
            let isShared = byProtocol[number].map { !$0.contains(port.text("protocol")) } ?? false
            byProtocol[number, default: []].insert(port.text("protocol"))
            if present.contains(number) || isShared { continue }
            if let problem = Self.problem(number, range, taken.union(allocated)) {
                throw refuse([.invalid("spec.ports[\(i)].nodePort", "\(number)", problem)])
            }
            allocated.insert(number)
        }
        if spec.text("type") == "NodePort" || spec["allocateLoadBalancerNodePorts"]?.bool != false {
            for i in ports.indices where ports[i]["nodePort"]?.int ?? 0 == 0 {
                // A number that another port of this service has for another protocol is used again.
                let twin = ports.first { other in
                    other["port"] == ports[i]["port"] && other["protocol"] != ports[i]["protocol"] && other["nodePort"]?.int ?? 0 != 0
                }
                ports[i]["nodePort"] = try twin?["nodePort"] ?? .int(Int64(choose(range, taken)))
            }
        }
        spec["ports"] = .array(ports)
        guard ServiceRules.needsHealthCheckPort(spec) else { return }
        let wanted = Int(clamping: spec["healthCheckNodePort"]?.int ?? 0)
        if wanted == 0 {
            spec["healthCheckNodePort"] = .int(Int64(try choose(range, taken)))
        } else if !present.contains(wanted) {
            if let problem = Self.problem(wanted, range, taken.union(allocated)) {
                throw APIStatusError.internalError("failed to allocate requested HealthCheck NodePort \(wanted): \(problem)")
            }
            allocated.insert(wanted)
        }
    }

    private static func problem(_ number: Int, _ range: ClosedRange<Int>, _ taken: Set<Int>) -> String? {
        if !range.contains(number) {
            return "provided port is not in the valid range. The range of valid ports is \(range.lowerBound)-\(range.upperBound)"
        }
        return taken.contains(number) ? "provided port is already allocated" : nil
    }

    /// A free port. The lower part of the range is left, as long as there are others, to those who choose one.
    private mutating func choose(_ range: ClosedRange<Int>, _ taken: Set<Int>) throws -> Int {
        let band = range.count >= 32 ? min(max(16, range.count / 32), 128) : 0
        for part in [(range.lowerBound + band)...range.upperBound, range] {
            let offset = Int.random(in: 0..<part.count)
            for i in 0..<part.count {
                let number = part.lowerBound + (offset + i) % part.count
                if !taken.contains(number), !allocated.contains(number) {
                    allocated.insert(number)
                    return number
                }
            }
        }
        throw APIStatusError.internalError("failed to allocate a nodePort: range is full")
    }
}
