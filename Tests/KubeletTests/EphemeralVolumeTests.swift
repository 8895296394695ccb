import Foundation
import KubernetesAPI
import KubernetesClient
import Synchronization
import Testing

@testable import Kubelet

/// Remembers the options of file systems that it does not mount.
private final class OptionsMounter: Mounter {
    let options = Mutex<[String]>([])
    func mount(_ source: String, at path: String, type: String, flags: UInt, options: String) throws { self.options.withLock { $0.append("\(type) \(options)") } }
    func isMounted(_ path: String) -> Bool { false }
    func mounts(below path: String) -> [String] { [] }
    func unmount(_ path: String) throws {}
}

@Suite final class EphemeralVolumeTests {
    let root = NSTemporaryDirectory() + "ephemeral-\(UUID())"

    init() throws { try POSIXFiles.makeDirectories(root, mode: 0o755) }
    deinit { try? FileManager.default.removeItem(atPath: root) }

    private func options(_ medium: String, limit: Quantity? = nil, _ resources: String = "{}", allocatable: [String: Quantity] = [:]) throws -> String {
        let mounter = OptionsMounter()
        let pod = try makePod("{metadata: {name: p}, spec: {containers: [{name: c, resources: \(resources)}]}}")
        try EmptyDir(mounter: mounter, allocatable: allocatable).setUp(root + "/e", EmptyDirVolumeSource(medium: medium, sizeLimit: limit), pod)
        return mounter.options.withLock { $0.last?.replacing(",noswap", with: "") ?? "" }
    }

    @Test func memoryIsBoundedByTheLeast() throws {
        let node: [String: Quantity] = ["memory": "1Gi"]
        #expect(try options("Memory") == "tmpfs ")
        #expect(try options("Memory", allocatable: node) == "tmpfs size=1073741824")
        #expect(try options("Memory", "{limits: {memory: 64Mi}}", allocatable: node) == "tmpfs size=67108864")
        #expect(try options("Memory", limit: "1Mi", "{limits: {memory: 64Mi}}", allocatable: node) == "tmpfs size=1048576")
        #expect(try options("Memory", limit: "2Gi", allocatable: node) == "tmpfs size=1073741824")
    }

    @Test func hugePagesAreThoseThatThePodAsksFor() throws {
        let one = "{requests: {hugepages-2Mi: 4Mi}}"
        let two = "{requests: {hugepages-2Mi: 4Mi, hugepages-1Gi: 1Gi}}"
        #expect(try options("HugePages", one) == "hugetlbfs pagesize=2Mi" && options("HugePages-1Gi", two) == "hugetlbfs pagesize=1Gi")
        #expect { try options("HugePages", two) } throws: { "\($0)" == "medium: HugePages can't be used if containers request multiple huge page sizes" }
        for (medium, resources) in [("HugePages", "{}"), ("HugePages-1Gi", one)] {
            #expect { try options(medium, resources) } throws: { "\($0)" == "hugePages storage requested, but there is no resource request for huge pages" }
        }
        #expect { try options("Tape") } throws: { "\($0)" == "unknown storage medium \"Tape\"" }
    }

    @Test func groupIsGivenOnceWhenTheRootSaysSo() throws {
        let directory = root + "/v"
        try POSIXFiles.makeDirectory(directory, mode: 0o755)
        try POSIXFiles.write([], to: directory + "/f", mode: 0o600)
        var ownership = Ownership(group: Int(getgid()), readOnly: false, changePolicy: "OnRootMismatch")
        try ownership.set(on: directory)
        #expect(POSIXFiles.mode(directory) == 0o2775 && POSIXFiles.mode(directory + "/f") == 0o660)
        chmod(directory + "/f", 0o600)
        try ownership.set(on: directory)
        #expect(POSIXFiles.mode(directory + "/f") == 0o600)
        ownership.changePolicy = "Always"
        try ownership.set(on: directory)
        #expect(POSIXFiles.mode(directory + "/f") == 0o660)
    }

