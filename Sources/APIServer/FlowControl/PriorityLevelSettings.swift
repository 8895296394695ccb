import JSON

/// What a `PriorityLevelConfiguration` says.
struct PriorityLevelSettings: Sendable, Equatable {
    /// Whether requests of the level never wait.
    var isExempt = false
    /// Whether requests that find no seat are refused instead of queued.
    var rejects = false
    var queues = 1
    var handSize = 1
    /// How many requests one queue holds.
    var queueLengthLimit = 0
    /// The level's share in the server's seats.
    var nominalShares = 30
    /// How much of its nominal limit others may borrow.
    var lendablePercent = 0
    /// How much more than its nominal limit it may borrow; nil for everything there is.
    var borrowingLimitPercent: Int?

    init(_ spec: JSONValue) {
        func number(_ value: JSONValue?, _ range: ClosedRange<Int64>, or other: Int64) -> Int {
            Int(min(max(value?.int ?? other, range.lowerBound), range.upperBound))
        }
        isExempt = spec.text("type") == "Exempt"
        let part = spec[isExempt ? "exempt" : "limited"] ?? [:]
        nominalShares = number(part["nominalConcurrencyShares"], 0...1_000_000, or: isExempt ? 0 : 30)
        lendablePercent = number(part["lendablePercent"], 0...100, or: 0)
        if isExempt { return }
        if let percent = part["borrowingLimitPercent"], !percent.isNull {
            borrowingLimitPercent = number(percent, 0...1_000_000, or: 0)
        }
        let response = part["limitResponse"] ?? [:]
        rejects = response.text("type") == "Reject"
        if rejects { return }
        let queuing = response["queuing"] ?? [:]
        queues = number(queuing["queues"], 1...10_000, or: 64)
        handSize = min(number(queuing["handSize"], 1...64, or: 8), queues)
        queueLengthLimit = number(queuing["queueLengthLimit"], 0...1_000_000, or: 50)
    }
}

/// How many seats a level may use.
struct SeatLimits: Sendable, Equatable {
    /// Its share of the server's seats.
    var nominal = 0
    /// What is left of that when all that is lendable is lent.
    var lower = 0
    /// That and all that it may borrow.
    var upper = 0
    /// What it may use now.
    var current = 0

    /// The limits of a level with its shares of `total` seats.
    init(_ settings: PriorityLevelSettings, total: Int, shareSum: Int) {
        let share = shareSum > 0 ? Double(total) * Double(settings.nominalShares) / Double(shareSum) : 0
        nominal = Int(share.rounded(.up))
        lower = nominal - Int((Double(nominal) * Double(settings.lendablePercent) / 100).rounded())
        let borrowed = settings.borrowingLimitPercent.map { Int((Double(nominal) * Double($0) / 100).rounded()) } ?? total
        upper = nominal + borrowed
        current = nominal
    }

    init() {}
}

/// What a request costs: how many seats it takes while it runs, and how many it leaves taken for how long after.
struct FlowWork: Sendable, Equatable {
    var initialSeats = 1
    var finalSeats = 0
    /// Seconds for which `finalSeats` stay taken when it is done: the work that its event makes for watchers.
    var additionalLatency = 0.0

    /// How long a request is taken to run before that is known, in seconds: Kubernetes' estimate.
    static let estimatedDuration = 0.003

    var seats: Int { max(initialSeats, finalSeats) }
    /// In seat-seconds.
    var total: Double { Double(initialSeats) * Self.estimatedDuration + Double(finalSeats) * additionalLatency }
}
