import APIServer
import ArgumentParser

/// kube-apiserver's flags about its store.
struct EtcdArguments: ParsableArguments {
    @Option(help: "http(s)://HOST:PORT of an etcd cluster's members, with commas between; sqlite:PATH (in --data-dir unless said) or memory:.")
    var etcdServers: String?
    @Option(help: "What stands in front of all keys in etcd.") var etcdPrefix = "/registry"
    @Option(help: "Who signs etcd's certificates, PEM.") var etcdCafile: String?
    @Option(help: "The certificate shown to etcd, PEM.") var etcdCertfile: String?
    @Option(help: "Its key, PEM.") var etcdKeyfile: String?
    @Option(help: "How much of the store's history is kept; 0 leaves that to etcd.") var etcdCompactionInterval = GoDuration(seconds: 300)
    @Option(help: "How long /livez waits for the store.") var etcdHealthcheckTimeout = GoDuration(seconds: 2)
    @Option(help: "How long /readyz waits for the store.") var etcdReadycheckTimeout = GoDuration(seconds: 2)

    var options: EtcdOptions {
        var options = EtcdOptions()
        options.prefix = etcdPrefix
        options.caFile = etcdCafile
        options.certFile = etcdCertfile
        options.keyFile = etcdKeyfile
        options.compactionInterval = etcdCompactionInterval.duration
        options.healthcheckTimeout = etcdHealthcheckTimeout.duration
        options.readycheckTimeout = etcdReadycheckTimeout.duration
        return options
    }

    /// The same flags as words, for a process of its own.
    var words: [String] {
        var words = [
            "--etcd-prefix", etcdPrefix, "--etcd-compaction-interval", etcdCompactionInterval.description,
            "--etcd-healthcheck-timeout", etcdHealthcheckTimeout.description,
            "--etcd-readycheck-timeout", etcdReadycheckTimeout.description,
        ]
        let files = [
            ("--etcd-servers", etcdServers), ("--etcd-cafile", etcdCafile), ("--etcd-certfile", etcdCertfile), ("--etcd-keyfile", etcdKeyfile),
        ]
        for case (let flag, let value?) in files where !value.isEmpty { words += [flag, value] }
        return words
    }
}
