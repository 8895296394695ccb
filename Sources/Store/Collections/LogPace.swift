/// How far apart the wakes of a log's readers are at least: the more there are to wake, the further.
///
/// A reader that is woken costs its task, a write to its connection and a wake of its client. Fifty of them, woken for
/// each of five thousand events, cost far more than the events; woken every few milliseconds they get the same
/// events in fewer, larger pieces. A few readers are always woken at once.
struct LogPace: Sendable {
    /// What one reader adds.
    var perReader = Duration.microseconds(200)
    /// Below this, nobody is held back.
    var least = Duration.milliseconds(1)
    /// Nobody waits for longer than this.
    var most = Duration.milliseconds(10)

    /// The least time between two wakes; zero for none.
    func interval(readers: Int) -> Duration {
        let interval = perReader * readers
        return interval < least ? .zero : min(interval, most)
    }
}
