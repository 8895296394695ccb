import JSON
import KubernetesAPI

/// Gives pods the overhead and the scheduling of their runtime class.
struct RuntimeClassAdmission: AdmissionPlugin {
    static let name = "RuntimeClass"
    static let resources: Set<String>? = ["pods"]

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard let runtimeClass = try await runtimeClass(request, reader) else { return }
        if let fixed = Self.overhead(runtimeClass) {
            let given = Self.amounts(request.object)
            if request.object["spec"]?["overhead"] != nil, given != ResourceAmounts(list: fixed) { throw Self.mismatch(request) }
            request.object.edit("spec") { $0["overhead"] = fixed }
        }
        guard let scheduling = runtimeClass["scheduling"], !scheduling.isNull else { return }
        for (key, value) in scheduling.members("nodeSelector") {
            if let own = request.object["spec"]?["nodeSelector"]?[key], own != value {
                throw request.forbidden(
                    "conflict: runtimeClass.scheduling.nodeSelector[\(key)] = \(value.string ?? ""); pod.spec.nodeSelector[\(key)] = "
                        + "\(own.string ?? "")")
            }
            request.object.edit("spec") { spec in
                spec.setDefault("nodeSelector", [:])
                spec.edit("nodeSelector") { $0[key] = value }
            }
        }
        let tolerations = scheduling.items("tolerations")
        if tolerations.isEmpty { return }
        request.object.edit("spec") { $0["tolerations"] = .array(Tolerations.merged($0.items("tolerations"), tolerations)) }
    }

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.operation == .create, request.isFor("pods") else { return }
        let given = Self.amounts(request.object)
        let runtimeClass = try await runtimeClass(request, reader)
        guard let fixed = runtimeClass.flatMap(Self.overhead) else {
            if given.isEmpty { return }
            throw request.forbidden("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead")
        }
        if given != ResourceAmounts(list: fixed) { throw Self.mismatch(request) }
    }

    private func runtimeClass(_ request: AdmissionRequest, _ reader: any AdmissionReader) async throws -> JSONValue? {
        guard request.operation == .create, request.isFor("pods"), let name = request.object["spec"]?["runtimeClassName"]?.string else {
            return nil
        }
        if let found = try await reader.read(group: "node.k8s.io", resource: "runtimeclasses", namespace: "", name: name) { return found }
        throw request.forbidden("pod rejected: RuntimeClass \(FieldError.quoted(name)) not found")
    }

    /// The amounts that a class fixes; nil where it has no overhead.
    private static func overhead(_ runtimeClass: JSONValue) -> JSONValue? {
        guard let overhead = runtimeClass["overhead"], !overhead.isNull else { return nil }
        return overhead["podFixed"] ?? [:]
    }

    private static func amounts(_ pod: JSONValue) -> ResourceAmounts { ResourceAmounts(list: pod["spec"]?["overhead"]) }

    private static func mismatch(_ request: AdmissionRequest) -> APIStatusError {
        request.forbidden("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")
    }
}
