import KubernetesAPI

/// A quantity, or a part of the capacity.
enum ThresholdValue: Equatable, Sendable {
    case quantity(Quantity)
    /// From 0 to 1.
    case fraction(Double)

    /// What it is on a node with this capacity.
    func quantity(of capacity: Quantity) -> Quantity {
        switch self {
        case .quantity(let quantity): quantity
        case .fraction(let fraction): Quantity(Int(exactly: (Double(capacity.value) * fraction).rounded(.towardZero)) ?? 0, format: .binarySI)
        }
    }
}

/// A limit below which a signal must not fall.
struct EvictionThreshold: Equatable, Sendable {
    var signal: EvictionSignal
    var value: ThresholdValue
    /// How long it may be crossed before anything is done; zero for a hard threshold.
    var gracePeriod: Duration = .zero
    /// How much more than the threshold is to be free once something was reclaimed.
    var minimumReclaim: ThresholdValue?

    var isHard: Bool { gracePeriod == .zero }

    /// - Parameter withReclaim: counts the minimum reclaim in, to see whether enough was done.
    func isMet(by observation: EvictionObservation, withReclaim: Bool) -> Bool {
        var limit = value.quantity(of: observation.capacity)
        if withReclaim, let minimumReclaim { limit += minimumReclaim.quantity(of: observation.capacity) }
        return observation.available < limit
    }
}

/// Why the thresholds that the kubelet was told are none.
struct EvictionConfigurationError: Error, CustomStringConvertible, Equatable {
    var description: String
}

/// The thresholds that the options say, checked.
struct EvictionThresholds: Sendable {
    var all: [EvictionThreshold]

    /// - Throws: `EvictionConfigurationError` for a signal or value that there is not, in the upstream kubelet's words.
    init(_ options: EvictionOptions, enforcesAllocatable: Bool) throws(EvictionConfigurationError) {
        let defaults = EvictionOptions().hard
        let hardText = options.mergesDefaults ? defaults.merging(options.hard) { _, own in own } : options.hard
        var hard: [EvictionThreshold] = []
        for (name, text) in hardText {
            if let value = try Self.value(name, text) { hard.append(EvictionThreshold(signal: try Self.signal(name), value: value)) }
        }
        var soft: [EvictionThreshold] = []
        for (name, text) in options.soft {
            let signal = try Self.signal(name)
            guard let value = try Self.value(name, text) else { continue }
            guard let grace = options.softGracePeriod[name] else {
                throw EvictionConfigurationError(description: "grace period must be specified for the soft eviction threshold \(name)")
            }
            guard grace >= .zero else {
                throw EvictionConfigurationError(description: "invalid eviction grace period specified: \(grace.goText) for \(name), must be a positive value")
            }
            soft.append(EvictionThreshold(signal: signal, value: value, gracePeriod: grace))
        }
        // Dictionaries have no order; the same configuration must always act the same.
        let order = Dictionary(uniqueKeysWithValues: EvictionSignal.allCases.enumerated().map { ($1, $0) })
        hard.sort { order[$0.signal, default: 0] < order[$1.signal, default: 0] }
        soft.sort { order[$0.signal, default: 0] < order[$1.signal, default: 0] }
        all = hard + soft
        for (name, text) in options.minimumReclaim {
            let signal = try Self.signal(name)
            guard let value = try Self.reclaim(name, text) else { continue }
            for index in all.indices where all[index].signal == signal { all[index].minimumReclaim = value }
        }
        // Pods together may not use what is kept from them either, if that is enforced by their common cgroup.
        if enforcesAllocatable {
            all += all.filter { $0.signal == .memoryAvailable && $0.isHard }.map { threshold in
                var threshold = threshold
                threshold.signal = .allocatableMemoryAvailable
                return threshold
            }
        }
    }

    /// The thresholds on this node's disks: containers' writable layers have those of the file system that they are on.
    func adapted(hasImageFs: Bool, splitsContainerFs: Bool) -> [EvictionThreshold] {
        let own = all.filter { $0.signal != .containerFsAvailable && $0.signal != .containerFsInodesFree }
        let onImages = hasImageFs && !splitsContainerFs
        return own + own.compactMap { threshold in
            var copy = threshold
            switch threshold.signal {
            case .imageFsAvailable where onImages, .nodeFsAvailable where !onImages: copy.signal = .containerFsAvailable
            case .imageFsInodesFree where onImages, .nodeFsInodesFree where !onImages: copy.signal = .containerFsInodesFree
            default: return nil
            }
            return copy
        }
    }

    private static func signal(_ name: String) throws(EvictionConfigurationError) -> EvictionSignal {
        guard let signal = EvictionSignal(rawValue: name) else {
            throw EvictionConfigurationError(description: "unsupported eviction signal \(name)")
        }
        return signal
    }

    /// - Returns: nil for `0%` and `100%`, which turn a threshold off.
    private static func value(_ name: String, _ text: String) throws(EvictionConfigurationError) -> ThresholdValue? {
        _ = try signal(name)
        if text == "0%" || text == "100%" { return nil }
        if text.hasSuffix("%") {
            guard let percent = Double(text.dropLast()), percent.isFinite else { throw invalid(name, text) }
            if percent < 0 { throw EvictionConfigurationError(description: "eviction percentage threshold \(name) must be >= 0%: \(text)") }
            if percent > 100 { throw EvictionConfigurationError(description: "eviction percentage threshold \(name) must be <= 100%: \(text)") }
            return .fraction(percent / 100)
        }
        guard let quantity = try? Quantity(parsing: text) else { throw invalid(name, text) }
        if quantity < 0 || quantity.isZero { throw EvictionConfigurationError(description: "eviction threshold \(name) must be positive: \(text)") }
        return .quantity(quantity)
    }

    private static func reclaim(_ name: String, _ text: String) throws(EvictionConfigurationError) -> ThresholdValue? {
        if text.hasSuffix("%") {
            guard let percent = Double(text.dropLast()), percent.isFinite, percent >= 0 else {
                throw EvictionConfigurationError(description: "invalid percentage in eviction minimum reclaim: \(name)=\(text)")
            }
            return .fraction(percent / 100)
        }
        guard let quantity = try? Quantity(parsing: text), !(quantity < 0) else {
            throw EvictionConfigurationError(description: "negative or invalid eviction minimum reclaim specified for \(name): \(text)")
        }
        return .quantity(quantity)
    }

    private static func invalid(_ name: String, _ text: String) -> EvictionConfigurationError {
        EvictionConfigurationError(description: "invalid eviction threshold \(name): \(text)")
    }
}
