import JSON
import KubernetesAPI
import KubernetesClient

/// KubeletConfiguration (kubelet.config.k8s.io/v1beta1) in files: read, put together, and shown. What strict reading would refuse is
/// a warning, as with the upstream kubelet for as long as there is v1beta1.
enum ConfigurationFile {
    private static let kind = "KubeletConfiguration"
    private static let version = "kubelet.config.k8s.io/v1beta1"

    /// Reads `--config` and what changes it from the `.conf` files of `--config-dir`, in the order of their names.
    static func apply(file: String?, directory: String?, to settings: inout KubeletSettings) throws(SettingsError) {
        var merged = JSONValue.object(JSONObject())
        if let file { merged = try read(file, &settings.options.warnings) }
        if let directory {
            for path in try dropIns(directory) { merge(try read(path, &settings.options.warnings), into: &merged) }
        }
        try apply(merged, to: &settings)
    }

    private static func dropIns(_ directory: String) throws(SettingsError) -> [String] {
        guard POSIXFiles.isDirectory(directory) else { throw SettingsError("failed to merge kubelet configs: open \(directory): no such directory") }
        return POSIXFiles.list(directory).sorted().filter { $0.hasSuffix(".conf") && !POSIXFiles.isDirectory(directory + "/" + $0) }.map { directory + "/" + $0 }
    }

    private static func read(_ path: String, _ warnings: inout [String]) throws(SettingsError) -> JSONValue {
        guard let bytes = POSIXFiles.read(path) else { throw SettingsError("failed to load kubelet config file, path: \(path), error: no such file, or it cannot be read") }
        do throws(SettingsError) {
            let (value, problems) = try decode(String(decoding: bytes, as: UTF8.self))
            if !problems.isEmpty { warnings.append("\(path): strict decoding error: " + problems.joined(separator: ", ")) }
            return value
        } catch {
            throw SettingsError("failed to load kubelet config file, path: \(path), error: failed to decode: \(error)")
        }
    }

    /// A KubeletConfiguration in YAML or JSON, and what strict reading would say of it: fields that are unknown or stand twice.
    static func decode(_ text: String) throws(SettingsError) -> (value: JSONValue, problems: [String]) {
        var duplicates: [String] = []
        let value: JSONValue
        // JSON's duplicates pass the YAML reader of some texts, so it is read as what it is.
        if text.trimmed.hasPrefix("{"), let parsed = try? JSONValue(parsing: Array(text.utf8), onDuplicate: { duplicates.append("duplicate field \"\($0.joined(separator: "."))\"") }) {
            value = parsed
        } else {
            do { value = try YAML.decode(text) } catch { throw SettingsError(error.description) }
        }
        guard value.object != nil else { throw SettingsError("it is no object") }
        guard let kind = value["kind"]?.string, let version = value["apiVersion"]?.string, !kind.isEmpty, !version.isEmpty else {
            throw SettingsError("Object 'Kind' or 'apiVersion' is missing")
        }
        guard kind == Self.kind, version == Self.version else {
            throw SettingsError("no kind \"\(kind)\" is registered for version \"\(version)\"; it must be \(Self.kind) of \(Self.version)")
        }
        return (value, duplicates + unknown(value, ""))
    }

    private static func unknown(_ value: JSONValue, _ path: String) -> [String] {
        guard let object = value.object else { return [] }
        var problems: [String] = []
        for (key, value) in object {
            if path.isEmpty, ["kind", "apiVersion"].contains(key) { continue }
            let own = path.isEmpty ? key : path + "." + key
            if SettingsTable.byName[own] != nil { continue }
            if SettingsTable.byName.keys.contains(where: { $0.hasPrefix(own + ".") }) {
                problems += unknown(value, own)
            } else {
                problems.append("unknown field \"\(own)\"")
            }
        }
        return problems
    }

    /// Objects are put together, everything else is replaced.
    private static func merge(_ change: JSONValue, into target: inout JSONValue) {
        guard let change = change.object, var object = target.object else {
            target = change
            return
        }
        for (key, value) in change {
            var inner = object[key] ?? .null
            merge(value, into: &inner)
            object[key] = inner
        }
        target = .object(object)
    }

    /// Takes over what a decoded file says.
    static func apply(_ value: JSONValue, to settings: inout KubeletSettings) throws(SettingsError) {
        for setting in SettingsTable.all where !setting.name.isEmpty {
            guard let given = value[path: setting.name.split(separator: ".").map(String.init)], !given.isNull else { continue }
            do throws(KubeletSetting.WrongType) {
                try setting.write(&settings, given)
            } catch {
                let place = "\(kind).\(setting.name)"
                throw SettingsError(
                    error.problem.map { "json: \(place): \($0)" } ?? "json: cannot unmarshal \(given.goTypeName) into Go struct field \(place) of type \(error.expected)")
            }
        }
        // The one follows the other when only that is given.
        let frequency = value["nodeStatusUpdateFrequency"]?.string.flatMap { try? GoDurationText.parse($0) } ?? .zero
        let report = value["nodeStatusReportFrequency"]?.string.flatMap { try? GoDurationText.parse($0) } ?? .zero
        if frequency != .zero, report == .zero { settings.options.node.statusReportFrequency = frequency }
    }

    /// The configuration in effect, as the file would say it and as `/configz` shows it.
    static func encode(_ settings: KubeletSettings) -> JSONValue {
        var value = JSONValue.object(JSONObject())
        for setting in SettingsTable.all where !setting.name.isEmpty {
            guard let own = setting.read(settings) else { continue }
            set(own, at: setting.name.split(separator: ".").map(String.init)[...], in: &value)
        }
        return value
    }

    private static func set(_ value: JSONValue, at path: ArraySlice<String>, in target: inout JSONValue) {
        guard let first = path.first else {
            target = value
            return
        }
        var inner = target[first] ?? .object(JSONObject())
        set(value, at: path.dropFirst(), in: &inner)
        target[first] = inner
    }
}

extension KubeletOptions {
    /// What `/configz` shows: KubeletConfiguration with what is in effect.
    var configurationJSON: JSONValue {
        var settings = KubeletSettings(nodeName: nodeName)
        settings.options = self
        return ConfigurationFile.encode(settings)
    }
}
