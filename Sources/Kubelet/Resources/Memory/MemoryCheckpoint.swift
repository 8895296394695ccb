import JSON

/// The file `memory_manager_state`, as the upstream kubelet writes it.
struct MemoryCheckpoint: Equatable {
    static let fileName = "memory_manager_state"

    /// One kind of memory of a NUMA node, in bytes.
    struct Table: Equatable {
        var total: UInt64
        var systemReserved: UInt64
        var allocatable: UInt64
        var reserved: UInt64 = 0
        var free: UInt64
    }

    struct Node: Equatable {
        var assignments = 0
        var memory: [String: Table]
        /// The nodes that it is used together with.
        var cells: [Int]
    }

    /// What a container was given of one kind.
    struct Block: Equatable {
        var nodes: [Int]
        var type: String
        var size: UInt64
    }

    var policy: String
    var nodes: [Int: Node] = [:]
    /// By pod's UID and container.
    var assignments: [String: [String: [Block]]] = [:]

    var text: [UInt8] {
        func number(_ value: UInt64) -> JSONValue { .int(Int64(clamping: value)) }
        let machine = nodes.sorted { String($0.key) < String($1.key) }.map { id, node in
            let memory = node.memory.sorted { $0.key < $1.key }.map { name, table in
                (
                    name,
                    [
                        "total": number(table.total), "systemReserved": number(table.systemReserved), "allocatable": number(table.allocatable),
                        "reserved": number(table.reserved), "free": number(table.free),
                    ] as JSONValue
                )
            }
            return (
                String(id),
                [
                    "numberOfAssignments": .int(Int64(node.assignments)), "memoryMap": .object(JSONObject(memory)),
                    "cells": .array(node.cells.map { .int(Int64($0)) }),
                ] as JSONValue
            )
        }
        var value: JSONObject = ["policyName": .string(policy), "machineState": .object(JSONObject(machine))]
        if !assignments.isEmpty {
            let entries = assignments.sorted { $0.key < $1.key }.map { uid, containers in
                (uid, JSONValue.object(JSONObject(containers.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.array($0.value.map(Self.json))) })))
            }
            value["entries"] = .object(JSONObject(entries))
        }
        value["checksum"] = .int(Int64(clamping: checksum))
        return JSONValue.object(value).serialized()
    }

    private static func json(_ block: Block) -> JSONValue {
        ["numaAffinity": .array(block.nodes.map { .int(Int64($0)) }), "type": .string(block.type), "size": .int(Int64(clamping: block.size))]
    }

    var checksum: UInt64 {
        let machine = nodes.sorted { $0.key < $1.key }.map { id, node in
            let memory = node.memory.sorted { $0.key < $1.key }.map { name, table in
                (
                    name,
                    "<*>{TotalMemSize:(uint64)\(table.total) SystemReserved:(uint64)\(table.systemReserved) Allocatable:(uint64)\(table.allocatable) "
                        + "Reserved:(uint64)\(table.reserved) Free:(uint64)\(table.free)}"
                )
            }
            return (
                String(id),
                "<*>{NumberOfAssignments:(int)\(node.assignments) MemoryMap:(map[v1.ResourceName]*state.MemoryTable)\(Checksum.map(memory)) "
                    + "Cells:([]int)\(Checksum.list(node.cells.map { String($0) }))}"
            )
        }
        let entries = assignments.sorted { $0.key < $1.key }.map { uid, containers in
            (uid, Checksum.map(containers.sorted { $0.key < $1.key }.map { ($0.key, Checksum.list($0.value.map(Self.print))) }))
        }
        return Checksum.of(
            "(*state.MemoryManagerCheckpoint){PolicyName:(string)\(policy) MachineState:(state.NUMANodeMap)\(Checksum.map(machine)) "
                + "Entries:(state.ContainerMemoryAssignments)\(Checksum.map(entries)) Checksum:(checksum.Checksum)0}")
    }

    private static func print(_ block: Block) -> String {
        "{NUMAAffinity:([]int)\(Checksum.list(block.nodes.map { String($0) })) Type:(v1.ResourceName)\(block.type) Size:(uint64)\(block.size)}"
    }

    /// What a file says; nil when it is none, or when its checksum does not fit.
    static func parse(_ bytes: [UInt8]) -> MemoryCheckpoint? {
        guard let value = try? JSONValue(parsing: bytes), let policy = value["policyName"]?.string else { return nil }
        var out = MemoryCheckpoint(policy: policy)
        for (id, node) in value["machineState"]?.object ?? [:] {
            guard let id = Int(id) else { return nil }
            var memory: [String: Table] = [:]
            for (name, table) in node["memoryMap"]?.object ?? [:] {
                func number(_ key: String) -> UInt64 { UInt64(clamping: table[key]?.int ?? 0) }
                memory[name] = Table(
                    total: number("total"), systemReserved: number("systemReserved"), allocatable: number("allocatable"),
                    reserved: number("reserved"), free: number("free"))
            }
            let cells = (node["cells"]?.array ?? []).compactMap { $0.int.flatMap { Int(exactly: $0) } }
            out.nodes[id] = Node(assignments: Int(clamping: node["numberOfAssignments"]?.int ?? 0), memory: memory, cells: cells)
        }
        for (uid, containers) in value["entries"]?.object ?? [:] {
            for (container, blocks) in containers.object ?? [:] {
                out.assignments[uid, default: [:]][container] = (blocks.array ?? []).map { block in
                    Block(
                        nodes: (block["numaAffinity"]?.array ?? []).compactMap { $0.int.flatMap { Int(exactly: $0) } },
                        type: block["type"]?.string ?? "", size: UInt64(clamping: block["size"]?.int ?? 0))
                }
            }
        }
        guard let sum = value["checksum"]?.int, sum == 0 || UInt64(exactly: sum) == out.checksum else { return nil }
        return out
    }
}
