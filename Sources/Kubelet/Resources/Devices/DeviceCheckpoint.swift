import DevicePlugins
import Foundation
import JSON

/// The file `kubelet_internal_checkpoint`, which remembers devices over restarts of the kubelet, as the upstream kubelet writes it.
enum DeviceCheckpoint {
    static let fileName = "kubelet_internal_checkpoint"

    struct Entry: Equatable {
        var podUID: String
        var container: String
        var resource: String
        var devices: [Int: [String]]
        /// The plug-in's answer, as protobuf.
        var response: [UInt8]
    }

    /// - Parameter registered: the IDs of healthy devices by resource.
    static func text(_ entries: [Entry], registered: [String: [String]]) -> [UInt8] {
        let data: JSONValue = [
            "PodDeviceEntries": entries.isEmpty ? nil : .array(entries.map(json)),
            "RegisteredDevices": .object(JSONObject(registered.sorted { $0.key < $1.key }.map { ($0.key, .array($0.value.map { .string($0) })) })),
        ]
        let value: JSONValue = ["Data": data, "Checksum": .int(Int64(clamping: checksum(entries, registered)))]
        return value.serialized()
    }

    private static func json(_ entry: Entry) -> JSONValue {
        let devices = entry.devices.sorted { String($0.key) < String($1.key) }.map { (String($0.key), JSONValue.array($0.value.map { .string($0) })) }
        return [
            "PodUID": .string(entry.podUID), "ContainerName": .string(entry.container), "ResourceName": .string(entry.resource),
            "DeviceIDs": .object(JSONObject(devices)), "AllocResp": .string(Data(entry.response).base64EncodedString()),
        ]
    }

    static func checksum(_ entries: [Entry], _ registered: [String: [String]]) -> UInt64 {
        let list = entries.map { entry in
            let devices = Checksum.map(entry.devices.sorted { $0.key < $1.key }.map { (String($0.key), Checksum.list($0.value)) })
            return "{PodUID:(string)\(entry.podUID) ContainerName:(string)\(entry.container) ResourceName:(string)\(entry.resource) "
                + "DeviceIDs:(checkpoint.DevicesPerNUMA)\(devices) AllocResp:([]uint8)\(Checksum.list(entry.response.map { String($0) }))}"
        }
        let map = Checksum.map(registered.sorted { $0.key < $1.key }.map { ($0.key, Checksum.list($0.value)) })
        return Checksum.of(
            "(checkpoint.checkpointData){PodDeviceEntries:([]checkpoint.PodDevicesEntry)\(entries.isEmpty ? "<nil>" : Checksum.list(list)) "
                + "RegisteredDevices:(map[string][]string)\(map)}")
    }

    /// What the file says; nil when it is damaged, which its checksum tells.
    static func parse(_ bytes: [UInt8]) -> (entries: [Entry], registered: [String: [String]])? {
        guard let value = try? JSONValue(parsing: bytes), let data = value["Data"] else { return nil }
        var entries: [Entry] = []
        for item in data["PodDeviceEntries"]?.array ?? [] {
            guard let uid = item["PodUID"]?.string, let container = item["ContainerName"]?.string, let resource = item["ResourceName"]?.string else {
                return nil
            }
            var devices: [Int: [String]] = [:]
            for (node, ids) in item["DeviceIDs"]?.object ?? [:] {
                guard let node = Int(node) else { return nil }
                devices[node] = (ids.array ?? []).compactMap(\.string)
            }
            let response = item["AllocResp"]?.string.flatMap { Data(base64Encoded: $0) } ?? Data()
            entries.append(Entry(podUID: uid, container: container, resource: resource, devices: devices, response: Array(response)))
        }
        var registered: [String: [String]] = [:]
        for (resource, ids) in data["RegisteredDevices"]?.object ?? [:] { registered[resource] = (ids.array ?? []).compactMap(\.string) }
        guard let sum = value["Checksum"]?.int, UInt64(exactly: sum) == checksum(entries, registered) else { return nil }
        return (entries, registered)
    }
}
