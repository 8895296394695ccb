import ContainerRuntime
import KubernetesAPI
import Synchronization

/// Why an image is not there: the reason that the container waits with, and a message.
struct ImageFailure: Error, Equatable {
    static let errImagePull = "ErrImagePull"
    static let imagePullBackOff = "ImagePullBackOff"
    static let errImageNeverPull = "ErrImageNeverPull"
    static let invalidImageName = "InvalidImageName"
    static let imageInspectError = "ImageInspectError"

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
    private let backOff: BackOff
    private let slots: AsyncSemaphore
    private let lastErrors = Mutex<[String: String]>([:])

    /// - Parameter serialize: one pull at a time.
    init(cri: any CRI, clock: any WallClock, serialize: Bool) {
        self.cri = cri
        self.clock = clock
        backOff = BackOff(clock: clock)
        slots = AsyncSemaphore(serialize ? 1 : 16)
    }

    /// Makes sure that the container's image is on the node.
    /// - Returns: the image as the runtime has it.
    /// - Throws: `ImageFailure`, or `CancellationError`.
    func ensure(
        _ container: Container, of pod: Pod, credentials: PullCredentials, sandbox: CRIPodSandboxConfig, event: EventSink
    ) async throws -> CRIImage {
        let written = container.image ?? ""
        let name: ImageName
        do throws(InvalidImageName) {
            name = try ImageName(parsing: written)
        } catch {
            let message = "Failed to apply default image tag \"\(written)\": couldn't parse image name \"\(written)\": \(error)"
            event("Warning", "InspectFailed", message)
            throw ImageFailure(reason: ImageFailure.invalidImageName, message: message)
        }
        let present: CRIImage?
        do {
            present = try await cri.imageStatus(name.withDefaultTag)
        } catch {
            let message = "Failed to inspect image \"\(name.withDefaultTag)\": \(error)"
            event("Warning", "InspectFailed", message)
            throw ImageFailure(reason: ImageFailure.imageInspectError, message: message)
        }
        let latest = name.digest == nil && (name.tag ?? "latest") == "latest"
        let policy = container.imagePullPolicy ?? (latest ? "Always" : "IfNotPresent")
        // An image without a registry's digest was brought to the node by hand: there is no place to pull it from anew.
        if let present, policy != "Always" || present.repoDigests.isEmpty {
            event("Normal", "Pulled", "Container image \"\(written)\" already present on machine and can be accessed by the pod")
            return present
        }
        if policy == "Never" {
            let message = "Container image \"\(written)\" is not present with pull policy of Never"
            event("Warning", "ErrImageNeverPull", message)
            throw ImageFailure(reason: ImageFailure.errImageNeverPull, message: message)
        }
        let key = "\(pod.metadata.uid)_\(written)"
        if let left = backOff.remainingSinceUpdate(key) {
            var message = "Back-off pulling image \"\(written)\""
            event("Normal", "BackOff", message)
            if let last = lastErrors.withLock({ $0[key] }) { message += ": \(ImageFailure.errImagePull): \(last)" }
            throw ImageFailure(reason: ImageFailure.imagePullBackOff, message: message, retryAfter: left)
        }
        return try await pull(name, written, key, credentials, sandbox, event)
    }

    private func pull(
        _ name: ImageName, _ written: String, _ key: String, _ credentials: PullCredentials, _ sandbox: CRIPodSandboxConfig,
        _ event: EventSink
    ) async throws -> CRIImage {
        let image = name.withDefaultTag
        event("Normal", "Pulling", "Pulling image \"\(written)\"")
        let asked = clock.monotonic
        var begun = asked
        do {
            try await slots.wait()
            defer { slots.signal() }
            begun = clock.monotonic
            try await pull(image, credentials.matching(name), sandbox)
        } catch {
            if Task.isCancelled { throw CancellationError() }
            let text = "failed to pull image \"\(written)\": \(error)"
            event("Warning", "Failed", "Failed to pull image \"\(written)\": \(error)")
            backOff.next(key, at: clock.now)
            lastErrors.withLock { $0[key] = text }
            throw ImageFailure(reason: ImageFailure.errImagePull, message: text, retryAfter: backOff.wait(key))
        }
        let ended = clock.monotonic
        backOff.reset(key)
        lastErrors.withLock { _ = $0.removeValue(forKey: key) }
        guard let pulled = try? await cri.imageStatus(image) else {
            throw ImageFailure(reason: ImageFailure.imageInspectError, message: "Failed to inspect image \"\(image)\" after it was pulled")
        }
        event(
            "Normal", "Pulled",
            "Successfully pulled image \"\(written)\" in \((ended - begun).goText) (\((ended - asked).goText) including waiting). "
                + "Image size: \(pulled.size) bytes."
        )
        return pulled
    }

    /// Tries each of the credentials, and none at all when there are none.
    private func pull(_ image: String, _ credentials: [CRIAuthConfig], _ sandbox: CRIPodSandboxConfig) async throws {
        if credentials.isEmpty {
            _ = try await cri.pullImage(image, auth: nil, sandboxConfig: sandbox)
            return
        }
        var failure: any Error = CancellationError()
        for auth in credentials {
            do {
                _ = try await cri.pullImage(image, auth: auth, sandboxConfig: sandbox)
                return
            } catch {
                failure = error
            }
        }
        throw failure
    }

    /// Forgets the pulls of a pod that is gone.
    func forget(podUID: String) {
        backOff.reset(prefix: podUID + "_")
        lastErrors.withLock { errors in
            for key in errors.keys where key.hasPrefix(podUID + "_") { errors.removeValue(forKey: key) }
        }
    }
}
