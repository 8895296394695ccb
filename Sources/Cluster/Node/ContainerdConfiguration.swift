import Foundation

/// The configuration of the containerd that belongs to this cluster.
struct ContainerdConfiguration {
    var options: ClusterOptions
    var cniPluginDirectory: String
    /// Without CAP_SYS_RESOURCE nobody may lower an oom_score_adj; containerd must then not try, or every sandbox fails.
    var restrictOOMScoreAdjustment: Bool
    var sandboxImage: String

    var text: String {
        """
        version = 2
        root = "\(options.containerdRoot)"
        state = "\(options.containerdState)"
        disabled_plugins = [
          "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs",
          "io.containerd.snapshotter.v1.devmapper", "io.containerd.internal.v1.opt", "io.containerd.tracing.processor.v1.otlp",
        ]

        [grpc]
          address = "\(options.containerdSocket)"

        [plugins."io.containerd.grpc.v1.cri"]
          sandbox_image = "\(sandboxImage)"
          restrict_oom_score_adj = \(restrictOOMScoreAdjustment)
          stream_server_address = "127.0.0.1"
          stream_server_port = "0"
          enable_unprivileged_ports = true
          enable_unprivileged_icmp = true

          [plugins."io.containerd.grpc.v1.cri".containerd]
            snapshotter = "overlayfs"
            default_runtime_name = "runc"

            [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
              runtime_type = "io.containerd.runc.v2"

          [plugins."io.containerd.grpc.v1.cri".cni]
            bin_dir = "\(cniPluginDirectory)"
            conf_dir = "\(options.cniConfigurationDirectory)"

          [plugins."io.containerd.grpc.v1.cri".registry]
            config_path = "\(options.dataDirectory)/registries"

        """
    }

    /// Whether this process may lower an oom_score_adj: bit 24 of its effective capabilities.
    static func mayLowerOOMScore(status: String) -> Bool {
        for line in status.split(separator: "\n") where line.hasPrefix("CapEff:") {
            guard let bits = UInt64(line.dropFirst(7).trimmingCharacters(in: .whitespaces), radix: 16) else { return true }
            return bits >> 24 & 1 == 1
        }
        return true
    }
}

/// The pod network of one node: a bridge, addresses from a range, and port mapping for hostPort.
struct CNIConfiguration {
    var podCIDR: String
    var dataDirectory: String
    static let networkName = "apus"
    static let bridge = "cni0"

    var text: String {
        """
        {
          "cniVersion": "1.0.0",
          "name": "\(Self.networkName)",
          "plugins": [
            {
              "type": "bridge",
              "bridge": "\(Self.bridge)",
              "isGateway": true,
              "isDefaultGateway": true,
              "hairpinMode": true,
              "ipMasq": false,
              "ipam": {
                "type": "host-local",
                "dataDir": "\(dataDirectory)",
                "ranges": [[{"subnet": "\(podCIDR)"}]]
              }
            },
            {"type": "portmap", "capabilities": {"portMappings": true}, "snat": true}
          ]
        }

        """
    }

    static let loopback = """
        {"cniVersion": "1.0.0", "name": "lo", "type": "loopback"}

        """
}
