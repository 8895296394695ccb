/// The parameters of a list or a watch: `ListOptions` of meta.k8s.io.
struct ListParameters: Sendable {
    var labelSelector: String?
    var fieldSelector: String?
    var watch = false
    var allowWatchBookmarks = false
    var resourceVersion = ""
    var resourceVersionMatch = ""
    /// How long a watch lasts at most; nil when the client does not say.
    var timeoutSeconds: Int?
    /// How many items a page holds; 0 means all.
    var limit = 0
    var continueToken = ""
    var sendInitialEvents: Bool?

    /// Reads and checks the parameters.
    /// - Throws: 400 for values that do not parse, 422 for combinations that make no sense.
    init(_ query: Query, verb: String) throws(APIStatusError) {
        labelSelector = query["labelSelector"].flatMap { $0.isEmpty ? nil : $0 }
        fieldSelector = query["fieldSelector"].flatMap { $0.isEmpty ? nil : $0 }
        watch = verb == "watch"
        allowWatchBookmarks = try OptionParsing.bool(query["allowWatchBookmarks"]) ?? false
        resourceVersion = query["resourceVersion"] ?? ""
        resourceVersionMatch = query["resourceVersionMatch"] ?? ""
        timeoutSeconds = try OptionParsing.int(query["timeoutSeconds"])
        limit = max(0, try OptionParsing.int(query["limit"]) ?? 0)
        continueToken = query["continue"] ?? ""
        sendInitialEvents = try OptionParsing.bool(query["sendInitialEvents"])
        let errors = validate()
        if !errors.isEmpty { throw .invalid(group: "meta.k8s.io", kind: "ListOptions", name: "", errors) }
    }

    private func validate() -> [FieldError] {
        var errors: [FieldError] = []
        let match = "resourceVersionMatch"
        if watch {
            if sendInitialEvents != nil, resourceVersionMatch != "NotOlderThan" {
                errors.append(.forbidden(match, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"))
            }
            guard !resourceVersionMatch.isEmpty else { return errors }
            if sendInitialEvents == nil {
                errors.append(.forbidden(match, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"))
            }
            if resourceVersionMatch != "NotOlderThan" { errors.append(.notSupported(match, resourceVersionMatch, ["NotOlderThan"])) }
            if !continueToken.isEmpty {
                errors.append(.forbidden(match, "resourceVersionMatch is forbidden when continue is provided"))
            }
            return errors
        }
        if !resourceVersionMatch.isEmpty {
            if resourceVersion.isEmpty {
                errors.append(.forbidden(match, "resourceVersionMatch is forbidden unless resourceVersion is provided"))
            }
            if !continueToken.isEmpty {
                errors.append(.forbidden(match, "resourceVersionMatch is forbidden when continue is provided"))
            }
            if !["Exact", "NotOlderThan"].contains(resourceVersionMatch) {
                errors.append(.notSupported(match, resourceVersionMatch, ["Exact", "NotOlderThan", ""]))
            }
            if resourceVersionMatch == "Exact", resourceVersion == "0" {
                errors.append(.forbidden(match, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""))
            }
        }
        if sendInitialEvents != nil {
            errors.append(.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"))
        }
        return errors
    }
}

/// The parameters of create, update and patch.
struct WriteParameters: Sendable {
    /// What to do about fields that the schema does not know or that stand twice.
    enum FieldValidation: String, Sendable { case ignore = "Ignore", warn = "Warn", strict = "Strict" }

    var dryRun = false
    /// Who the managed fields are booked to; nil when the client does not say.
    var fieldManager: String?
    var fieldValidation = FieldValidation.warn
    /// Whether an apply takes fields over from others.
    var force: Bool?

    /// Reads and checks the parameters; `kind` is CreateOptions, UpdateOptions or PatchOptions.
    /// - Throws: 400 or 422.
    init(_ query: Query, kind: String, apply: Bool = false) throws(APIStatusError) {
        var errors: [FieldError] = []
        force = try OptionParsing.bool(query["force"])
        if kind == "PatchOptions", force != nil, !apply {
            errors.append(.forbidden("force", "may not be specified for non-apply patch"))
        }
        if let manager = query["fieldManager"], !manager.isEmpty {
            fieldManager = manager
            if manager.utf8.count > 128 { errors.append(.tooLong("fieldManager", limit: 128)) }
            if manager.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) {
                errors.append(.invalid("fieldManager", string: manager, "should only contain printable characters"))
            }
        } else if apply {
            errors.append(.required("fieldManager", "is required for apply patch"))
        }
        (dryRun, errors) = OptionParsing.dryRun(query.all("dryRun"), errors)
        switch query["fieldValidation"] ?? "" {
        case "": break
        case let value:
            if let known = FieldValidation(rawValue: value) {
                fieldValidation = known
            } else {
                errors.append(.notSupported("fieldValidation", value, ["", "Ignore", "Strict", "Warn"]))
            }
        }
        if !errors.isEmpty { throw .invalid(group: "meta.k8s.io", kind: kind, name: "", errors) }
    }
}

/// How the values of parameters are read.
enum OptionParsing {
    /// A boolean parameter; anything but false, 0 and the like counts as true, as in Kubernetes' conversion.
    static func bool(_ text: String?) throws(APIStatusError) -> Bool? {
        guard let text else { return nil }
        switch text.lowercased() {
        case "false", "0": return false
        default: return true
        }
    }

    /// Whether an answer is to be indented: as the parameter says, or because a person is likely to read it.
    static func isPretty(_ text: String?, userAgent: String?) -> Bool {
        if let text, !text.isEmpty { return ["1", "t", "T", "true", "TRUE", "True"].contains(text) }
        guard let userAgent else { return false }
        return ["curl", "Wget", "Mozilla/5.0"].contains { userAgent.hasPrefix($0) }
    }

    /// An integer parameter.
    static func int(_ text: String?) throws(APIStatusError) -> Int? {
        guard let text, !text.isEmpty else { return nil }
        guard let value = Int(text) else {
            throw .badRequest("strconv.ParseInt: parsing \(FieldError.quoted(text)): invalid syntax")
        }
        return value
    }

    /// Whether dryRun=All was given, and what is wrong with the parameter.
    static func dryRun(_ values: [String], _ errors: [FieldError]) -> (Bool, [FieldError]) {
        guard !values.isEmpty else { return (false, errors) }
        if values.contains(where: { $0 != "All" }) {
            let list = "[" + values.map(FieldError.quoted).joined(separator: ",") + "]"
            let error = FieldError(
                type: .notSupported, field: "dryRun", body: "Unsupported value: \(list): supported values: \"All\"")
            return (false, errors + [error])
        }
        return (true, errors)
    }
}
