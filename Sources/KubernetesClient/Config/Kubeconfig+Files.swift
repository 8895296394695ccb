import Foundation

extension Kubeconfig {
    /// Where kubeadm, and Apus, leave the administrator's.
    public static let administratorPath = "/etc/kubernetes/admin.conf"

    /// Reads one file.
    public static func load(path: String) throws -> Kubeconfig {
        let bytes = try FileBytes.read(path)
        do {
            return try Kubeconfig(parsing: String(decoding: bytes, as: UTF8.self), directory: (path as NSString).deletingLastPathComponent)
        } catch {
            throw ClientError.configuration("error loading config file \"\(path)\": \(error)")
        }
    }

    /// Finds the configuration as kubectl does: the file that was asked for, else those of $KUBECONFIG put together, else
    /// ~/.kube/config, else the administrator's.
    public static func load(explicit path: String? = nil, environment: [String: String] = ProcessInfo.processInfo.environment) throws -> Kubeconfig {
        if let path, !path.isEmpty { return try load(path: path) }
        if let list = environment["KUBECONFIG"], !list.isEmpty {
            var merged = Kubeconfig()
            for path in list.split(separator: ":") where FileManager.default.fileExists(atPath: String(path)) {
                merged.merge(try load(path: String(path)))
            }
            return merged
        }
        let home = environment["HOME"] ?? NSHomeDirectory()
        for path in [home + "/.kube/config", administratorPath] where FileManager.default.isReadableFile(atPath: path) {
            return try load(path: path)
        }
        return Kubeconfig()
    }

    /// What a pod finds about its own cluster: its service account's token and the service environment.
    public static func inCluster(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        directory: String = "/var/run/secrets/kubernetes.io/serviceaccount"
    ) throws -> Target {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], let port = environment["KUBERNETES_SERVICE_PORT"] else {
            throw ClientError.configuration(
                "unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined")
        }
        let address = host.contains(":") ? "[\(host)]" : host
        let namespace = (try? FileBytes.read(directory + "/namespace")).map { String(decoding: $0, as: UTF8.self) }
        return Target(
            cluster: Cluster(server: "https://\(address):\(port)", certificateAuthority: directory + "/ca.crt"),
            user: User(tokenFile: directory + "/token"), namespace: namespace ?? "default")
    }

    /// Writes the file so that only its owner reads it, all at once; makes its directory when it is missing.
    public func write(to path: String) throws {
        let directory = (path as NSString).deletingLastPathComponent
        if !directory.isEmpty { try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true) }
        let temporary = path + ".tmp"
        try? FileManager.default.removeItem(atPath: temporary)
        guard FileManager.default.createFile(
            atPath: temporary, contents: Data(serialized().utf8), attributes: [.posixPermissions: 0o600])
        else { throw ClientError.configuration("cannot write \(temporary)") }
        guard rename(temporary, path) == 0 else {
            throw ClientError.configuration("cannot write \(path): \(String(cString: strerror(errno)))")
        }
    }
}

enum FileBytes {
    static func read(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ClientError.configuration("open \(path): \(FileManager.default.fileExists(atPath: path) ? "permission denied" : "no such file or directory")")
        }
        return [UInt8](data)
    }
}
