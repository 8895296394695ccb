import JSON
import SwiftASN1
import X509

/// `ClusterTrustBundle` of certificates.k8s.io: certificates of authorities, of a signer or of nobody in particular.
struct ClusterTrustBundleRules: ResourceRules {
    private static let maximumSize = 1 << 20

    // What a name must be is decided by the signer.
    func validateName(_ name: String) -> [String] { [] }

    func selectableFields(_ object: JSONValue) -> [(String, String)] { [("spec.signerName", object["spec"]?.text("signerName") ?? "")] }

    func validate(_ object: JSONValue) -> [FieldError] { common(object) + bundle(object) }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        let signer = object["spec"]?.text("signerName") ?? ""
        var errors = common(object)
        // What is stored already stays, even if it would not be taken today.
        if object["spec"]?["trustBundle"] != old["spec"]?["trustBundle"] { errors += bundle(object) }
        if signer != old["spec"]?.text("signerName") ?? "" { errors.append(.invalid("spec.signerName", string: signer, "field is immutable")) }
        return errors
    }

    private func common(_ object: JSONValue) -> [FieldError] {
        let name = object["metadata"]?.text("name") ?? "", signer = object["spec"]?.text("signerName") ?? ""
        if signer.isEmpty {
            let problems = name.contains(":") ? ["ClusterTrustBundle without signer name must not have \":\" in its name"] : NameRules.dnsSubdomain(name)
            return problems.map { .invalid("metadata.name", string: name, $0) }
        }
        let prefix = signer.split(separator: "/", omittingEmptySubsequences: false).joined(separator: ":") + ":"
        let problems =
            name.hasPrefix(prefix)
            ? NameRules.dnsSubdomain(String(name.dropFirst(prefix.count))) : ["ClusterTrustBundle for signerName \(signer) must be named with prefix \(prefix)"]
        return problems.map { .invalid("metadata.name", string: name, $0) } + NameRules.signerName("spec.signerName", signer)
    }

    private func bundle(_ object: JSONValue) -> [FieldError] {
        let field = "spec.trustBundle", text = object["spec"]?.text("trustBundle") ?? ""
        if text.utf8.count > Self.maximumSize { return [.tooLong(field, limit: Self.maximumSize)] }
        let entries = (try? PEMDocument.parseMultiple(pemString: text)) ?? []
        if entries.isEmpty { return [.invalid(field, string: "<value omitted>", "at least one PEM block must be provided")] }
        var problems: [String] = []
        var places: [[UInt8]: [Int]] = [:]
        for (index, entry) in entries.enumerated() {
            if let problem = Self.problem(entry) { problems.append("entry \(index) \(problem)") } else { places[entry.derBytes, default: []].append(index) }
        }
        if problems.isEmpty {
            let doubles = places.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
            problems = doubles.map { "duplicate trust anchor (indices [\($0.map(String.init).joined(separator: " "))])" }
        }
        return problems.map { .invalid(field, string: "<value omitted>", $0) }
    }

    private static func problem(_ entry: PEMDocument) -> String? {
        if entry.discriminator != "CERTIFICATE" { return "has bad block type: \(entry.discriminator)" }
        guard let certificate = try? Certificate(derEncoded: entry.derBytes) else { return "does not parse as X.509" }
        if case .isCertificateAuthority? = try? certificate.extensions.basicConstraints { return nil }
        return "does not have the CA bit set"
    }
}
