import HTTPServer
import KubernetesAPI
import Synchronization

/// How long a request may take.
enum RequestDeadline {
    /// The time for a request: what its parameter `timeout` says, but no more than the server's `--request-timeout`.
    /// - Throws: 400 for a parameter that is no duration.
    static func timeout(_ query: Query, maximum: Duration) throws(APIStatusError) -> Duration {
        guard let text = query["timeout"], !text.isEmpty else { return maximum }
        do {
            let wanted = try GoDurationText.parse(text)
            return wanted > .zero ? min(wanted, maximum) : maximum
        } catch {
            throw .badRequest("invalid timeout specified in the request URL - \(error)")
        }
    }

    /// Runs a handler until the time is over. A handler that ends at once costs no timer.
    /// - Throws: 504 when the time is over; what the handler throws.
    static func run<Answer: Sendable>(
        _ timeout: Duration, _ alarms: CoarseAlarms, _ body: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        try await withThrowingTaskGroup(of: Answer?.self) { group in
            let isDone = Flag()
            let work: @Sendable () async throws -> Answer? = {
                defer { isDone.set() }
                return try await body()
            }
            if #available(macOS 26.0, *) {
                group.addImmediateTask(operation: work)
            } else {
                group.addTask(operation: work)
            }
            if !isDone.isSet {
                group.addTask {
                    try await alarms.sleep(for: timeout)
                    return nil
                }
            }
            defer { group.cancelAll() }
            if let first = try await group.next(), let answer = first { return answer }
            throw APIStatusError.timeout("request did not complete within requested timeout - context deadline exceeded")
        }
    }

    private final class Flag: Sendable {
        private let value = Atomic(false)
        var isSet: Bool { value.load(ordering: .relaxed) }
        func set() { value.store(true, ordering: .relaxed) }
    }
}
