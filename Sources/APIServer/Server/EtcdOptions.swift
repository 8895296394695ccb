/// The flags of kube-apiserver about its store, besides `--etcd-servers`.
public struct EtcdOptions: Sendable {
    /// `--etcd-prefix`: what stands in front of all keys in etcd.
    public var prefix = "/registry"
    /// `--etcd-cafile`: PEM of who signs etcd's certificates.
    public var caFile: String?
    /// `--etcd-certfile`: PEM, the certificate shown to etcd.
    public var certFile: String?
    /// `--etcd-keyfile`: PEM, its key.
    public var keyFile: String?
    /// `--etcd-compaction-interval`: how much history the store keeps; zero leaves it all to others.
    public var compactionInterval = Duration.seconds(300)
    /// `--etcd-healthcheck-timeout`: how long the check `etcd` of /livez waits for an answer.
    public var healthcheckTimeout = Duration.seconds(2)
    /// `--etcd-readycheck-timeout`: the same for /readyz.
    public var readycheckTimeout = Duration.seconds(2)

    public init() {}
}
