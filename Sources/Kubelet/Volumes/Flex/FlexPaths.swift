import VolumeKinds

/// Where FlexVolumes are, below the kubelet's root directory. The names are those of the upstream kubelet.
struct FlexPaths: Sendable {
    var rootDirectory: String

    private var plugins: String { rootDirectory + "/plugins/kubernetes.io/flexvolume" }

    private func mounts(_ driver: String) -> String { "\(plugins)/\(driver)/mounts" }

    /// Where a driver mounts the volume's device, once for all pods of the node.
    func device(_ driver: String, _ volume: String) -> String { mounts(driver) + "/" + volume }

    /// The volumes whose devices are mounted, or were about to be, by the names that the status of nodes has for them.
    func mountedDevices() -> [String] {
        var drivers: [String] = []
        for first in POSIXFiles.list(plugins) {
            if POSIXFiles.isDirectory(mounts(first)) { drivers.append(first) }
            for second in POSIXFiles.list(plugins + "/" + first) where second != "mounts" { drivers.append(first + "/" + second) }
        }
        return drivers.flatMap { driver in POSIXFiles.list(mounts(driver)).map { FlexDriver.uniqueName(driver: driver, $0) } }
    }

    /// Whether some pod of the node has the volume.
    func isUsed(_ driver: String, _ volume: String) -> Bool {
        POSIXFiles.list(rootDirectory + "/pods").contains { uid in
            POSIXFiles.linkStatus("\(rootDirectory)/pods/\(uid)/volumes/\(FlexDrivers.escape(driver))/\(volume)") != nil
        }
    }
}
