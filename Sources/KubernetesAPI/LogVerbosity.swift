import Synchronization

/// How much a program logs, as klog counts it from 0 to 10: it may be changed while the program runs. Safe to use from any thread.
public final class LogVerbosity: Sendable {
    private let number: Atomic<Int>

    public init(_ value: Int = 0) { number = Atomic(value) }

    /// What `-v` says now.
    public var value: Int {
        get { number.load(ordering: .relaxed) }
        set { number.store(newValue, ordering: .relaxed) }
    }
}
