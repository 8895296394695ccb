import JSON

/// A list of changes to a document (RFC 6902), with the leniency and the words of Kubernetes' implementation.
struct JSONPatch {
    /// The most operations that one patch may hold.
    static let maximumOperations = 10_000
    /// The most bytes that the copy operations of one patch may add together, so that a few cannot double a document
    /// again and again.
    static let maximumCopiedBytes = 3 * 1024 * 1024
    /// The deepest nesting that a patch may make.
    static let maximumDepth = 500

    private struct Operation {
        var op: String
        var path: String
        var from: String?
        var value: JSONValue?
    }

    /// Why an operation cannot be carried out.
    struct Failure: Error {
        var message: String
    }

    private var operations: [Operation] = []

    /// - Throws: 400 when the body is no list of operations, 413 when it holds too many.
    init(_ body: [UInt8]) throws(APIStatusError) {
        let tree: JSONValue
        do {
            tree = try JSONValue(parsing: body)
        } catch {
            throw .badRequest("error decoding patch: \(error.message)")
        }
        guard let list = tree.array else {
            throw .badRequest("error decoding patch: json: cannot unmarshal \(tree.goTypeName) into Go value of type []handlers.jsonPatchOp")
        }
        guard list.count <= Self.maximumOperations else {
            throw APIStatusError(
                code: 413, reason: "RequestEntityTooLarge",
                message: "Request entity too large: The allowed maximum operations in a JSON patch is \(Self.maximumOperations), got \(list.count)",
                details: .init())
        }
        for item in list {
            guard let object = item.object else {
                throw .badRequest("error decoding patch: json: cannot unmarshal \(item.goTypeName) into Go value of type handlers.jsonPatchOp")
            }
            func text(_ key: String) throws(APIStatusError) -> String? {
                guard let value = object[key], !value.isNull else { return nil }
                guard let string = value.string else {
                    throw .badRequest("error decoding patch: json: cannot unmarshal \(value.goTypeName) into Go struct field jsonPatchOp.\(key) of type string")
                }
                return string
            }
            operations.append(Operation(op: try text("op") ?? "", path: try text("path") ?? "", from: try text("from"), value: object["value"]))
        }
    }

    /// The changed document.
    /// - Throws: 422 when an operation does not fit the document; Kubernetes tells no more than that.
    func apply(to document: JSONValue) throws(APIStatusError) -> JSONValue {
        var document = document
        var copied = 0
        for operation in operations {
            do {
                try Self.apply(operation, to: &document, &copied)
            } catch {
                throw APIStatusError(
                    code: 422, reason: "Invalid", message: "the server rejected our request due to an error in our request", details: .init())
            }
        }
        return document
    }

    private static func apply(_ operation: Operation, to document: inout JSONValue, _ copiedBytes: inout Int) throws(Failure) {
        let path = try pointer(operation.path)
        switch operation.op {
        case "add":
            try add(operation.value ?? .null, at: path[...], in: &document)
        case "remove":
            _ = try remove(at: path[...], in: &document)
        case "replace":
            guard value(at: path, in: document) != nil else { throw Failure(message: "replace operation does not apply: doc is missing key: \(operation.path)") }
            try replace(operation.value ?? .null, at: path[...], in: &document)
        case "move":
            guard let from = operation.from else { throw Failure(message: "move needs from") }
            let moved = try remove(at: try pointer(from)[...], in: &document)
            try add(moved, at: path[...], in: &document)
        case "copy":
            guard let from = operation.from, let copied = value(at: try pointer(from), in: document) else {
                throw Failure(message: "copy operation does not apply")
            }
            copiedBytes += copied.serialized().count
            guard copiedBytes <= maximumCopiedBytes else { throw Failure(message: "the accumulated size increase of copy exceeds the limit") }
            try add(copied, at: path[...], in: &document)
        case "test":
            // A missing member equals null, as in the library that Kubernetes uses.
            guard (value(at: path, in: document) ?? .null).isSemanticallyEqual(to: operation.value ?? .null) else {
                throw Failure(message: "testing value \(operation.path) failed")
            }
        default: throw Failure(message: "Unexpected kind: \(operation.op)")
        }
    }

    /// The parts of a JSON pointer (RFC 6901).
    private static func pointer(_ text: String) throws(Failure) -> [String] {
        guard !text.isEmpty else { return [] }
        guard text.hasPrefix("/") else { throw Failure(message: "not a JSON pointer: \(text)") }
        return text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map { part in
            guard part.contains("~") else { return String(part) }
            var result = ""
            var rest = part[...]
            while let character = rest.popFirst() {
                if character == "~", let next = rest.first, next == "0" || next == "1" {
                    rest.removeFirst()
                    result.append(next == "0" ? "~" : "/")
                } else {
                    result.append(character)
                }
            }
            return result
        }
    }

