/// A request's place among those that are served. ``leave()`` is to be called once, when the request is done.
enum FlowTicket: Sendable {
    /// At a priority level.
    struct Seat: Sendable {
        let schema: FlowSchemaMatcher
        let work: FlowWork
        let queue: Int
        /// When it was dispatched, in seconds.
        let started: Double
        let isMutating: Bool
        let isWatch: Bool
    }

    case seat(Seat)
    /// Under the plain limits.
    case place(InflightLimits.Ticket)

    func leave() {
        switch self {
        case .seat(let seat):
            seat.schema.level.leave(
                seat.work, schema: seat.schema, queue: seat.queue, started: seat.started, isMutating: seat.isMutating, isWatch: seat.isWatch)
        case .place(let ticket): ticket.leave()
        }
    }
}
