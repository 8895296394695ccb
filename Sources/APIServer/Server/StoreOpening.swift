import EtcdStore
import KubernetesAPI
import Logging
import Store

/// Opens what `--etcd-servers` names.
enum StoreOpening {
    /// A store that cannot be opened.
    struct Unsupported: Error, CustomStringConvertible {
        let servers: String
        var description: String {
            "--etcd-servers=\(servers): use the URLs of an etcd cluster (http://HOST:2379 or https://HOST:2379, with commas between), sqlite:PATH or memory:"
        }
    }

    static func open(_ options: APIServerOptions, clock: any WallClock, logger: Logger) throws -> any Store {
        let servers = options.etcdServers
        if servers == "memory:" || servers.isEmpty { return MemoryStore() }
        if servers.hasPrefix("sqlite:") { return try SQLiteStore(path: String(servers.dropFirst("sqlite:".count))) }
        guard let endpoints = EtcdEndpoint.list(servers) else { throw Unsupported(servers: servers) }
        let tls = EtcdTLS(caFile: options.etcd.caFile, certFile: options.etcd.certFile, keyFile: options.etcd.keyFile)
        return try EtcdStore(.init(endpoints: endpoints, tls: tls, prefix: options.etcd.prefix), clock: clock, logger: logger)
    }
}
