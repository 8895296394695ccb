import APISchema
import JSON
import KubernetesAPI

/// How something is to be deleted: `DeleteOptions`.
struct DeleteParameters: Sendable {
    var gracePeriodSeconds: Int64?
    /// Foreground, Background or Orphan; nil when the client does not say.
    var propagationPolicy: String?
    /// The older form of the policy.
    var orphanDependents: Bool?
    /// What the object must be.
    var uid: String?
    var resourceVersion: String?
    var dryRun = false

    init() {}

    /// Reads the options from a body, or from the query when there is none.
    /// - Throws: 400 or 422.
    init(_ request: RequestContext, schema: Schema) throws(APIStatusError) {
        if request.body.isEmpty {
            try self.init(request.query)
        } else {
            let apiVersion = Self.apiVersion(request.body)
            let value = try Registry.decode(
                request.body, contentType: request.headers["content-type"], schema: schema, kind: "DeleteOptions", apiVersion: apiVersion
            ).object
            try self.init(value)
        }
    }

    /// DeleteOptions are registered in every group and version.
    private static func apiVersion(_ body: [UInt8]) -> String {
        let given = (try? ProtobufDecoder.open(body).apiVersion) ?? (try? JSONValue(parsing: body))?.text("apiVersion") ?? ""
        return given.isEmpty ? "v1" : given
    }

    /// Reads the options from an object.
    init(_ value: JSONValue) throws(APIStatusError) {
        gracePeriodSeconds = value["gracePeriodSeconds"]?.int
        propagationPolicy = value["propagationPolicy"]?.string
        orphanDependents = value["orphanDependents"]?.bool
        uid = value["preconditions"]?["uid"]?.string
        resourceVersion = value["preconditions"]?["resourceVersion"]?.string
        try check(dryRun: value.items("dryRun").compactMap(\.string))
    }

    private init(_ query: Query) throws(APIStatusError) {
        gracePeriodSeconds = try OptionParsing.int(query["gracePeriodSeconds"]).map(Int64.init)
        propagationPolicy = query["propagationPolicy"].flatMap { $0.isEmpty ? nil : $0 }
        orphanDependents = try OptionParsing.bool(query["orphanDependents"])
        try check(dryRun: query.all("dryRun"))
    }

    private mutating func check(dryRun values: [String]) throws(APIStatusError) {
        var errors: [FieldError] = []
        if propagationPolicy != nil, orphanDependents != nil {
            errors.append(
                .invalid(
                    "propagationPolicy", string: propagationPolicy ?? "",
                    "orphanDependents and deletionPropagation cannot be both set"))
        }
        if let policy = propagationPolicy, !["Foreground", "Background", "Orphan"].contains(policy) {
            errors.append(.notSupported("propagationPolicy", policy, ["Foreground", "Background", "Orphan", "nil"]))
        }
        (dryRun, errors) = OptionParsing.dryRun(values, errors)
        if !errors.isEmpty { throw .invalid(group: "meta.k8s.io", kind: "DeleteOptions", name: "", errors) }
    }

    /// The finalizers that the policy puts on an object or takes from it.
    func finalizers(_ present: [JSONValue], rules: any ResourceRules) -> [JSONValue] {
        var orphan = present.contains("orphan")
        var foreground = present.contains("foregroundDeletion")
        if let orphanDependents {
            orphan = orphanDependents
            foreground = orphanDependents ? false : foreground
        } else if let propagationPolicy {
            orphan = propagationPolicy == "Orphan"
            foreground = propagationPolicy == "Foreground"
        } else if !orphan, !foreground {
            orphan = rules.orphansDependents
        }
        var result = present.filter { $0 != "orphan" && $0 != "foregroundDeletion" }
        if orphan { result.append("orphan") }
        if foreground { result.append("foregroundDeletion") }
        // What was there keeps its place.
        return Set(result) == Set(present) ? present : result
    }
}
