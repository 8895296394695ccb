import KubernetesAPI
import VolumeKinds

/// Disks of iSCSI targets. The machine needs `iscsiadm` and its daemon for them.
struct ISCSIPlugin: AttachedPlugin {
    let name = "kubernetes.io/iscsi"
    private let services: VolumeServices
    private let disks: DiskVolumes
    private let initiator: ISCSIInitiator
    /// One at a time at each target: a login must not meet the logout of another volume.
    private let targets: KeyedLock

    init(services: VolumeServices, tree: DeviceTree = DeviceTree()) {
        self.services = services
        disks = DiskVolumes(services: services, plugin: "kubernetes.io/iscsi")
        initiator = ISCSIInitiator(commands: services.commands, tree: tree, clock: services.clock, logger: services.logger)
        targets = KeyedLock(clock: services.clock)
    }

    func supports(_ request: VolumeRequest) -> Bool { ISCSIDisk(request) != nil }
    func attachedOnDisk() -> [String] { disks.attached() }

    func setUp(_ request: VolumeRequest) async throws -> MountedVolume {
        guard let disk = ISCSIDisk(request) else { throw VolumeFileError("no volume plugin matched") }
        guard !disk.directory.split(separator: "/", omittingEmptySubsequences: false).contains(".."), !disk.iqn.contains("/"),
            disk.portals.allSatisfy({ !$0.contains("/") && !$0.hasPrefix("-") }), !disk.interface.contains("/")
        else { throw VolumeFileError("iscsi: invalid target \(disk.portals[0]) \(disk.iqn)") }
        let (spec, own) = (request.persistent?.spec.iscsi, request.volume.iscsi)
        let unique = AttachableVolume.iscsi(spec?.targetPortal ?? own?.targetPortal ?? "", disk.iqn, disk.lun)
        let wanted = DiskVolumes.Disk(
            name: disk.directory, uniqueName: unique, fsType: spec?.fsType ?? own?.fsType ?? "",
            readOnly: request.persistent == nil ? own?.readOnly ?? false : request.readOnly, details: disk.json)
        return try await disks.setUp(request, wanted) {
            let chap = try await chap(request)
            return try await targets.with(disk.iqn) { try await initiator.attach(disk, chap) }
        }
    }

    /// What the target wants to know, of a secret of the pod's namespace, or of the persistent volume's.
    private func chap(_ request: VolumeRequest) async throws -> ISCSIInitiator.Chap {
        var chap = ISCSIInitiator.Chap()
        var (name, namespace) = ("", request.pod.metadata.namespace)
        if let spec = request.persistent?.spec.iscsi {
            (chap.discovery, chap.session) = (spec.chapAuthDiscovery ?? false, spec.chapAuthSession ?? false)
            name = spec.secretRef?.name ?? ""
            if let told = spec.secretRef?.namespace, !told.isEmpty { namespace = told }
        } else if let source = request.volume.iscsi {
            (chap.discovery, chap.session) = (source.chapAuthDiscovery ?? false, source.chapAuthSession ?? false)
            name = source.secretRef?.name ?? ""
        }
        guard chap.discovery || chap.session, !name.isEmpty else { return chap }
        guard let secret = try await services.objects.secret(name, namespace: namespace) else {
            throw VolumeFileError("couldn't get secret \(namespace)/\(name) error: secrets \"\(name)\" not found")
        }
        chap.secret = secret.data.mapValues { String(decoding: $0, as: UTF8.self) }
        return chap
    }

    func tearDown(_ volume: VolumeOnDisk) async throws {
        try await disks.tearDown(volume) { record in
            guard let disk = ISCSIDisk(json: record.details) else { throw VolumeFileError("iscsi: what is written of \(volume.name) cannot be read") }
            try await targets.with(disk.iqn) {
                let others = disks.records.all().filter { $0.uniqueName != record.uniqueName }.compactMap { ISCSIDisk(json: $0.details) }
                try await initiator.detach(disk, isTargetUsed: others.contains { $0.iqn == disk.iqn && !Set($0.portals).isDisjoint(with: disk.portals) })
            }
        }
    }
}
