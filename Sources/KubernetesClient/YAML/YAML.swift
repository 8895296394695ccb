import JSON
import Yams

/// YAML as Kubernetes reads and prints it: a way to write JSON values.
///
/// Scalars mean what they mean to kubectl, which follows YAML 1.1: `yes`, `no`, `on` and `off` are booleans, `0644` is octal,
/// dates stay strings.
public enum YAML {
    /// Deeper nesting than this is refused.
    static let maximumDepth = 200
    /// More values than this, aliases expanded, are refused, so that a small text cannot fill the memory.
    static let maximumValues = 2_000_000

    /// Why a text is not YAML, or not the kind that has a JSON value.
    public struct ParseError: Error, Equatable, Sendable, CustomStringConvertible {
        public let message: String
        /// The line, from 1; 0 when unknown.
        public let line: Int

        public var description: String {
            line > 0 ? "error converting YAML to JSON: yaml: line \(line): \(message)" : "error converting YAML to JSON: yaml: \(message)"
        }
    }

    /// Reads a text of one document; an empty text is null.
    public static func decode(_ text: String) throws(ParseError) -> JSONValue {
        let documents = try decodeAll(text)
        guard documents.count <= 1 else { throw ParseError(message: "expected a single document in the stream", line: 0) }
        return documents.first ?? .null
    }

    /// Reads all documents of a text, leaving out those that are empty.
    public static func decodeAll(_ text: String) throws(ParseError) -> [JSONValue] {
        var documents: [JSONValue] = []
        do {
            let parser = try Yams.Parser(yaml: text, resolver: .basic)
            while let root = try parser.nextRoot() {
                var budget = maximumValues
                let value = try convert(root, depth: 0, budget: &budget)
                if !value.isNull { documents.append(value) }
            }
        } catch let error as ParseError {
            throw error
        } catch let error as YamlError {
            throw ParseError(error)
        } catch {
            throw ParseError(message: "\(error)", line: 0)
        }
        return documents
    }

    private static func convert(_ node: Node, depth: Int, budget: inout Int) throws(ParseError) -> JSONValue {
        let line = node.mark?.line ?? 0
        budget -= 1
        guard budget > 0 else { throw ParseError(message: "document contains excessive aliasing", line: line) }
        guard depth < maximumDepth else { throw ParseError(message: "exceeded max depth", line: line) }
        switch node {
        case .scalar(let scalar):
            return try self.scalar(scalar, line: line)
        case .sequence(let sequence):
            var items: [JSONValue] = []
            items.reserveCapacity(sequence.count)
            for item in sequence { items.append(try convert(item, depth: depth + 1, budget: &budget)) }
            return .array(items)
        case .mapping(let mapping):
            var object = JSONObject()
            for (key, value) in mapping where isMerge(key) {
                try merge(value, into: &object, depth: depth, budget: &budget)
            }
            for (key, value) in mapping where !isMerge(key) {
                object[try name(key)] = try convert(value, depth: depth + 1, budget: &budget)
            }
            return .object(object)
        case .alias:
            throw ParseError(message: "unresolved alias", line: line)
        }
    }

    private static func isMerge(_ key: Node) -> Bool {
        guard case .scalar(let scalar) = key else { return false }
        return scalar.string == "<<" && (scalar.style == .plain || scalar.style == .any)
    }

    /// Takes over what a merge key names; what is there already stays.
    private static func merge(_ node: Node, into object: inout JSONObject, depth: Int, budget: inout Int) throws(ParseError) {
        switch try convert(node, depth: depth + 1, budget: &budget) {
        case .object(let source):
            for (key, value) in source where !object.contains(key) { object[key] = value }
        case .array(let sources):
            for case .object(let source) in sources {
                for (key, value) in source where !object.contains(key) { object[key] = value }
            }
        default:
            throw ParseError(message: "map merge requires map or sequence of maps as the value", line: node.mark?.line ?? 0)
        }
    }

    /// A mapping's key as JSON has it: always a string.
    private static func name(_ key: Node) throws(ParseError) -> String {
        guard case .scalar(let scalar) = key else {
            throw ParseError(message: "invalid map key", line: key.mark?.line ?? 0)
        }
        // Not by its tag: the parser's search for duplicates has settled that on `str`.
        guard scalar.style == .plain else { return scalar.string }
        switch YAMLScalar.resolve(scalar.string) {
        case .string(let text): return text
        case .int(let number): return String(number)
        case .bool(let flag): return flag ? "true" : "false"
        case .null: return "null"
        case let other: return String(decoding: other.serialized(), as: UTF8.self)
        }
    }

    private static func scalar(_ scalar: Node.Scalar, line: Int) throws(ParseError) -> JSONValue {
        switch scalar.tag.rawValue {
        case "tag:yaml.org,2002:str":
            // The parser gives every quoted or block scalar this tag; a plain one has it only when the text says !!str.
            return .string(scalar.string)
        case "tag:yaml.org,2002:binary":
            guard let bytes = Base64.decode(scalar.string.filter { !$0.isWhitespace }) else {
                throw ParseError(message: "!!binary value contains invalid base64 data", line: line)
            }
            return .string(String(decoding: bytes, as: UTF8.self))
        default:
            break
        }
        let value = YAMLScalar.resolve(scalar.string)
        if case .double(let number) = value, !number.isFinite {
            throw ParseError(message: "json: unsupported value: \(scalar.string)", line: line)
        }
        return value
    }
}

extension YAML.ParseError {
    init(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            self.init(message: problem, line: mark.line)
        case .reader(let problem, _, _, _):
            self.init(message: problem, line: 0)
        case .duplicatedKeysInMapping(let duplicates, let context):
            self.init(message: "key \"\(duplicates.first ?? "")\" already set in map", line: context.mark.line)
        default:
            self.init(message: "\(error)", line: 0)
        }
    }
}
