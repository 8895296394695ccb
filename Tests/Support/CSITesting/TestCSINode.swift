import CSI
import Foundation
import GRPCCore
import SwiftProtobuf

/// The driver's Node service.
struct TestCSINode: CSIV1Node.SimpleServiceProtocol {
    var driver: TestCSIDriver

    // MARK: Staging

    func nodeStageVolume(request: CSIV1NodeStageVolumeRequest, context: ServerContext) async throws -> CSIV1NodeStageVolumeResponse {
        var call = call("NodeStageVolume", request.volumeID, request.volumeCapability)
        call.staging = request.stagingTargetPath
        call.context = request.volumeContext
        call.publishContext = request.publishContext
        call.secrets = request.secrets
        try await driver.enter(call)
        try makeVolumes()
        if call.isBlock {
            _ = try driver.loop(request.volumeID)
        } else if !isMounted(request.stagingTargetPath) {
            try bind(try data(request.volumeID), request.stagingTargetPath)
        }
        return CSIV1NodeStageVolumeResponse()
    }

    func nodeUnstageVolume(request: CSIV1NodeUnstageVolumeRequest, context: ServerContext) async throws -> CSIV1NodeUnstageVolumeResponse {
        var call = TestCSIDriver.Call(method: "NodeUnstageVolume", volume: request.volumeID)
        call.staging = request.stagingTargetPath
        try await driver.enter(call)
        try driver.releaseLoop(request.volumeID)
        try unmount(request.stagingTargetPath)
        return CSIV1NodeUnstageVolumeResponse()
    }

    // MARK: Publishing

    func nodePublishVolume(request: CSIV1NodePublishVolumeRequest, context: ServerContext) async throws -> CSIV1NodePublishVolumeResponse {
        var call = call("NodePublishVolume", request.volumeID, request.volumeCapability)
        call.target = request.targetPath
        call.staging = request.stagingTargetPath
        call.readOnly = request.readonly
        call.context = request.volumeContext
        call.publishContext = request.publishContext
        call.secrets = request.secrets
        try await driver.enter(call)
        try makeVolumes()
        if isMounted(request.targetPath) { return CSIV1NodePublishVolumeResponse() }
        if call.isBlock {
            let device = try driver.loop(request.volumeID)
            FileManager.default.createFile(atPath: request.targetPath, contents: nil)
            try bind(device, request.targetPath)
        } else {
            mkdir(request.targetPath, 0o755)
            let source = request.stagingTargetPath.isEmpty ? try data(request.volumeID) : request.stagingTargetPath
            try bind(source, request.targetPath)
            if request.readonly, mount("none", request.targetPath, nil, UInt(MS_BIND | MS_REMOUNT | MS_RDONLY), nil) != 0 {
                throw TestCSIDriver.failed("remount")
            }
        }
        return CSIV1NodePublishVolumeResponse()
    }

    func nodeUnpublishVolume(request: CSIV1NodeUnpublishVolumeRequest, context: ServerContext) async throws -> CSIV1NodeUnpublishVolumeResponse {
        try await driver.enter(TestCSIDriver.Call(method: "NodeUnpublishVolume", volume: request.volumeID, target: request.targetPath))
        try unmount(request.targetPath)
        if rmdir(request.targetPath) != 0 { unlink(request.targetPath) }
        // An inline volume goes with its pod.
        if request.volumeID.hasPrefix("csi-") { try? FileManager.default.removeItem(atPath: driver.data(request.volumeID)) }
        return CSIV1NodeUnpublishVolumeResponse()
    }

    // MARK: The rest

    func nodeGetVolumeStats(request: CSIV1NodeGetVolumeStatsRequest, context: ServerContext) async throws -> CSIV1NodeGetVolumeStatsResponse {
        try await driver.enter(TestCSIDriver.Call(method: "NodeGetVolumeStats", volume: request.volumeID, target: request.volumePath))
        var answer = CSIV1NodeGetVolumeStatsResponse()
        for (unit, total) in [(CSIV1VolumeUsage.Unit.bytes, Int64(1000)), (.inodes, 100)] {
            var usage = CSIV1VolumeUsage()
            usage.unit = unit
            usage.total = total
            usage.used = total / 4
            usage.available = total - total / 4
            answer.usage.append(usage)
        }
        return answer
    }

