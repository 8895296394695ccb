import Crypto
import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import PKITesting
import SwiftASN1
import Testing
import X509

@testable import ControllerManager

@Suite struct CertificateTests {
    private static func authority() throws -> (pem: String, key: String) {
        let authority = try TestAuthority("kubernetes", from: Date(timeIntervalSince1970: 0), until: Date(timeIntervalSince1970: 4_000_000_000))
        return (try authority.pem, authority.keyPEM)
    }

    private static func request(
        _ name: String, signer: String, user: String, group: String = "system:nodes", usages: [String] = ["digital signature", "client auth"]
    ) throws -> KubernetesAPI.CertificateSigningRequest {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let subject = try DistinguishedName {
            OrganizationName(group)
            CommonName(user)
        }
        let content = try X509.CertificateSigningRequest(
            version: .v1, subject: subject, privateKey: key, attributes: .init(), signatureAlgorithm: .ecdsaWithSHA256)
        var request = KubernetesAPI.CertificateSigningRequest()
        request.metadata.name = name
        request.spec.request = Array(try content.serializeAsPEM().pemString.utf8)
        request.spec.signerName = signer
        request.spec.usages = usages
        request.spec.expirationSeconds = 3600
        return request
    }

    @Test func kubeletsAreApprovedAndSigned() async throws {
        let authority = try Self.authority()
        try await TestCluster.run(
            controllers: [CertificateApprovingController.name, CertificateSigningController.name],
            options: { options in
                options.clusterSigningCertificate = authority.pem
                options.clusterSigningKey = authority.key
            }
        ) { cluster in
            // The administrator who asks may create nodeclient requests as everything else.
            let kubelet = "kubernetes.io/kube-apiserver-client-kubelet"
            _ = try await cluster.client.create(Self.request("node", signer: kubelet, user: "system:node:n1"))
            _ = try await cluster.client.create(Self.request("nobody", signer: kubelet, user: "n1"))
            try await cluster.eventually("a certificate") {
                try await !cluster.client.get(KubernetesAPI.CertificateSigningRequest.self, "node").status.certificate.isEmpty
            }
            let issued = try await cluster.client.get(KubernetesAPI.CertificateSigningRequest.self, "node")
            #expect(issued.status.conditions.first?.reason == "AutoApproved")
            let certificate = try Certificate(pemEncoded: String(decoding: issued.status.certificate, as: UTF8.self))
            let signedBy = try Certificate(pemEncoded: authority.pem)
            #expect(signedBy.publicKey.isValidSignature(certificate.signature, for: certificate))
            #expect(String(describing: certificate.subject).contains("system:node:n1"))
            #expect(certificate.notValidAfter.timeIntervalSince(certificate.notValidBefore) == 3900)
            #expect(try certificate.extensions.extendedKeyUsage == ExtendedKeyUsage([.clientAuth]))
            let other = try await cluster.client.get(KubernetesAPI.CertificateSigningRequest.self, "nobody")
            #expect(other.status.conditions.isEmpty)
        }
    }

    @Test func eachSignerMayHaveItsOwnAuthority() async throws {
        let (common, own) = (try Self.authority(), try Self.authority())
        try await TestCluster.run(
            controllers: [CertificateSigningController.name],
            options: { options in
                options.clusterSigningCertificate = common.pem
                options.clusterSigningKey = common.key
                options.signers["kubelet-client"] = .init(certificate: own.pem, key: own.key)
            }
        ) { cluster in
            func issue(_ name: String, _ signer: String, _ user: String) async throws -> Certificate {
                var made = try await cluster.client.create(Self.request(name, signer: signer, user: user))
                made.status.conditions = [.init(type: "Approved", status: "True", reason: "ok")]
                try await cluster.client.json("PUT", "/apis/certificates.k8s.io/v1/certificatesigningrequests/\(name)/approval", body: made.jsonValue())
                try await cluster.eventually(name, nodeWorks: false) {
                    try await !cluster.client.get(KubernetesAPI.CertificateSigningRequest.self, name).status.certificate.isEmpty
                }
                let issued = try await cluster.client.get(KubernetesAPI.CertificateSigningRequest.self, name)
                return try Certificate(pemEncoded: String(decoding: issued.status.certificate, as: UTF8.self))
            }
            let kubelet = try await issue("a", "kubernetes.io/kube-apiserver-client-kubelet", "system:node:n")
            let user = try await issue("b", "kubernetes.io/kube-apiserver-client", "dave")
            let (ownKey, commonKey) = (try Certificate(pemEncoded: own.pem).publicKey, try Certificate(pemEncoded: common.pem).publicKey)
            #expect(ownKey.isValidSignature(kubelet.signature, for: kubelet))
            #expect(commonKey.isValidSignature(user.signature, for: user))
        }
    }

