import KubernetesClient

/// One table's services, and the commands that bring the kernel from one state of them to the next.
///
/// A value: nothing is sent from here. ``update(_:)`` is given the services that changed and returns a transaction with only
/// what they change; ``rebuild()`` returns one that makes the whole table anew.
struct RuleTable: Sendable {
    let base: BaseRules
    private(set) var services: [ObjectKey: ServiceRules] = [:]
    /// Who wants which element: two services may claim the same external IP and port, then the first by name has it.
    private var claims: [MapElement: [ObjectKey: String]] = [:]
    /// Chains and sets that nothing leads to any more, empty in the kernel and still to be deleted.
    private(set) var garbage = Garbage()

    /// Names left over.
    struct Garbage: Sendable, Equatable {
        var chains: Set<String> = []
        var sets: Set<String> = []
        var isEmpty: Bool { chains.isEmpty && sets.isEmpty }
    }

    init(base: BaseRules) {
        self.base = base
    }

    private var table: String { "\(base.family.nft) \(BaseRules.table)" }

    /// How many elements the kernel's `service-ips` should have.
    var serviceAddressCount: Int {
        claims.keys.reduce(0) { $0 + ($1.map == "service-ips" ? 1 : 0) }
    }

    /// Where every service answers over UDP.
    var udp: [UDPService] { services.values.flatMap(\.udp) }

    /// Takes over new rules of services (empty rules: the service is gone) and returns the commands for it, none when
    /// nothing changes. They belong into one transaction.
    mutating func update(_ changes: [ObjectKey: ServiceRules]) -> [String] {
        var additions: [String] = [], rules: [String] = [], flushes: [String] = []
        var touched: Set<MapElement> = []
        var before: [MapElement: String] = [:]
        for (key, new) in changes.sorted(by: { $0.key < $1.key }) {
            let old = services[key] ?? ServiceRules()
            guard new != old else { continue }
            for (name, seconds) in new.affinitySets.sorted(by: { $0.key < $1.key }) {
                garbage.sets.remove(name)
                if old.affinitySets[name] == nil { additions.append(addSet(name, seconds)) }
            }
            for (name, lines) in new.chains.sorted(by: { $0.key < $1.key }) where old.chains[name] != lines {
                garbage.chains.remove(name)
                additions.append("add chain \(table) \(name)")
                flushes.append("flush chain \(table) \(name)")
                rules += lines.map { "add rule \(table) \(name) \($0)" }
            }
            for name in old.chains.keys.sorted() where new.chains[name] == nil {
                garbage.chains.insert(name)
                flushes.append("flush chain \(table) \(name)")
            }
            garbage.sets.formUnion(old.affinitySets.keys.filter { new.affinitySets[$0] == nil })
            for element in Set(old.elements.keys).union(new.elements.keys) where old.elements[element] != new.elements[element] {
                if touched.insert(element).inserted { before[element] = verdict(element) }
                claims[element, default: [:]][key] = new.elements[element]
                if claims[element]?.isEmpty == true { claims[element] = nil }
            }
            services[key] = new.isEmpty ? nil : new
        }
        return additions + flushes + rules + elementCommands(touched, before)
    }

    /// The commands that make the whole table anew.
    mutating func rebuild() -> [String] {
        garbage = Garbage()
        var commands = base.commands
        var rules: [String] = []
        for (_, service) in services.sorted(by: { $0.key < $1.key }) {
            commands += service.affinitySets.sorted { $0.key < $1.key }.map { addSet($0.key, $0.value) }
            for (name, lines) in service.chains.sorted(by: { $0.key < $1.key }) {
                commands.append("add chain \(table) \(name)")
                rules += lines.map { "add rule \(table) \(name) \($0)" }
            }
        }
        return commands + rules + elementCommands(Set(claims.keys), [:])
    }

    /// The commands that delete what nothing leads to any more. The kernel lets go of a chain only a moment after the last
    /// reference to it is gone, so they come in a transaction of their own, later.
    mutating func collectGarbage() -> [String] {
        defer { garbage = Garbage() }
        return garbage.chains.sorted().map { "delete chain \(table) \($0)" } + garbage.sets.sorted().map { "delete set \(table) \($0)" }
    }

    // MARK: Commands

    private func addSet(_ name: String, _ seconds: Int) -> String {
        "add set \(table) \(name) { type \(base.family.addressType) ; flags dynamic,timeout ; timeout \(seconds)s ; }"
    }

    private func verdict(_ element: MapElement) -> String? {
        claims[element]?.min { $0.key < $1.key }?.value
    }

    private func elementCommands(_ elements: Set<MapElement>, _ before: [MapElement: String]) -> [String] {
        var deletions: [String: [String]] = [:], additions: [String: [String]] = [:]
        for element in elements.sorted() {
            let old = before[element], new = verdict(element)
            guard old != new else { continue }
            if let old { deletions[element.map, default: []].append(Self.entry(element.key, old)) }
            if let new { additions[element.map, default: []].append(Self.entry(element.key, new)) }
        }
        func commands(_ verb: String, _ entries: [String: [String]]) -> [String] {
            entries.sorted { $0.key < $1.key }.map { "\(verb) element \(table) \($0.key) { \($0.value.joined(separator: ", ")) }" }
        }
        return commands("delete", deletions) + commands("add", additions)
    }

    private static func entry(_ key: String, _ verdict: String) -> String {
        verdict.isEmpty ? key : "\(key) : \(verdict)"
    }
}
