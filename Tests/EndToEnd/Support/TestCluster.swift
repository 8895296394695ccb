import Foundation
import JSON
import KubernetesAPI
import KubernetesClient

/// A cluster on real containers, in a network namespace and directories of its own: one that runs on the machine is left alone.
final class TestCluster: Sendable {
    /// The one that the running test belongs to.
    @TaskLocal static var current: TestCluster?

    let directory: String
    /// The network namespace, and a short name for all else.
    let name: String
    let nodeName = "walk-node"
    /// The node's address, which this process reaches too, from outside the node.
    let nodeIP: String
    private let hostIP: String
    private let arguments: [String]
    let api: APIDescription

    var dataDirectory: String { directory + "/data" }
    var runDirectory: String { directory + "/run" }
    var manifestDirectory: String { directory + "/manifests" }
    var kubeconfig: String { directory + "/admin.conf" }
    var logDirectory: String { directory + "/pod-logs" }
    var cgroup: String { "/\(name)" }
    static let securePort = 16443

    private init() throws {
        let number = getpid() % 10000
        name = "apus-walk-\(number)"
        directory = "/tmp/\(name)"
        hostIP = "198.19.\(number % 250).1"
        nodeIP = "198.19.\(number % 250).2"
        api = try APIDescription.builtin()
        arguments = [
            "--data-dir", directory + "/data", "--run-dir", directory + "/run", "--kubeconfig", directory + "/admin.conf",
            "--secure-port", "\(Self.securePort)", "--kubelet-port", "20250", "--node-name", nodeName, "--node-ip", nodeIP,
            "--pod-manifest-path", directory + "/manifests", "--pod-logs-dir", directory + "/pod-logs", "--cgroup-root", "/\(name)",
            "--token-auth-file", directory + "/tokens.csv", "--cluster-cidr", "10.231.0.0/16", "--service-cluster-ip-range", "10.232.0.0/16",
        ]
    }

    // MARK: - Life

    /// Makes the images and the network, and says `apus up`.
    static func start() async throws -> TestCluster {
        let cluster = try TestCluster()
        do {
            try await cluster.prepare()
            try await cluster.up()
            try await Command.check([Machine.apus, "image", "import", "--run-dir", cluster.runDirectory, cluster.directory + "/demo/busybox.tar"])
        } catch {
            await cluster.discard()
            throw Failure("\(error)\n\(cluster.tailOfLog)")
        }
        return cluster
    }

    private func prepare() async throws {
        for path in [dataDirectory + "/images", manifestDirectory, directory + "/demo"] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        try "stranger-token,stranger,1001,\"outsiders\"\nadmin-token,admin,1002,\"system:masters\"\n".write(toFile: directory + "/tokens.csv", atomically: true, encoding: .utf8)
        try await Command.check([Machine.project + "/scripts/demo-images", directory + "/demo"])
        // One image comes through the directory, the other through the command.
        try FileManager.default.moveItem(atPath: directory + "/demo/nginx.tar", toPath: dataDirectory + "/images/nginx.tar")
        for hierarchy in Machine.cgroupHierarchies { mkdir(hierarchy + cgroup, 0o755) }
        let veth = "walk\(getpid() % 10000)"
        for words in [
            ["netns", "add", name], ["link", "add", veth, "type", "veth", "peer", "name", "eth0", "netns", name],
            ["addr", "add", hostIP + "/30", "dev", veth], ["link", "set", veth, "up"],
            ["-n", name, "addr", "add", nodeIP + "/30", "dev", "eth0"], ["-n", name, "link", "set", "lo", "up"], ["-n", name, "link", "set", "eth0", "up"],
            ["-n", name, "route", "add", "default", "via", hostIP],
        ] { try await Command.check(["ip"] + words) }
    }

    /// `apus up`: for the first start, and for one after the process was killed.
    @discardableResult
    func up() async throws -> Command {
        try await onNode([Machine.apus, "up", "--timeout", "90"] + arguments, seconds: 120)
    }

    /// `apus down --purge`.
    func down() async throws -> Command {
        try await onNode([Machine.apus, "down", "--purge"] + arguments, seconds: 90)
    }

    /// Removes what the tests themselves made.
    func discard() async {
        if FileManager.default.fileExists(atPath: runDirectory) { _ = try? await down() }
        _ = try? await Command.run(["ip", "netns", "delete", name])
        for hierarchy in Machine.cgroupHierarchies { rmdir(hierarchy + cgroup) }
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// The process of the cluster, which `apus up` left in the background.
    var process: Int32? {
        (try? String(contentsOfFile: runDirectory + "/apus.pid", encoding: .utf8)).flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    var log: String { (try? String(contentsOfFile: dataDirectory + "/apus.log", encoding: .utf8)) ?? "" }
    var tailOfLog: String { log.split(separator: "\n").suffix(40).joined(separator: "\n") }

    // MARK: - Talking to it

    /// A client from outside the node, as the administrator or with a token.
    func client(token: String? = nil) throws -> Client {
        var target = try Kubeconfig.load(path: kubeconfig).target()
        target.cluster.server = "https://\(nodeIP):\(Self.securePort)"
        if let token { target.user = Kubeconfig.User(token: token) }
        return Client(transport: try HTTPSTransport(target), userAgent: "walk", timeout: .seconds(60))
    }

    /// Runs a program on the node: in its network.
    func onNode(_ words: [String], input: String = "", seconds: Int = 60) async throws -> Command {
        try await Command.check(["nsenter", "--net=/run/netns/\(name)"] + words, input: input, environment: ["KUBECONFIG": kubeconfig], seconds: seconds)
    }

    /// The real kubectl, in a namespace.
    @discardableResult
    func kubectl(_ words: String..., namespace: String? = nil, input: String = "", seconds: Int = 60, mayFail: Bool = false) async throws -> Command {
        try await kubectl(words, namespace: namespace, input: input, seconds: seconds, mayFail: mayFail)
    }

    /// The same, with all its words in one array.
    func kubectl(_ words: [String], namespace: String? = nil, input: String = "", seconds: Int = 90, mayFail: Bool = false) async throws -> Command {
        let all = ["nsenter", "--net=/run/netns/\(name)", Machine.kubectl ?? "kubectl"] + (namespace.map { ["--namespace", $0] } ?? []) + words
        let environment = ["KUBECONFIG": kubeconfig, "HOME": directory]
        if mayFail { return try await Command.run(all, input: input, environment: environment, seconds: seconds) }
        return try await Command.check(all, input: input, environment: environment, seconds: seconds)
    }

    /// The page at a URL as the node sees it; nil when there is none.
    func fetch(_ url: String, fromOutside: Bool = false) async throws -> String? {
        let curl = ["curl", "--silent", "--fail", "--max-time", "2", "--noproxy", "*", url]
        let command = try await Command.run(fromOutside ? curl : ["nsenter", "--net=/run/netns/\(name)"] + curl, seconds: 5)
        return command.succeeded ? command.output : nil
    }

    /// containerd's own client: what it says of a kind of thing.
    func ctr(_ words: String...) async throws -> Command {
        try await Command.check(["ctr", "--address", runDirectory + "/containerd.sock", "--namespace", "k8s.io"] + words)
    }

    /// The process of a container.
    func process(ofContainer id: String) async throws -> Int32 {
        let short = id.split(separator: "/").last.map(String.init) ?? id
        let line = try await ctr("tasks", "list").lines.first { $0.hasPrefix(short) }
        guard let words = line?.split(separator: " "), words.count > 1, let pid = Int32(words[1]) else { throw Failure("no process of \(id)") }
        return pid
    }
}
