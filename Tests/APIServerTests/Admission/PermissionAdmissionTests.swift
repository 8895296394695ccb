import Crypto
import JSON
import KubernetesAPI
import SwiftASN1
import Testing
import X509

@testable import APIServer

/// The plugins that ask what else the user may do.
@Suite struct PermissionAdmissionTests {
    /// Allows what is listed: `verb resource/subresource name`.
    private struct Listed: Authorizer {
        var allowed: Set<String>
        func authorize(_ attributes: RequestAttributes) async -> AuthorizationDecision {
            let resource = attributes.resource + (attributes.subresource.isEmpty ? "" : "/\(attributes.subresource)")
            return allowed.contains("\(attributes.verb) \(resource) \(attributes.name)") ? .allow(reason: "") : .noOpinion(reason: "no")
        }
    }

    private static func request(
        _ operation: AdmissionRequest.Operation, _ resource: String, group: String, subresource: String = "", object: JSONValue, old: JSONValue
    ) -> AdmissionRequest {
        AdmissionRequest(
            operation: operation, group: group, version: "v1", resource: resource, kind: "", subresource: subresource, namespace: "", name: "x",
            object: object, old: old, user: APIUser(name: "alice"), dryRun: false)
    }

    private static func verdict(_ plugin: any AdmissionPlugin, _ request: AdmissionRequest) async throws -> String? {
        try await Verdict.of(plugin, request)
    }

    @Test func whoApprovesAndSignsMayDoSoForTheSigner() async throws {
        let old: JSONValue = ["spec": ["signerName": "example.com/s"], "status": [:]]
        var signed = old
        signed["status"]?["certificate"] = "AA=="
        let approval = Self.request(.update, "certificatesigningrequests", group: "certificates.k8s.io", subresource: "approval", object: old, old: old)
        let signing = Self.request(.update, "certificatesigningrequests", group: "certificates.k8s.io", subresource: "status", object: signed, old: old)
        for allowed in ["approve signers example.com/s", "approve signers example.com/*"] {
            let authorizer = Listed(allowed: [allowed])
            #expect(try await Self.verdict(CertificateApproval(authorizer: authorizer), approval) == nil)
            #expect(
                try await Self.verdict(CertificateSigning(authorizer: authorizer), signing)
                    == "certificatesigningrequests.certificates.k8s.io \"x\" is forbidden: user not permitted to sign requests with signerName \"example.com/s\"")
        }
        let signer = Listed(allowed: ["sign signers example.com/s"])
        #expect(try await Self.verdict(CertificateSigning(authorizer: signer), signing) == nil)
        #expect(
            try await Self.verdict(CertificateApproval(authorizer: signer), approval)
                == "certificatesigningrequests.certificates.k8s.io \"x\" is forbidden: user not permitted to approve requests with signerName \"example.com/s\"")
    }

    @Test func nobodyAsksForACertificateOfTheMasters() async throws {
        func object(_ organization: String, signer: JSONValue = "kubernetes.io/kube-apiserver-client") throws -> JSONValue {
            let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
            let subject = try DistinguishedName {
                CommonName("me")
                OrganizationName(organization)
            }
            let request = try CertificateSigningRequest(
                version: .v1, subject: subject, privateKey: key, attributes: .init(), signatureAlgorithm: .ecdsaWithSHA256)
            let pem = try request.serializeAsPEM().pemString
            return ["spec": ["signerName": signer, "request": .string(Base64.encode(Array(pem.utf8)))]]
        }
        func verdict(_ object: JSONValue) async throws -> String? {
            let request = Self.request(.create, "certificatesigningrequests", group: "certificates.k8s.io", object: object, old: .null)
            return try await Self.verdict(CertificateSubjectRestriction(), request)
        }
        #expect(try await verdict(object("dev")) == nil)
        #expect(try await verdict(object("system:masters", signer: "example.com/s")) == nil)
        #expect(
            try await verdict(object("system:masters"))
                == "certificatesigningrequests.certificates.k8s.io \"x\" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed")
        let nonsense: JSONValue = ["spec": ["signerName": "kubernetes.io/kube-apiserver-client", "request": "?"]]
        #expect(try await verdict(nonsense)?.has("failed to parse CSR") == true)
    }

    @Test func ownersAreSetByWhoMayDelete() async throws {
        let owner: JSONValue = ["apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "rs", "uid": "1", "blockOwnerDeletion": true]
        let object: JSONValue = ["metadata": ["name": "x", "ownerReferences": [owner]]]
        let bare: JSONValue = ["metadata": ["name": "x"]]
        func verdict(_ allowed: Set<String>, old: JSONValue) async throws -> String? {
            let request = Self.request(.update, "pods", group: "", object: object, old: old)
            return try await Self.verdict(OwnerReferencesPermissionEnforcement(authorizer: Listed(allowed: allowed)), request)
        }
        #expect(try await verdict([], old: object) == nil)
        #expect(try await verdict([], old: bare) == "pods \"x\" is forbidden: cannot set an ownerRef on a resource you can't delete: no, <nil>")
        #expect(
            try await verdict(["delete pods x"], old: bare)
                == "pods \"x\" is forbidden: cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on: no, <nil>")
        #expect(try await verdict(["delete pods x", "update replicasets/finalizers rs"], old: bare) == nil)
    }
}

/// What one plugin says to one request, in a server with nothing but kinds in it.
enum Verdict {
    /// The message of its refusal; nil when it lets the request through.
    static func of(_ plugin: any AdmissionPlugin, _ request: AdmissionRequest) async throws -> String? {
        var request = request
        do {
            try await plugin.admit(&request, EmptyReader())
            try await plugin.validate(&request, EmptyReader())
            return nil
        } catch let error as APIStatusError {
            return error.message
        }
    }

    private struct EmptyReader: AdmissionReader {
        var now: Time { Time(seconds: 0) }
        func find(group: String, resource: String, namespace: String, name: String) async throws -> StoredObject? { nil }
        func findAll(group: String, resource: String, namespace: String) -> [StoredObject] { [] }
        func resources(apiVersion: String, kind: String) -> [(group: String, plural: String)] { [("apps", kind.lowercased() + "s")] }
        func createNamespace(_ name: String) async throws {}
        func updateQuotaStatus(_ stored: StoredObject, used: ResourceAmounts, namespace: String) async throws -> Bool { true }
        func refreshQuotas() async throws {}
    }
}
