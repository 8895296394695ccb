import APISchema
import Foundation

/// Writes the Swift types of every group version that has resources, and the description itself as a string.
struct SwiftGenerator {
    private let description: APIDescription
    private let texts: [(name: String, text: String)]

    init(descriptions directory: String) throws {
        texts = try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".txt") }.sorted(by: Self.order)
            .map { ($0, try String(contentsOfFile: "\(directory)/\($0)", encoding: .utf8)) }
        description = try APIDescription(texts: texts.map(\.text))
    }

    /// The shared types first, then the core group, so that short names prefer them.
    private static func order(_ a: String, _ b: String) -> Bool {
        func rank(_ name: String) -> Int { name.hasPrefix("meta.") ? 0 : name.hasPrefix("core.") ? 1 : name.hasPrefix("types.") ? 3 : 2 }
        return (rank(a), a) < (rank(b), b)
    }

    func write(to directory: String) throws {
        try? FileManager.default.removeItem(atPath: directory)
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        func save(_ name: String, _ lines: [String]) throws {
            let text = "// Made by DistillAPI out of api/; do not edit.\n\n" + lines.joined(separator: "\n") + "\n"
            try text.write(toFile: "\(directory)/\(name).swift", atomically: true, encoding: .utf8)
        }
        var aliases: [String: String] = [:]
        var seen: Set<String> = []
        let versions = description.groupVersions.filter { !$0.isTypesOnly || $0.package == "meta" }
        for version in versions.sorted(by: { Self.aliasRank($0) < Self.aliasRank($1) }) {
            let space = Self.namespace(version.package, version.version)
            guard seen.insert(space).inserted else { continue }
            let types = description.schemas.values.filter { $0.name.hasPrefix("\(version.package).\(version.version).") && !isList($0) }.sorted { $0.name < $1.name }
            var lines = ["import APISchema", "import JSON", "", "/// The types of \(version.package == "meta" ? "meta/v1, which all groups share" : version.apiVersion).", "public enum \(space) {}", ""]
            lines.append("extension \(space) {")
            for (i, type) in types.enumerated() {
                if i > 0 { lines.append("") }
                lines += structure(type).map { $0.isEmpty ? "" : "    " + $0 }
                if !version.version.contains("alpha"), !version.version.contains("beta"), !Self.taken.contains(type.typeName), aliases[type.typeName] == nil { aliases[type.typeName] = space }
            }
            lines.append("}")
            for resource in description.resources where resource.group == version.group && resource.version == version.version && version.package != "meta" {
                guard resource.schema["metadata"] != nil else { continue }
                lines += [
                    "", "extension \(space).\(resource.kind): KubernetesObject {", "    public static let resource = APIResource(",
                    "        group: \"\(resource.group)\", version: \"\(resource.version)\", kind: \"\(resource.kind)\", plural: \"\(resource.plural)\", namespaced: \(resource.isNamespaced))", "}",
                ]
            }
            try save(space, lines)
        }
        try save("ShortNames", ["// The kinds by the names that everybody knows them by: the stable version, the core group first.", ""] + aliases.sorted { $0.key < $1.key }.map { "public typealias \($0.key) = \($0.value).\($0.key)" })
        try save("DescriptionText", ["/// The files of api/, for use at run time.", "enum DescriptionText {", "    static let all: [String] = ["] + texts.map { "#\"\"\"\n\($0.text)\"\"\"#," } + ["    ]", "}"])
    }

    /// Short names that stand for something else in the project.
    private static let taken: Set<String> = ["APIResource", "GroupVersionKind", "ListOptions", "WatchEvent", "Patch", "Counter"]

    private static func aliasRank(_ version: APIDescription.GroupVersionDescription) -> (Int, String, Int) {
        // Of two stable versions of a group the higher one gives the short name (autoscaling/v2).
        (version.package == "meta" ? 0 : version.group.isEmpty ? 1 : 2, version.group, -(Int(version.version.dropFirst()) ?? 0))
    }

    private func isList(_ schema: Schema) -> Bool { schema.kind != nil && schema.name.hasSuffix("List") && schema["items"] != nil }

    static func namespace(_ package: String, _ version: String) -> String { package.prefix(1).uppercased() + package.dropFirst() + "V" + version.dropFirst() }

    // MARK: One type

    /// Strings that everything uses, where an optional would only be in the way; empty means absent, as in Go.
    private static let plainStrings: Set<String> = [
        "meta.v1.ObjectMeta.name", "meta.v1.ObjectMeta.generateName", "meta.v1.ObjectMeta.namespace", "meta.v1.ObjectMeta.uid", "meta.v1.ObjectMeta.resourceVersion",
        "meta.v1.ListMeta.resourceVersion", "meta.v1.ListMeta.continue",
    ]

    private enum Shape { case required, embedded, optional, indirect, list, map, bytes, bytesMap, text }

    private struct Property {
        var json: String
        var name: String
        var type: String
        var shape: Shape
        var initial: String
    }

    private func property(_ field: Field, of schema: Schema) -> Property {
        let (type, zero) = swiftType(field.type)
        let name = Self.swiftName(field.name)
        func make(_ shape: Shape, _ type: String, _ initial: String) -> Property { Property(json: field.name, name: name, type: type, shape: shape, initial: initial) }
        switch field.type {
        case .map(.bytes): return make(.bytesMap, type, "[:]")
        case .bytes: return make(.bytes, type, "[]")
        case .array: return make(field.isRequired ? .required : .list, type, "[]")
        case .map: return make(field.isRequired ? .required : .map, type, "[:]")
        default: break
        }
        // One that has no fields at all can only be printed whole.
        if case .object(let part) = field.type, part.fields.isEmpty, field.isEmbedded { return make(.required, type, zero) }
        if field.isEmbedded, !field.isRequired { return make(.embedded, type, ".init()") }
        if Self.plainStrings.contains("\(schema.name).\(field.name)") { return make(.text, type, "\"\"") }
        if field.isRequired { return make(.required, type, zero) }
        if case .object = field.type { return make(.indirect, type + "?", "nil") }
        return make(.optional, type + "?", "nil")
    }

    private func structure(_ schema: Schema) -> [String] {
        let fields = schema.fields.filter { !(schema.kind != nil && ($0.name == "kind" || $0.name == "apiVersion")) }
        let properties = fields.map { property($0, of: schema) }
        var lines = ["/// `\(schema.goName)`" + (schema.kind.map { ", the kind \($0.kind) of \($0.apiVersion)." } ?? "."), "public struct \(schema.typeName): APIType {"]
        for p in properties { lines.append("    \(p.shape == .indirect ? "@Indirect " : "")public var \(p.name): \(p.type)") }
        lines.append("")
        if properties.isEmpty {
            lines.append("    public init() {}")
        } else {
            lines.append("    public init(")
            for (i, p) in properties.enumerated() { lines.append("        \(p.name): \(p.type) = \(p.initial)\(i + 1 < properties.count ? "," : "")") }
            lines.append("    ) {")
            for p in properties { lines.append("        self.\(p.name) = \(p.name)") }
            lines.append("    }")
        }
        lines += ["", "    public init(from reader: inout JSONReader) throws(JSONError) {", "        self.init()", "        guard try reader.beginObject() else { return }", "        while let key = try reader.nextKey() {"]
        if properties.isEmpty {
            lines += ["            _ = key", "            try reader.skipValue()"]
        } else {
            lines.append("            switch key {")
            for p in properties { lines.append("            case \"\(p.json)\": self.\(p.name) = \(read(p))") }
            lines += ["            default: try reader.skipValue()", "            }"]
        }
        lines += ["        }", "    }", "", "    public func write(to writer: inout JSONWriter) {", "        writer.beginObject()"]
        if let kind = schema.kind { lines += ["        writer.required(\"kind\", \"\(kind.kind)\")", "        writer.required(\"apiVersion\", \"\(kind.apiVersion)\")"] }
        for p in properties { lines.append("        \(write(p))") }
        lines += ["        writer.endObject()", "    }", "}"]
        return lines
    }

    private func read(_ p: Property) -> String {
        switch p.shape {
        case .required where p.type.hasPrefix("[String: "): "try reader.readMap()"
        case .required where p.type.hasPrefix("["): "try reader.readArray()"
        case .required, .embedded, .text: "try reader.value(or: self.\(p.name))"
        case .optional, .indirect: "try reader.optional()"
        case .list: "try reader.readArray()"
        case .map: "try reader.readMap()"
        case .bytes: "try reader.readBytes()"
        case .bytesMap: "try reader.readBytesMap()"
        }
    }

    private func write(_ p: Property) -> String {
        switch p.shape {
        case .required: "writer.required(\"\(p.json)\", \(p.name))"
        case .embedded: "writer.embedded(\"\(p.json)\", \(p.name))"
        case .text: "writer.text(\"\(p.json)\", \(p.name))"
        case .optional, .indirect: "writer.optional(\"\(p.json)\", \(p.name))"
        case .list: "writer.list(\"\(p.json)\", \(p.name))"
        case .map: "writer.map(\"\(p.json)\", \(p.name))"
        case .bytes: "writer.bytes(\"\(p.json)\", \(p.name))"
        case .bytesMap: "writer.bytesMap(\"\(p.json)\", \(p.name))"
        }
    }

    private func swiftType(_ type: FieldType) -> (String, String) {
        switch type {
        case .string: return ("String", "\"\"")
        case .bool: return ("Bool", "false")
        case .int32, .int64: return ("Int", "0")
        case .double: return ("Double", "0")
        case .bytes: return ("[UInt8]", "[]")
        case .quantity: return ("Quantity", "Quantity(0)")
        case .intOrString: return ("IntOrString", ".int(0)")
        case .time: return ("Time", "Time(seconds: 0)")
        case .microTime: return ("MicroTime", "MicroTime(microseconds: 0)")
        case .any: return ("JSONValue", ".null")
        case .array(let element): return ("[\(swiftType(element).0)]", "[]")
        case .map(let value): return ("[String: \(swiftType(value).0)]", "[:]")
        case .object(let schema):
            let parts = schema.name.split(separator: ".").map(String.init)
            return (Self.namespace(parts[0], parts[1]) + "." + schema.typeName, ".init()")
        }
    }

    private static let keywords: Set<String> = [
        "default", "operator", "protocol", "in", "for", "case", "continue", "self", "class", "where", "static", "as", "is", "init", "repeat", "import", "extension",
        "enum", "func", "let", "var", "if", "else", "return", "true", "false", "nil", "internal", "public", "private", "switch", "struct", "subscript", "throw", "try", "while", "guard", "do", "break", "super", "any", "rethrows", "defer",
    ]

    private static func swiftName(_ json: String) -> String {
        let parts = json.split { !($0.isLetter || $0.isNumber) }
        let name = parts.enumerated().map { $0.offset == 0 ? String($0.element) : $0.element.prefix(1).uppercased() + $0.element.dropFirst() }.joined()
        return keywords.contains(name) ? "`\(name)`" : name
    }
}
