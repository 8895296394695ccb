import ComponentMetrics
import ContainerRuntime
import Foundation
import KubernetesAPI
import Logging
import Synchronization

/// Why an image is not there: the reason that the container waits with, and a message.
struct ImageFailure: Error, Equatable {
    static let errImagePull = "ErrImagePull"
    static let imagePullBackOff = "ImagePullBackOff"
    static let errImageNeverPull = "ErrImageNeverPull"
    static let invalidImageName = "InvalidImageName"
    static let imageInspectError = "ImageInspectError"
    static let registryUnavailable = "RegistryUnavailable"
    static let signatureValidationFailed = "SignatureValidationFailed"

    var reason: String
    var message: String
    /// When it makes sense to try again; nil means by the usual back-off of the pod.
    var retryAfter: Duration?
}

/// Brings images to the node by their pull policies. Safe to use from anywhere.
final class ImageManager: Sendable {
    /// Records an event on the container that wants the image: type, reason, message.
    typealias EventSink = @Sendable (String, String, String) -> Void

    private let cri: any CRI
    private let clock: any WallClock
    private let logger: Logger
    private let metrics: ImageMetrics
    private let backOff: BackOff
    private let puller: ImagePuller
    private let verification: PullVerification
    private let nodeConfig: NodeDockerConfig
    private let providers: CredentialProviders?
    private let lastErrors = Mutex<[String: String]>([:])
    /// Registries that have answered this kubelet.
    private let reached = Mutex<Set<String>>([])
    private let recovered = Mutex(false)

    /// - Parameters:
    ///   - home: where the node's own docker configuration may be.
    ///   - providers: plug-ins that have logins; nil when none are configured.
    init(cri: any CRI, clock: any WallClock, options: KubeletOptions, home: String, providers: CredentialProviders?, metrics: ImageMetrics = KubeletMetrics().images, logger: Logger) {
        self.metrics = metrics
        self.cri = cri
        self.clock = clock
        self.logger = logger
        self.providers = providers
        backOff = BackOff(clock: clock)
        puller = ImagePuller(cri: cri, clock: clock, options: options)
        verification = PullVerification(
            records: PullRecords(rootDirectory: options.rootDirectory, logger: logger),
            policy: options.node.featureGates["KubeletEnsureSecretPulledImages"] == false ? "NeverVerify" : options.images.credentialsVerificationPolicy,
            allowlist: options.images.preloadedAllowlist, clock: clock)
        nodeConfig = NodeDockerConfig(rootDirectory: options.rootDirectory, home: home, clock: clock)
    }

    /// What one container wants.
    private struct Wish {
        var pod: Pod
        /// As it is written in the pod.
        var written: String
        var name: ImageName
        var secrets: PullCredentials
        var sandbox: CRIPodSandboxConfig
        var runtimeHandler: String
        var event: EventSink
        let trace = Trace()
    }

    /// Whether a registry had to be asked.
    private final class Trace: Sendable {
        private let pulled = Mutex(false)
        var isPulled: Bool { pulled.withLock { $0 } }
        func pull() { pulled.withLock { $0 = true } }
    }

    /// Makes sure that the container's image is on the node.
    /// - Parameters:
    ///   - credentials: those of the pod's secrets.
    ///   - runtimeHandler: tells the runtime whose image it is to be, where handlers have images of their own.
    /// - Returns: the image as the runtime has it.
    /// - Throws: `ImageFailure`, or `CancellationError`.
    func ensure(
        _ container: Container, of pod: Pod, credentials: PullCredentials, sandbox: CRIPodSandboxConfig, runtimeHandler: String = "",
        event: @escaping EventSink
    ) async throws -> CRIImage {
        try await ensure(
            image: container.image ?? "", policy: container.imagePullPolicy, of: pod, credentials: credentials, sandbox: sandbox,
            runtimeHandler: runtimeHandler, event: event)
    }

    /// The same for an image that is not a container's, such as an image volume's.
    func ensure(
        image written: String, policy: String?, of pod: Pod, credentials: PullCredentials, sandbox: CRIPodSandboxConfig,
        runtimeHandler: String = "", event: @escaping EventSink
    ) async throws -> CRIImage {
        let name: ImageName
        do throws(InvalidImageName) {
            name = try ImageName(parsing: written)
        } catch {
            let message = "Failed to apply default image tag \"\(written)\": couldn't parse image name \"\(written)\": \(error)"
            event("Warning", "InspectFailed", message)
            throw ImageFailure(reason: ImageFailure.invalidImageName, message: message)
        }
        await recover()
        let wish = Wish(
            pod: pod, written: written, name: name, secrets: credentials, sandbox: sandbox, runtimeHandler: runtimeHandler, event: event)
        let present = try await inspect(wish)
        let policy = policy ?? name.defaultPullPolicy
        var result = "error"
        defer { metrics.ensureRequests.add(1, "\(present != nil)", policy.lowercased(), "\(wish.trace.isPulled)", result) }
        let image = try await ensured(wish, present, policy)
        result = "success"
        return image
    }

