import ComponentMetrics
import GRPCCore
import KubernetesAPI

/// Measures the calls to a CSI driver: csi_operations_seconds.
struct CSICallMeter: ClientInterceptor {
    let driver: String
    let duration: Histogram
    let clock: any WallClock

    func intercept<Input: Sendable, Output: Sendable>(
        request: StreamingClientRequest<Input>, context: ClientContext,
        next: (StreamingClientRequest<Input>, ClientContext) async throws -> StreamingClientResponse<Output>
    ) async throws -> StreamingClientResponse<Output> {
        let begun = clock.monotonic
        var code = "Unknown"
        defer { duration.observe((clock.monotonic - begun).inSeconds, driver, "/\(context.descriptor.fullyQualifiedMethod)", code, "false") }
        let response = try await next(request, context)
        switch response.accepted {
        case .success: code = "OK"
        case .failure(let error): code = PluginCallError(code: error.code, message: "").codeName
        }
        return response
    }
}
