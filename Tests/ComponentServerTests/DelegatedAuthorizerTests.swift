import ComponentServer
import KubernetesAPI
import KubernetesClient
import Testing

struct DelegatedAuthorizerTests {
    @Test func withoutAnAPIServerOnlyMastersComeIn() async throws {
        let alone = DelegatedAuthorizer(client: nil, authorizedTTL: .seconds(1), unauthorizedTTL: .seconds(1), clock: SystemClock())
        #expect(try await alone.allows(UserInfo(username: "root", groups: ["system:masters"]), .path("/metrics", verb: "get")))
        #expect(try await !alone.allows(UserInfo(username: "other"), .path("/metrics", verb: "get")))
    }
}
