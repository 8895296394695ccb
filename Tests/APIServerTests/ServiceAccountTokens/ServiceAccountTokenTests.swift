import Foundation
import JSON
import KubernetesAPI
import Testing
import _CryptoExtras

@testable import APIServer

@Suite struct ServiceAccountTokenTests {
    private static let objects: [String: JSONValue] = [
        "serviceaccounts/n/s": json(#"{"metadata":{"name":"s","namespace":"n","uid":"u1"}}"#),
        "pods/n/p": json(#"{"metadata":{"name":"p","namespace":"n","uid":"u2"},"spec":{"serviceAccountName":"s","nodeName":"node-a"}}"#),
        "nodes//node-a": json(#"{"metadata":{"name":"node-a","uid":"u3"}}"#),
    ]
    private static let get: ObjectGetter = { _, resource, namespace, name in objects["\(resource)/\(namespace)/\(name)"] }
    private static let account = objects["serviceaccounts/n/s"] ?? .null

    @Test(arguments: [true, false])
    func aTokenComesBackAsItsAccount(rsa: Bool) async throws {
        let key = try rsa ? TokenSigningKey(pem: _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation) : TokenSigningKey()
        let signer = ServiceAccountTokenSigner(signingKey: key)
        let clock = ManualClock(start: Instant(seconds: 1_704_067_200))
        let requests = TokenRequests(signer: signer, clock: clock, get: Self.get)
        let answer = try await requests.answer(
            json(#"{"spec":{"expirationSeconds":600,"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"p"}}}"#), account: Self.account)
        #expect(answer[path: ["status", "expirationTimestamp"]] == "2024-01-01T00:10:00Z")
        let token = try #require(answer[path: ["status", "token"]]?.string)
        let authenticator = ServiceAccountTokenAuthenticator(signer: signer, clock: clock, get: Self.get)
        let user = try #require(try await authenticator.authenticate(token: token, audiences: [])).user
        #expect(user.name == "system:serviceaccount:n:s")
        #expect(user.groups == ["system:serviceaccounts", "system:serviceaccounts:n"])
        #expect(user.extra["authentication.kubernetes.io/pod-name"] == ["p"])
        #expect(user.extra["authentication.kubernetes.io/node-name"] == ["node-a"])

        await #expect(throws: AuthenticationFailure.self) { try await authenticator.authenticate(token: token, audiences: ["other"]) }
        let forged = String(token.dropLast(4)) + "AAAA"
        await #expect(throws: AuthenticationFailure.self) { try await authenticator.authenticate(token: forged, audiences: []) }
        await #expect(throws: AuthenticationFailure.self) {
            try await ServiceAccountTokenAuthenticator(signer: signer, clock: clock, get: { _, _, _, _ in nil }).authenticate(token: token, audiences: [])
        }
        clock.advance(by: .seconds(661))
        await #expect(throws: AuthenticationFailure.self) { try await authenticator.authenticate(token: token, audiences: []) }
        #expect(signer.jwks()["keys"]?[0]?["alg"]?.string == (rsa ? "RS256" : "ES256"))
    }

    @Test func otherTokensAreLeftToOthers() async throws {
        let signer = ServiceAccountTokenSigner(signingKey: TokenSigningKey())
        #expect(try signer.verify("nonsense", audiences: [], now: 0) == nil)
        #expect(try signer.verify("a.b.c", audiences: [], now: 0) == nil)
    }

    @Test(arguments: [
        (#"{"spec":{"expirationSeconds":10}}"#, 422, #"TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 10: may not specify a duration less than 10 minutes"#),
        (#"{"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"absent"}}}"#, 404, #"pods "absent" not found"#),
    ])
    func badWishesAreRefused(request: String, code: Int, message: String) async throws {
        let requests = TokenRequests(signer: ServiceAccountTokenSigner(signingKey: TokenSigningKey()), clock: SystemClock(), get: Self.get)
        let error = await #expect(throws: APIStatusError.self) { try await requests.answer(json(request), account: Self.account) }
        #expect(error?.code == code)
        #expect(error?.message == message)
    }
}