    private func ensured(_ wish: Wish, _ present: CRIImage?, _ policy: String) async throws -> CRIImage {
        let (name, written, event) = (wish.name, wish.written, wish.event)
        if let present {
            if policy != "Always" { return try await use(present, wish, policy) }
            // An image without a registry's digest was brought to the node by hand. Whether its registry has another one is
            // asked only of registries that are known to answer: a node without any would wait for each pod.
            if present.repoDigests.isEmpty {
                guard reached.withLock({ $0.contains(name.registry) }) else { return usable(present, wish) }
                do { return try await pull(wish, policy) } catch is ImageFailure { return usable(present, wish) }
            }
        } else if policy == "Never" {
            let message = "Container image \"\(written)\" is not present with pull policy of Never"
            event("Warning", "ErrImageNeverPull", message)
            throw ImageFailure(reason: ImageFailure.errImageNeverPull, message: message)
        }
        return try await pull(wish, policy)
    }

    private func inspect(_ wish: Wish) async throws -> CRIImage? {
        do {
            return try await cri.imageStatus(wish.name.withDefaultTag)
        } catch {
            try Task.checkCancellation()
            let message = "Failed to inspect image \"\(wish.name.withDefaultTag)\": \(error)"
            wish.event("Warning", "InspectFailed", message)
            throw ImageFailure(reason: ImageFailure.imageInspectError, message: message)
        }
    }

    // MARK: - What is there

    private func usable(_ present: CRIImage, _ wish: Wish) -> CRIImage {
        wish.event("Normal", "Pulled", "Container image \"\(wish.written)\" already present on machine and can be accessed by the pod")
        return present
    }

    /// Uses an image that is there, if the pod may.
    private func use(_ present: CRIImage, _ wish: Wish, _ policy: String) async throws -> CRIImage {
        let mustPull = await verification.mustPull(wish.name, written: wish.name.withDefaultTag, ref: present.id) {
            await self.credentials(wish)
        }
        if !mustPull { return usable(present, wish) }
        if policy == "Never" {
            let message = "Container image \"\(wish.written)\" is present with pull policy of Never but does not have the proper credentials to access the image"
            wish.event("Warning", "ErrImageNeverPull", message)
            throw ImageFailure(reason: ImageFailure.errImageNeverPull, message: message)
        }
        return try await pull(wish, policy)
    }

    private func credentials(_ wish: Wish) async -> [PullCredential] {
        var all = wish.secrets
        if let providers { all.add(await providers.credentials(for: wish.name.name, pod: wish.pod)) }
        all.add(nodeConfig.credentials())
        return all.matching(wish.name)
    }

    /// How the metrics call sizes like this one.
    private static func sizeRange(_ bytes: UInt64) -> String {
        let (mega, giga) = (UInt64(1) << 20, UInt64(1) << 30)
        let ranges: [(UInt64, String)] = [
            (10 * mega, "0-10MB"), (100 * mega, "10MB-100MB"), (500 * mega, "100MB-500MB"), (giga, "500MB-1GB"), (5 * giga, "1GB-5GB"), (10 * giga, "5GB-10GB"),
            (20 * giga, "10GB-20GB"), (30 * giga, "20GB-30GB"), (40 * giga, "30GB-40GB"), (60 * giga, "40GB-60GB"), (100 * giga, "60GB-100GB"),
        ]
        return ranges.first { bytes < $0.0 }?.1 ?? "GT100GB"
    }

    // MARK: - Pulling