    func nodeExpandVolume(request: CSIV1NodeExpandVolumeRequest, context: ServerContext) async throws -> CSIV1NodeExpandVolumeResponse {
        var call = call("NodeExpandVolume", request.volumeID, request.volumeCapability)
        call.target = request.volumePath
        call.staging = request.stagingTargetPath
        call.bytes = request.capacityRange.requiredBytes
        try await driver.enter(call)
        if call.isBlock {
            guard truncate(driver.image(request.volumeID), Int(clamping: call.bytes)) == 0 else { throw TestCSIDriver.failed("truncate") }
            try TestCSIDriver.run("losetup", ["--set-capacity", try driver.loop(request.volumeID)])
        }
        return CSIV1NodeExpandVolumeResponse.with { $0.capacityBytes = call.bytes }
    }

    func nodeGetCapabilities(request: CSIV1NodeGetCapabilitiesRequest, context: ServerContext) async throws -> CSIV1NodeGetCapabilitiesResponse {
        let abilities = driver.abilities
        var types: [CSIV1NodeServiceCapability.RPC.TypeEnum] = []
        if abilities.stages { types.append(.stageUnstageVolume) }
        if abilities.expands { types.append(.expandVolume) }
        if abilities.stats { types.append(.getVolumeStats) }
        if abilities.mountGroup { types.append(.volumeMountGroup) }
        if abilities.singleNodeMultiWriter { types.append(.singleNodeMultiWriter) }
        var answer = CSIV1NodeGetCapabilitiesResponse()
        answer.capabilities = types.map { type in CSIV1NodeServiceCapability.with { $0.rpc.type = type } }
        return answer
    }

    func nodeGetInfo(request: CSIV1NodeGetInfoRequest, context: ServerContext) async throws -> CSIV1NodeGetInfoResponse {
        try await driver.enter(TestCSIDriver.Call(method: "NodeGetInfo"))
        var answer = CSIV1NodeGetInfoResponse()
        answer.nodeID = driver.nodeID
        answer.maxVolumesPerNode = driver.abilities.maxVolumes
        if !driver.abilities.topology.isEmpty { answer.accessibleTopology.segments = driver.abilities.topology }
        return answer
    }

    // MARK: Tools

    private func call(_ method: String, _ volume: String, _ capability: CSIV1VolumeCapability) -> TestCSIDriver.Call {
        var call = TestCSIDriver.Call(method: method, volume: volume)
        call.fsType = capability.mount.fsType
        call.mountFlags = capability.mount.mountFlags
        call.mountGroup = capability.mount.volumeMountGroup
        call.accessMode = "\(capability.accessMode.mode)"
        if case .block? = capability.accessType { call.isBlock = true }
        return call
    }

    private func makeVolumes() throws {
        try FileManager.default.createDirectory(atPath: driver.directory + "/volumes", withIntermediateDirectories: true)
    }

    private func data(_ volume: String) throws -> String {
        try FileManager.default.createDirectory(atPath: driver.data(volume), withIntermediateDirectories: true)
        return driver.data(volume)
    }

    private func bind(_ source: String, _ target: String) throws {
        guard mount(source, target, nil, UInt(MS_BIND), nil) == 0 else { throw TestCSIDriver.failed("mount \(source) at \(target)") }
    }

    private func unmount(_ path: String) throws {
        guard umount2(path, 0) == 0 || errno == EINVAL || errno == ENOENT else { throw TestCSIDriver.failed("umount \(path)") }
    }

    private func isMounted(_ path: String) -> Bool {
        (try? TestCSIDriver.run("mountpoint", ["-q", path])) != nil
    }
}
