import ContainerRuntime
import KubernetesAPI
import Testing

@testable import Kubelet

@Suite struct RuntimeConfigTests {
    private let options = KubeletOptions(nodeName: "n1")

    @Test func containerCarriesWhatIsNeededToFindItAgain() throws {
        var pod = makePod()
        pod.spec.terminationGracePeriodSeconds = 7
        let config = try ContainerConfig(pod: pod, options: options, settings: ResourceSettings(memoryCapacity: 1 << 30)).config(
            Container(name: "a", image: "img:1", command: ["run", "$(X)", "$(Y)", "$$(X)"], lifecycle: Lifecycle(stopSignal: "SIGUSR1")), restartCount: 3, image: CRIImage(),
            imageRef: "sha256:1", environment: [("X", "1")], mounts: [], targetID: nil
        )
        #expect(config.labels["io.kubernetes.pod.uid"] == "u1")
        #expect(config.labels["io.kubernetes.container.name"] == "a")
        #expect(config.annotations["io.kubernetes.container.restartCount"] == "3")
        #expect(config.annotations["io.kubernetes.pod.terminationGracePeriod"] == "7")
        #expect(config.annotations["io.kubernetes.container.hash"] == ContainerHash.of(pod.spec.containers[0]))
        #expect(config.logPath == "a/3.log")
        #expect(config.command == ["run", "1", "$(Y)", "$(X)"])
        #expect(config.stopSignal == .sigusr1)
    }

    @Test func resourcesReachTheKernelsUnits() {
        var pod = makePod()
        pod.spec.containers[0].resources = ResourceRequirements(limits: ["cpu": "500m", "memory": "64Mi"], requests: ["cpu": "250m"])
        let linux = LinuxResources.container(pod.spec.containers[0], of: pod, ResourceSettings(memoryCapacity: 1 << 30))
        #expect(linux.cpuShares == 256)
        #expect(linux.cpuQuota == 50_000 && linux.cpuPeriod == 100_000)
        #expect(linux.memoryLimitInBytes == 64 << 20)
        #expect(QOSClass.compute(pod) == .burstable)
        #expect(linux.oomScoreAdj == 938)
        #expect(LinuxResources.pod(pod) == CgroupLimits(cpuShares: 256, cpuQuota: 50_000, memoryLimit: 64 << 20))
        #expect(LinuxResources.shares(milliCPU: 0) == 2)
        #expect(LinuxResources.weight(shares: 1024) == 39)
        #expect(LinuxResources.container(Container(name: "x"), of: makePod(), ResourceSettings(memoryCapacity: 1 << 30)).oomScoreAdj == 1000)
    }

    @Test func qosClasses() {
        var pod = makePod()
        #expect(QOSClass.compute(pod) == .bestEffort)
        pod.spec.containers[0].resources = ResourceRequirements(limits: ["cpu": "1", "memory": "1Gi"], requests: ["cpu": "1000m", "memory": "1Gi"])
        #expect(QOSClass.compute(pod) == .guaranteed)
        pod.spec.containers[0].resources.requests["cpu"] = "1m"
        #expect(QOSClass.compute(pod) == .burstable)
    }

    @Test func dnsPolicies() {
        var options = options
        options.clusterDNS = ["10.96.0.10"]
        let host = "# comment\nnameserver 1.1.1.1\nsearch a.example b.example\noptions timeout:2\n"
        var pod = makePod()
        pod.spec.dnsConfig = PodDNSConfig(nameservers: ["9.9.9.9"], searches: ["x"], options: [PodDNSConfigOption(name: "ndots", value: "2")])
        let cluster = PodDNS(pod: pod, options: options, hostFile: host)
        #expect(cluster.servers == ["10.96.0.10", "9.9.9.9"])
        #expect(cluster.searches == ["ns.svc.cluster.local", "svc.cluster.local", "cluster.local", "a.example", "b.example", "x"])
        #expect(cluster.options == ["ndots:2"])
        pod.spec.dnsConfig = nil
        pod.spec.hostNetwork = true
        #expect(PodDNS(pod: pod, options: options, hostFile: host).servers == ["1.1.1.1"])
        pod.spec.dnsPolicy = "None"
        #expect(PodDNS(pod: pod, options: options, hostFile: host).servers.isEmpty)
        #expect(PodDNS(pod: makePod(), options: self.options, hostFile: host).warnings.map(\.reason) == ["MissingClusterDNS"])
    }

