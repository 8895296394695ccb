import JSON

/// The file `dra_manager_state`, which remembers claims over restarts of the kubelet, as the upstream kubelet writes it: a text of
/// JSON in JSON, with its CRC-32.
enum ClaimCheckpoint {
    static let fileName = "dra_manager_state"

    static func text(_ claims: [ClaimInfo]) -> [UInt8] {
        let data: JSONValue = [
            "kind": "DRACheckpoint", "apiVersion": "checkpoint.dra.kubelet.k8s.io/v1",
            "Entries": .array(claims.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) }.map(json)),
        ]
        let bytes = data.serialized()
        let value: JSONValue = ["Data": .string(String(decoding: bytes, as: UTF8.self)), "Checksum": .int(Int64(crc32(bytes)))]
        return value.serialized()
    }

    private static func json(_ claim: ClaimInfo) -> JSONValue {
        let drivers = claim.drivers.sorted { $0.key < $1.key }.map { driver, devices -> (String, JSONValue) in
            (driver, ["Devices": devices.isEmpty ? nil : .array(devices.map(json))])
        }
        return [
            "ClaimUID": .string(claim.uid), "ClaimName": .string(claim.name), "Namespace": .string(claim.namespace),
            "PodUIDs": .object(JSONObject(claim.pods.sorted().map { ($0, [:]) })), "DriverState": .object(JSONObject(drivers)),
        ]
    }

    private static func json(_ device: ClaimInfo.Device) -> JSONValue {
        func list(_ all: [String]) -> JSONValue { .array(all.map { .string($0) }) }
        var value: JSONValue = [
            "PoolName": .string(device.pool), "DeviceName": .string(device.name), "RequestNames": list(device.requests),
            "CDIDeviceIDs": list(device.cdi),
        ]
        if let share = device.shareID { value["ShareID"] = .string(share) }
        return value
    }

    /// What the file says; nil when it is damaged, which its checksum tells.
    static func parse(_ bytes: [UInt8]) -> [ClaimInfo]? {
        guard let value = try? JSONValue(parsing: bytes), let text = value["Data"]?.string, let sum = value["Checksum"]?.int,
            sum == Int64(crc32(Array(text.utf8))), let data = try? JSONValue(parsing: Array(text.utf8))
        else { return nil }
        var claims: [ClaimInfo] = []
        for entry in data["Entries"]?.array ?? [] {
            guard let uid = entry["ClaimUID"]?.string, let name = entry["ClaimName"]?.string, let namespace = entry["Namespace"]?.string else { return nil }
            var drivers: [String: [ClaimInfo.Device]] = [:]
            for (driver, state) in entry["DriverState"]?.object ?? [:] { drivers[driver] = (state["Devices"]?.array ?? []).map(device) }
            claims.append(ClaimInfo(
                uid: uid, name: name, namespace: namespace, pods: Set((entry["PodUIDs"]?.object ?? [:]).map(\.key)), drivers: drivers))
        }
        return claims
    }

    private static func device(_ value: JSONValue) -> ClaimInfo.Device {
        func list(_ key: String) -> [String] { (value[key]?.array ?? []).compactMap(\.string) }
        return ClaimInfo.Device(
            pool: value["PoolName"]?.string ?? "", name: value["DeviceName"]?.string ?? "", requests: list("RequestNames"),
            cdi: list("CDIDeviceIDs"), shareID: value["ShareID"]?.string)
    }

    /// The checksum of IEEE 802.3.
    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}
