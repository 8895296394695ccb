import Crypto
import Foundation
import JSON
import KubernetesAPI

/// A volume of a CSI driver: which one it is, and where it is on this node. Also what is written beside it, so that a kubelet
/// that starts anew knows whom to ask to take it away.
struct CSIVolume: Sendable, Equatable {
    var driver: String
    /// What the driver calls it.
    var handle: String
    /// The persistent volume's name, or the pod's own name of an inline volume.
    var name: String
    /// Lives and dies with the pod, which describes it.
    var isInline = false

    /// As the attach-detach controller and the node's status name it.
    var uniqueName: String { "kubernetes.io/csi/\(driver)^\(handle)" }

    /// The VolumeAttachment that says whether it is attached to the node.
    func attachment(node: String) -> String { "csi-" + Self.sha256(handle + driver + node) }

    static func sha256(_ text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// nil when the request is not for a CSI volume.
    init?(_ request: VolumeRequest) {
        if let persistent = request.persistent {
            guard let source = persistent.spec.csi else { return nil }
            self.init(driver: source.driver, handle: source.volumeHandle, name: request.name)
        } else {
            guard let source = request.volume.csi else { return nil }
            let handle = "csi-" + Self.sha256(request.pod.metadata.uid + request.volume.name)
            self.init(driver: source.driver, handle: handle, name: request.name, isInline: true)
        }
    }

    init(driver: String, handle: String, name: String, isInline: Bool = false) {
        self.driver = driver
        self.handle = handle
        self.name = name
        self.isInline = isInline
    }

    // MARK: On disk

    private static let file = "vol_data.json"

    /// Reads what was written beside the volume; nil when nothing sensible is there.
    init?(readingFrom directory: String) {
        guard let bytes = POSIXFiles.read(directory + "/" + Self.file), let value = try? JSONValue(parsing: bytes),
            let driver = value["driverName"]?.string, let handle = value["volumeHandle"]?.string
        else { return nil }
        self.init(
            driver: driver, handle: handle, name: value["specVolID"]?.string ?? "",
            isInline: value["volumeLifecycleMode"]?.string == "Ephemeral")
    }

    /// Writes it, whole or not at all.
    func write(to directory: String, node: String) throws {
        if Self(readingFrom: directory) == self { return }
        try POSIXFiles.makeDirectories(directory, mode: 0o750)
        let object: JSONValue = [
            "attachmentID": .string(attachment(node: node)), "driverName": .string(driver), "nodeName": .string(node),
            "specVolID": .string(name), "volumeHandle": .string(handle), "volumeLifecycleMode": isInline ? "Ephemeral" : "Persistent",
        ]
        let temporary = directory + "/." + Self.file
        try POSIXFiles.write(object.serialized(), to: temporary, mode: 0o600)
        try POSIXFiles.move(temporary, to: directory + "/" + Self.file)
    }

    /// Removes the file and the directory, which must hold nothing else.
    static func erase(_ directory: String) throws {
        try POSIXFiles.remove(directory + "/" + file)
        guard rmdir(directory) == 0 || errno == ENOENT else { throw FileError("rmdir", directory) }
    }
}

/// Where CSI volumes are, below the kubelet's root directory. The names are those of the upstream kubelet.
struct CSIPaths: Sendable {
    var rootDirectory: String

    var plugins: String { rootDirectory + "/plugins/kubernetes.io/csi" }

    /// What belongs to a staged volume.
    func staged(_ volume: CSIVolume) -> String { "\(plugins)/\(volume.driver)/\(CSIVolume.sha256(volume.handle))" }
    /// Where the driver stages it.
    func globalMount(_ volume: CSIVolume) -> String { staged(volume) + "/globalmount" }

    /// Where the driver stages a block volume.
    func blockStaging(_ volume: CSIVolume) -> String { "\(plugins)/volumeDevices/staging/\(volume.name)" }
    /// Where the driver puts a pod's device.
    func blockPublished(_ volume: CSIVolume, podUID: String) -> String { "\(plugins)/volumeDevices/publish/\(volume.name)/\(podUID)" }
    func blockData(_ name: String) -> String { "\(plugins)/volumeDevices/\(name)/data" }
    func blockMap(_ name: String) -> String { "\(plugins)/volumeDevices/\(name)/dev" }

    /// The volumes of all pods of the node, with the pods' UIDs.
    func pods() -> [(podUID: String, volume: CSIVolume)] {
        var found: [(podUID: String, volume: CSIVolume)] = []
        for uid in POSIXFiles.list(rootDirectory + "/pods") {
            let directory = "\(rootDirectory)/pods/\(uid)/volumes/kubernetes.io~csi"
            for name in POSIXFiles.list(directory) {
                if let volume = CSIVolume(readingFrom: directory + "/" + name) { found.append((uid, volume)) }
            }
        }
        return found
    }

    /// Everything of CSI that is on the node, as far as it was attached or staged once.
    func all() -> [CSIVolume] {
        var found = pods().map(\.volume).filter { !$0.isInline }
        for driver in POSIXFiles.list(plugins) where driver != "volumeDevices" {
            for hash in POSIXFiles.list(plugins + "/" + driver) {
                if let volume = CSIVolume(readingFrom: "\(plugins)/\(driver)/\(hash)") { found.append(volume) }
            }
        }
        for name in POSIXFiles.list(plugins + "/volumeDevices") {
            if let volume = CSIVolume(readingFrom: blockData(name)) { found.append(volume) }
        }
        return found
    }
}
