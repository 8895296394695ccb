/// What a request to the kubelet's server asks for, in the words of authorization: a verb on a subresource of the node.
struct KubeletRequestAttributes: Hashable, Sendable {
    var verb: String
    var node: String
    /// Such as `proxy`, `stats` or `log`. The first that the user may use is enough.
    var subresources: [String]

    init(method: String, path: String, node: String) {
        self.node = node
        switch method {
        case "POST": verb = "create"
        case "PUT": verb = "update"
        case "PATCH": verb = "patch"
        case "DELETE": verb = "delete"
        default: verb = "get"
        }
        func isBelow(_ root: String) -> Bool { path == root || path.hasPrefix(root + "/") }
        // Fine-grained rights came in v1.36; whoever has the right to all of the kubelet needs none of them.
        subresources = switch true {
        case isBelow("/stats"): ["stats"]
        case isBelow("/metrics"): ["metrics"]
        case isBelow("/logs"): ["log"]
        case isBelow("/spec"): ["spec"]
        case isBelow("/checkpoint"): ["checkpoint"]
        case isBelow("/pods"), isBelow("/runningpods"): ["pods", "proxy"]
        case isBelow("/healthz"): ["healthz", "proxy"]
        case isBelow("/configz"): ["configz", "proxy"]
        default: ["proxy"]
        }
    }
}
