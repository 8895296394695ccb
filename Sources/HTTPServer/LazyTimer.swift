import NIOCore

/// A deadline that is moved often and met seldom: moving it costs a store, not a timer. Lives on one event loop.
final class LazyTimer {
    private let eventLoop: any EventLoop
    private var deadline: NIODeadline?
    private var scheduled: (task: Scheduled<Void>, at: NIODeadline)?
    private var onExpiry: (() -> Void)?

    init(eventLoop: any EventLoop, onExpiry: @escaping () -> Void) {
        self.eventLoop = eventLoop
        self.onExpiry = onExpiry
    }

    /// Sets the deadline.
    func set(_ amount: TimeAmount) {
        let deadline = eventLoop.now + amount
        self.deadline = deadline
        if let scheduled, scheduled.at <= deadline { return }
        scheduled?.task.cancel()
        schedule(deadline)
    }

    /// Takes the deadline away.
    func clear() {
        deadline = nil
    }

    /// Ends the timer for good.
    func cancel() {
        deadline = nil
        scheduled?.task.cancel()
        scheduled = nil
        onExpiry = nil
    }

    private func schedule(_ at: NIODeadline) {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        scheduled = (eventLoop.scheduleTask(deadline: at) { bound.value.fire() }, at)
    }

    private func fire() {
        scheduled = nil
        guard let deadline else { return }
        if deadline <= eventLoop.now {
            self.deadline = nil
            onExpiry?()
        } else {
            schedule(deadline)
        }
    }
}