    @Test func sandboxConfig() throws {
        var pod = makePod()
        pod.metadata.name = String(repeating: "x", count: 70)
        pod.metadata.labels = ["app": "web"]
        pod.spec.containers[0].ports = [ContainerPort(hostPort: 8080, containerPort: 80, protocol: "UDP"), ContainerPort(containerPort: 81)]
        pod.spec.hostPID = true
        let config = try SandboxConfig(pod: pod, options: options, dns: PodDNS(resolvConf: ""), cgroupParent: "/kubepods/besteffort/podu1").config(attempt: 2)
        #expect(config.hostname.count == 63)
        #expect(config.metadata.attempt == 2)
        #expect(config.labels["app"] == "web" && config.labels["io.kubernetes.pod.namespace"] == "ns")
        #expect(config.portMappings.map(\.hostPort) == [8080] && config.portMappings[0].protocol == .udp)
        #expect(config.logDirectory == "/var/log/pods/ns_\(pod.metadata.name)_u1")
        #expect(config.linux.securityContext.namespaceOptions.pid == .node)
    }

    @Test func runAsNonRootIsHeld() throws {
        var pod = makePod()
        pod.spec.securityContext = PodSecurityContext(runAsNonRoot: true)
        let contexts = SecurityContexts(pod: pod, options: options)
        let container = pod.spec.containers[0]
        #expect(throws: ContainerConfigError.self) { try contexts.container(container, image: CRIImage()) }
        var image = CRIImage()
        image.username = "nginx"
        #expect(throws: ContainerConfigError.self) { try contexts.container(container, image: image) }
        image.uid.value = 101
        #expect(try contexts.container(container, image: image).runAsUser.value == 101)
    }

    @Test func imageNames() throws {
        #expect(try ImageName(parsing: "nginx").withDefaultTag == "nginx:latest")
        #expect(try ImageName(parsing: "localhost:5000/a/b:1").registry == "localhost:5000")
        #expect(try ImageName(parsing: "nginx").repository == "library/nginx")
        for bad in ["", "Nginx", "a b", "x:", "a@sha256:1", "/x", "http://x"] {
            #expect(throws: InvalidImageName.self) { try ImageName(parsing: bad) }
        }
    }

    @Test func credentialsMatchByHostAndPath() throws {
        var credentials = PullCredentials()
        let text = #"{"auths":{"https://r.example/v2/":{"auth":"dTpw"},"*.example/team":{"username":"t"},"https://index.docker.io/v1/":{"username":"d"}}}"#
        credentials.add(Secret(data: [".dockerconfigjson": Array(text.utf8)]))
        #expect(credentials.matching(try ImageName(parsing: "r.example/team/x")).map(\.username) == ["u", "t"])
        #expect(credentials.matching(try ImageName(parsing: "nginx")).map(\.username) == ["d"])
        #expect(credentials.matching(try ImageName(parsing: "other.org/x")).isEmpty)
    }

    @Test func hostsFile() {
        var pod = makePod()
        pod.spec.hostname = "web"
        pod.spec.subdomain = "sub"
        pod.spec.hostAliases = [HostAlias(ip: "1.2.3.4", hostnames: ["foo", "bar"])]
        let text = HostsFile.text(pod, ips: ["10.0.0.9"], clusterDomain: "cluster.local", hostFile: "")
        #expect(text.hasPrefix("# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n"))
        #expect(text.contains("10.0.0.9\tweb.sub.ns.svc.cluster.local\tweb\n"))
        #expect(text.hasSuffix("# Entries added by HostAliases.\n1.2.3.4\tfoo\tbar\n"))
    }

    @Test func logsAndMessages() {
        #expect(LogPaths.parse("ns_name_uid")?.uid == "uid")
        #expect(LogPaths.parse("junk") == nil)
        let lines = ["2024-01-01T00:00:00Z stdout P one ", "2024-01-01T00:00:00Z stdout F two", "bad"].map { Array($0.utf8) }
        #expect(TerminationMessage.text(lines) == "one two\n")
        #expect(Duration.milliseconds(62_340).goText == "1m2.34s")
        #expect(Duration.seconds(300).goText == "5m0s")
    }
}
