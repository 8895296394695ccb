import ContainerRuntime
import KubernetesAPI
import Synchronization

/// Pulls images, so many at a time and so many a second, with each of several logins in turn. Safe to use from anywhere.
final class ImagePuller: Sendable {
    /// What a pull brought.
    struct Pulled: Sendable {
        /// The image's id.
        var ref: String
        /// The login that the registry took; nil when none was needed.
        var credential: PullCredential?
        /// How long the pull itself took, without waiting for its turn.
        var duration: Duration
    }

    /// Some logins were tried and none was taken.
    struct Failures: Error, CustomStringConvertible {
        var errors: [any Error]

        /// As Kubernetes prints several errors: each once, in brackets when they are more than one.
        var description: String {
            var texts: [String] = []
            for error in errors where !texts.contains("\(error)") { texts.append("\(error)") }
            return texts.count == 1 ? texts[0] : "[" + texts.joined(separator: ", ") + "]"
        }
    }

    /// `--registry-qps` and `--registry-burst` are used up.
    struct Throttled: Error, CustomStringConvertible {
        var description: String { "pull QPS exceeded" }
    }

    private let cri: any CRI
    private let clock: any WallClock
    private let slots: AsyncSemaphore
    private let bucket: PullBucket

    init(cri: any CRI, clock: any WallClock, options: KubeletOptions) {
        self.cri = cri
        self.clock = clock
        slots = AsyncSemaphore(options.serializeImagePulls ? 1 : max(1, options.images.maxParallelPulls ?? Int.max))
        bucket = PullBucket(rate: options.images.registryPullQPS, burst: options.images.registryBurst, clock: clock)
    }

    /// - Throws: the runtime's error, `Failures`, `Throttled`, or `CancellationError`.
    func pull(_ image: CRIImageSpec, credentials: [PullCredential], sandbox: CRIPodSandboxConfig) async throws -> Pulled {
        try await slots.wait()
        defer { slots.signal() }
        let begun = clock.monotonic
        var errors: [any Error] = []
        for credential in credentials.isEmpty ? [nil] : credentials.map(Optional.some) {
            do {
                guard bucket.take() else { throw Throttled() }
                let ref = try await cri.pullImage(image, auth: credential?.auth, sandboxConfig: sandbox)
                return Pulled(ref: ref, credential: credential, duration: clock.monotonic - begun)
            } catch {
                try Task.checkCancellation()
                errors.append(error)
            }
        }
        throw Failures(errors: errors)
    }
}

/// A bucket of tokens that fills with the rate. Safe to use from anywhere.
final class PullBucket: Sendable {
    private let rate: Double
    private let burst: Double
    private let clock: any WallClock
    private let state: Mutex<(tokens: Double, at: Duration)>

    /// - Parameter rate: tokens a second; zero means that there are always some.
    init(rate: Double, burst: Int, clock: any WallClock) {
        self.rate = rate
        self.burst = Double(max(1, burst))
        self.clock = clock
        state = Mutex((Double(max(1, burst)), clock.monotonic))
    }

    /// Whether there was a token to take.
    func take() -> Bool {
        guard rate > 0 else { return true }
        let now = clock.monotonic
        return state.withLock { state in
            state.tokens = min(burst, state.tokens + (now - state.at).seconds * rate)
            state.at = now
            guard state.tokens >= 1 else { return false }
            state.tokens -= 1
            return true
        }
    }
}
