import JSON

/// The kubelet's arguments: `--flag=value`, `--flag value`, `--switch`.
struct KubeletFlags: Sendable {
    /// In the order in which they stand.
    private var given: [(setting: KubeletSetting, value: JSONValue)] = []

    /// - Throws: `SettingsError` for a flag that there is not, or a value that is none of its kind.
    static func parse(_ arguments: [String]) throws(SettingsError) -> KubeletFlags {
        var flags = KubeletFlags()
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("-"), argument.count > 1 else { throw SettingsError("unknown command \(argument)") }
            let word = argument.hasPrefix("--") ? argument.dropFirst(2) : argument.dropFirst()
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            // Kubernetes takes _ for -.
            let name = (parts.first ?? "").replacing("_", with: "-")
            guard let setting = SettingsTable.byFlag[name] else { throw SettingsError("failed to parse kubelet flag: unknown flag: --\(name)") }
            let text: String
            if parts.count > 1 {
                text = parts[1]
            } else if setting.isSwitch {
                text = "true"
            } else if let next = rest.popFirst() {
                text = next
            } else {
                throw SettingsError("failed to parse kubelet flag: flag needs an argument: --\(name)")
            }
            do {
                flags.add(setting, try setting.parse(text))
            } catch {
                throw SettingsError("failed to parse kubelet flag: invalid argument \"\(text)\" for \"--\(name)\" flag: \(error)")
            }
        }
        return flags
    }

    /// Lists and maps that are given several times are put together.
    private mutating func add(_ setting: KubeletSetting, _ value: JSONValue) {
        guard let index = given.firstIndex(where: { $0.setting.flag == setting.flag }) else { return given.append((setting, value)) }
        switch (given[index].value, value) {
        case (.array(let old), .array(let new)): given[index].value = .array(old + new)
        case (.object(var old), .object(let new)):
            for (key, value) in new { old[key] = value }
            given[index].value = .object(old)
        default: given[index].value = value
        }
    }

    func apply(to settings: inout KubeletSettings) throws(SettingsError) {
        for (setting, value) in given {
            do throws(KubeletSetting.WrongType) {
                // A flag says what it says, also zero and nothing.
                try setting.write(&settings, value)
            } catch {
                throw SettingsError("failed to parse kubelet flag: invalid argument for \"--\(setting.flag)\" flag: \(error.problem ?? "it must be of type \(error.expected)")")
            }
        }
    }

    /// A line for each flag, for `--help`.
    static var help: String {
        SettingsTable.byFlag.keys.sorted().map { flag in
            let setting = SettingsTable.byFlag[flag]
            let name = setting.map(\.name) ?? ""
            return "  --\(flag)" + (name.isEmpty ? "" : String(repeating: " ", count: max(2, 48 - flag.count)) + name)
        }.joined(separator: "\n")
    }
}