    private func pull(_ wish: Wish, _ policy: String) async throws -> CRIImage {
        wish.trace.pull()
        let (written, event) = (wish.written, wish.event)
        let key = "\(wish.pod.metadata.uid)_\(written)"
        if let left = backOff.remainingSinceUpdate(key) {
            var message = "Back-off pulling image \"\(written)\""
            event("Normal", "BackOff", message)
            if let last = lastErrors.withLock({ $0[key] }) { message += ": " + last }
            throw ImageFailure(reason: ImageFailure.imagePullBackOff, message: message, retryAfter: left)
        }
        event("Normal", "Pulling", "Pulling image \"\(written)\"")
        let asked = clock.monotonic
        let credentials = await credentials(wish)
        let pulled: ImagePuller.Pulled
        do {
            pulled = try await recorded(wish, credentials)
        } catch {
            if Task.isCancelled { throw CancellationError() }
            event("Warning", "Failed", "Failed to pull image \"\(written)\": \(error)")
            backOff.next(key, at: clock.now)
            var failure = Self.failure(written, "\(error)")
            lastErrors.withLock { $0[key] = "\(failure.reason): \(failure.message)" }
            failure.retryAfter = backOff.wait(key)
            throw failure
        }
        let waited = clock.monotonic - asked
        backOff.reset(key)
        lastErrors.withLock { _ = $0.removeValue(forKey: key) }
        reached.withLock { _ = $0.insert(wish.name.registry) }
        guard let image = try? await cri.imageStatus(wish.name.withDefaultTag) else {
            throw ImageFailure(
                reason: ImageFailure.imageInspectError, message: "Failed to inspect image \"\(wish.name.withDefaultTag)\" after it was pulled")
        }
        metrics.pullDuration.observe(pulled.duration.inSeconds, Self.sizeRange(image.size))
        verification.pulled(wish.name, ref: image.id, with: pulled.credential)
        event(
            "Normal", "Pulled",
            "Successfully pulled image \"\(written)\" in \(pulled.duration.goText) (\(waited.goText) including waiting). "
                + "Image size: \(image.size) bytes."
        )
        return image
    }

    /// Pulls, and leaves word of it on the disk while it lasts.
    private func recorded(_ wish: Wish, _ credentials: [PullCredential]) async throws -> ImagePuller.Pulled {
        let image = wish.name.withDefaultTag
        do { try verification.records.begin(image) } catch {
            logger.warning("cannot record that an image is being pulled", metadata: ["image": "\(image)", "error": "\(error)"])
        }
        defer { verification.records.end(image) }
        var spec = CRIImageSpec()
        spec.image = image
        spec.annotations = wish.pod.metadata.annotations
        spec.runtimeHandler = wish.runtimeHandler
        return try await puller.pull(spec, credentials: credentials, sandbox: wish.sandbox)
    }

    /// Some runtimes say the reason at the beginning of their error.
    private static func failure(_ image: String, _ error: String) -> ImageFailure {
        for (reason, words) in [
            (ImageFailure.registryUnavailable, "the registry is unavailable"),
            (ImageFailure.signatureValidationFailed, "the signature validation failed"),
        ] {
            guard let found = error.range(of: reason) else { continue }
            let rest = error[found.upperBound...]
            return ImageFailure(reason: reason, message: "image pull failed for \(image) because \(words)\(rest.hasPrefix(": ") ? String(rest) : "")")
        }
        return ImageFailure(reason: ImageFailure.errImagePull, message: error)
    }

    // MARK: - Upkeep

    /// Once, before the first image is looked at: what a kubelet before this one left half done.
    private func recover() async {
        guard !recovered.withLock({ $0 }), let all = try? await cri.listImages() else { return }
        let isFirst = recovered.withLock { recovered in
            defer { recovered = true }
            return !recovered
        }
        if isFirst { verification.recover(present: Self.ids(all)) }
    }

    private static func ids(_ images: [CRIImage]) -> [String: String] {
        var ids: [String: String] = [:]
        for image in images {
            for tag in image.repoTags {
                ids[tag] = image.id
                // As it was written, if it was written short.
                for prefix in ["docker.io/library/", "docker.io/"] where tag.hasPrefix(prefix) { ids[String(tag.dropFirst(prefix.count))] = image.id }
            }
            for digest in image.repoDigests { ids[digest] = image.id }
        }
        return ids
    }

    /// Forgets who pulled the images that are no longer on the node.
    func pruneRecords() async {
        let before = clock.time
        guard let all = try? await cri.listImages() else { return }
        verification.records.prune(keeping: Set(all.map(\.id)), before: before)
    }

    /// Forgets the pulls of a pod that is gone.
    func forget(podUID: String) {
        backOff.reset(prefix: podUID + "_")
        lastErrors.withLock { errors in
            for key in errors.keys where key.hasPrefix(podUID + "_") { errors.removeValue(forKey: key) }
        }
    }
}
