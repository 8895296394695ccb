import Foundation
import JSON
import KubernetesAPI
import KubernetesClient

/// Why a file of credential providers is refused.
struct CredentialProviderError: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

/// One plug-in that knows logins for registries: an entry of a CredentialProviderConfig.
struct CredentialProvider: Sendable, Equatable {
    /// What tokens of service accounts the plug-in gets.
    struct TokenAttributes: Sendable, Equatable {
        enum CacheType: String, Sendable {
            case serviceAccount = "ServiceAccount"
            case token = "Token"
        }

        var audience: String
        var cacheType: CacheType
        /// Whether a pod without a service account is passed over.
        var requiresAccount: Bool
        /// Annotations of the service account that must be there, and are handed on.
        var requiredAnnotations: [String] = []
        /// Annotations that are handed on if they are there.
        var optionalAnnotations: [String] = []
    }

    /// The name of its program in `--image-credential-provider-bin-dir`.
    var name: String
    var matchImages: [RegistryPattern]
    /// How long an answer is kept that does not say so itself.
    var defaultCacheDuration: Duration
    /// Of requests and answers: credentialprovider.kubelet.k8s.io/v1, v1beta1 or v1alpha1.
    var apiVersion: String
    var arguments: [String] = []
    var environment: [(String, String)] = []
    var token: TokenAttributes?

    static func == (a: CredentialProvider, b: CredentialProvider) -> Bool { a.name == b.name && a.matchImages == b.matchImages && a.token == b.token }

    static let apiVersions = ["v1", "v1beta1", "v1alpha1"].map { "credentialprovider.kubelet.k8s.io/" + $0 }

    /// Reads a file, or all `.json`, `.yaml` and `.yml` files of a directory in the order of their names.
    static func load(_ path: String) throws(CredentialProviderError) -> [CredentialProvider] {
        let files: [String]
        if POSIXFiles.isDirectory(path) {
            files = POSIXFiles.list(path).filter { name in [".json", ".yaml", ".yml"].contains { name.hasSuffix($0) } }.sorted().map { path + "/" + $0 }
            if files.isEmpty { throw CredentialProviderError("no configuration files found in directory \"\(path)\"") }
        } else {
            files = [path]
        }
        var all: [CredentialProvider] = []
        for file in files {
            guard let bytes = POSIXFiles.read(file) else {
                throw CredentialProviderError("unable to read external registry credential provider configuration from \"\(file)\"")
            }
            do {
                all += try parse(YAML.decode(String(decoding: bytes, as: UTF8.self)))
            } catch {
                throw CredentialProviderError("error decoding config \(file): \(error)")
            }
        }
        for provider in all where all.count(where: { $0.name == provider.name }) > 1 {
            throw CredentialProviderError("duplicate provider name \"\(provider.name)\" found in configuration file(s)")
        }
        return all
    }

    static func parse(_ value: JSONValue) throws -> [CredentialProvider] {
        guard value["kind"]?.string == "CredentialProviderConfig" else { throw CredentialProviderError("kind must be CredentialProviderConfig") }
        let versions = ["v1", "v1beta1", "v1alpha1"].map { "kubelet.config.k8s.io/" + $0 }
        guard let version = value["apiVersion"]?.string, versions.contains(version) else {
            throw CredentialProviderError("apiVersion must be one of \(versions.joined(separator: ", "))")
        }
        let providers = value["providers"]?.array ?? []
        if providers.isEmpty { throw CredentialProviderError("providers: Required value: at least 1 item in plugins is required") }
        return try providers.enumerated().map { try provider($1, "providers[\($0)]") }
    }

    private static func provider(_ value: JSONValue, _ path: String) throws -> CredentialProvider {
        let name = value["name"]?.string ?? ""
        if name.isEmpty { throw CredentialProviderError("\(path).name: Required value: provider name is required") }
        if name.contains(" ") || name.contains("/") || [".", ".."].contains(name) {
            throw CredentialProviderError("\(path).name: Invalid value: \"\(name)\": provider name cannot contain path separators or spaces")
        }
        let version = value["apiVersion"]?.string ?? ""
        guard apiVersions.contains(version) else {
            throw CredentialProviderError(
                "\(path).apiVersion: Unsupported value: \"\(version)\": supported values: \(apiVersions.map { "\"\($0)\"" }.joined(separator: ", "))")
        }
        let patterns = value["matchImages"]?.array?.compactMap(\.string) ?? []
        if patterns.isEmpty { throw CredentialProviderError("\(path).matchImages: Required value: at least 1 item in matchImages is required") }
        guard let text = value["defaultCacheDuration"]?.string else {
            throw CredentialProviderError("\(path).defaultCacheDuration: Required value: defaultCacheDuration is required")
        }
        guard let duration = try? GoDurationText.parse(text), duration >= .zero else {
            throw CredentialProviderError("\(path).defaultCacheDuration: Invalid value: \"\(text)\": defaultCacheDuration must be greater than or equal to 0")
        }
        var provider = CredentialProvider(
            name: name, matchImages: patterns.map(RegistryPattern.init), defaultCacheDuration: duration, apiVersion: version)
        provider.arguments = value["args"]?.array?.compactMap(\.string) ?? []
        provider.environment = (value["env"]?.array ?? []).map { ($0["name"]?.string ?? "", $0["value"]?.string ?? "") }.filter { !$0.0.isEmpty }
        if let attributes = value["tokenAttributes"], !attributes.isNull {
            provider.token = try token(attributes, path + ".tokenAttributes")
            if version != apiVersions[0] {
                throw CredentialProviderError("\(path).tokenAttributes: Forbidden: tokenAttributes is only supported for \(apiVersions[0])")
            }
        }
        return provider
    }

    private static func token(_ value: JSONValue, _ path: String) throws -> TokenAttributes {
        guard let audience = value["serviceAccountTokenAudience"]?.string, !audience.isEmpty else {
            throw CredentialProviderError("\(path).serviceAccountTokenAudience: Required value: serviceAccountTokenAudience is required")
        }
        guard let type = (value["cacheType"]?.string).flatMap(TokenAttributes.CacheType.init) else {
            throw CredentialProviderError("\(path).cacheType: Unsupported value: supported values: \"ServiceAccount\", \"Token\"")
        }
        guard let requires = value["requireServiceAccount"]?.bool else {
            throw CredentialProviderError("\(path).requireServiceAccount: Required value: requireServiceAccount is required")
        }
        var attributes = TokenAttributes(audience: audience, cacheType: type, requiresAccount: requires)
        attributes.requiredAnnotations = value["requiredServiceAccountAnnotationKeys"]?.array?.compactMap(\.string) ?? []
        attributes.optionalAnnotations = value["optionalServiceAccountAnnotationKeys"]?.array?.compactMap(\.string) ?? []
        if !requires && !attributes.requiredAnnotations.isEmpty {
            throw CredentialProviderError(
                "\(path).requiredServiceAccountAnnotationKeys: Forbidden: requireServiceAccount cannot be false when requiredServiceAccountAnnotationKeys is set")
        }
        for key in attributes.requiredAnnotations where attributes.optionalAnnotations.contains(key) {
            throw CredentialProviderError("\(path): Invalid value: \"\(key)\": annotation keys cannot be both required and optional")
        }
        return attributes
    }
}
