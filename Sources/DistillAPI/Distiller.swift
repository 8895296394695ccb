import Foundation
import JSON

/// Distils the published data of Kubernetes into description texts, one a group version.
struct Distiller {
    /// OpenAPI schemas by the short name (`core.v1.Pod`).
    private var schemas: [String: JSONValue] = [:]
    /// Protobuf fields by the short name of the message.
    private var messages: [String: [ProtobufField]] = [:]
    private var discovery: [GroupVersionResources] = []
    /// Kinds that are coded but not served: group, package, version, kind.
    private var unserved: [(group: String, package: String, version: String, kind: String)] = []

    struct ProtobufField {
        var number: Int
        var name: String
        var isRepeated: Bool
        var type: String
    }

    struct GroupVersionResources {
        var group: String
        var version: String
        var isServed: Bool
        /// (resource, served by default)
        var resources: [(JSONValue, Bool)]
    }

    init(data: URL) throws {
        try readOpenAPI(data.appending(path: "openapi"))
        try readProtobuf(data.appending(path: "protobuf-fields.json"))
        try readDiscovery(data.appending(path: "discovery"))
        try readUnserved(data.appending(path: "roundtrip"))
    }

    // MARK: Reading

    private static func json(_ url: URL) throws -> JSONValue { try JSONValue(parsing: Array(Data(contentsOf: url))) }

    /// `io.k8s.api.core.v1.Pod` and `k8s.io.api.core.v1.Pod` are both `core.v1.Pod`.
    static func shortName(_ name: String) -> String {
        name.split(separator: ".").suffix(3).joined(separator: ".")
    }

