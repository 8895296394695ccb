import DequeModule
import JSON
import KubernetesAPI
import Logging
import Synchronization

/// Records events about objects, for `kubectl describe` and `kubectl get events`.
///
/// Safe to use from any task. Recording returns at once; a background task sends, puts repeats together, and tries again when the
/// API server cannot be reached. Events that nobody can take any more are dropped: they are a help, not a record.
public final class EventRecorder: Sendable {
    private struct Pending {
        var event: Event
        var at: Instant
        var monotonic: Duration
    }

    private struct State {
        var pending: Deque<Pending> = []
        var sender: Task<Void, Never>?
        var isHeld = false
        var correlator = EventCorrelator()
        /// To make the names of events of the same nanosecond differ.
        var lastStamp: Int64 = 0
    }

    private static let tries = 12
    /// How long an event waits at most for more important work to be done.
    private static let patience: Duration = .seconds(5)

    private let client: Client
    private let component: String
    private let host: String?
    private let clock: any WallClock
    private let logger: Logger
    private let capacity: Int
    private let state = Mutex(State())
    /// Nanoseconds that this component's events are set off by in their names: where the clock is coarse, two components that tell of one object at once
    /// would else give both events one name, and one of them would be lost.
    private let offset: Int64

    /// `component` and `host` become the events' source. More than `capacity` events do not wait.
    public init(client: Client, component: String, host: String? = nil, clock: any WallClock, logger: Logger, capacity: Int = 1000) {
        self.capacity = capacity
        self.client = client
        self.component = component
        offset = Int64(component.utf8.reduce(UInt32(7)) { $0 &* 31 &+ UInt32($1) } % 1000)
        self.host = host
        self.clock = clock
        self.logger = logger
    }

    /// Records that something happened to an object. `type` is "Normal" or "Warning".
    public func event(
        _ regarding: ObjectReference, type: String, reason: String, message: String, annotations: [String: String] = [:]
    ) {
        let now = clock.now
        let time = clock.time
        var event = Event()
        event.metadata.namespace = regarding.namespace.flatMap { $0.isEmpty ? nil : $0 } ?? "default"
        event.metadata.annotations = annotations
        event.involvedObject = regarding
        event.type = type
        event.reason = reason
        event.message = Self.shortened(message)
        event.firstTimestamp = time
        event.lastTimestamp = time
        event.count = 1
        event.source.component = component
        event.source.host = host
        event.reportingComponent = component
        event.reportingInstance = host ?? ""
        state.withLock { state in
            guard state.pending.count < capacity else { return }
            let (scaled, overflow) = now.seconds.multipliedReportingOverflow(by: 1_000_000_000)
            let stamp = max(overflow ? 0 : scaled &+ Int64(now.nanoseconds) &+ offset, state.lastStamp &+ 1)
            state.lastStamp = stamp
            event.metadata.name = "\(regarding.name ?? "").\(String(UInt64(bitPattern: stamp), radix: 16))"
            state.pending.append(Pending(event: event, at: now, monotonic: clock.monotonic))
            startSending(&state)
        }
    }

    /// Holds events back, for five seconds at most, while there is more important work to be done, or lets them go again.
    public func hold(_ isHeld: Bool) {
        state.withLock { state in
            state.isHeld = isHeld
            if !isHeld { startSending(&state) }
        }
    }

    private func maySend(_ state: State) -> Bool {
        guard let oldest = state.pending.first else { return false }
        return !state.isHeld || clock.monotonic - oldest.monotonic >= Self.patience
    }

    private func startSending(_ state: inout State) {
        if state.sender == nil, maySend(state) { state.sender = Task { await self.drain() } }
    }

    /// Records what happened to an object of a known kind.
    public func event(_ object: some KubernetesObject, type: String, reason: String, message: String) {
        event(ObjectReference(object), type: type, reason: reason, message: message)
    }

    /// Returns when everything that was recorded before has been sent or given up.
    public func flush() async {
        hold(false)
        while let sender = state.withLock(\.sender) { await sender.value }
    }

    /// The server takes no message of more than 1024 bytes.
    private static func shortened(_ message: String) -> String {
        if message.utf8.count <= 1024 { return message }
        var text = String(decoding: message.utf8.prefix(1020), as: UTF8.self)
        while text.hasSuffix("\u{FFFD}") { text.removeLast() }
        return text + "..."
    }

    private func drain() async {
        while true {
            let next: (EventCorrelator.Outcome, Event)? = state.withLock { state in
                guard maySend(state), let next = state.pending.popFirst() else {
                    state.sender = nil
                    return nil
                }
                return (state.correlator.correlate(next.event, seconds: next.at.seconds, monotonic: next.monotonic), next.event)
            }
            guard let (outcome, original) = next else { return }
            await send(outcome, original)
        }
    }

    private func send(_ outcome: EventCorrelator.Outcome, _ original: Event) async {
        var outcome = outcome
        for attempt in 1...Self.tries {
            do {
                switch outcome {
                case .drop:
                    return
                case .create(let event):
                    _ = try await client.create(event)
                case .update(let event, let patch):
                    do {
                        _ = try await client.patch(
                            Event.self, event.metadata.name, namespace: event.metadata.namespace, .strategic(patch))
                    } catch let error as APIError where error.isNotFound {
                        // The one it counts up has expired.
                        outcome = .create(event)
                        _ = try await client.create(event)
                    }
                }
                return
            } catch let error as APIError where !error.isTransient {
                if !error.isAlreadyExists && !error.isNamespaceTerminating {
                    logger.warning("server rejected event (will not retry!)", metadata: [
                        "event": "\(original.metadata.name)", "reason": "\(original.reason ?? "")", "error": "\(error)",
                    ])
                }
                return
            } catch is CancellationError {
                return
            } catch {
                logger.debug("cannot write event", metadata: ["event": "\(original.metadata.name)", "error": "\(error)"])
                if attempt == Self.tries { break }
                do { try await clock.sleep(for: .seconds(10)) } catch { return }
            }
        }
        logger.warning("unable to write event (retry limit exceeded!)", metadata: ["event": "\(original.metadata.name)"])
    }
}

extension ObjectReference {
    /// A reference to an object, with its uid and resource version; `fieldPath` names a part, as "spec.containers{nginx}".
    public init<T: KubernetesObject>(_ object: T, fieldPath: String? = nil) {
        self.init()
        kind = T.resource.kind
        apiVersion = T.resource.apiVersion
        name = object.metadata.name
        namespace = object.metadata.namespace.isEmpty ? nil : object.metadata.namespace
        uid = object.metadata.uid
        resourceVersion = object.metadata.resourceVersion.isEmpty ? nil : object.metadata.resourceVersion
        self.fieldPath = fieldPath
    }
}
