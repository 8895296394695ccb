import Foundation
import JSON
import KubernetesAPI
import VolumeKinds

/// Disks that the node reaches by Fibre Channel: found by the world wide names of their targets and a LUN, or by their own identifiers.
struct FibreChannelPlugin: AttachedPlugin {
    let name = "kubernetes.io/fc"
    private let disks: DiskVolumes
    private let tree: DeviceTree

    init(services: VolumeServices, tree: DeviceTree = DeviceTree()) {
        disks = DiskVolumes(services: services, plugin: "kubernetes.io/fc")
        self.tree = tree
    }

    func supports(_ request: VolumeRequest) -> Bool { source(request) != nil }
    func attachedOnDisk() -> [String] { disks.attached() }

    private func source(_ request: VolumeRequest) -> FCVolumeSource? { request.persistent.map { $0.spec.fc } ?? request.volume.fc }

    func setUp(_ request: VolumeRequest) async throws -> MountedVolume {
        guard let source = source(request) else { throw VolumeFileError("no volume plugin matched") }
        let identifiers: [String]
        if !source.targetWWNs.isEmpty, let lun = source.lun {
            identifiers = source.targetWWNs.map { "\($0)-lun-\(lun)" }
        } else if !source.wwids.isEmpty {
            identifiers = source.wwids.map { $0.replacing(" ", with: "_") }
        } else {
            throw VolumeFileError("fc: no fc disk information found. failed to make a new mounter")
        }
        guard let first = identifiers.first, identifiers.allSatisfy({ !$0.contains("/") && !$0.hasPrefix(".") }) else {
            throw VolumeFileError("fc: invalid identifier of a disk")
        }
        let disk = DiskVolumes.Disk(
            name: first, uniqueName: AttachableVolume.fibreChannel(source), fsType: source.fsType ?? "",
            readOnly: request.persistent == nil ? source.readOnly ?? false : request.readOnly,
            details: ["links": .array(links(identifiers, byPath: !source.targetWWNs.isEmpty).map { .string($0) })])
        let wanted = (identifiers, !source.targetWWNs.isEmpty)
        return try await disks.setUp(request, disk) { try find(wanted.0, byPath: wanted.1) }
    }

    private func links(_ identifiers: [String], byPath: Bool) -> [String] { identifiers.map { (byPath ? "by-path -fc-0x" : "by-id scsi-") + $0 } }

    /// Looks, has the kernel look, and looks again; a device of several paths is better than one of them.
    private func find(_ identifiers: [String], byPath: Bool) throws -> String {
        let links = links(identifiers, byPath: byPath)
        if let device = devices(links).lazy.compactMap({ tree.multipath(of: $0) }).first { return device }
        try tree.scanAll()
        let found = devices(links)
        guard let single = found.first else { throw VolumeFileError("no fc disk found") }
        return found.lazy.compactMap { tree.multipath(of: $0) }.first ?? single
    }

    /// The devices that links like these lead to.
    private func devices(_ links: [String]) -> [String] {
        links.flatMap { link -> [String] in
            let parts = link.split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return [] }
            let directory = "\(tree.dev)/disk/\(parts[0])"
            return POSIXFiles.list(directory).sorted().filter { parts[0] == "by-path" ? $0.hasSuffix(parts[1]) : $0 == parts[1] }
                .compactMap { SubPath.realPath("\(directory)/\($0)") }
        }
    }

    func tearDown(_ volume: VolumeOnDisk) async throws {
        try await disks.tearDown(volume) { record in
            let links = record.details["links"]?.array?.compactMap(\.string) ?? []
            var names: Set<String> = []
            for device in devices(links) { names.formUnion(tree.disks(behind: tree.multipath(of: device) ?? device)) }
            for name in names.sorted() { try tree.forget(disk: name) }
        }
    }
}
