import ContainerRuntime
import Foundation
import KubernetesAPI
import Synchronization
import Testing

@testable import Kubelet

/// Remembers what is mounted where, by what the source is really.
final class RecordingMounter: Mounter {
    struct Mount: Equatable {
        var source: String
        var path: String
    }

    private let all = Mutex<[Mount]>([])
    var mounted: [Mount] { all.withLock { $0 } }

    func mount(_ source: String, at path: String, type: String, flags: UInt, options: String) throws {
        let real = POSIXFiles.target(ofLink: source) ?? source
        all.withLock { $0.append(Mount(source: real, path: path)) }
    }

    func isMounted(_ path: String) -> Bool { mounted.contains { $0.path == path } }
    func mounts(below path: String) -> [String] { mounted.map(\.path).filter { $0.hasPrefix(path) } }
    func unmount(_ path: String) throws { all.withLock { $0.removeAll { $0.path == path } } }
}

@Suite final class SubPathTests {
    let root: String
    let mounter = RecordingMounter()
    var volume: String { root + "/volume" }

    init() throws {
        root = (SubPath.realPath(NSTemporaryDirectory()) ?? "/tmp") + "/subpath-\(UUID())"
        try POSIXFiles.makeDirectories(root + "/volume", mode: 0o777)
        try POSIXFiles.makeDirectories(root + "/outside", mode: 0o755)
        try POSIXFiles.write(Array("secret".utf8), to: root + "/outside/file", mode: 0o600)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    private func mounts(_ mount: VolumeMount, environment: [String: String] = [:], recursive: Bool = false) throws -> String {
        let pod = try makePod("{metadata: {name: p}, spec: {containers: [{name: c}]}}")
        var container = pod.spec.containers[0]
        container.volumeMounts = [mount]
        let mounts = try ContainerMounts(
            pod: pod, volumes: ["v": MountedVolume(hostPath: volume)], environment: environment,
            subPaths: SubPath(podDirectory: root + "/pod", mounter: mounter), recursiveReadOnly: recursive, logger: noLog
        ).mounts(container)
        return mounts[0].hostPath
    }

    private func message(_ mount: VolumeMount, environment: [String: String] = [:]) -> String {
        do { return try mounts(mount, environment: environment) } catch { return "\(error)" }
    }

    private func mount(_ subPath: String? = nil, expression: String? = nil) -> VolumeMount {
        VolumeMount(name: "v", mountPath: "/v", subPath: subPath, subPathExpr: expression)
    }

    @Test func makesWhatIsMissingAsTheVolumeIs() throws {
        chmod(volume, 0o2775)
        let target = try mounts(mount("a/b"))
        #expect(target == root + "/pod/volume-subpaths/v/c/0")
        #expect(mounter.mounted.map(\.source) == [volume + "/a/b"])
        #expect(POSIXFiles.mode(volume + "/a") == 0o2775 && POSIXFiles.mode(volume + "/a/b") == 0o2775)
        try POSIXFiles.write([], to: volume + "/file", mode: 0o600)
        _ = try mounts(mount("file"))
        #expect(mounter.mounted.map(\.source) == [volume + "/file"])
        try SubPath.removeAll(podDirectory: root + "/pod", mounter: mounter)
        #expect(mounter.mounted.isEmpty && POSIXFiles.linkStatus(root + "/pod/volume-subpaths") == nil)
        #expect(POSIXFiles.linkStatus(volume + "/file") != nil)
    }

    @Test func linksInsideAreFollowedAndOutsideAreNot() throws {
        try POSIXFiles.makeDirectories(volume + "/real/deep", mode: 0o755)
        try POSIXFiles.link("real", at: volume + "/inside")
        try POSIXFiles.link("../outside", at: volume + "/escape")
        try POSIXFiles.link("/nowhere", at: volume + "/dangling")
        _ = try mounts(mount("inside/deep"))
        #expect(mounter.mounted.map(\.source) == [volume + "/real/deep"])
        let refused = "failed to prepare subPath for volumeMount \"v\" of container \"c\""
        #expect(message(mount("escape")) == refused && message(mount("escape/file")) == refused)
        let unmade = "failed to create subPath directory for volumeMount \"v\" of container \"c\""
        #expect(message(mount("escape/new")) == unmade && message(mount("dangling/x")) == unmade && message(mount("dangling")) == unmade)
        #expect(POSIXFiles.list(root + "/outside") == ["file"])
    }

    @Test func expressionsSayWhatIsWrong() throws {
        _ = try mounts(mount(expression: "logs-$(NAME)"), environment: ["NAME": "p"])
        #expect(mounter.mounted.map(\.source) == [volume + "/logs-p"])
        #expect(message(mount(expression: "$(A)/$(B)"), environment: ["A": ""]) == "missing value for A, B")
        #expect(message(mount(expression: "$(P)"), environment: ["P": "/tmp"]) == "error SubPath `/tmp` must not be an absolute path")
        #expect(message(mount(expression: "$(P)"), environment: ["P": ".."]) == "unable to provision SubPath `..`: must not contain '..'")
    }

    @Test func recursiveReadOnlyNeedsTheRuntime() throws {
        var wanted = mount()
        wanted.recursiveReadOnly = "Enabled"
        #expect(message(wanted) == "volume \"v\" requested recursive read-only mode, but it is not read-only")
        wanted.readOnly = true
        #expect(message(wanted) == "volume \"v\" requested recursive read-only mode, but it is not supported by the runtime")
        _ = try mounts(wanted, recursive: true)
        wanted.mountPropagation = "HostToContainer"
        #expect(message(wanted) == "volume \"v\" requested recursive read-only mode, but it is not compatible with propagation \"HostToContainer\"")
    }
}
