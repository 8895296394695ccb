import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

/// kube-apiserver-serving-clustertrustbundle-publisher-controller
@Suite(.timeLimit(.minutes(3))) struct ClusterTrustBundleTests {
    private typealias Bundle = CertificatesV1beta1.ClusterTrustBundle

    private static let signer = "kubernetes.io/kube-apiserver-serving"
    /// Authorities, made for nothing else; both end in a line break.
    private static let certificates = """
        -----BEGIN CERTIFICATE-----
        MIIBfjCCASSgAwIBAgIURb4Ydvh+xdRm3CfaPjGenNSGvQowCgYIKoZIzj0EAwIw
        DTELMAkGA1UEAwwCY2EwIBcNMjYxMTIyMDE1NDI1WhgPMjEyNjEwMjkwMTU0MjVa
        MA0xCzAJBgNVBAMMAmNhMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEoxrv1Rrk
        agdUqA57DadsfBVK/0OsORQxJ7Q3Noy/avucuxcVGmjkfauh4dqNWputRB8dcJqy
        NGj6u5H/Fx5xn6NgMF4wHQYDVR0OBBYEFJO7WdOON2H57OihJIq5xD2rM0LmMB8G
        A1UdIwQYMBaAFJO7WdOON2H57OihJIq5xD2rM0LmMA8GA1UdEwEB/wQFMAMBAf8w
        CwYDVR0PBAQDAgIEMAoGCCqGSM49BAMCA0gAMEUCIQCv3XQ3xraLMofQQIFOJpzA
        afaLUg+/UXZqlWzkLTk87QIgTs7fDWEgrBOrLeQT9RIhpKQW5mVPXKA2McDZWRMW
        s1k=
        -----END CERTIFICATE-----

        """
    private static let others = """
        -----BEGIN CERTIFICATE-----
        MIIBczCCARmgAwIBAgIUaXAyeIYlW86AzhUODJfLxQDl85MwCgYIKoZIzj0EAwIw
        DjEMMAoGA1UEAwwDY2EyMCAXDTI2MTEyMjAxNTUyN1oYDzIxMjYxMDI5MDE1NTI3
        WjAOMQwwCgYDVQQDDANjYTIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARlMJyg
        3AOE21/egLzyOQPYO8J7q9GqXzzRAFt9yiyQawrLpdTdHCkYrW8N/EDtyV3Qx6P6
        Hd554PQSO2dTSYn2o1MwUTAdBgNVHQ4EFgQUdufqdx0SEkwLZLzgQS6F7yyNGjEw
        HwYDVR0jBBgwFoAUdufqdx0SEkwLZLzgQS6F7yyNGjEwDwYDVR0TAQH/BAUwAwEB
        /zAKBggqhkjOPQQDAgNIADBFAiByjG/QF40MAu98nSPiae/dkfZaldkYTyF0kbSR
        bRP94AIhAIop6TWEtBzLl3Kww4YI/PlDTiCDF0uTPH3pSaDZ+MLF
        -----END CERTIFICATE-----

        """
    /// By `sha256sum`, the first 24 digits.
    private static let name = "kubernetes.io:kube-apiserver-serving:5b081600ffde5cdd7187985f"

    private func bundle(_ name: String, signer: String? = ClusterTrustBundleTests.signer) -> Bundle {
        Bundle(metadata: ObjectMeta(name: name), spec: .init(signerName: signer, trustBundle: Self.certificates))
    }

    private func names(_ cluster: TestCluster) async throws -> Set<String> {
        Set(try await cluster.client.list(Bundle.self).items.map(\.metadata.name))
    }

    @Test func theServersCertificatesArePublished() async throws {
        let options: (inout ControllerManagerOptions) -> Void = { $0.rootCA = Self.certificates }
        let served = ["certificates.k8s.io/v1beta1/clustertrustbundles"]
        try await TestCluster.run(controllers: [ClusterTrustBundlePublisher.name], serving: served, options: options) { cluster in
            // What a former authority left behind, somebody else's, and one without a signer.
            _ = try await cluster.client.create(bundle("kubernetes.io:kube-apiserver-serving:old"))
            _ = try await cluster.client.create(bundle("example.com:other:x", signer: "example.com/other"))
            _ = try await cluster.client.create(bundle("free", signer: nil))
            try await cluster.eventually("published", nodeWorks: false) {
                try await names(cluster) == [Self.name, "example.com:other:x", "free"]
            }
            var published = try await cluster.client.get(Bundle.self, Self.name)
            #expect(published.spec == .init(signerName: Self.signer, trustBundle: Self.certificates))
            // What anybody changes or deletes is put back.
            published.spec.trustBundle = Self.others
            _ = try await cluster.client.update(published)
            try await cluster.eventually("put back", nodeWorks: false) {
                try await cluster.client.get(Bundle.self, Self.name).spec.trustBundle == Self.certificates
            }
            try await cluster.client.delete(Bundle.self, Self.name)
            try await cluster.eventually("there again", nodeWorks: false) { try await names(cluster).contains(Self.name) }
            #expect(cluster.telemetry.metricsPage().contains("clustertrustbundle_publisher_sync_total{code=\"200\"}"))
        }
    }

    @Test func theOlderVersionDoes() async throws {
        let options: (inout ControllerManagerOptions) -> Void = { $0.rootCA = Self.certificates }
        let served = ["certificates.k8s.io/v1alpha1/clustertrustbundles"]
        try await TestCluster.run(controllers: [ClusterTrustBundlePublisher.name], serving: served, options: options) { cluster in
            try await cluster.eventually("published", nodeWorks: false) {
                try await cluster.client.get(CertificatesV1alpha1.ClusterTrustBundle.self, Self.name).spec.signerName == Self.signer
            }
        }
    }
}
