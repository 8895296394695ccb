import JSON

/// Everything that the kubelet's flags and its configuration file say.
public struct KubeletSettings: Sendable {
    /// What the kubelet acts on.
    public var options: KubeletOptions
    /// `--kubeconfig`: how to reach the API server; nil for a node that stands alone.
    public var kubeconfig: String?
    /// `--config`, and the directory of files that change it, `--config-dir`.
    public var configFile: String?
    public var configDirectory: String?
    /// `-v`, and `--logging-format`: text or json.
    public var verbosity = 0
    public var loggingFormat = "text"
    /// `--hostname-override`
    public var hostnameOverride = ""
    /// `--exit-on-lock-contention` and `--lock-file`
    public var lockFile: String?
    /// Settings that are taken for the sake of files and unit files made for Kubernetes, and that have nothing to act on here;
    /// what was given, by the names of the file.
    public var withoutEffect = JSONObject()

    public init(nodeName: String) { options = KubeletOptions(nodeName: nodeName) }

    /// The settings that the arguments of the program say, and the files that they name: flags go before `--config-dir`, and
    /// that before `--config`.
    /// - Parameters:
    ///   - hostname: the host's.
    ///   - readFile: nil when there is no such file.
    /// - Throws: `SettingsError`, in one line that says what to do.
    public static func load(arguments: [String], hostname: String) throws(SettingsError) -> KubeletSettings {
        let flags = try KubeletFlags.parse(arguments)
        var settings = KubeletSettings(nodeName: hostname.lowercased())
        var paths = settings
        try flags.apply(to: &paths)
        try ConfigurationFile.apply(file: paths.configFile, directory: paths.configDirectory, to: &settings)
        try flags.apply(to: &settings)
        if !settings.hostnameOverride.isEmpty {
            settings.options.nodeName = settings.hostnameOverride.lowercased()
            settings.options.hostname = settings.options.nodeName
        }
        try SettingsValidation.check(settings)
        return settings
    }

    /// A line for each flag.
    public static var flagHelp: String { KubeletFlags.help }

    /// Reads a configuration file alone, as for `apus up --kubelet-config`.
    public static func load(configFile: String, nodeName: String) throws(SettingsError) -> KubeletOptions {
        var settings = KubeletSettings(nodeName: nodeName)
        try ConfigurationFile.apply(file: configFile, directory: nil, to: &settings)
        try SettingsValidation.check(settings)
        return settings.options
    }
}

/// Why flags or a configuration file are refused.
public struct SettingsError: Error, CustomStringConvertible, Equatable {
    public let description: String
    init(_ description: String) { self.description = description }
}
