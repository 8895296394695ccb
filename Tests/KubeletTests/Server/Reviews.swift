import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization

/// An API server that only says who somebody is and what they may do: the token `good` is the user `reader`; members of
/// system:masters may do everything, others what ``rights`` has.
final class Reviews: Transport {
    /// User to the subresources of nodes that they may read.
    private let rights: [String: Set<String>]
    let tokens = Mutex(0)
    let questions = Mutex(0)
    /// Whether it answers at all.
    let isUp = Mutex(true)

    init(_ rights: [String: Set<String>] = ["reader": ["metrics"], "lister": ["pods"], "old": ["proxy"]]) { self.rights = rights }

    struct Away: Error {}

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        guard isUp.withLock({ $0 }) else { throw Away() }
        var review = try JSONValue(parsing: request.body ?? [])
        if request.path.contains("tokenreviews") {
            tokens.withLock { $0 += 1 }
            review["status"] = review["spec"]?["token"] == "good"
                ? ["authenticated": true, "user": ["username": "reader", "groups": ["team"]]] : ["authenticated": false]
        } else {
            questions.withLock { $0 += 1 }
            review["status"] = ["allowed": .bool(allowed(review["spec"] ?? .null))]
        }
        return ClientResponse(status: 201, headers: [("content-type", "application/json")], body: ClientBody(review.serialized()))
    }

    private func allowed(_ spec: JSONValue) -> Bool {
        let what = spec["resourceAttributes"]
        guard what?["resource"] == "nodes", what?["name"] == "node-1" else { return false }
        if spec["groups"]?.array?.contains("system:masters") == true { return true }
        return what?["verb"] == "get" && rights[spec["user"]?.string ?? ""]?.contains(what?["subresource"]?.string ?? "") == true
    }
}
