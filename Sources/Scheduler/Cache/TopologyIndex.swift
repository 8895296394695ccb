import KubernetesAPI
import Synchronization

/// Counts of pods by what they are and where: what affinity between pods and topology spread ask for.
///
/// A count is made by looking at all pods once, when it is first asked for, and then kept up to date with each pod and node that
/// comes, goes or changes. Those that nobody has asked for in a while are dropped. Belongs to one ``Snapshot``.
final class TopologyIndex: Sendable {
    private let books = Mutex(TopologyBooks())

    /// Sets a node with its pods; returns its slot.
    func set(_ node: NodeInfo) -> Int { books.withLock { $0.set(node) } }

    func remove(_ name: String) { books.withLock { $0.remove(name) } }

    /// How many pods match in each domain of a topology, counting those on the nodes of a node set.
    func counts(_ predicate: PodPredicate, nodes: NodeSetRule = .all, by key: String) -> TopologyCounts {
        books.withLock { $0.counts(predicate, nodes, key) }
    }

    /// Which nodes are in a node set, by slot.
    func members(_ nodes: NodeSetRule) -> [Bool] { books.withLock { $0.members(nodes) } }

    /// How many pods match on each node, by slot.
    func counts(_ predicate: PodPredicate) -> [Int32] { books.withLock { $0.counts(predicate) } }

    /// The terms of existing pods that mean this pod, and how many pods have them in each domain.
    func terms(meaning pod: PodInfo, namespaceLabels: [String: String], _ kinds: (PodTermKind) -> Bool) -> [TermCounts] {
        books.withLock { books in books.terms.matching(pod, namespaceLabels, kinds) { books.domains(of: $0) } ?? [] }
    }
}

/// The books of a ``TopologyIndex``.
struct TopologyBooks: Sendable {
    /// How many counts are kept, and how many node sets.
    private static let capacity = 512

    /// The domains of one topology key: each value of the label is one.
    private struct Domains: Sendable {
        var numbers: [String: Int32] = [:]
        /// By slot.
        var ofSlot: [Int32] = []

        mutating func set(_ slot: Int, _ value: String?) {
            while ofSlot.count <= slot { ofSlot.append(-1) }
            guard let value else { return ofSlot[slot] = -1 }
            if let known = numbers[value] { return ofSlot[slot] = known }
            let number = Int32(numbers.count)
            numbers[value] = number
            ofSlot[slot] = number
        }
    }

    /// The nodes that one rule allows.
    private struct NodeSet: Sendable {
        /// By slot.
        var contains: [Bool]
        /// By topology key: the nodes in each domain.
        var nodes: [String: [Int32]] = [:]
        var lastUse: Int
    }

    /// In which domains, of which nodes, is counted.
    private struct ViewKey: Hashable, Sendable {
        var nodes: NodeSetRule
        var key: String
    }

    /// The pods that match one predicate.
    private struct Counter: Sendable {
        /// By slot.
        var bySlot: [Int32]
        var views: [ViewKey: [Int32]] = [:]
        var lastUse: Int
    }

    private var slots: [String: Int] = [:]
    private var nodes: [NodeInfo?] = []
    private var free: [Int] = []
    private var domains: [String: Domains] = [:]
    private var nodeSets: [NodeSetRule: NodeSet] = [:]
    private var counters: [PodPredicate: Counter] = [:]
    private var lookup = SelectorLookup<PodPredicate>()
    private(set) var terms = TermIndex()
    private var uses = 0

    // MARK: Asking

    mutating func counts(_ predicate: PodPredicate) -> [Int32] {
        count(predicate)
        return counters[predicate]?.bySlot ?? []
    }

    mutating func counts(_ predicate: PodPredicate, _ rule: NodeSetRule, _ key: String) -> TopologyCounts {
        count(predicate)
        prepare(rule, key)
        let view = ViewKey(nodes: rule, key: key)
        if counters[predicate]?.views[view] == nil, let bySlot = counters[predicate]?.bySlot {
            var counts: [Int32] = []
            for (slot, number) in bySlot.enumerated() where number > 0 { add(number, at: slot, view, &counts) }
            counters[predicate]?.views[view] = counts
        }
        return TopologyCounts(
            domains: domains[key]?.ofSlot ?? [], pods: counters[predicate]?.views[view] ?? [], nodes: nodeSets[rule]?.nodes[key] ?? [])
    }

