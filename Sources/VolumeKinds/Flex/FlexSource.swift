import JSON
import KubernetesAPI

/// What a FlexVolume says of itself, whether a pod names it or a persistent volume.
public struct FlexSource: Sendable, Equatable {
    /// `vendor/driver`, or just `driver`.
    public var driver: String
    /// The file system that the driver is to find or make; empty leaves it to the driver.
    public var fsType: String
    /// What the driver is told besides, as the user wrote it.
    public var options: [String: String]
    /// Whether the volume is to be mounted for reading only.
    public var readOnly: Bool
    /// The persistent volume's name, or the pod's name for the volume.
    public var name: String
    /// The secret's name; empty for none.
    public var secretName: String
    /// The secret's namespace; empty for the pod's own.
    public var secretNamespace: String

    /// A pod's own volume; nil when it is of another kind.
    public init?(_ volume: Volume) {
        guard let flex = volume.flexVolume else { return nil }
        driver = flex.driver
        fsType = flex.fsType ?? ""
        options = flex.options
        readOnly = flex.readOnly ?? false
        name = volume.name
        secretName = flex.secretRef?.name ?? ""
        secretNamespace = ""
    }

    /// - Parameter readOnly: the pod's claim source asks for it read-only; what the volume says of that is not asked, as in Kubernetes.
    public init?(_ volume: PersistentVolume, readOnly: Bool) {
        guard let flex = volume.spec.flexVolume else { return nil }
        driver = flex.driver
        fsType = flex.fsType ?? ""
        options = flex.options
        self.readOnly = readOnly
        name = volume.metadata.name
        secretName = flex.secretRef?.name ?? ""
        secretNamespace = flex.secretRef?.namespace ?? ""
    }

    /// The JSON object that drivers get. The volume's own options go before all others.
    /// - Parameter extra: what only some calls tell, such as the pod.
    public func json(_ extra: [String: String] = [:]) -> String {
        var all = [
            "kubernetes.io/fsType": fsType, "kubernetes.io/readwrite": readOnly ? "ro" : "rw", "kubernetes.io/pvOrVolumeName": name,
        ]
        all.merge(extra) { $1 }
        all.merge(options) { $1 }
        let object = JSONObject(all.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
        return String(decoding: JSONValue.object(object).serialized(), as: UTF8.self)
    }
}