    private mutating func readOpenAPI(_ directory: URL) throws {
        for file in try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil) {
            for (name, schema) in try Self.json(file)["components"]?["schemas"]?.object ?? [:] {
                schemas[Self.shortName(name)] = schema
            }
        }
    }

    private mutating func readProtobuf(_ file: URL) throws {
        for (name, fields) in try Self.json(file).object ?? [:] {
            messages[Self.shortName(name)] = (fields.array ?? []).compactMap { field in
                guard let number = field[0]?.int, let name = field[1]?.string, let label = field[2]?.string, let type = field[3]?.string else { return nil }
                return ProtobufField(number: Int(number), name: name, isRepeated: label == "repeated", type: type)
            }
        }
    }

    private mutating func readDiscovery(_ directory: URL) throws {
        let all = try Self.json(directory.appending(path: "aggregated_v2.json"))["items"]?.array ?? []
        let served = try Self.json(directory.appending(path: "served-by-default.json"))
        let core = served["/api"]?["items"]?.array ?? []
        let groups = served["/apis"]?["items"]?.array ?? []
        var on: Set<String> = []
        for (group, version, resource) in Self.resources(core + groups) { on.insert("\(group)/\(version)/\(resource["resource"]?.string ?? "")") }
        var versions: [String: Int] = [:]
        for (group, version, resource) in Self.resources(core + all) {
            let name = resource["resource"]?.string ?? ""
            let isOn = on.contains("\(group)/\(version)/\(name)")
            let key = "\(group)/\(version)"
            if versions[key] == nil {
                versions[key] = discovery.count
                discovery.append(GroupVersionResources(group: group, version: version, isServed: false, resources: []))
            }
            let i = versions[key, default: 0]
            discovery[i].resources.append((resource, isOn))
            if isOn { discovery[i].isServed = true }
        }
    }

    private static func resources(_ groups: [JSONValue]) -> [(String, String, JSONValue)] {
        var result: [(String, String, JSONValue)] = []
        for group in groups {
            let name = group["metadata"]?["name"]?.string ?? ""
            for version in group["versions"]?.array ?? [] {
                for resource in version["resources"]?.array ?? [] { result.append((name, version["version"]?.string ?? "", resource)) }
            }
        }
        return result
    }

    /// The recorded objects name kinds of the past; their file names are GROUP.VERSION.KIND.json.
    private mutating func readUnserved(_ directory: URL) throws {
        for file in try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() where file.hasSuffix(".json") {
            var parts = file.split(separator: ".").dropLast().map(String.init)
            let kind = parts.removeLast()
            let version = parts.removeLast()
            let group = parts.joined(separator: ".")
            let package = Self.package(of: group)
            if schemas["\(package).\(version).\(kind)"] == nil, !(group == "core" && messages["meta.v1.\(kind)"] != nil && messages["core.v1.\(kind)"] == nil) {
                unserved.append((group == "core" ? "" : group, package, version, kind))
            } else if group == "core", schemas["core.v1.\(kind)"] == nil {
                unserved.append(("", "meta", "v1", kind))
            }
        }
    }

    static func package(of group: String) -> String {
        if group.isEmpty { return "core" }
        if group == "internal.apiserver.k8s.io" { return "apiserverinternal" }
        return group.split(separator: ".").first.map(String.init) ?? group
    }

    // MARK: Writing

    func write(to directory: String) throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        for file in try FileManager.default.contentsOfDirectory(atPath: directory) where file.hasSuffix(".txt") {
            try FileManager.default.removeItem(atPath: "\(directory)/\(file)")
        }
        var texts: [(name: String, lines: [String])] = []
        var done: Set<String> = []
        func add(_ name: String, _ header: String, _ types: [String], _ resources: [String]) {
            texts.append((name, [header] + types.flatMap { self.typeLines($0) } + resources))
            done.formUnion(types)
        }
        // Types that belong to no group version of their own.
        let meta = schemas.keys.filter { $0.hasPrefix("meta.v1.") && self.isStructure($0) }.sorted()
        var metaTypes = meta
        for kind in unserved where kind.package == "meta" { metaTypes.append("meta.v1.\(kind.kind)") }
        metaTypes = closure(metaTypes).filter { $0.hasPrefix("meta.") }.sorted()
        add("meta.v1", "version core v1 meta types", metaTypes, [])
        for version in discovery {
            let package = Self.package(of: version.group)
            let prefix = "\(package).\(version.version)."
            let types = schemas.keys.filter { $0.hasPrefix(prefix) && self.isStructure($0) }.sorted()
            let header = "version \(version.group.isEmpty ? "core" : version.group) \(version.version) \(package) \(version.isServed ? "served" : "off")"
            add("\(package).\(version.version)", header, types, version.resources.flatMap { resourceLines($0.0, version, isOn: $0.1) })
        }
        for kind in unserved where kind.package != "meta" {
            let name = "\(kind.package).\(kind.version)"
            let types = closure(["\(name).\(kind.kind)"]).filter { !done.contains($0) }.sorted()
            done.formUnion(types)
            let header = "version \(kind.group.isEmpty ? "core" : kind.group) \(kind.version) \(kind.package) types"
            if let i = texts.firstIndex(where: { $0.name == "types." + name }) {
                texts[i].lines += types.flatMap { typeLines($0) }
            } else {
                texts.append(("types." + name, [header] + types.flatMap { typeLines($0) }))
            }
        }
        for text in texts {
            try (text.lines.joined(separator: "\n") + "\n").write(toFile: "\(directory)/\(text.name).txt", atomically: true, encoding: .utf8)
        }
    }

    private func resourceLines(_ resource: JSONValue, _ version: GroupVersionResources, isOn: Bool) -> [String] {
        func list(_ word: String, _ value: JSONValue?) -> [String] {
            let words = (value?.array ?? []).compactMap(\.string)
            return words.isEmpty ? [] : ["\(word)=\(words.joined(separator: ","))"]
        }
        let kind = resource["responseKind"]?["kind"]?.string ?? ""
        var words = ["resource", resource["resource"]?.string ?? "", kind, resource["scope"]?.string == "Namespaced" ? "namespaced" : "cluster", isOn ? "served" : "off"]
        if let singular = resource["singularResource"]?.string { words.append("singular=\(singular)") }
        words += list("short", resource["shortNames"]) + list("categories", resource["categories"]) + list("verbs", resource["verbs"])
        let subresources = (resource["subresources"]?.array ?? []).map { sub in
            let kind = sub["responseKind"] ?? [:]
            // An empty version means that of the resource itself.
            let own = (kind["version"]?.string ?? "").isEmpty
            let group = own ? version.group : kind["group"]?.string ?? ""
            let kindVersion = own ? version.version : kind["version"]?.string ?? ""
            let name = "\(group.isEmpty ? "core" : group)/\(kindVersion)/\(kind["kind"]?.string ?? "")"
            return (["sub", sub["subresource"]?.string ?? "", name] + list("verbs", sub["verbs"])).joined(separator: " ")
        }
        return [words.joined(separator: " ")] + subresources
    }

    private func isStructure(_ name: String) -> Bool {
        scalar(name) == nil && (schemas[name] != nil || messages[name] != nil)
    }

    /// The word for types that are not written as structures.
    private func scalar(_ name: String) -> String? {
        switch name {
        case "api.resource.Quantity", "resource.Quantity", "pkg.resource.Quantity": return "Quantity"
        case "util.intstr.IntOrString": return "IntOrString"
        case "meta.v1.Time": return "Time"
        case "meta.v1.MicroTime": return "MicroTime"
        case "meta.v1.Duration": return "string"
        case "meta.v1.FieldsV1", "pkg.runtime.RawExtension", "meta.v1.Patch", "runtime.RawExtension": return "any"
        case "meta.v1.Verbs": return "[]string"
        default:
            if name.hasSuffix(".ExtraValue") { return "[]string" }
            // JSON that is of more than one type: JSONSchemaPropsOrBool and the like.
            if name.hasPrefix("apiextensions."), schemas[name]?.object?.isEmpty == true { return "any" }
            return nil
        }
    }

    /// The names of these types and of all that they refer to.
    private func closure(_ roots: [String]) -> [String] {
        var seen: Set<String> = []
        var queue = roots
        while let name = queue.popLast() {
            guard isStructure(name), seen.insert(name).inserted else { continue }
            for line in typeLines(name).dropFirst() {
                let type = line.split(separator: " ")[2].drop { "[]{}".contains($0) }
                if type.contains(".") { queue.append(String(type)) }
            }
        }
        return Array(seen)
    }

    private func typeLines(_ name: String) -> [String] {
        let kinds = schemas[name]?["x-kubernetes-group-version-kind"]?.array ?? []
        let short = name.split(separator: ".").last.map(String.init) ?? name
        let isUnserved = unserved.contains { "\($0.package).\($0.version).\($0.kind)" == name }
        let isKind = isUnserved || schemas[name]?["properties"]?["kind"] != nil && schemas[name]?["properties"]?["apiVersion"] != nil && !kinds.isEmpty && kinds.contains { $0["kind"]?.string == short }
        var words = ["type", name]
        if isKind { words.append("kind") }
        if schemas[name]?["x-kubernetes-map-type"]?.string == "atomic" { words.append("atomic") }
        var fields = schemas[name] == nil ? protobufFields(name) : openAPIFields(name)
        if isKind {
            fields.removeAll { $0.name == "kind" || $0.name == "apiVersion" }
            fields.insert(("kind", "- kind string"), at: 0)
            fields.insert(("apiVersion", "- apiVersion string"), at: 1)
        }
        return [words.joined(separator: " ")] + fields.map(\.line)
    }

    // MARK: Fields

    /// Fields of a type that OpenAPI describes, in the order of its protobuf message.
    private func openAPIFields(_ name: String) -> [(name: String, line: String)] {
        guard let schema = schemas[name], let properties = schema["properties"]?.object else { return [] }
        let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        var places: [String: (order: Int, numbers: [Int], type: String)] = [:]
        var order = 0
        func place(_ message: String, _ prefix: [Int], _ depth: Int) {
            for field in messages[message] ?? [] {
                let key = Self.plain(field.name)
                if let property = properties.keys.first(where: { Self.plain($0) == key }) {
                    if places[property] == nil { places[property] = (order, prefix + [field.number], field.type) }
                    order += 1
                } else if field.type.hasPrefix("k8s.io"), depth < 2 {
                    place(Self.shortName(field.type), prefix + [field.number], depth + 1)
                }
            }
        }
        place(name, [], 0)
        let ordered = properties.keys.enumerated().sorted { (places[$0.element]?.order ?? 10_000 + $0.offset) < (places[$1.element]?.order ?? 10_000 + $1.offset) }
        return ordered.map { (_, property) in
            let value = properties[property] ?? [:]
            var words = [places[property].map { $0.numbers.map(String.init).joined(separator: ".") } ?? "-"]
            if required.contains(property) { words[0] += "!" }
            words.append(property)
            let type = openAPIType(value, protobuf: places[property]?.type)
            words.append(type)
            if let list = value["x-kubernetes-list-type"]?.string {
                let keys = (value["x-kubernetes-list-map-keys"]?.array ?? []).compactMap(\.string)
                words.append("list=\(list)" + (keys.isEmpty ? "" : ":" + keys.joined(separator: ",")))
            }
            if let patch = value["x-kubernetes-patch-strategy"]?.string { words.append("patch=\(patch)") }
            if let key = value["x-kubernetes-patch-merge-key"]?.string { words.append("key=\(key)") }
            if value["x-kubernetes-map-type"]?.string == "atomic" { words.append("map=atomic") }
            if let d = value["default"], d != [:] || type.contains(".") { words.append("default=\(d)") }
            return (property, words.joined(separator: " "))
        }
    }

    /// Names differ between JSON and protobuf in case and in characters that protobuf has not.
    private static func plain(_ name: String) -> String {
        String(name.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    private func openAPIType(_ value: JSONValue, protobuf: String?) -> String {
        if let reference = value["$ref"]?.string ?? value["allOf"]?[0]?["$ref"]?.string {
            let name = Self.shortName(String(reference.split(separator: "/").last ?? ""))
            return scalar(name) ?? name
        }
        switch value["type"]?.string {
        case "string": return value["format"]?.string == "byte" ? "bytes" : value["format"]?.string == "date-time" ? "Time" : "string"
        case "boolean": return "bool"
        case "integer":
            if let format = value["format"]?.string { return format }
            return protobuf == "int32" ? "int32" : "int64"
        case "number": return "double"
        case "array": return "[]" + openAPIType(value["items"] ?? [:], protobuf: nil)
        case "object":
            guard let values = value["additionalProperties"] else { return "any" }
            return "{}" + openAPIType(values, protobuf: nil)
        default: return "any"
        }
    }

    /// Fields of a type that only protobuf describes.
    private func protobufFields(_ name: String, numbers: [Int] = []) -> [(name: String, line: String)] {
        let package = name.split(separator: ".").dropLast().joined(separator: ".")
        return (messages[name] ?? []).flatMap { field -> [(name: String, line: String)] in
            let type = protobufType(field.type, package: package)
            if !field.isRepeated, Self.inlined.contains("\(name.split(separator: ".").last ?? "").\(field.name)") {
                return protobufFields(Self.shortName(field.type), numbers: numbers + [field.number])
            }
            let number = (numbers + [field.number]).map(String.init).joined(separator: ".")
            // A few messages of the past have Go's capital names, which JSON never had.
            let name = field.name.prefix(1).lowercased() + field.name.dropFirst()
            return [(name, "\(number) \(name) \(field.isRepeated ? "[]" : "")\(type)")]
        }
    }

    /// Messages whose fields JSON lifts into the outer object, in types that only protobuf describes.
    private static let inlined: Set<String> = ["NetworkPolicyPort.portRange", "IngressRule.ingressRuleValue", "DeviceRequest.request"]

    private func protobufType(_ type: String, package: String) -> String {
        if type.hasPrefix("map<"), let comma = type.firstIndex(of: ",") {
            let value = type[type.index(after: comma)...].dropLast().trimmingCharacters(in: .whitespaces)
            return "{}" + protobufType(value.hasPrefix(".") ? String(value.dropFirst()) : value, package: package)
        }
        switch type {
        case "string", "bool", "int32", "int64", "double", "bytes": return type
        default:
            let name = type.contains(".") ? Self.shortName(type) : "\(package).\(type)"
            return scalar(name) ?? name
        }
    }
}
