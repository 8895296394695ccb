import KubernetesAPI
import KubernetesClient
import Logging

/// One volume of a pod as a plug-in gets it: its claim is resolved already. Kubernetes calls it a volume spec.
struct VolumeRequest: Sendable {
    var pod: Pod
    /// The volume as the pod has it.
    var volume: Volume
    /// The persistent volume behind the pod's claim; nil for what the pod says itself.
    var persistent: PersistentVolume?
    /// The claim, where there is one.
    var claim: PersistentVolumeClaim?
    /// The pod's claim source asks for it read-only.
    var readOnly = false
    /// `<root-dir>/pods/<uid>/volumes/<plug-in>/<name>`: where the volume is to be. What is above it is there.
    var path = ""

    /// What the volume is called on disk and in messages: the persistent volume's name, else the pod's own name for it.
    var name: String { persistent?.metadata.name ?? volume.name }
    /// Whether containers get the device itself instead of a file system on it.
    var isBlock: Bool { persistent?.spec.volumeMode == "Block" }
}

/// A volume that is found on disk, of a pod that needs it no more.
struct VolumeOnDisk: Sendable {
    var podUID: String
    /// As `VolumeRequest.name`.
    var name: String
    /// As `VolumeRequest.path`.
    var path: String
}

/// Makes volumes of one kind. To add a kind, write one of these and add it to `VolumeManager.plugins`.
///
/// Calls for one volume of one pod do not overlap; calls for different pods may.
protocol VolumePlugin: Sendable {
    /// Kubernetes' name, such as `kubernetes.io/empty-dir`; its volumes lie in `volumes/kubernetes.io~empty-dir`.
    var name: String { get }
    /// The directory below a pod's `volumes` that the volume is in: the plug-in's own, unless it has several.
    func directory(of request: VolumeRequest) -> String
    /// Whether the volumes in a directory of that name are the plug-in's.
    func owns(directory name: String) -> Bool
    /// Whether the volume is of this kind.
    func supports(_ request: VolumeRequest) -> Bool
    /// Makes the volume ready at `request.path`, or finds it ready. Called at each sync of the pod: cheap when there is nothing to do.
    /// - Throws: `VolumeError` with the whole message, or any error, before which `MountVolume.SetUp failed for volume "x" : ` is put.
    func setUp(_ request: VolumeRequest) async throws -> MountedVolume
    /// Takes the volume away. What is behind it stays, unless it is the pod's own.
    func tearDown(_ volume: VolumeOnDisk) async throws
}

extension VolumePlugin {
    /// The plug-in's directory below a pod's `volumes`.
    var directory: String { name.replacing("/", with: "~") }

    func directory(of request: VolumeRequest) -> String { directory }
    func owns(directory name: String) -> Bool { name == directory }
}

/// What plug-ins work with.
struct VolumeServices: Sendable {
    var client: Client
    /// `--root-dir`
    var rootDirectory: String
    var objects: PodObjects
    var tokens: TokenManager
    var trustBundles: TrustBundles
    var certificates: PodCertificates
    /// What the node has for pods.
    var allocatable: @Sendable () -> [String: Quantity]
    /// The node's object; nil before it is known.
    var node: @Sendable () -> Node?
    var mounter: any Mounter
    var commands: any CommandRunner
    var attachments: NodeAttachments
    /// Tells of something that happened to a pod: type, reason, message.
    var event: @Sendable (Pod, String, String, String) -> Void
    /// The same of a claim.
    var claimEvent: @Sendable (PersistentVolumeClaim, String, String, String) -> Void
    var clock: any WallClock
    var logger: Logger
}
