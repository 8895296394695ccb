import JSON
import SwiftASN1
import X509

/// `CertificateSigningRequest` of certificates.k8s.io/v1.
struct CertificateSigningRequestRules: ResourceRules {
    // Nobody cares how requests are called.
    func validateName(_ name: String) -> [String] { NameRules.pathSegment(name) }

    func prepareForCreate(_ object: inout JSONValue, _ context: RuleContext) {
        object.setDefault("spec", [:])
        object.edit("spec") { spec in
            spec["username"] = context.user.name.isEmpty ? nil : .string(context.user.name)
            spec["uid"] = context.user.uid.isEmpty ? nil : .string(context.user.uid)
            spec["groups"] = context.user.groups.isEmpty ? nil : .array(context.user.groups.map { .string($0) })
            let extra = context.user.extra.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.array($0.value.map { .string($0) })) }
            spec["extra"] = extra.isEmpty ? nil : .object(JSONObject(extra))
        }
    }

    func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, _ context: RuleContext) { object["spec"] = old["spec"] }

    func prepareForStatusUpdate(_ object: inout JSONValue, old: JSONValue, _ context: RuleContext) {
        // Approval has a subresource of its own.
        let decided = (old["status"]?.items("conditions") ?? []).filter { ["Approved", "Denied"].contains($0.text("type")) }
        object.setDefault("status", [:])
        object.edit("status") { status in
            let others = status.items("conditions").filter { !["Approved", "Denied"].contains($0.text("type")) }
            let all = decided + others
            status["conditions"] = all.isEmpty ? nil : .array(all)
        }
        SubresourceFields.stampConditions(&object, time: context.time)
    }

    func selectableFields(_ object: JSONValue) -> [(String, String)] {
        [("spec.signerName", object["spec"]?.text("signerName") ?? "")]
    }

    private static let usages = [
        "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment", "decipher only",
        "digital signature", "email protection", "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement",
        "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing", "timestamping",
    ]

    func validate(_ object: JSONValue) -> [FieldError] { request(object, old: nil) }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] { change(object, old, mayDecide: false, mayIssue: false) }
    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] { change(object, old, mayDecide: false, mayIssue: true) }
    func validateUpdate(_ object: JSONValue, old: JSONValue, subresource: String) -> [FieldError] {
        change(object, old, mayDecide: subresource == "approval", mayIssue: false)
    }

    private func request(_ object: JSONValue, old: JSONValue?) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors: [FieldError] = []
        if let problem = Self.requestProblem(spec.text("request")) {
            errors.append(.invalid("spec.request", string: spec.text("request"), problem))
        }
        if !spec.has("usages") { errors.append(.required("spec.usages")) }
        let usages = spec.items("usages").compactMap(\.string)
        let before = old?["spec"]?.items("usages").compactMap(\.string) ?? []
        if before.allSatisfy(Self.usages.contains) {
            for (i, usage) in usages.enumerated() where !Self.usages.contains(usage) {
                errors.append(.notSupported("spec.usages[\(i)]", usage, Self.usages))
            }
        }
        if Set(before).count == before.count {
            for (i, usage) in usages.enumerated() where usages[..<i].contains(usage) {
                errors.append(.duplicate("spec.usages[\(i)]", FieldError.quoted(usage)))
            }
        }
        let signer = spec.text("signerName")
        if signer == "kubernetes.io/legacy-unknown", old?["spec"]?.text("signerName") != signer {
            errors.append(.invalid("spec.signerName", string: signer, "the legacy signerName is not allowed via this API version"))
        } else {
            errors += NameRules.signerName("spec.signerName", signer)
        }
        if let seconds = spec["expirationSeconds"]?.int, seconds < 600 {
            errors.append(
                .invalid("spec.expirationSeconds", "\(seconds)", "may not specify a duration less than 600 seconds (10 minutes)"))
        }
        errors += conditions(object, old)
        let certificate = object["status"]?.text("certificate") ?? ""
        if certificate != old?["status"]?.text("certificate"), Self.certificateProblem(old?["status"]?.text("certificate") ?? "") == nil,
            let problem = Self.certificateProblem(certificate)
        {
            errors.append(.invalid("status.certificate", string: "<certificate data>", problem))
        }
        return errors
    }

    private func conditions(_ object: JSONValue, _ old: JSONValue?) -> [FieldError] {
        let before = (old?["status"]?.items("conditions") ?? []).map { $0.text("type") }
        let hadBoth = before.contains("Approved") && before.contains("Denied")
        var errors: [FieldError] = []
        var seen: Set<String> = []
        for (i, condition) in (object["status"]?.items("conditions") ?? []).enumerated() {
            let field = "status.conditions[\(i)]"
            let type = condition.text("type")
            if type.isEmpty, !before.contains("") { errors.append(.required("\(field).type")) }
            let allowed = ["Approved", "Denied", "Failed"].contains(type) ? ["True"] : ["False", "True", "Unknown"]
            let status = condition.text("status")
            if status.isEmpty {
                errors.append(.required("\(field).status"))
            } else if !allowed.contains(status) {
                errors.append(.notSupported("\(field).status", status, allowed))
            }
            let opposite = ["Approved": "Denied", "Denied": "Approved"][type]
            if !hadBoth, let opposite, seen.contains(opposite) {
                errors.append(.invalid("\(field).type", string: type, "Approved and Denied conditions are mutually exclusive"))
            }
            if !seen.insert(type).inserted, Set(before).count == before.count {
                errors.append(.duplicate("\(field).type", FieldError.quoted(type)))
            }
        }
        return errors
    }

    private func change(_ object: JSONValue, _ old: JSONValue, mayDecide: Bool, mayIssue: Bool) -> [FieldError] {
        var errors = request(object, old: old)
        func conditions(_ object: JSONValue, _ type: String) -> [JSONValue] {
            (object["status"]?.items("conditions") ?? []).filter { $0.text("type") == type }
        }
        for type in ["Approved", "Denied", "Failed"] where conditions(object, type).count < conditions(old, type).count {
            errors.append(.forbidden("status.conditions", "updates may not remove a condition of type \(FieldError.quoted(type))"))
        }
        if !mayDecide {
            for type in ["Approved", "Denied"] where conditions(object, type).count > conditions(old, type).count {
                errors.append(.forbidden("status.conditions", "updates may not add a condition of type \(FieldError.quoted(type))"))
            }
        }
        let (new, before) = (object["status"]?.text("certificate") ?? "", old["status"]?.text("certificate") ?? "")
        if new != before {
            if !mayIssue {
                errors.append(.forbidden("status.certificate", "updates may not set certificate content"))
            } else if !before.isEmpty {
                errors.append(.forbidden("status.certificate", "updates may not modify existing certificate content"))
            }
        }
        return errors
    }

    /// Why the base64 of a request is none that is signed by its own key.
    private static func requestProblem(_ base64: String) -> String? {
        let blocks = pem(base64)
        guard let block = blocks?.first, block.discriminator == "CERTIFICATE REQUEST" else { return "PEM block type must be CERTIFICATE REQUEST" }
        guard let request = try? CertificateSigningRequest(derEncoded: block.derBytes) else { return "asn1: syntax error: data truncated" }
        return request.publicKey.isValidSignature(request.signature, for: request) ? nil : "x509: certificate request signature is invalid"
    }

    /// Why the base64 of certificates is none; nil for an empty text.
    private static func certificateProblem(_ base64: String) -> String? {
        if base64.isEmpty { return nil }
        guard let blocks = pem(base64), !blocks.isEmpty else { return "must contain at least one CERTIFICATE PEM block" }
        for block in blocks {
            if block.discriminator != "CERTIFICATE" {
                return "only CERTIFICATE PEM blocks are allowed, found \(FieldError.quoted(block.discriminator))"
            }
            if (try? Certificate(derEncoded: block.derBytes)) == nil { return "x509: malformed certificate" }
        }
        return nil
    }

    private static func pem(_ base64: String) -> [PEMDocument]? {
        guard let bytes = Base64.decode(base64) else { return nil }
        return try? PEMDocument.parseMultiple(pemString: String(decoding: bytes, as: UTF8.self))
    }
}
