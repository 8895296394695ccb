import ContainerRuntime
import Foundation

@testable import Kubelet

/// Debian's docker-registry on a port of loopback, with its images in a directory that goes with it.
final class TestRegistry {
    /// Whether the machine has it (package docker-registry).
    static let available = FileManager.default.isExecutableFile(atPath: "/usr/bin/docker-registry")

    /// How the registry is reached.
    enum Access {
        case open
        /// User `tester`, password `secret`.
        case password
        /// By TLS and with the same password.
        case tls(certificatePEM: String, keyPEM: String)
    }

    let address: String
    private let directory: String
    private let fixture: ContainerdFixture
    private var access: Access
    private var process: Process?

    init(_ fixture: ContainerdFixture, _ access: Access) async throws {
        self.fixture = fixture
        self.access = access
        let port = Int.random(in: 20000..<32000)
        address = "127.0.0.1:\(port)"
        directory = fixture.directory + "/registry-\(port)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try await start(access)
    }

    /// Starts it with another way to reach it; the images stay.
    func start(_ access: Access) async throws {
        self.access = access
        var config = """
            version: 0.1
            storage: {filesystem: {rootdirectory: \(directory)/data}, delete: {enabled: true}}
            http:
              addr: \(address)

            """
        switch access {
        case .open: break
        case .tls(let certificate, let key):
            try write("certificate.pem", certificate)
            try write("key.pem", key)
            config += "  tls: {certificate: \(directory)/certificate.pem, key: \(directory)/key.pem}\n"
            fallthrough
        case .password:
            try write("htpasswd", "tester:$2y$05$Sue1ObQBZ4htNHELgaB22u/TYESSO4AH5ur1csuXtAfena9JRRzDu\n")
            config += "auth: {htpasswd: {realm: test, path: \(directory)/htpasswd}}\n"
        }
        try write("config.yml", config)
        try await start()
    }

    deinit { process?.terminate() }

    private func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: directory + "/" + name)) }

    func start() async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/docker-registry")
        process.arguments = ["serve", directory + "/config.yml"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
        let scheme = if case .tls = access { "https" } else { "http" }
        let url = "\(scheme)://\(address)/v2/"
        guard await eventually({ (try? ContainerdFixture.run("/usr/bin/curl", ["-sk", "-o", "/dev/null", url])) != nil }) else {
            throw FixtureError(text: "docker-registry does not come up")
        }
    }

    func stop() {
        process?.terminate()
        process?.waitUntilExit()
        process = nil
    }

    /// Puts an image that the fixture's containerd has into the registry, as `name` (`repository:tag`).
    func push(_ local: String, as name: String) throws {
        var arguments = ["--address", fixture.socket, "--namespace", "k8s.io", "images", "push"]
        switch access {
        case .open: arguments += ["--plain-http"]
        case .password: arguments += ["--plain-http", "--user", "tester:secret"]
        case .tls: throw FixtureError(text: "images are pushed before the registry speaks TLS")
        }
        try ContainerdFixture.run("/usr/bin/ctr", arguments + ["\(address)/\(name)", local])
    }

    /// The digest by which the fixture's containerd knows an image, which is also the registry's.
    func digest(_ local: String) throws -> String {
        let table = try ContainerdFixture.run("/usr/bin/ctr", ["--address", fixture.socket, "--namespace", "k8s.io", "images", "list", "name==\(local)"])
        guard let word = table.split(whereSeparator: \.isWhitespace).first(where: { $0.hasPrefix("sha256:") }) else { throw FixtureError(text: table) }
        return String(word)
    }
}

/// As `eventually`, for what waits out a back-off.
func afterBackOff(_ condition: () async -> Bool) async -> Bool {
    for _ in 0..<4 where await eventually(condition) { return true }
    return false
}
