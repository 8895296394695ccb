import HTTPServer
import JSON
import KubernetesAPI

/// Writes what is done to the cluster into the audit log, as far as the policy asks for it.
struct Auditor: Sendable {
    let policy: AuditPolicy
    let log: AuditLog
    /// `--audit-log-format=json`; else `legacy`, one line of words.
    let isJSON: Bool
    let clock: any WallClock

    /// The event of a request that has just come.
    func event(_ request: HTTPRequest, _ info: RequestInfo, id: String) -> AuditEvent {
        AuditEvent(auditor: self, request: request, info: info, id: id, received: clock.microTime)
    }
}
