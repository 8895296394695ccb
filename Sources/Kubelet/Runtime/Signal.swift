/// Tells one listener that something has changed. Signals that come while he works are one.
struct Signal: Sendable {
    let signals: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (signals, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1)) }

    func signal() { continuation.yield() }
}
