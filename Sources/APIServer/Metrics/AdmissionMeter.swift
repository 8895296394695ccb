import ComponentMetrics
import KubernetesAPI

/// Measures the steps of admission: `apiserver_admission_step_admission_duration_seconds`. Safe to use from any thread.
struct AdmissionMeter: Sendable {
    enum Step: String, Sendable { case admit, validate }

    private struct Key: Hashable {
        var step: Step
        var operation: AdmissionRequest.Operation
        var isRejected: Bool
    }

    private let clock: any WallClock
    private let series: [Key: HistogramSeries]

    init(_ metrics: APIServerMetrics, clock: any WallClock) {
        self.clock = clock
        var series: [Key: HistogramSeries] = [:]
        for step in [Step.admit, .validate] {
            for operation in [AdmissionRequest.Operation.create, .update, .delete, .connect] {
                for isRejected in [false, true] {
                    series[Key(step: step, operation: operation, isRejected: isRejected)] = metrics.admissionStepDuration.series([
                        operation.rawValue, "\(isRejected)", step.rawValue,
                    ])
                }
            }
        }
        self.series = series
    }

    /// Runs a step, and notes how long it took.
    func measure(_ step: Step, _ operation: AdmissionRequest.Operation, _ body: () async throws -> Void) async throws {
        let start = clock.monotonic
        do {
            try await body()
            series[Key(step: step, operation: operation, isRejected: false)]?.observe(clock.monotonic - start)
        } catch {
            series[Key(step: step, operation: operation, isRejected: true)]?.observe(clock.monotonic - start)
            throw error
        }
    }
}
