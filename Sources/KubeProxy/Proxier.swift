import KubernetesAPI
import KubernetesClient
import Logging

/// Brings services into the kernel. Blocks while the kernel works; from one thread at a time.
///
/// It works on the network namespace of the thread that makes and uses it.
struct Proxier {
    private let nftables: NFTables
    private let options: KubeProxyOptions
    private let logger: Logger
    private var tables: [IPFamily: RuleTable] = [:]
    /// The tables that are known to be in the kernel as ``tables`` says.
    private var present: Set<IPFamily> = []

    init(options: KubeProxyOptions, logger: Logger) throws {
        self.nftables = try NFTables()
        // Says at once when the kernel does not let us.
        try nftables.run(["add table ip \(BaseRules.table)"])
        self.options = options
        self.logger = logger
        for family in IPFamily.allCases { tables[family] = RuleTable(base: BaseRules(family: family, options: options)) }
    }

    /// What changed of a service: it as it is now (nil: gone) and its EndpointSlices.
    struct Change {
        var service: Service?
        var slices: [EndpointSlice]
    }

    /// Whether there are chains and sets that nothing leads to any more.
    var hasGarbage: Bool { tables.values.contains { !$0.garbage.isEmpty } }

    /// Takes over what changed, with one transaction. After an error the next call makes the tables anew.
    mutating func sync(_ changes: [ObjectKey: Change]) throws {
        var commands: [String] = []
        var rebuilt: [IPFamily] = []
        var udpChanged = false
        for family in IPFamily.allCases {
            guard var table = tables[family] else { continue }
            let rules = changes.mapValues { change in
                change.service.map { ServiceRules(service: $0, slices: change.slices, family: family, options: options) } ?? ServiceRules()
            }
            udpChanged = udpChanged || rules.contains { key, new in (table.services[key]?.udp ?? []) != new.udp }
            let update = table.update(rules)
            if present.contains(family) {
                commands += update
            } else if family == .ipv4 || !table.services.isEmpty {
                commands += table.rebuild()
                rebuilt.append(family)
            }
            tables[family] = table
        }
        if !commands.isEmpty {
            do {
                try nftables.run(commands)
            } catch {
                present = []
                throw error
            }
            present.formUnion(rebuilt)
            logger.debug("synced rules", metadata: ["services": "\(changes.count)", "commands": "\(commands.count)"])
        }
        if udpChanged { endStaleFlows() }
    }

    /// Deletes chains and sets that nothing leads to any more. Call a moment after the sync that made them so.
    mutating func collectGarbage() {
        for family in IPFamily.allCases where present.contains(family) {
            guard let commands = tables[family]?.collectGarbage(), !commands.isEmpty else { continue }
            do {
                try nftables.run(commands)
            } catch {
                logger.debug("could not delete unused chains; making the table anew", metadata: ["error": "\(error)"])
                present.remove(family)
            }
        }
    }

    /// Looks whether the tables are still in the kernel, and makes those anew that somebody has tampered with.
    mutating func repair() throws {
        for family in present {
            guard let table = tables[family], !isIntact(table, family) else { continue }
            logger.warning("the rules are not in the kernel as they should be; making them anew", metadata: ["family": "\(family.rawValue)"])
            present.remove(family)
        }
        if !present.contains(.ipv4) || tables.contains(where: { !present.contains($0.key) && !$0.value.services.isEmpty }) {
            try sync([:])
        }
    }

    private func isIntact(_ table: RuleTable, _ family: IPFamily) -> Bool {
        let name = "\(family.nft) \(BaseRules.table)"
        // One chain a call: asked for several at once, nftables 1.0 knows only the last.
        let chains = ["services", "nat-prerouting", "nat-output"].compactMap { try? nftables.run(["list chain \(name) \($0)"]) }
        let services = chains.joined()
        guard chains.count == 3, services.contains("@service-ips"), services.contains("@service-nodeports"),
            services.components(of: "jump services") == 2,
            let elements = try? nftables.run(["list map \(name) service-ips"])
        else { return false }
        return elements.components(of: " : goto ") == table.serviceAddressCount
    }

    private func endStaleFlows() {
        let services = tables.values.flatMap(\.udp)
        do {
            let count = try Conntrack.deleteUDPFlows { $0.isStale(services) }
            if count > 0 { logger.debug("ended stale UDP flows", metadata: ["count": "\(count)"]) }
        } catch {
            logger.warning("cannot end stale UDP flows", metadata: ["error": "\(error)"])
        }
    }

    /// Removes every rule of the proxy from the kernel.
    static func cleanup() throws {
        let nftables = try NFTables()
        for family in IPFamily.allCases {
            let table = "\(family.nft) \(BaseRules.table)"
            do {
                try nftables.run(["add table \(table)", "delete table \(table)"])
            } catch where family == .ipv6 {
                // A kernel without IPv6 has no rules for it either.
            }
        }
    }
}

extension String {
    /// How often `text` occurs.
    fileprivate func components(of text: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: text) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
