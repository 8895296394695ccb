import APISchema
import JSON

/// What differs between two objects of one type.
struct Comparison {
    var added = FieldSet()
    var removed = FieldSet()
    var modified = FieldSet()

    var isEmpty: Bool { added.isEmpty && removed.isEmpty && modified.isEmpty }

    mutating func exclude(_ ignored: FieldSet) {
        added = added.subtractingRecursively(ignored)
        removed = removed.subtractingRecursively(ignored)
        modified = modified.subtractingRecursively(ignored)
    }

    /// How one path itself changed, apart from what is below it.
    private enum Change { case none, added, removed, modified }

    /// Compares two documents.
    init(_ old: JSONValue, _ new: JSONValue, _ type: TypeShape) {
        _ = Self.compare(old, new, type, into: &self)
    }

    private init() {}

    /// Fills `below` with the differences below a path, and says how the path itself changed.
    private static func compare(_ old: JSONValue?, _ new: JSONValue?, _ type: TypeShape, into below: inout Comparison) -> Change {
        if old == nil, new == nil { return .none }
        switch type.form {
        case .leaf: return leaf(old, new)
        case .structure, .map:
            let before = old?.object ?? [:]
            let after = new?.object ?? [:]
            // Both empty: the path counts as a leaf, so that an empty map can be owned.
            if before.isEmpty, after.isEmpty { return leaf(old, new) }
            for (key, value) in after { visit(.field(key), before[key], value, type, into: &below) }
            for (key, value) in before where !after.contains(key) { visit(.field(key), value, nil, type, into: &below) }
        case .list(let item, let listType):
            let before = old?.array ?? []
            let after = new?.array ?? []
            if before.isEmpty, after.isEmpty { return leaf(old, new) }
            let left = index(before, type, item, listType)
            let right = index(after, type, item, listType)
            for element in Set(left.keys).union(right.keys) {
                let ours = left[element] ?? []
                let theirs = right[element] ?? []
                if ours.count <= 1, theirs.count <= 1 {
                    visit(element, ours.first, theirs.first, type, into: &below)
                } else if ours != theirs {
                    // Duplicates are compared as one.
                    below.record(element, ours.isEmpty ? .added : theirs.isEmpty ? .removed : .modified, Comparison())
                }
            }
        }
        return old == nil ? .added : new == nil ? .removed : .none
    }

    private static func visit(_ element: PathElement, _ old: JSONValue?, _ new: JSONValue?, _ type: TypeShape, into below: inout Comparison) {
        var inner = Comparison()
        let change = compare(old, new, type.child(element), into: &inner)
        below.record(element, change, inner)
    }

    private mutating func record(_ element: PathElement, _ change: Change, _ inner: Comparison) {
        added.add(element, isMember: change == .added, below: inner.added)
        removed.add(element, isMember: change == .removed, below: inner.removed)
        modified.add(element, isMember: change == .modified, below: inner.modified)
    }

    private static func leaf(_ old: JSONValue?, _ new: JSONValue?) -> Change {
        guard let old else { return .added }
        guard let new else { return .removed }
        return old.isSemanticallyEqual(to: new) ? .none : .modified
    }

    private static func index(_ list: [JSONValue], _ type: TypeShape, _ item: FieldType, _ listType: ListType) -> [PathElement: [JSONValue]] {
        var result: [PathElement: [JSONValue]] = [:]
        for (position, value) in list.enumerated() {
            let element = (try? type.element(for: value, item, listType)) ?? .index(position)
            result[element, default: []].append(value)
        }
        return result
    }
}

extension FieldSet {
    /// The paths that an applied configuration claims: its leaves, and the items of its maps and lists.
    init(of value: JSONValue, _ type: TypeShape) {
        self.init()
        switch type.form {
        case .leaf: break
        case .structure, .map:
            for (key, child) in value.object ?? [:] {
                let element = PathElement.field(key)
                let childType = type.child(element)
                let isLeaf = if case .leaf = childType.form { true } else { false }
                let isEmpty = child.isNull || child.object?.isEmpty == true
                add(element, isMember: isLeaf || isEmpty || !type.declares(key), below: isLeaf ? FieldSet() : FieldSet(of: child, childType))
            }
        case .list(let item, let listType):
            for (position, child) in (value.array ?? []).enumerated() {
                let element = (try? type.element(for: child, item, listType)) ?? .index(position)
                add(element, isMember: true, below: FieldSet(of: child, type.child(element)))
            }
        }
    }
}