    /// Makes a counter if there is none.
    private mutating func count(_ predicate: PodPredicate) {
        uses += 1
        if counters[predicate] != nil {
            counters[predicate]?.lastUse = uses
            return
        }
        if counters.count >= Self.capacity { dropOldCounters() }
        var bySlot = [Int32](repeating: 0, count: nodes.count)
        for (slot, node) in nodes.enumerated() {
            guard let node else { continue }
            for pod in node.pods where predicate.matches(pod) { bySlot[slot] += 1 }
        }
        counters[predicate] = Counter(bySlot: bySlot, lastUse: uses)
        lookup.insert(predicate, predicate.clauses.first?.selector)
    }

    private mutating func dropOldCounters() {
        let ages = counters.values.map(\.lastUse).sorted()
        let limit = ages[ages.count / 2]
        for (predicate, counter) in counters where counter.lastUse <= limit {
            counters[predicate] = nil
            lookup.remove(predicate, predicate.clauses.first?.selector)
        }
    }

    mutating func members(_ rule: NodeSetRule) -> [Bool] {
        uses += 1
        prepare(rule)
        return nodeSets[rule]?.contains ?? []
    }

    /// Makes a node set, and counts its nodes by a key, where that was not done yet.
    private mutating func prepare(_ rule: NodeSetRule, _ key: String) {
        prepare(key)
        prepare(rule)
        guard nodeSets[rule]?.nodes[key] == nil, let set = nodeSets[rule] else { return }
        var counts: [Int32] = []
        for (slot, isIn) in set.contains.enumerated() where isIn { add(1, at: slot, key, &counts) }
        nodeSets[rule]?.nodes[key] = counts
    }

    private mutating func prepare(_ rule: NodeSetRule) {
        if nodeSets[rule] == nil {
            if nodeSets.count >= Self.capacity { dropOldNodeSets() }
            nodeSets[rule] = NodeSet(contains: nodes.map { $0.map { rule.contains($0.description) } ?? false }, lastUse: uses)
        }
        nodeSets[rule]?.lastUse = uses
    }

    private mutating func dropOldNodeSets() {
        let ages = nodeSets.values.map(\.lastUse).sorted()
        let limit = ages[ages.count / 2]
        for (rule, set) in nodeSets where set.lastUse <= limit {
            nodeSets[rule] = nil
            for predicate in counters.keys {
                counters[predicate]?.views.keys.filter { $0.nodes == rule }.forEach { counters[predicate]?.views[$0] = nil }
            }
        }
    }

    private mutating func prepare(_ key: String) {
        if domains[key] != nil { return }
        var table = Domains()
        for (slot, node) in nodes.enumerated() { table.set(slot, node?.description.labels[key]) }
        domains[key] = table
    }

    /// The domain of each slot.
    func domains(of key: String) -> [Int32] { domains[key]?.ofSlot ?? [] }

    private func domain(_ key: String, _ slot: Int) -> Int? {
        guard let table = domains[key], slot < table.ofSlot.count, table.ofSlot[slot] >= 0 else { return nil }
        return Int(table.ofSlot[slot])
    }

    private func add(_ number: Int32, at slot: Int, _ key: String, _ counts: inout [Int32]) {
        guard let domain = domain(key, slot) else { return }
        if counts.count <= domain { counts.append(contentsOf: repeatElement(0, count: domain + 1 - counts.count)) }
        counts[domain] += number
    }

    private func add(_ number: Int32, at slot: Int, _ view: ViewKey, _ counts: inout [Int32]) {
        guard let set = nodeSets[view.nodes], slot < set.contains.count, set.contains[slot] else { return }
        add(number, at: slot, view.key, &counts)
    }

    // MARK: Keeping

