import Store

/// Opens what `--etcd-servers` names.
enum StoreOpening {
    /// A store that cannot be opened.
    struct Unsupported: Error, CustomStringConvertible {
        let servers: String
        var description: String { "--etcd-servers=\(servers): use sqlite:PATH or memory:" }
    }

    static func open(_ servers: String) throws -> any Store {
        if servers == "memory:" || servers.isEmpty { return MemoryStore() }
        if servers.hasPrefix("sqlite:") { return try SQLiteStore(path: String(servers.dropFirst("sqlite:".count))) }
        throw Unsupported(servers: servers)
    }
}
