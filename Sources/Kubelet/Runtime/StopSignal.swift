import ContainerRuntime

/// Signals by the names that a pod's spec and the runtime give them (`lifecycle.stopSignal`).
enum StopSignal {
    /// What the runtime is told; its own default for nil and for a name that is none.
    static func signal(_ name: String?) -> CRISignal {
        guard let name else { return .runtimeDefault }
        return CRISignal.allCases.first { $0 != .runtimeDefault && self.name($0) == name } ?? .runtimeDefault
    }

    /// `SIGTERM`, `SIGRTMIN+3`; nil for the runtime's own default.
    static func name(_ signal: CRISignal) -> String? {
        if signal == .runtimeDefault { return nil }
        if case .UNRECOGNIZED = signal { return nil }
        return "\(signal)".uppercased().replacing("PLUS", with: "+").replacing("MINUS", with: "-")
    }
}
