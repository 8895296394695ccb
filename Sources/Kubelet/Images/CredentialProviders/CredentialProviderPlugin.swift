import ContainerRuntime
import JSON
import KubernetesAPI
import Subprocess
import SystemPackage

/// Asks a credential provider's program.
protocol CredentialProviderRunning: Sendable {
    /// - Parameter input: what the program reads from its standard input.
    /// - Returns: what it wrote on its standard output.
    func run(_ provider: CredentialProvider, input: [UInt8]) async throws -> [UInt8]
}

/// Runs the programs of `--image-credential-provider-bin-dir`, no longer than a minute each.
struct CredentialProviderPrograms: CredentialProviderRunning {
    var directory: String
    var clock: any WallClock

    private static let limit: Duration = .seconds(60)
    private static let outputLimit = 1 << 20

    func run(_ provider: CredentialProvider, input: [UInt8]) async throws -> [UInt8] {
        let path = directory + "/" + provider.name
        var variables: [Environment.Key: String?] = [:]
        for (name, value) in provider.environment { variables[Environment.Key(stringLiteral: name)] = value }
        let environment = Environment.inherit.updating(variables)
        let text = String(decoding: input, as: UTF8.self)
        return try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask {
                let result = try await Subprocess.run(
                    .path(FilePath(path)), arguments: Arguments(provider.arguments), environment: environment, input: .string(text),
                    output: .string(limit: Self.outputLimit), error: .string(limit: Self.outputLimit))
                guard result.terminationStatus.isSuccess else {
                    throw CredentialProviderError(
                        "error execing credential provider plugin \(provider.name): \(result.terminationStatus): \(result.standardError)")
                }
                return Array(result.standardOutput.utf8)
            }
            group.addTask {
                try await clock.sleep(for: Self.limit)
                throw CredentialProviderError("credential provider plugin \(provider.name) did not answer within \(Self.limit.goText)")
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }
}

/// The service account of the pod that an image is for, as a plug-in sees it.
struct CredentialProviderAccount: Sendable {
    var uid: String
    var namespace: String
    var name: String
    var token: String
    var annotations: [String: String]
}

/// CredentialProviderRequest and CredentialProviderResponse of credentialprovider.kubelet.k8s.io.
enum CredentialProviderExchange {
    /// For which images an answer holds.
    enum CacheKey: String, Sendable {
        case image = "Image"
        case registry = "Registry"
        case global = "Global"
    }

    struct Response: Sendable {
        var cacheKey: CacheKey
        /// Nil leaves it to the configuration.
        var cacheDuration: Duration?
        var logins: [(pattern: String, auth: CRIAuthConfig)]
    }

    static func request(_ image: String, _ provider: CredentialProvider, account: CredentialProviderAccount?) -> [UInt8] {
        var request: JSONValue = ["kind": "CredentialProviderRequest", "apiVersion": .string(provider.apiVersion), "image": .string(image)]
        if let account {
            request["serviceAccountToken"] = .string(account.token)
            if !account.annotations.isEmpty {
                request["serviceAccountAnnotations"] = .object(JSONObject(account.annotations.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
            }
        }
        return request.serialized()
    }

    static func response(_ bytes: [UInt8], _ provider: CredentialProvider) throws -> Response {
        guard let value = try? JSONValue(parsing: bytes), value["kind"]?.string == "CredentialProviderResponse" else {
            throw CredentialProviderError("failed to decode response of credential provider plugin \(provider.name): it is no CredentialProviderResponse")
        }
        let version = value["apiVersion"]?.string ?? ""
        guard version == provider.apiVersion else {
            throw CredentialProviderError("apiVersion from credential plugin response did not match expected apiVersion:\(provider.apiVersion), actual apiVersion:\(version)")
        }
        guard let key = (value["cacheKeyType"]?.string).flatMap(CacheKey.init) else {
            throw CredentialProviderError("credential provider plugin did not return a valid cacheKeyType: \"\(value["cacheKeyType"]?.string ?? "")\"")
        }
        var duration: Duration?
        if let text = value["cacheDuration"]?.string {
            guard let parsed = try? GoDurationText.parse(text) else { throw CredentialProviderError("cacheDuration: invalid duration \"\(text)\"") }
            duration = parsed
        }
        var logins: [(String, CRIAuthConfig)] = []
        for (pattern, login) in value["auth"]?.object ?? [:] {
            var auth = CRIAuthConfig()
            auth.username = login["username"]?.string ?? ""
            auth.password = login["password"]?.string ?? ""
            logins.append((pattern, auth))
        }
        return Response(cacheKey: key, cacheDuration: duration, logins: logins)
    }
}
