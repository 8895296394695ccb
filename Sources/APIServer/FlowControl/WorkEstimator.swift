/// Estimates what a request costs before it runs. Safe to use from any thread.
struct WorkEstimator: Sendable {
    /// How many objects of a list make a seat.
    static let objectsPerSeat = 100.0
    /// How many watchers of a change make a seat.
    static let watchersPerSeat = 10.0
    /// How long telling one seat's watchers takes, in seconds.
    static let eventDuration = 0.005
    /// The most seats of a request, unless its level is small.
    static let maximumSeats = 10

    /// How many objects of a resource are stored, in a namespace or in all.
    var objects: @Sendable (_ group: String, _ resource: String, _ namespace: String) -> Int?
    let watches: WatchTracker

    /// The cost of a request at a level with `nominal` seats.
    func estimate(_ request: FlowRequest, _ query: Query, nominal: Int) -> FlowWork {
        guard request.isResourceRequest else { return FlowWork() }
        // No request takes more than 15 % of its level.
        let maximum = max(1, min(Self.maximumSeats, nominal * 15 / 100))
        switch request.verb {
        case "list": return list(request, query, maximum)
        case "watch":
            guard ["true", "1"].contains(query["sendInitialEvents"] ?? "") else { return FlowWork() }
            return list(request, query, maximum)
        case "create", "update", "patch", "delete": return mutation(request, maximum)
        default: return FlowWork()
        }
    }

    private func list(_ request: FlowRequest, _ query: Query, _ maximum: Int) -> FlowWork {
        guard request.name.isEmpty, var count = objects(request.group, request.resource, request.namespace) else { return FlowWork() }
        let isSelective = query["labelSelector"] != nil || query["fieldSelector"] != nil
        if let limit = query["limit"].flatMap({ Int($0) }), limit > 0, !isSelective { count = min(count, limit) }
        return FlowWork(initialSeats: Self.seats(Double(count) / Self.objectsPerSeat, maximum))
    }

    private func mutation(_ request: FlowRequest, _ maximum: Int) -> FlowWork {
        let watchers = watches.count(group: request.group, resource: request.resource, namespace: request.namespace, name: request.name)
        guard Double(watchers) >= Self.watchersPerSeat else { return FlowWork() }
        let wanted = (Double(watchers) / Self.watchersPerSeat).rounded(.up)
        let seats = Self.seats(wanted, maximum)
        // Fewer seats for longer make the same work.
        return FlowWork(finalSeats: seats, additionalLatency: wanted * Self.eventDuration / Double(seats))
    }

    private static func seats(_ wanted: Double, _ maximum: Int) -> Int {
        wanted >= Double(maximum) ? maximum : max(1, Int(wanted.rounded(.up)))
    }
}