    private static func value(at path: [String], in document: JSONValue) -> JSONValue? {
        var value = document
        for part in path {
            switch value {
            case .object(let object):
                guard let next = object[part] else { return nil }
                value = next
            case .array(let array):
                guard let index = position(part, count: array.count, allowingEnd: false) else { return nil }
                value = array[index]
            default: return nil
            }
        }
        return value
    }

    /// An index into a list; negative ones count from the end.
    private static func position(_ text: String, count: Int, allowingEnd: Bool) -> Int? {
        if text == "-" { return allowingEnd ? count : nil }
        guard var index = Int(text) else { return nil }
        if index < 0 { index += count }
        return index >= 0 && (index < count || (allowingEnd && index == count)) ? index : nil
    }

    /// Changes the value that a path leads to, whose parents must exist.
    private static func change(
        _ path: ArraySlice<String>, in document: inout JSONValue, _ body: (inout JSONValue, String) throws(Failure) -> Void
    ) throws(Failure) {
        guard let part = path.first else { throw Failure(message: "path is empty") }
        if path.count == 1 { return try body(&document, part) }
        switch document {
        case .object(var object):
            guard var child = object[part] else { throw Failure(message: "doc is missing path") }
            document = .null
            object[part] = .null
            try change(path.dropFirst(), in: &child, body)
            object[part] = child
            document = .object(object)
        case .array(var array):
            guard let index = position(part, count: array.count, allowingEnd: false) else { throw Failure(message: "index out of bounds") }
            document = .null
            try change(path.dropFirst(), in: &array[index], body)
            document = .array(array)
        default: throw Failure(message: "doc is missing path")
        }
    }

    private static func add(_ value: JSONValue, at path: ArraySlice<String>, in document: inout JSONValue) throws(Failure) {
        guard !value.isNested(deeperThan: maximumDepth - path.count) else { throw Failure(message: "exceeded max depth") }
        if path.isEmpty { document = value; return }
        try change(path, in: &document) { (parent, part) throws(Failure) in
            switch parent {
            case .object(var object):
                object[part] = value
                parent = .object(object)
            case .array(var array):
                guard let index = position(part, count: array.count, allowingEnd: true) else { throw Failure(message: "index out of bounds") }
                array.insert(value, at: index)
                parent = .array(array)
            default: throw Failure(message: "doc is missing path")
            }
        }
    }

    private static func replace(_ value: JSONValue, at path: ArraySlice<String>, in document: inout JSONValue) throws(Failure) {
        if path.isEmpty { document = value; return }
        try change(path, in: &document) { (parent, part) throws(Failure) in
            switch parent {
            case .object(var object):
                object[part] = value
                parent = .object(object)
            case .array(var array):
                guard let index = position(part, count: array.count, allowingEnd: false) else { throw Failure(message: "index out of bounds") }
                array[index] = value
                parent = .array(array)
            default: throw Failure(message: "doc is missing path")
            }
        }
    }

    private static func remove(at path: ArraySlice<String>, in document: inout JSONValue) throws(Failure) -> JSONValue {
        var removed: JSONValue?
        try change(path, in: &document) { (parent, part) throws(Failure) in
            switch parent {
            case .object(var object):
                removed = object.removeValue(forKey: part)
                parent = .object(object)
            case .array(var array):
                guard let index = position(part, count: array.count, allowingEnd: false) else { throw Failure(message: "index out of bounds") }
                removed = array.remove(at: index)
                parent = .array(array)
            default: break
            }
        }
        guard let removed else { throw Failure(message: "Unable to remove nonexistent key") }
        return removed
    }
}

extension JSONValue {
    /// Whether there are more than so many arrays and objects within each other.
    func isNested(deeperThan depth: Int) -> Bool {
        switch self {
        case .array(let items): depth <= 0 || items.contains { $0.isNested(deeperThan: depth - 1) }
        case .object(let object): depth <= 0 || object.contains { $0.value.isNested(deeperThan: depth - 1) }
        default: false
        }
    }

    /// Whether two values mean the same: numbers by value, objects in any order.
    func isSemanticallyEqual(to other: JSONValue) -> Bool {
        switch (self, other) {
        case (.int(let a), .double(let b)), (.double(let b), .int(let a)): return Double(a) == b
        case (.array(let a), .array(let b)):
            return a.count == b.count && zip(a, b).allSatisfy { $0.isSemanticallyEqual(to: $1) }
        case (.object(let a), .object(let b)):
            guard a.count == b.count else { return false }
            return a.allSatisfy { element in b[element.key].map { element.value.isSemanticallyEqual(to: $0) } ?? false }
        default: return self == other
        }
    }
}
