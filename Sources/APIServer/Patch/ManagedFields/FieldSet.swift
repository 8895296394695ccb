import JSON

/// A set of field paths, as a tree: what one manager owns, or what a change touched.
struct FieldSet: Hashable, Sendable {
    private struct Node: Hashable, Sendable {
        /// Whether the path that ends here is in the set.
        var isMember = false
        var children = FieldSet()
    }

    private var nodes: [PathElement: Node] = [:]

    var isEmpty: Bool { nodes.isEmpty }

    init() {}

    /// A set of struct paths such as `["metadata", "name"]`.
    init(fields paths: [[String]]) {
        for path in paths { insert(path.map(PathElement.field)) }
    }

    mutating func insert(_ path: [PathElement]) { insert(path[...]) }

    private mutating func insert(_ path: ArraySlice<PathElement>) {
        guard let first = path.first else { return }
        if path.count == 1 {
            nodes[first, default: Node()].isMember = true
        } else {
            nodes[first, default: Node()].children.insert(path.dropFirst())
        }
    }

    /// Whether the path of this one element is in the set.
    func contains(_ element: PathElement) -> Bool { nodes[element]?.isMember ?? false }

    /// The part of the set below an element; empty when there is none.
    func below(_ element: PathElement) -> FieldSet { nodes[element]?.children ?? FieldSet() }

    private mutating func set(_ element: PathElement, _ node: Node) {
        nodes[element] = node.isMember || !node.children.isEmpty ? node : nil
    }

    /// Adds a path of one element, and paths below it.
    mutating func add(_ element: PathElement, isMember: Bool, below: FieldSet) {
        guard isMember || !below.isEmpty else { return }
        var node = nodes[element] ?? Node()
        node.isMember = node.isMember || isMember
        node.children = node.children.union(below)
        nodes[element] = node
    }

    func union(_ other: FieldSet) -> FieldSet {
        if isEmpty { return other }
        var result = self
        for (element, node) in other.nodes {
            var mine = result.nodes[element] ?? Node()
            mine.isMember = mine.isMember || node.isMember
            mine.children = mine.children.union(node.children)
            result.nodes[element] = mine
        }
        return result
    }

    func intersection(_ other: FieldSet) -> FieldSet {
        var result = FieldSet()
        for (element, node) in nodes {
            guard let theirs = other.nodes[element] else { continue }
            result.set(element, Node(isMember: node.isMember && theirs.isMember, children: node.children.intersection(theirs.children)))
        }
        return result
    }

    /// This without the paths of the other; paths below those stay.
    func subtracting(_ other: FieldSet) -> FieldSet {
        if other.isEmpty { return self }
        var result = FieldSet()
        for (element, node) in nodes {
            guard let theirs = other.nodes[element] else { result.nodes[element] = node; continue }
            result.set(element, Node(isMember: node.isMember && !theirs.isMember, children: node.children.subtracting(theirs.children)))
        }
        return result
    }

    /// This without the paths of the other and without all that is below them.
    func subtractingRecursively(_ other: FieldSet) -> FieldSet {
        if other.isEmpty { return self }
        var result = FieldSet()
        for (element, node) in nodes {
            guard let theirs = other.nodes[element] else { result.nodes[element] = node; continue }
            if theirs.isMember { continue }
            result.set(element, Node(isMember: node.isMember, children: node.children.subtractingRecursively(theirs.children)))
        }
        return result
    }

    /// Only the paths that the other holds, or that are below one it holds.
    func intersectingRecursively(_ other: FieldSet) -> FieldSet {
        var result = FieldSet()
        for (element, node) in nodes {
            guard let theirs = other.nodes[element] else { continue }
            if theirs.isMember { result.nodes[element] = node; continue }
            result.set(element, Node(isMember: false, children: node.children.intersectingRecursively(theirs.children)))
        }
        return result
    }

    /// Adds the struct fields that lead to a path, so that removing them removes what they hold.
    func withNamedFieldsAsMembers(_ type: TypeShape) -> FieldSet {
        var result = FieldSet()
        for (element, node) in nodes {
            var node = node
            if case .field(let name) = element, type.declares(name) { node.isMember = true }
            node.children = node.children.withNamedFieldsAsMembers(type.child(element))
            result.nodes[element] = node
        }
        return result
    }

    /// All paths, in Kubernetes' order.
    func paths() -> [[PathElement]] {
        var result: [[PathElement]] = []
        func walk(_ set: FieldSet, _ prefix: [PathElement]) {
            for element in set.nodes.keys.sorted() {
                guard let node = set.nodes[element] else { continue }
                if node.isMember { result.append(prefix + [element]) }
                walk(node.children, prefix + [element])
            }
        }
        walk(self, [])
        return result
    }

    // MARK: FieldsV1

    /// Reads the `fieldsV1` of a managedFields entry; nil when it is none.
    init?(fieldsV1 value: JSONValue) {
        guard let object = value.object else { return nil }
        for (key, child) in object {
            if key == "." { continue }
            guard let element = PathElement(serialized: key), let inner = child.object, let children = FieldSet(fieldsV1: child) else { return nil }
            let node = Node(isMember: inner.isEmpty || inner.contains("."), children: children)
            set(element, node)
        }
    }

    /// The `fieldsV1` of a managedFields entry.
    var fieldsV1: JSONValue {
        var object = JSONObject()
        for element in nodes.keys.sorted() {
            guard let node = nodes[element] else { continue }
            if node.children.isEmpty {
                object[element.serialized] = [:]
                continue
            }
            guard case .object(let inner) = node.children.fieldsV1 else { continue }
            if node.isMember {
                var marked: JSONObject = [".": [:]]
                for (key, value) in inner { marked[key] = value }
                object[element.serialized] = .object(marked)
            } else {
                object[element.serialized] = .object(inner)
            }
        }
        return .object(object)
    }
}