    mutating func set(_ node: NodeInfo) -> Int {
        if let slot = slots[node.name], let old = nodes[slot], old.description.isSamePlace(as: node.description) {
            nodes[slot] = node
            replace(old.pods, by: node.pods, at: slot)
            return slot
        }
        remove(node.name)
        forgetStaleDomains()
        let slot = free.popLast() ?? nodes.count
        if slot == nodes.count { nodes.append(nil) }
        slots[node.name] = slot
        nodes[slot] = node
        // The keys by themselves: a loop over the dictionary would hold it, and each change copy what it holds.
        for key in Array(domains.keys) { domains[key]?.set(slot, node.description.labels[key]) }
        for rule in Array(nodeSets.keys) {
            if nodeSets[rule]?.contains.count == slot { nodeSets[rule]?.contains.append(false) }
            if rule.contains(node.description) { changeMembership(rule, slot, isMember: true) }
        }
        for pod in node.pods { change(pod, at: slot, by: 1) }
        return slot
    }

    mutating func remove(_ name: String) {
        guard let slot = slots.removeValue(forKey: name), let node = nodes[slot] else { return }
        for pod in node.pods { change(pod, at: slot, by: -1) }
        let sets = nodeSets.filter { $0.value.contains[slot] }.map(\.key)
        for rule in sets { changeMembership(rule, slot, isMember: false) }
        for key in Array(domains.keys) { domains[key]?.set(slot, nil) }
        nodes[slot] = nil
        free.append(slot)
    }

    private mutating func changeMembership(_ rule: NodeSetRule, _ slot: Int, isMember: Bool) {
        nodeSets[rule]?.contains[slot] = isMember
        for key in nodeSets[rule]?.nodes.keys.map({ $0 }) ?? [] {
            guard var counts = nodeSets[rule]?.nodes[key] else { continue }
            nodeSets[rule]?.nodes[key] = []
            add(isMember ? 1 : -1, at: slot, key, &counts)
            nodeSets[rule]?.nodes[key] = counts
        }
    }

    /// Numbers of domains are never given twice; where most of them are of nodes long gone, all is counted anew.
    private mutating func forgetStaleDomains() {
        guard domains.values.contains(where: { $0.numbers.count > 2 * nodes.count + 1000 }) else { return }
        let all = nodes
        domains = [:]
        nodeSets = [:]
        counters = [:]
        lookup = SelectorLookup()
        terms = TermIndex()
        for (slot, node) in all.enumerated() { for pod in node?.pods ?? [] { change(pod, at: slot, by: 1) } }
    }

    private mutating func replace(_ old: [PodInfo], by new: [PodInfo], at slot: Int) {
        // Most of the time one pod came at the end.
        var same = 0
        while same < old.count, same < new.count, old[same] === new[same] { same += 1 }
        if same == old.count {
            for pod in new[same...] { change(pod, at: slot, by: 1) }
            return
        }
        let before = Set(old[same...].map(ObjectIdentifier.init))
        let after = Set(new[same...].map(ObjectIdentifier.init))
        for pod in old[same...] where !after.contains(ObjectIdentifier(pod)) { change(pod, at: slot, by: -1) }
        for pod in new[same...] where !before.contains(ObjectIdentifier(pod)) { change(pod, at: slot, by: 1) }
    }

    private mutating func change(_ pod: PodInfo, at slot: Int, by number: Int32) {
        if let own = pod.affinity {
            for (kind, term) in own.kinds {
                prepare(term.topologyKey)
                terms.change(kind, term, by: number, domain: domain(term.topologyKey, slot))
            }
        }
        if counters.isEmpty { return }
        var matching: [PodPredicate] = []
        lookup.candidates(pod.labels) { if $0.matches(pod) { matching.append($0) } }
        for predicate in matching { change(predicate, at: slot, by: number) }
    }

    private mutating func change(_ predicate: PodPredicate, at slot: Int, by number: Int32) {
        guard var counter = counters[predicate] else { return }
        // Out of the dictionary while it is changed, so that its arrays are changed in place.
        counters[predicate] = nil
        if counter.bySlot.count <= slot { counter.bySlot.append(contentsOf: repeatElement(0, count: slot + 1 - counter.bySlot.count)) }
        counter.bySlot[slot] += number
        for view in Array(counter.views.keys) {
            guard var counts = counter.views.updateValue([], forKey: view) else { continue }
            add(number, at: slot, view, &counts)
            counter.views[view] = counts
        }
        counters[predicate] = counter
    }
}
