import Foundation
import JSON

/// `--admission-control-config-file`: what each plugin is told.
struct AdmissionConfiguration: Sendable {
    /// What one plugin is told, and where, for complaints.
    struct Plugin: Sendable {
        var name: String
        var value: JSONValue

        /// A setting that the plugin cannot use.
        func complaint(_ text: String) -> AdmissionChain.BadOption {
            .init(description: "admission-control-config-file: plugin \(FieldError.quoted(name)): \(text)")
        }

        /// - Throws: when this is no `kind` in one of the versions of `group`.
        func check(kind: String, group: String, versions: [String]) throws {
            let known = versions.map { "\(group)/\($0)" }
            guard value.text("kind") == kind, known.contains(value.text("apiVersion")) else {
                throw complaint(
                    "no kind \(FieldError.quoted(value.text("kind"))) is registered for version \(FieldError.quoted(value.text("apiVersion"))), "
                        + "want \(kind) of \(known.joined(separator: " or "))")
            }
        }
    }

    /// By the plugins' names.
    var plugins: [String: Plugin] = [:]

    init() {}

    /// Reads the file, and the files that it names; nil is an empty configuration.
    init(file: String?) throws {
        guard let file, !file.isEmpty else { return }
        let document = try Self.document(file)
        let versions = ["apiserver.config.k8s.io/v1", "apiserver.config.k8s.io/v1alpha1", "apiserver.k8s.io/v1alpha1"]
        guard document.text("kind") == "AdmissionConfiguration", versions.contains(document.text("apiVersion")) else {
            throw AdmissionChain.BadOption(
                description: "\(file): no AdmissionConfiguration of apiserver.config.k8s.io/v1, but "
                    + "\(document.text("kind")) of \(document.text("apiVersion"))")
        }
        for entry in document.items("plugins") {
            let name = entry.text("name")
            if plugins[name] != nil { throw AdmissionChain.BadOption(description: "\(file): plugin \(FieldError.quoted(name)) stands twice") }
            var value = entry["configuration"] ?? .null
            if value.isNull, !entry.text("path").isEmpty {
                // A relative path is meant from where the file lies.
                let base = URL(fileURLWithPath: file).deletingLastPathComponent()
                value = try Self.document(URL(fileURLWithPath: entry.text("path"), relativeTo: base).path)
            }
            if !value.isNull { plugins[name] = Plugin(name: name, value: value) }
        }
    }

    private static func document(_ file: String) throws -> JSONValue {
        do {
            return try YAMLReader.parse(Array(Data(contentsOf: URL(fileURLWithPath: file))))
        } catch {
            throw AdmissionChain.BadOption(description: "unable to read admission control configuration from \(FieldError.quoted(file)): \(error)")
        }
    }
}
