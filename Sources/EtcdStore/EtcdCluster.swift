import GRPCCore
import KubernetesAPI
import Logging
import Synchronization

/// The members of an etcd cluster. Requests go to one of them, and to the next when that fails.
final class EtcdCluster: Sendable {
    /// How long a request is tried, in all.
    static let requestTimeout = Duration.seconds(15)
    /// How long one member may take for an answer while there are others to ask.
    static let attemptTimeout = Duration.seconds(5)

    let members: [EtcdMember]
    let clock: any WallClock
    let logger: Logger
    private let current = Mutex(0)

    init(_ endpoints: [EtcdEndpoint], tls: EtcdTLS, clock: any WallClock, logger: Logger) throws {
        members = try endpoints.map { try EtcdMember($0, tls: tls, logger: logger) }
        self.clock = clock
        self.logger = logger
    }

    /// The member to ask, and its number.
    var member: (number: Int, member: EtcdMember) {
        let number = current.withLock { $0 }
        return (number, members[number])
    }

    /// Another member from now on, if it is still that one.
    func leave(_ number: Int, because error: any Error) {
        let next = current.withLock { current -> Int? in
            guard current == number, members.count > 1 else { return nil }
            current = (current + 1) % members.count
            return current
        }
        guard let next else { return }
        logger.warning("etcd does not answer; asking another member", metadata: [
            "endpoint": "\(members[number].endpoint)", "next": "\(members[next].endpoint)", "error": "\(error)",
        ])
    }

    /// Makes a request that may be made again without harm.
    func read<Value: Sendable>(_ body: (EtcdMember, CallOptions) async throws -> Value) async throws -> Value {
        try await request(body) { Self.isPassing($0) }
    }

    /// Makes a request that must not be made twice: it is repeated only if it certainly was not sent.
    func write<Value: Sendable>(_ body: (EtcdMember, CallOptions) async throws -> Value) async throws -> Value {
        try await request(body) { $0.cause is NotSent && Self.isPassing($0) }
    }

    private func request<Value: Sendable>(
        _ body: (EtcdMember, CallOptions) async throws -> Value, again: (RPCError) -> Bool
    ) async throws -> Value {
        let deadline = clock.monotonic + Self.requestTimeout
        var failures = 0
        while true {
            let (number, member) = member
            let left = deadline - clock.monotonic
            do {
                return try await body(member, Self.options(timeout: members.count > 1 ? min(left, Self.attemptTimeout) : left))
            } catch let error as RPCError where Self.isPassing(error) && !Task.isCancelled {
                leave(number, because: error)
                failures += 1
                // One round through the members without a pause, then slower and slower.
                let pause: Duration = failures < members.count ? .zero : min(.milliseconds(20 * failures), .milliseconds(500))
                guard again(error), clock.monotonic + pause < deadline else { throw error }
                if pause > .zero { try await clock.sleep(for: pause) }
            }
        }
    }

    /// Whether another member, or the same one later, may do better.
    static func isPassing(_ error: RPCError) -> Bool {
        error.code == .unavailable || error.code == .deadlineExceeded || error.cause is NotSent
    }

    static func options(timeout: Duration?) -> CallOptions {
        var options = CallOptions.defaults
        options.timeout = timeout
        options.waitForReady = false
        // One page of a list, one transaction. Values are at most 1.5 MiB by etcd's own default.
        options.maxResponseMessageBytes = 1 << 30
        options.maxRequestMessageBytes = 1 << 30
        return options
    }

    func close() async {
        for member in members { await member.close() }
    }
}
