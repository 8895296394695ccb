import KubernetesAPI
import NIOCore
import Streaming
import Synchronization

/// When something last went through a stream to a container; ends those that stand still for too long. Safe to use from anywhere.
final class StreamActivity: Sendable {
    private let clock: any WallClock
    private let last: Mutex<Duration>

    init(clock: any WallClock) {
        self.clock = clock
        last = Mutex(clock.monotonic)
    }

    func happened() {
        let now = clock.monotonic
        last.withLock { $0 = now }
    }

    /// Runs until the work ends, or nothing has happened for so long; zero means no limit.
    func limit(_ idle: Duration, _ work: @escaping @Sendable () async throws -> Void) async throws {
        guard idle > .zero else { return try await work() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(operation: work)
            group.addTask { [self] in
                while true {
                    let left = idle - (clock.monotonic - last.withLock { $0 })
                    if left <= .zero { return }
                    try await clock.sleep(for: left)
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

/// A connection whose traffic is noticed.
struct WatchedConnection: ByteConnection {
    private let connection: any ByteConnection
    private let activity: StreamActivity

    init(_ connection: any ByteConnection, _ activity: StreamActivity) {
        self.connection = connection
        self.activity = activity
    }

    func read() async throws -> ByteBuffer? {
        let bytes = try await connection.read()
        activity.happened()
        return bytes
    }

    func write(_ buffer: ByteBuffer) async throws {
        activity.happened()
        try await connection.write(buffer)
    }

    func close() { connection.close() }
}
