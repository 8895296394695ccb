import JSON
import Testing

@testable import APIServer

@Suite struct ClusterTrustBundleRulesTests {
    private static let authority = """
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
    private static let leaf = """
        -----BEGIN CERTIFICATE-----
        MIIBcjCCARigAwIBAgIUC+i1hKolxLcphOt60XjI5jw7NvUwCgYIKoZIzj0EAwIw
        DzENMAsGA1UEAwwEbGVhZjAgFw0yNjExMjIwMTU0MjVaGA8yMTI2MTAyOTAxNTQy
        NVowDzENMAsGA1UEAwwEbGVhZjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABF8c
        WBflAcYSIIiV/dPbY17lA0aWd7latIAiTqkKP2kcA2VnQIoTHJMu3YdvSgsMUXlQ
        KKXRNkI/P3UNN0ccjYCjUDBOMB0GA1UdDgQWBBScYvOm7fOWrVO6Jd6q2N0Cd6Pa
        CDAfBgNVHSMEGDAWgBScYvOm7fOWrVO6Jd6q2N0Cd6PaCDAMBgNVHRMBAf8EAjAA
        MAoGCCqGSM49BAMCA0gAMEUCIQD9u8K2BYAX9mfhqJ3ag6G8zy2QN+NaR8BlvAnc
        qOm7dgIgX9csp07kM6Zfv2nqniJ7M/oHktNZTDONPwCcwMJoR8k=
        -----END CERTIFICATE-----

        """

    private func bundle(_ name: String, _ signer: String, _ text: String) -> JSONValue {
        ["metadata": ["name": .string(name)], "spec": ["signerName": .string(signer), "trustBundle": .string(text)]]
    }

    private func problems(_ name: String, _ signer: String, _ text: String = authority) -> [String] {
        ClusterTrustBundleRules().validate(bundle(name, signer, text)).map { "\($0)" }
    }

    @Test func namesFollowTheSigner() {
        #expect(problems("example.com:my-signer:a", "example.com/my-signer").isEmpty)
        #expect(problems("free", "").isEmpty)
        #expect(problems("a:b", "").first?.hasSuffix("ClusterTrustBundle without signer name must not have \":\" in its name") == true)
        #expect(
            problems("a", "example.com/my-signer").first?.hasSuffix(
                "ClusterTrustBundle for signerName example.com/my-signer must be named with prefix example.com:my-signer:") == true)
        #expect(!problems("example.com:my-signer:A_B", "example.com/my-signer").isEmpty)
    }

    @Test func bundlesAreAuthorities() {
        func problem(_ text: String) -> String { problems("a", "", text).joined(separator: "; ") }
        #expect(problem("").hasSuffix("at least one PEM block must be provided"))
        #expect(problem(Self.authority + Self.leaf).hasSuffix("entry 1 does not have the CA bit set"))
        #expect(problem("-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n").hasSuffix("entry 0 does not parse as X.509"))
        #expect(problem("-----BEGIN PUBLIC KEY-----\nAQID\n-----END PUBLIC KEY-----\n").hasSuffix("entry 0 has bad block type: PUBLIC KEY"))
        #expect(problem(Self.authority + Self.authority).hasSuffix("duplicate trust anchor (indices [0 1])"))
        #expect(problem(String(repeating: "x", count: 1 << 20 + 1)).hasPrefix("spec.trustBundle: Too long"))
    }

    @Test func theSignerStays() {
        let rules = ClusterTrustBundleRules()
        let bad = bundle("free", "", "not a certificate")
        #expect(rules.validateUpdate(bad, old: bad).isEmpty)
        let old = bundle("free", "", Self.authority)
        #expect(!rules.validateUpdate(bad, old: old).isEmpty)
        #expect(rules.validateUpdate(old, old: bundle("free", "example.com/x", Self.authority)).map { "\($0)" }.contains { $0.hasSuffix("field is immutable") })
    }
}
