import Crypto
import Foundation
import JSON
import KubernetesAPI
import Testing
import X509

@testable import APIServer

@Suite struct AuthenticationTests {
    private static let clock = ManualClock(start: Instant(seconds: 1_704_067_200))

    private func chain(anonymous: Bool = true) throws -> AuthenticatorChain {
        let tokens = try TokenFileAuthenticator(csv: "secret,alice,2,\"dev,ops\"\r\n# a comment\n\nother,bob,3\n")
        return AuthenticatorChain(requests: [X509Authenticator(clock: Self.clock)], tokens: [tokens], anonymous: AnonymousPolicy(enabled: anonymous))
    }

    private func certificate(usage: ExtendedKeyUsage.Usage, until: Int64) throws -> Certificate {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let name = try DistinguishedName { OrganizationName("system:masters"); OrganizationName("ops"); CommonName("admin") }
        return try Certificate(
            version: .v3, serialNumber: .init(), publicKey: key.publicKey, notValidBefore: Date(timeIntervalSince1970: 1_700_000_000),
            notValidAfter: Date(timeIntervalSince1970: Double(until)), issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try .init { try ExtendedKeyUsage([usage]) }, issuerPrivateKey: key)
    }

    @Test func certificatesNameUserAndGroups() async throws {
        let good = try certificate(usage: .clientAuth, until: 1_800_000_000)
        let user = try await chain().authenticate(.init(headers: [], clientCertificates: [good]))
        #expect(user == APIUser(name: "admin", groups: ["system:masters", "ops", "system:authenticated"]))
        for bad in [try certificate(usage: .serverAuth, until: 1_800_000_000), try certificate(usage: .clientAuth, until: 1_701_000_000)] {
            await #expect(throws: AuthenticationFailure.self) { try await chain().authenticate(.init(headers: [], clientCertificates: [bad])) }
        }
    }

    @Test func tokensNameUserAndGroups() async throws {
        let user = try await chain().authenticate(.init(headers: [("authorization", "bearer  secret")]))
        #expect(user == APIUser(name: "alice", uid: "2", groups: ["dev", "ops", "system:authenticated"]))
        let socket = try await chain().authenticate(.init(headers: [("Sec-WebSocket-Protocol", "v5.channel.k8s.io, base64url.bearer.authorization.k8s.io.c2VjcmV0")]))
        #expect(socket?.name == "alice")
        await #expect(throws: AuthenticationFailure.self) { try await chain().authenticate(.init(headers: [("Authorization", "Bearer nope")])) }
    }

    @Test func withoutCredentialsOneIsAnonymous() async throws {
        #expect(try await chain().authenticate(.init(headers: [])) == .anonymous)
        #expect(try await chain(anonymous: false).authenticate(.init(headers: [])) == nil)
    }

    @Test func aBadTokenFileIsRefused() {
        #expect(throws: AuthenticationFailure.self) { try TokenFileAuthenticator(csv: "only,two") }
    }

    @Test func mastersActAsOthersAndOthersDoNot() async throws {
        let impersonation = Impersonation(authorizer: AuthorizerChain([PrivilegedGroups()]))
        let headers = [(name: "Impersonate-User", value: "dave"), (name: "Impersonate-Group", value: "ops"), (name: "Impersonate-Extra-Team", value: "blue")]
        var attributes = RequestAttributes(
            user: APIUser(name: "admin", groups: ["system:masters"]), verb: "list", apiVersion: "v1", resource: "configmaps", namespace: "n")
        #expect(try await impersonation.apply(headers, to: attributes)
            == APIUser(name: "dave", groups: ["ops", "system:authenticated"], extra: ["team": ["blue"]]))
        attributes.user = APIUser(name: "alice", groups: ["system:authenticated"])
        let refused = await #expect(throws: APIStatusError.self) { try await impersonation.apply(headers, to: attributes) }
        #expect(refused?.message
            == #"configmaps is forbidden: User "alice" cannot impersonate-on:user-info:list resource "configmaps" in API group "" in the namespace "n""#)
        let nameless = await #expect(throws: APIStatusError.self) {
            try await impersonation.apply([(name: "Impersonate-Group", value: "ops")], to: attributes)
        }
        #expect(nameless?.message
            == #"requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"ops"}, Extra:map[string][]string(nil)} without impersonating a user name"#)
    }
}
