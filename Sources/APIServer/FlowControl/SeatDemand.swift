/// How many seats a level's requests want, over time: its average, deviation and maximum since it was last asked.
struct SeatDemand: Sendable {
    struct Result: Sendable {
        var average = 0.0
        var deviation = 0.0
        var maximum = 0.0
    }

    private var value = 0.0
    private var since: Double
    private var last: Double
    private var area = 0.0
    private var squares = 0.0
    private var maximum = 0.0

    /// `now` is in seconds, as everywhere here.
    init(now: Double) {
        since = now
        last = now
    }

    mutating func set(_ seats: Int, now: Double) {
        advance(now)
        value = Double(seats)
        maximum = max(maximum, value)
    }

    mutating func reset(now: Double) -> Result {
        advance(now)
        defer {
            since = now
            area = 0
            squares = 0
            maximum = value
        }
        let time = now - since
        guard time > 0 else { return Result(average: value, deviation: 0, maximum: maximum) }
        let average = area / time
        return Result(average: average, deviation: max(0, squares / time - average * average).squareRoot(), maximum: maximum)
    }

    private mutating func advance(_ now: Double) {
        let elapsed = max(0, now - last)
        area += value * elapsed
        squares += value * value * elapsed
        last = max(last, now)
    }
}
