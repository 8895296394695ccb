import KubernetesAPI

/// The three probes that a container may have.
enum ProbeKind: String, CaseIterable, Sendable {
    case startup = "Startup"
    case liveness = "Liveness"
    case readiness = "Readiness"

    func probe(of container: Container) -> Probe? {
        switch self {
        case .startup: container.startupProbe
        case .liveness: container.livenessProbe
        case .readiness: container.readinessProbe
        }
    }

    /// What holds for a container that was not probed yet.
    var initialResult: Bool? {
        switch self {
        case .startup: nil
        case .liveness: true
        case .readiness: false
        }
    }

    var result: any WritableKeyPath<ProbeResults, Bool?> & Sendable {
        switch self {
        case .startup: \.startup
        case .liveness: \.liveness
        case .readiness: \.readiness
        }
    }
}

/// What one run of a probe says.
enum ProbeOutcome: Equatable, Sendable {
    case success
    /// Passed, but the user should know something.
    case warning(String)
    case failure(String)
}

/// The probe could not be run, which says nothing about the container.
struct ProbeFailure: Error, CustomStringConvertible {
    var description: String
}
