import Foundation
import KubernetesAPI
import KubernetesClient
import SwiftASN1
import X509

/// certificatesigningrequest-cleaner-controller: deletes requests that are of no use any more: decided ones after an hour,
/// pending ones after a day, issued ones when the certificate has expired.
final class CertificateCleaner: Controller {
    static let name = "certificatesigningrequest-cleaner-controller"
    /// How long what is approved, denied or failed is kept, in seconds.
    static let decidedLife: Int64 = 3600
    static let pendingLife: Int64 = 86400

    private let context: ControllerContext
    private let requests: Informer<KubernetesAPI.CertificateSigningRequest>

    init(_ context: ControllerContext) {
        self.context = context
        requests = context.informers.informer(for: KubernetesAPI.CertificateSigningRequest.self)
    }

    func run() async {
        await context.every(.seconds(600), Self.name) { [self] in
            let now = context.clock.now.seconds
            for request in requests.list() where Self.isUseless(request, now: now) {
                do {
                    try await context.client.delete(KubernetesAPI.CertificateSigningRequest.self, request.metadata.name)
                } catch let error as APIError where error.isNotFound {
                    continue
                }
            }
        }
    }

    static func isUseless(_ request: KubernetesAPI.CertificateSigningRequest, now: Int64) -> Bool {
        func isPast(_ types: [String]) -> Bool {
            request.status.conditions.contains { types.contains($0.type) && ($0.lastUpdateTime?.seconds ?? now) + decidedLife <= now }
        }
        if isPast(["Denied", "Failed"]) { return true }
        if request.status.certificate.isEmpty {
            return request.status.conditions.isEmpty && (request.metadata.creationTimestamp?.seconds ?? now) + pendingLife <= now
        }
        let pem = String(decoding: request.status.certificate, as: UTF8.self)
        guard let certificate = try? Certificate(pemEncoded: pem) else { return isPast(["Approved"]) }
        return certificate.notValidAfter < Date(timeIntervalSince1970: Double(now)) || isPast(["Approved"])
    }
}
