import JSON
import KubernetesAPI

/// What Kubernetes fills in to the specification of a pod or of a pod template.
enum PodDefaults {
    /// The defaults of a template's specification.
    static func applyToTemplate(_ spec: inout JSONValue) {
        spec.setDefault("restartPolicy", "Always")
        spec.setDefault("terminationGracePeriodSeconds", 30)
        spec.setDefault("dnsPolicy", "ClusterFirst")
        spec.setDefault("securityContext", [:])
        spec.setDefault("schedulerName", "default-scheduler")
        if spec["serviceAccount"] == nil, let name = spec["serviceAccountName"] { spec["serviceAccount"] = name }
        if spec["serviceAccountName"] == nil, let name = spec["serviceAccount"] { spec["serviceAccountName"] = name }
        let hostNetwork = spec["hostNetwork"]?.bool == true
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            spec.editEach(list) { container(&$0, hostNetwork: hostNetwork) }
        }
        spec.editEach("volumes", volume)
    }

    /// The defaults of a pod's own specification: a template's, and a few that only pods get.
    static func applyToPod(_ spec: inout JSONValue) {
        applyToTemplate(&spec)
        spec.setDefault("enableServiceLinks", true)
        for list in ["initContainers", "containers"] {
            spec.editEach(list) { container in
                // A limit without a request asks for what it limits.
                guard let limits = container["resources"]?["limits"]?.object, !limits.isEmpty else { return }
                container.edit("resources") { resources in
                    var requests = resources["requests"] ?? [:]
                    for (name, quantity) in limits { requests.setDefault(name, quantity) }
                    resources["requests"] = requests
                }
            }
        }
        wholeRequests(&spec)
    }

    /// A pod whose containers want something, and that limits the whole, asks for what they want or for its limit.
    private static func wholeRequests(_ spec: inout JSONValue) {
        guard let limits = spec["resources"]?["limits"]?.object, !limits.isEmpty else { return }
        var requests = spec["resources"]?["requests"] ?? [:]
        for (name, amount) in ResourceValidation.aggregate(spec, "requests").sorted(by: { $0.key < $1.key })
        where name == "cpu" || name == "memory" { requests.setDefault(name, .string(amount.description)) }
        for (name, amount) in limits { requests.setDefault(name, amount) }
        spec.edit("resources") { $0["requests"] = requests }
    }

    /// What `matchLabelKeys` and `mismatchLabelKeys` say with the pod's own labels, put into the selectors beside them.
    static func mergeLabelKeys(_ object: inout JSONValue) {
        guard let spec = object["spec"], spec.has("topologySpreadConstraints") || spec["affinity"]?.has("podAffinity") == true
            || spec["affinity"]?.has("podAntiAffinity") == true
        else { return }
        let labels = object["metadata"]?.members("labels") ?? [:]
        func merge(_ owner: inout JSONValue) {
            guard owner.isSet("labelSelector") else { return }
            var added: [JSONValue] = []
            for (list, op) in [("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn")] {
                for key in owner.items(list) {
                    guard let value = labels[key.string ?? ""] else { continue }
                    added.append(["key": key, "operator": .string(op), "values": [value]])
                }
            }
            guard !added.isEmpty else { return }
            owner.edit("labelSelector") { $0["matchExpressions"] = .array($0.items("matchExpressions") + added) }
        }
        object.edit("spec") { spec in
            spec.editEach("topologySpreadConstraints", merge)
            spec.edit("affinity") { affinity in
                for kind in ["podAffinity", "podAntiAffinity"] {
                    affinity.edit(kind) { pods in
                        pods.editEach("requiredDuringSchedulingIgnoredDuringExecution", merge)
                        pods.editEach("preferredDuringSchedulingIgnoredDuringExecution") { $0.edit("podAffinityTerm", merge) }
                    }
                }
            }
        }
    }

    private static func container(_ container: inout JSONValue, hostNetwork: Bool) {
        container.setDefault("resources", [:])
        container.setDefault("terminationMessagePath", "/dev/termination-log")
        container.setDefault("terminationMessagePolicy", "File")
        container.setDefault("imagePullPolicy", .string(pullPolicy(ofImage: container.text("image"))))
        container.editEach("ports") { port in
            port.setDefault("protocol", "TCP")
            if hostNetwork, port["hostPort"]?.int ?? 0 == 0 { port["hostPort"] = port["containerPort"] }
        }
        container.editEach("env") { variable in
            variable.edit("valueFrom") { source in
                source.edit("fieldRef") { $0.setDefault("apiVersion", "v1") }
                source.edit("resourceFieldRef") { $0.setDefault("divisor", "0") }
                source.edit("fileKeyRef") { $0.setDefault("optional", false) }
            }
        }
        for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
            container.edit(name) { probe in
                probe.setDefault("timeoutSeconds", 1)
                probe.setDefault("periodSeconds", 10)
                probe.setDefault("successThreshold", 1)
                probe.setDefault("failureThreshold", 3)
                handler(&probe)
                probe.edit("grpc") { $0.setDefault("service", "") }
            }
        }
        container.edit("lifecycle") { lifecycle in
            lifecycle.edit("postStart", handler)
            lifecycle.edit("preStop", handler)
        }
    }

    private static func handler(_ handler: inout JSONValue) {
        handler.edit("httpGet") { get in
            get.setDefault("path", "/")
            get.setDefault("scheme", "HTTP")
        }
    }

    /// Always for an image without tag or with the tag latest, else IfNotPresent.
    static func pullPolicy(ofImage image: String) -> String {
        if image.contains("@") { return "IfNotPresent" }
        let last = image.split(separator: "/").last ?? ""
        guard let colon = last.firstIndex(of: ":") else { return "Always" }
        let tag = last[last.index(after: colon)...]
        return tag == "latest" || tag.isEmpty ? "Always" : "IfNotPresent"
    }

    /// The members of a volume that say where it comes from.
    static let volumeSources: Set<String> = [
        "hostPath", "emptyDir", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "secret", "nfs", "iscsi", "glusterfs",
        "persistentVolumeClaim", "rbd", "flexVolume", "cinder", "cephfs", "flocker", "downwardAPI", "fc", "azureFile", "configMap",
        "vsphereVolume", "quobyte", "azureDisk", "photonPersistentDisk", "projected", "portworxVolume", "scaleIO", "storageos",
        "csi", "ephemeral", "image",
    ]

    private static func volume(_ volume: inout JSONValue) {
        if !(volume.object?.keys.contains { volumeSources.contains($0) } ?? false) { volume["emptyDir"] = [:] }
        volume.edit("secret") { $0.setDefault("defaultMode", 420) }
        volume.edit("configMap") { $0.setDefault("defaultMode", 420) }
        volume.edit("downwardAPI") { source in
            source.setDefault("defaultMode", 420)
            source.editEach("items", downwardItem)
        }
        volume.edit("projected") { projected in
            projected.setDefault("defaultMode", 420)
            projected.editEach("sources") { source in
                source.edit("serviceAccountToken") { $0.setDefault("expirationSeconds", 3600) }
                source.edit("downwardAPI") { $0.editEach("items", downwardItem) }
            }
        }
        sharedSources(&volume)
        volume.edit("ephemeral") { source in
            source.edit("volumeClaimTemplate") { $0.edit("spec") { $0.setDefault("volumeMode", "Filesystem") } }
        }
        volume.edit("image") { image in
            image.setDefault("pullPolicy", .string(pullPolicy(ofImage: image.text("reference"))))
        }
    }

    /// The defaults of the sources that volumes of pods and PersistentVolumes have in common.
    static func sharedSources(_ volume: inout JSONValue) {
        for (kind, defaults) in sourceDefaults where volume.isSet(kind) {
            volume.edit(kind) { source in for (key, value) in defaults { source.setDefault(key, value) } }
        }
    }

    private static let sourceDefaults: [(String, [(String, JSONValue)])] = [
        ("hostPath", [("type", "")]), ("iscsi", [("iscsiInterface", "default")]),
        ("rbd", [("pool", "rbd"), ("user", "admin"), ("keyring", "/etc/ceph/keyring")]),
        ("azureDisk", [("cachingMode", "ReadWrite"), ("fsType", "ext4"), ("readOnly", false), ("kind", "Shared")]),
        ("scaleIO", [("storageMode", "ThinProvisioned"), ("fsType", "xfs")]),
    ]

    private static func downwardItem(_ item: inout JSONValue) {
        item.edit("fieldRef") { $0.setDefault("apiVersion", "v1") }
        item.edit("resourceFieldRef") { $0.setDefault("divisor", "0") }
    }
}
