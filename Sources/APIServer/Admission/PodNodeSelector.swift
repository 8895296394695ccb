import JSON
import KubernetesAPI

/// Keeps the pods of a namespace to the nodes that its annotation names.
struct PodNodeSelector: AdmissionPlugin {
    static let name = "PodNodeSelector"
    static let resources: Set<String>? = ["pods"]
    private static let annotation = "scheduler.alpha.kubernetes.io/node-selector"

    /// The selectors by namespace; `clusterDefaultNodeSelector` is for namespaces without the annotation.
    private let configured: [String: String]

    init(_ configuration: AdmissionConfiguration.Plugin?) throws {
        var configured: [String: String] = [:]
        for (namespace, selector) in configuration?.value.members("podNodeSelectorPluginConfig") ?? JSONObject() {
            configured[namespace] = selector.string
            guard Self.parse(selector.string ?? "") != nil else { throw configuration?.complaint("\(namespace): not a selector") ?? CancellationError() }
        }
        self.configured = configured
    }

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.operation == .create, request.isFor("pods") else { return }
        let wanted = try await selector(request, reader)
        let own = labels(request.object)
        for (key, value) in wanted {
            if let given = own[key], given != value {
                throw request.forbidden("pod node label selector conflicts with its namespace node label selector")
            }
        }
        if !wanted.isEmpty {
            request.object.edit("spec") { spec in
                spec.setDefault("nodeSelector", [:])
                spec.edit("nodeSelector") { selector in
                    for (key, value) in wanted.sorted(by: { $0.key < $1.key }) { selector[key] = .string(value) }
                }
            }
        }
        try check(request)
    }

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.operation == .create, request.isFor("pods") else { return }
        let own = labels(request.object)
        for (key, value) in try await selector(request, reader) where own[key].map({ $0 != value }) ?? false {
            throw request.forbidden("pod node label selector conflicts with its namespace node label selector")
        }
        try check(request)
    }

    /// A namespace that is configured has a white list: other labels than these no pod may select by.
    private func check(_ request: AdmissionRequest) throws {
        guard let list = configured[request.namespace].flatMap(Self.parse), !list.isEmpty else { return }
        for (key, value) in labels(request.object) where list[key] != value {
            throw request.forbidden("pod node label selector labels conflict with its namespace whitelist")
        }
    }

    private func selector(_ request: AdmissionRequest, _ reader: any AdmissionReader) async throws -> [String: String] {
        let annotation = try await reader.annotations(ofNamespace: request.namespace)[Self.annotation]?.string
        let text = annotation ?? configured["clusterDefaultNodeSelector"] ?? ""
        guard let parsed = Self.parse(text) else { throw request.forbidden("invalid node selector \(FieldError.quoted(text))") }
        return parsed
    }

    private func labels(_ pod: JSONValue) -> [String: String] {
        var result: [String: String] = [:]
        for (key, value) in pod["spec"]?.members("nodeSelector") ?? JSONObject() { result[key] = value.string }
        return result
    }

    /// Reads `a=b,c=d`; nil when it is none.
    private static func parse(_ text: String) -> [String: String]? {
        var result: [String: String] = [:]
        for part in text.split(separator: ",") {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false).map { $0.trimmed }
            guard sides.count == 2, !sides[0].isEmpty, NameRules.qualifiedName(sides[0]).isEmpty else { return nil }
            result[sides[0]] = sides[1]
        }
        return result
    }
}

extension Substring {
    /// Without the spaces at both ends.
    fileprivate var trimmed: String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
