import ComponentMetrics
import Crypto
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// Logins for registries from plug-ins (`--image-credential-provider-config`). Answers are kept as long as they say.
/// Safe to use from anywhere.
final class CredentialProviders: Sendable {
    /// Who an answer was given to and for what; nil stands for any.
    private struct CacheKey: Hashable {
        var provider: String
        var scope: String
        var account: String
    }

    private struct Entry {
        var credentials: PullCredentials
        var expires: Duration
    }

    private let providers: [CredentialProvider]
    private let metrics: ImageMetrics
    private let programs: any CredentialProviderRunning
    /// Nil on a node that stands alone: there are no service accounts.
    private let client: Client?
    private let tokens: TokenManager?
    private let clock: any WallClock
    private let logger: Logger
    private let cache = Mutex<[CacheKey: Entry]>([:])
    /// Questions under way, so that many pods with one image ask once.
    private let asking = Mutex<[CacheKey: Task<PullCredentials, any Error>]>([:])

    init(providers: [CredentialProvider], programs: any CredentialProviderRunning, client: Client?, metrics: ImageMetrics = KubeletMetrics().images, clock: any WallClock, logger: Logger) {
        self.metrics = metrics
        self.providers = providers
        self.programs = programs
        self.client = client
        tokens = client.map { TokenManager(client: $0, clock: clock) }
        self.clock = clock
        self.logger = logger
    }

    /// The plug-ins that the options name; nil when they name none.
    static func load(_ options: ImageOptions, client: Client?, metrics: ImageMetrics, clock: any WallClock, logger: Logger) throws -> CredentialProviders? {
        guard let config = options.credentialProviderConfig, let directory = options.credentialProviderBinDirectory else { return nil }
        let providers = try CredentialProvider.load(config)
        for provider in providers where POSIXFiles.status(directory + "/" + provider.name) == nil {
            throw CredentialProviderError("plugin binary executable \(directory)/\(provider.name) did not exist")
        }
        return CredentialProviders(
            providers: providers, programs: CredentialProviderPrograms(directory: directory, clock: clock), client: client, metrics: metrics, clock: clock,
            logger: logger)
    }

    /// What the plug-ins whose patterns fit know of an image. A plug-in that fails is passed over.
    /// - Parameter image: `registry/repository`
    func credentials(for image: String, pod: Pod) async -> PullCredentials {
        var all = PullCredentials()
        for provider in providers where provider.matchImages.contains(where: { $0.matches(image) }) {
            do {
                all.add(try await credentials(provider, image, pod))
            } catch {
                logger.error("failed to get credentials from external registry credential provider", metadata: ["provider": "\(provider.name)", "error": "\(error)"])
            }
        }
        return all
    }

    private func credentials(_ provider: CredentialProvider, _ image: String, _ pod: Pod) async throws -> PullCredentials {
        var account: CredentialProviderAccount?
        if let attributes = provider.token {
            account = try await self.account(attributes, pod)
            if account == nil && attributes.requiresAccount { return PullCredentials() }
        }
        let owner = Self.owner(account, provider.token)
        let registry = String(image.prefix { $0 != "/" })
        let now = clock.monotonic
        let known: PullCredentials? = cache.withLock { cache in
            cache = cache.filter { $0.value.expires > now }
            for scope in [image, registry, Self.global] {
                if let entry = cache[CacheKey(provider: provider.name, scope: scope, account: owner)] { return entry.credentials }
            }
            return nil
        }
        if let known { return known }
        return try await asked(provider, image, registry, account, owner)
    }

    private static let global = "<global>"

    private static func owner(_ account: CredentialProviderAccount?, _ attributes: CredentialProvider.TokenAttributes?) -> String {
        guard let account, let attributes else { return "" }
        let who = "\(account.namespace)/\(account.name)/\(account.uid)"
        let annotations = account.annotations.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "\n")
        let token = attributes.cacheType == .token ? account.token : ""
        return SHA256.hash(data: Array("\(who)\n\(annotations)\n\(token)".utf8)).hexText
    }

    /// The pod's service account with a token; nil when it has none or lacks an annotation.
    private func account(_ attributes: CredentialProvider.TokenAttributes, _ pod: Pod) async throws -> CredentialProviderAccount? {
        guard let client, let tokens, let name = pod.spec.serviceAccountName, !name.isEmpty else { return nil }
        let object = try await client.get(ServiceAccount.self, name, namespace: pod.metadata.namespace)
        var annotations: [String: String] = [:]
        for key in attributes.requiredAnnotations {
            guard let value = object.metadata.annotations[key] else {
                throw CredentialProviderError("required annotation \(key) not found in service account \(pod.metadata.namespace)/\(name)")
            }
            annotations[key] = value
        }
        for key in attributes.optionalAnnotations { annotations[key] = object.metadata.annotations[key] }
        let token = try await tokens.token(for: pod, audience: attributes.audience, seconds: 3600)
        return CredentialProviderAccount(
            uid: object.metadata.uid, namespace: object.metadata.namespace, name: name, token: token, annotations: annotations)
    }

    private func asked(
        _ provider: CredentialProvider, _ image: String, _ registry: String, _ account: CredentialProviderAccount?, _ owner: String
    ) async throws -> PullCredentials {
        let key = CacheKey(provider: provider.name, scope: image, account: owner)
        let task = asking.withLock { asking in
            if let running = asking[key] { return running }
            let task = Task { try await self.ask(provider, image, registry, account, owner) }
            asking[key] = task
            return task
        }
        defer { asking.withLock { _ = $0.removeValue(forKey: key) } }
        return try await task.value
    }

    private func ask(
        _ provider: CredentialProvider, _ image: String, _ registry: String, _ account: CredentialProviderAccount?, _ owner: String
    ) async throws -> PullCredentials {
        let request = CredentialProviderExchange.request(image, provider, account: account)
        let begun = clock.monotonic
        let answer: [UInt8]
        do { answer = try await programs.run(provider, input: request) } catch {
            metrics.credentialProviderErrors.add(1, provider.name)
            throw error
        }
        metrics.credentialProviderDuration.observe((clock.monotonic - begun).inSeconds, provider.name)
        let response = try CredentialProviderExchange.response(answer, provider)
        let source = account.map { PullCredential.Source.serviceAccount(uid: $0.uid, namespace: $0.namespace, name: $0.name) } ?? .node
        var credentials = PullCredentials()
        for (pattern, auth) in response.logins { credentials.add(pattern, auth, source: source) }
        let duration = response.cacheDuration ?? provider.defaultCacheDuration
        if duration > .zero {
            let scope =
                switch response.cacheKey {
                case .image: image
                case .registry: registry
                case .global: Self.global
                }
            let entry = Entry(credentials: credentials, expires: clock.monotonic + duration)
            cache.withLock { $0[CacheKey(provider: provider.name, scope: scope, account: owner)] = entry }
        }
        return credentials
    }
}