    @Test func aRequestThatDoesNotFitItsSignerFails() async throws {
        let authority = try Self.authority()
        try await TestCluster.run(
            controllers: [CertificateSigningController.name],
            options: { options in
                options.clusterSigningCertificate = authority.pem
                options.clusterSigningKey = authority.key
            }
        ) { cluster in
            var made = try await cluster.client.create(
                Self.request("a", signer: "kubernetes.io/kube-apiserver-client", user: "dave", group: "dev", usages: ["server auth"]))
            made.status.conditions = [.init(type: "Approved", status: "True", reason: "ok")]
            try await cluster.client.json(
                "PUT", "/apis/certificates.k8s.io/v1/certificatesigningrequests/a/approval", body: made.jsonValue())
            try await cluster.eventually("it failed") {
                let conditions = try await cluster.client.get(KubernetesAPI.CertificateSigningRequest.self, "a").status.conditions
                return conditions.contains { $0.type == "Failed" && $0.reason == "SignerValidationFailure" }
            }
        }
    }

    @Test func oldRequestsGo() {
        func request(_ type: String?, at time: Int64) -> KubernetesAPI.CertificateSigningRequest {
            var request = KubernetesAPI.CertificateSigningRequest()
            request.metadata.creationTimestamp = Time(seconds: time)
            if let type { request.status.conditions = [.init(type: type, status: "True", lastUpdateTime: Time(seconds: time))] }
            return request
        }
        #expect(CertificateCleaner.isUseless(request("Denied", at: 0), now: 3600))
        #expect(!CertificateCleaner.isUseless(request("Denied", at: 0), now: 3599))
        #expect(CertificateCleaner.isUseless(request(nil, at: 0), now: 86400))
        #expect(!CertificateCleaner.isUseless(request(nil, at: 0), now: 86399))
        #expect(!CertificateCleaner.isUseless(request("Approved", at: 0), now: 86400))
    }
}

@Suite struct TokensControllerTests {
    @Test func aSecretIsFilledForItsAccountAndGoesWithIt() async throws {
        let key = P256.Signing.PrivateKey().pemRepresentation
        try await TestCluster.run(controllers: [TokensController.name], options: { $0.serviceAccountPrivateKey = key }) { cluster in
            var account = ServiceAccount()
            account.metadata.name = "robot"
            account.metadata.namespace = "default"
            _ = try await cluster.client.create(account)
            func secret(_ name: String, of account: String) -> Secret {
                var secret = Secret()
                secret.metadata.name = name
                secret.metadata.namespace = "default"
                secret.metadata.annotations = ["kubernetes.io/service-account.name": account]
                secret.type = "kubernetes.io/service-account-token"
                return secret
            }
            _ = try await cluster.client.create(secret("t", of: "robot"))
            _ = try await cluster.client.create(secret("lost", of: "nobody"))
            try await cluster.eventually("a token") {
                let data = try await cluster.client.get(Secret.self, "t", namespace: "default").data
                return data["token"]?.isEmpty == false && data["namespace"] == Array("default".utf8) && data["ca.crt"]?.isEmpty == false
            }
            try await cluster.eventually("the secret of no account goes") {
                try await !cluster.client.list(Secret.self, namespace: "default").items.contains { $0.metadata.name == "lost" }
            }
            try await cluster.client.delete(ServiceAccount.self, "robot", namespace: "default")
            try await cluster.eventually("the secret goes with its account") {
                try await cluster.client.list(Secret.self, namespace: "default").items.isEmpty
            }
        }
    }
}
