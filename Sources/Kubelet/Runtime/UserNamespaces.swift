import ContainerRuntime
import Foundation
import JSON
import KubernetesAPI
import Synchronization

/// Gives each pod of `hostUsers: false` user and group IDs of the node that no other pod has. What a pod was given is written into
/// its directory, so that it outlives the kubelet and is free again when the directory goes. Safe to use from any task.
final class UserNamespaces: Sendable {
    private let options: KubeletOptions
    /// The IDs of the node that may be given.
    private let range: Range<UInt32>
    private let allocating = Mutex(())

    private static let fileName = "userns"
    /// As many IDs as a pod may need; also where the first pod's begin, so that none is one of the node's own users.
    private var length: UInt32 { UInt32(clamping: max(65536, options.node.userNamespaceIDsPerPod)) }

    /// - Parameter subordinate: the text of /etc/subuid: if it has a line for the user `kubelet`, IDs are taken from that range.
    init(options: KubeletOptions, subordinate: String = PodFiles.read("/etc/subuid")) {
        self.options = options
        let length = UInt32(clamping: max(65536, options.node.userNamespaceIDsPerPod))
        range = Self.subordinateRange(subordinate)
            ?? length..<(length &+ UInt32(clamping: min(Int(clamping: length) * max(1, options.maxPods), Int(UInt32.max) - Int(length))))
    }

    private static func subordinateRange(_ text: String) -> Range<UInt32>? {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: ":").map(String.init)
            guard fields.count == 3, fields[0] == "kubelet", let first = UInt32(fields[1]), let count = UInt32(fields[2]) else { continue }
            let (end, overflow) = first.addingReportingOverflow(count)
            return first..<(overflow ? UInt32.max : end)
        }
        return nil
    }

    /// The pod's user namespace as CRI takes it; nil when the runtime knows none and none is asked for.
    /// - Throws: `UserNamespaceError`, which the pod's sandbox fails with.
    func namespace(of pod: Pod, handler: String, isSupported: Bool) throws -> CRIUserNamespace? {
        var out = CRIUserNamespace()
        guard pod.spec.hostUsers == false else {
            out.mode = .node
            return isSupported ? out : nil
        }
        guard isSupported else {
            let who = handler.isEmpty ? "runtime" : "RuntimeClass handler \"\(handler)\""
            throw UserNamespaceError(description: "can't set `spec.hostUsers: false`, \(who) does not support user namespaces")
        }
        let ids = try allocating.withLock { _ in try firstID(of: pod.metadata.uid) }
        var mapping = CRIIDMapping()
        mapping.hostID = ids
        mapping.containerID = 0
        mapping.length = length
        out.mode = .pod
        out.uids = [mapping]
        out.gids = [mapping]
        return out
    }

    private func firstID(of uid: String) throws -> UInt32 {
        let path = "\(options.podDirectory(uid))/\(Self.fileName)"
        if let known = Self.hostID(inFile: path) { return known }
        let taken = Set(PodFiles.list(options.rootDirectory + "/pods").compactMap { Self.hostID(inFile: "\(options.podDirectory($0))/\(Self.fileName)") })
        // Blocks begin at multiples of their length.
        var next = UInt64(range.lowerBound) + UInt64(length) - 1
        next -= next % UInt64(length)
        while next + UInt64(length) <= UInt64(range.upperBound) {
            let first = UInt32(next)
            if !taken.contains(first) {
                let mapping: JSONValue = [["hostId": .int(Int64(first)), "containerId": .int(0), "length": .int(Int64(length))]]
                let text: JSONValue = ["uidMappings": mapping, "gidMappings": mapping]
                try POSIXFiles.makeDirectories(options.podDirectory(uid), mode: 0o750)
                try POSIXFiles.write(text.serialized(), to: path + ".new", mode: 0o644)
                try POSIXFiles.move(path + ".new", to: path)
                return first
            }
            next += UInt64(length)
        }
        throw UserNamespaceError(description: "could not find an empty slot to allocate a user namespace")
    }

    private static func hostID(inFile path: String) -> UInt32? {
        guard let bytes = POSIXFiles.read(path), let value = try? JSONValue(parsing: bytes) else { return nil }
        return value["uidMappings"]?.array?.first?["hostId"]?.int.flatMap { UInt32(exactly: $0) }
    }

    /// Frees the pod's IDs.
    static func release(podDirectory: String) {
        unlink("\(podDirectory)/\(fileName)")
        unlink("\(podDirectory)/\(fileName).new")
    }
}

/// Why a pod gets no user namespace, in Kubernetes' words.
struct UserNamespaceError: Error, CustomStringConvertible {
    var description: String
}