    @Test func environmentFilesAreStrict() throws {
        func value(_ key: String, _ text: String) throws -> String? { try EnvironmentFile.value(of: key, in: Array(text.utf8)) }
        #expect(try value("A", "# A='no'\n\n  A = 'a # \"b\"'  \nB='x\ny'\nA='last'") == "last" && value("B", "B='x\ny'") == "x\ny")
        #expect(try value("C", "A='1'\n") == nil && value("A", "A=''") == "")
        for bad in ["A=1", "A=\"1\"", "A='1''2'", "A='1", "A", "='1'", "A='1' # no"] { #expect(throws: EnvironmentError.self) { try value("A", bad) } }
        try POSIXFiles.write(Array("A='\(String(repeating: "x", count: 40000))'\n".utf8), to: root + "/big", mode: 0o600)
        #expect { try EnvironmentFile.value(FileKeySelector(volumeName: "v", path: "big", key: "A"), volume: root) } throws: { "\($0)".contains("exceeds maximum size") }
        try POSIXFiles.link("/etc/passwd", at: root + "/link")
        #expect { try EnvironmentFile.value(FileKeySelector(volumeName: "v", path: "link", key: "A"), volume: root) } throws: { "\($0)" == "couldn't parse env file" }
        #expect(try EnvironmentFile.value(FileKeySelector(volumeName: "v", path: "none", key: "A", optional: true), volume: root) == nil)
    }

    @Test func trustBundlesAreMerged() async throws {
        let clock = ManualClock()
        let server = ObjectServer(clock: clock)
        func bundle(_ name: String, _ text: String, _ labels: [String: String] = [:]) -> TrustBundles.Bundle {
            var bundle = TrustBundles.Bundle()
            bundle.metadata.name = name
            bundle.metadata.labels = labels
            bundle.spec.trustBundle = text
            return bundle
        }
        func pem(_ body: String) -> String { "-----BEGIN CERTIFICATE-----\n\(body)\n-----END CERTIFICATE-----\n" }
        let bundles = [bundle("a", "text\n" + pem("BB") + pem("AA"), ["live": "yes"]), bundle("b", pem("AA"))]
        server.put("/apis/certificates.k8s.io/v1beta1/clustertrustbundles", ObjectList(items: bundles))
        let trust = TrustBundles(client: Client(transport: server), clock: clock)
        func read(_ source: ClusterTrustBundleProjection) async throws -> String { String(decoding: try await trust.certificates(source), as: UTF8.self) }
        #expect(try await read(ClusterTrustBundleProjection(signerName: "s/x", labelSelector: LabelSelector())) == pem("AA") + pem("BB"))
        #expect(try await read(ClusterTrustBundleProjection(signerName: "s/x", labelSelector: LabelSelector(matchLabels: ["live": "yes"]))) == pem("AA") + pem("BB"))
        #expect(try await read(ClusterTrustBundleProjection(signerName: "s/x", optional: true)).isEmpty)
        await #expect { try await read(ClusterTrustBundleProjection(signerName: "s/x")) } throws: {
            "\($0)" == "combination of signerName and labelSelector matched zero ClusterTrustBundles"
        }
    }

    @Test func podsGetCertificates() async throws {
        let clock = ManualClock()
        let server = ObjectServer(clock: clock)
        server.put("/api/v1/namespaces/default/serviceaccounts/default", ServiceAccount(metadata: ObjectMeta(name: "default", uid: "sa-uid")))
        let node = Node(metadata: ObjectMeta(name: "n1", uid: "node-uid"))
        let certificates = PodCertificates(client: Client(transport: server), node: { node }, clock: clock)
        let pod = try makePod("{metadata: {name: p}, spec: {containers: [{name: c}]}}")
        let source = PodCertificateProjection(signerName: "example.com/s", keyType: "ECDSAP256")
        let path = "/apis/certificates.k8s.io/v1beta1/namespaces/default/podcertificaterequests"
        func ask() async throws -> PodCertificates.Credential { try await certificates.credential(for: pod, volume: "v", source: 0, source) }
        /// As a signer does, with certificates that end in so many seconds.
        func sign(_ chain: String, for seconds: Int) async throws {
            try await soon("a request is there") { server.object(path + "/req-p-1") != nil }
            var request = try PodCertificates.Request(json: #require(server.object(path + "/req-p-1")))
            #expect(request.spec.serviceAccountUID == "sa-uid" && request.spec.nodeUID == "node-uid" && !request.spec.stubPKCS10Request.isEmpty)
            request.status.conditions = [Condition(type: "Issued", status: "True", reason: "Signed")]
            request.status.certificateChain = chain
            request.status.beginRefreshAt = clock.time + seconds / 2
            request.status.notAfter = clock.time + seconds
            server.put(path + "/req-p-1", request)
        }
        async let first = ask()
        try await sign("CHAIN1", for: 1000)
        let ticking = Task {
            while !Task.isCancelled {
                clock.advance(by: .milliseconds(200))
                try await Task.sleep(for: .milliseconds(2))
            }
        }
        let credential = try await first
        ticking.cancel()
        #expect(credential.chain == "CHAIN1" && credential.key.hasPrefix("-----BEGIN"))
        #expect(try await ask().key == credential.key)
        // Later there is a new one, with a key of its own; until then the old one serves.
        server.remove(path + "/req-p-1")
        clock.advance(by: .seconds(600))
        #expect(try await ask().chain == "CHAIN1")
        try await sign("CHAIN2", for: 1000)
        let second = try await ask()
        #expect(second.chain == "CHAIN2" && second.key != credential.key)
        #expect(throws: VolumeFileError.self) { try PodCertificates.makeKey("DSA") }
        for type in ["ECDSAP384", "ECDSAP521", "ED25519"] { #expect(try PodCertificates.makeKey(type).1.contains("PRIVATE KEY")) }
    }

    @Test func resolversHaveLimits() throws {
        var options = KubeletOptions(nodeName: "n")
        options.clusterDNS = ["10.0.0.1"]
        var pod = makePod()
        pod.spec.dnsConfig = PodDNSConfig(nameservers: ["1.1.1.1", "2.2.2.2", "3.3.3.3"], searches: (1...40).map { "s\($0)" })
        let dns = PodDNS(pod: pod, options: options, hostFile: "")
        #expect(dns.servers == ["10.0.0.1", "1.1.1.1", "2.2.2.2"] && dns.searches.count == 32)
        #expect(dns.warnings.map(\.reason) == ["DNSConfigForming", "DNSConfigForming"])
        #expect(dns.warnings.first?.message.hasSuffix("the applied nameserver line is: 10.0.0.1 1.1.1.1 2.2.2.2") == true)
        options.resolverConfig = ""
        pod.spec.dnsConfig = nil
        pod.spec.dnsPolicy = "Default"
        #expect(PodDNS(pod: pod, options: options).servers == ["127.0.0.1"] && PodDNS(pod: pod, options: options).searches == ["."])
    }
}
