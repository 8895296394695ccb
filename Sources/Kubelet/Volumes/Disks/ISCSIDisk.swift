import JSON
import KubernetesAPI
import VolumeKinds

/// A disk of an iSCSI target, as a pod or a persistent volume describes it.
struct ISCSIDisk: Sendable, Equatable {
    /// Where the target answers, `address:port`, each once.
    var portals: [String]
    var iqn: String
    var lun: Int
    /// The interface of the initiator that is used; one of the volume's own when it has a name of its own for the initiator.
    var interface: String
    /// The interface that exists.
    var configured: String
    var initiatorName: String

    /// nil when the request is for no such disk, or says nothing sensible.
    init?(_ request: VolumeRequest) {
        if let disk = request.persistent?.spec.iscsi {
            self.init(disk.targetPortal, disk.portals, disk.iqn, disk.lun, disk.iscsiInterface, disk.initiatorName, request.name)
        } else if request.persistent == nil, let disk = request.volume.iscsi {
            self.init(disk.targetPortal, disk.portals, disk.iqn, disk.lun, disk.iscsiInterface, disk.initiatorName, request.name)
        } else {
            return nil
        }
    }

    private init(_ portal: String, _ more: [String], _ iqn: String, _ lun: Int, _ interface: String?, _ initiator: String?, _ volume: String) {
        portals = []
        for portal in ([portal] + more).map(Self.withPort) where !portals.contains(portal) { portals.append(portal) }
        self.iqn = iqn
        self.lun = lun
        configured = interface.flatMap { $0.isEmpty ? nil : $0 } ?? "default"
        initiatorName = initiator ?? ""
        self.interface = initiatorName.isEmpty ? configured : "\(portals[0]):\(volume)"
    }

    private static func withPort(_ portal: String) -> String {
        portal.contains(":") && !portal.hasSuffix("]") ? portal : portal + ":3260"
    }

    /// Its directory below the plug-in's own.
    var directory: String { "iface-\(interface)/\(portals[0])-\(iqn)-lun-\(lun)" }

    // MARK: On disk

    var json: JSONValue {
        [
            "portals": .array(portals.map { .string($0) }), "iqn": .string(iqn), "lun": .int(Int64(lun)), "iface": .string(interface),
            "initIface": .string(configured), "initiatorName": .string(initiatorName),
        ]
    }

    init?(json: JSONValue) {
        guard let portals = json["portals"]?.array?.compactMap(\.string), !portals.isEmpty, let iqn = json["iqn"]?.string, let lun = json["lun"]?.int else { return nil }
        self.portals = portals
        self.iqn = iqn
        self.lun = Int(lun)
        interface = json["iface"]?.string ?? "default"
        configured = json["initIface"]?.string ?? "default"
        initiatorName = json["initiatorName"]?.string ?? ""
    }
}
