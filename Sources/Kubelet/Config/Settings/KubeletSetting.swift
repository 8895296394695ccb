import JSON
import KubernetesAPI

/// One setting of the kubelet: its name in KubeletConfiguration, its flag, and where it goes.
struct KubeletSetting: Sendable {
    /// The path in the configuration file, `authentication.x509.clientCAFile`; empty when there is a flag only.
    var name: String
    /// Without the dashes; empty when there is a place in the file only.
    var flag: String
    /// A flag that may stand alone.
    var isSwitch = false
    /// The same as text of the flag becomes a value of the file.
    var parse: @Sendable (String) throws(SettingsError) -> JSONValue
    /// The value as the file has it; nil when there is none.
    var read: @Sendable (KubeletSettings) -> JSONValue?
    /// - Throws: with the Go type that was expected, when the value is of another.
    var write: @Sendable (inout KubeletSettings, JSONValue) throws(WrongType) -> Void

    /// The value is of another type than this one, in Go's name.
    struct WrongType: Error {
        var expected: String
        var problem: String?
        init(_ expected: String, _ problem: String? = nil) {
            self.expected = expected
            self.problem = problem
        }
    }

    typealias Path<Value> = any WritableKeyPath<KubeletSettings, Value> & Sendable

    // MARK: Simple values

    static func bool(_ name: String, _ flag: String, _ path: Path<Bool>) -> KubeletSetting {
        KubeletSetting(name: name, flag: flag, isSwitch: true, parse: parseBool, read: { .bool($0[keyPath: path]) }) { (settings, value) throws(WrongType) in
            guard let flag = value.bool else { throw WrongType("bool") }
            settings[keyPath: path] = flag
        }
    }

    static func integer<Number: FixedWidthInteger & Sendable>(
        _ name: String, _ flag: String, _ path: Path<Number>, goType: String = "int32", zeroIsDefault: Bool = false
    ) -> KubeletSetting {
        KubeletSetting(name: name, flag: flag, parse: parseInteger, read: { .int(Int64(clamping: $0[keyPath: path])) }) { (settings, value) throws(WrongType) in
            guard let given = value.int, let number = Number(exactly: given) else { throw WrongType(goType) }
            if number != 0 || !zeroIsDefault { settings[keyPath: path] = number }
        }
    }

    static func double(_ name: String, _ flag: String, _ path: Path<Double>) -> KubeletSetting {
        KubeletSetting(
            name: name, flag: flag,
            parse: { (text) throws(SettingsError) in
                guard let number = Double(text), number.isFinite else { throw SettingsError("strconv.ParseFloat: parsing \"\(text)\": invalid syntax") }
                return .double(number)
            }, read: { .double($0[keyPath: path]) }
        ) { (settings, value) throws(WrongType) in
            guard let number = value.double, number.isFinite else { throw WrongType("float64") }
            settings[keyPath: path] = number
        }
    }

    /// A text; an empty one in the file leaves the default.
    static func string(_ name: String, _ flag: String, _ path: Path<String>) -> KubeletSetting {
        KubeletSetting(name: name, flag: flag, parse: parseString, read: { .string($0[keyPath: path]) }) { (settings, value) throws(WrongType) in
            guard let text = value.string else { throw WrongType("string") }
            if !text.isEmpty { settings[keyPath: path] = text }
        }
    }

    /// A text that may also be missing or empty.
    static func optional(_ name: String, _ flag: String, _ path: Path<String?>) -> KubeletSetting {
        KubeletSetting(name: name, flag: flag, parse: parseString, read: { $0[keyPath: path].map { .string($0) } }) { (settings, value) throws(WrongType) in
            guard let text = value.string else { throw WrongType("string") }
            settings[keyPath: path] = text.isEmpty ? nil : text
        }
    }

    /// A text where an empty one means nothing rather than the default.
    static func emptyable(_ name: String, _ flag: String, _ path: Path<String>) -> KubeletSetting {
        KubeletSetting(name: name, flag: flag, parse: parseString, read: { .string($0[keyPath: path]) }) { (settings, value) throws(WrongType) in
            guard let text = value.string else { throw WrongType("string") }
            settings[keyPath: path] = text
        }
    }

    /// `1m30s`; zero in the file leaves the default.
    static func duration(_ name: String, _ flag: String, _ path: Path<Duration>) -> KubeletSetting {
        KubeletSetting(name: name, flag: flag, parse: parseDuration, read: { .string($0[keyPath: path].goText) }) { (settings, value) throws(WrongType) in
            guard let text = value.string else { throw WrongType("Duration") }
            guard let duration = try? GoDurationText.parse(text) else { throw WrongType("Duration", "time: invalid duration \"\(text)\"") }
            if duration != .zero { settings[keyPath: path] = duration }
        }
    }

    static func strings(_ name: String, _ flag: String, _ path: Path<[String]>) -> KubeletSetting {
        KubeletSetting(name: name, flag: flag, parse: parseList, read: { .array($0[keyPath: path].map { .string($0) }) }) { (settings, value) throws(WrongType) in
            settings[keyPath: path] = try texts(value)
        }
    }

    /// `a=b,c=d`; other signs may stand between name and value.
    static func map(_ name: String, _ flag: String, _ path: Path<[String: String]>, separator: Character = "=") -> KubeletSetting {
        KubeletSetting(
            name: name, flag: flag, parse: { (text) throws(SettingsError) in try parseMap(text, separator) },
            read: { settings in object(settings[keyPath: path].mapValues { .string($0) }) }
        ) { (settings, value) throws(WrongType) in
            guard let given = value.object else { throw WrongType("map[string]string") }
            var map: [String: String] = [:]
            for (key, value) in given {
                guard let text = value.string else { throw WrongType("string") }
                map[key] = text
            }
            settings[keyPath: path] = map
        }
    }

    /// One of some words.
    static func choice<Value: RawRepresentable & Sendable>(_ name: String, _ flag: String, _ path: Path<Value>, _ type: String) -> KubeletSetting
    where Value.RawValue == String {
        KubeletSetting(name: name, flag: flag, parse: parseString, read: { .string($0[keyPath: path].rawValue) }) { (settings, value) throws(WrongType) in
            guard let text = value.string else { throw WrongType("string") }
            if text.isEmpty { return }
            guard let choice = Value(rawValue: text) else { throw WrongType(type, "unknown \(type) \"\(text)\"") }
            settings[keyPath: path] = choice
        }
    }

    /// Taken, checked for its type, and shown, but not acted on.
    enum Shape: Sendable { case bool(Bool?), integer(Int64?), string(String?), duration(String?), any }

    static func withoutEffect(_ name: String, _ flag: String, _ shape: Shape) -> KubeletSetting {
        let key = name.isEmpty ? "--" + flag : name
        let (parse, standard): (@Sendable (String) throws(SettingsError) -> JSONValue, JSONValue?) =
            switch shape {
            case .bool(let value): (parseBool, value.map { .bool($0) })
            case .integer(let value): (parseInteger, value.map { .int($0) })
            case .string(let value): (parseString, value.map { .string($0) })
            case .duration(let value): (parseDuration, value.map { .string($0) })
            case .any: (parseString, nil)
            }
        var isSwitch = false
        if case .bool = shape { isSwitch = true }
        return KubeletSetting(name: name, flag: flag, isSwitch: isSwitch, parse: parse, read: { $0.withoutEffect[key] ?? standard }) { (settings, value) throws(WrongType) in
            switch shape {
            case .bool where value.bool == nil: throw WrongType("bool")
            case .integer where value.int == nil: throw WrongType("int32")
            case .string where value.string == nil: throw WrongType("string")
            case .duration where value.string.flatMap { try? GoDurationText.parse($0) } == nil: throw WrongType("Duration")
            default: settings.withoutEffect[key] = value
            }
        }
    }

    // MARK: Texts of flags

    @Sendable static func parseString(_ text: String) throws(SettingsError) -> JSONValue { .string(text) }

    @Sendable static func parseBool(_ text: String) throws(SettingsError) -> JSONValue {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": return true
        case "0", "f", "F", "false", "FALSE", "False": return false
        default: throw SettingsError("strconv.ParseBool: parsing \"\(text)\": invalid syntax")
        }
    }

    @Sendable static func parseInteger(_ text: String) throws(SettingsError) -> JSONValue {
        guard let number = Int64(text) else { throw SettingsError("strconv.ParseInt: parsing \"\(text)\": invalid syntax") }
        return .int(number)
    }

    @Sendable static func parseDuration(_ text: String) throws(SettingsError) -> JSONValue {
        guard (try? GoDurationText.parse(text)) != nil else { throw SettingsError("time: invalid duration \"\(text)\"") }
        return .string(text)
    }

    @Sendable static func parseList(_ text: String) throws(SettingsError) -> JSONValue {
        .array(text.split(separator: ",").map { .string($0.trimmed) })
    }

    static func parseMap(_ text: String, _ separator: Character) throws(SettingsError) -> JSONValue {
        var object = JSONObject()
        for pair in text.split(separator: ",") {
            guard let place = pair.firstIndex(of: separator) else { throw SettingsError("malformed pair, expect string\(separator)string, got \"\(pair)\"") }
            object[pair[..<place].trimmed] = .string(pair[pair.index(after: place)...].trimmed)
        }
        return .object(object)
    }

    static func texts(_ value: JSONValue) throws(WrongType) -> [String] {
        guard let items = value.array else { throw WrongType("[]string") }
        var texts: [String] = []
        for item in items {
            guard let text = item.string else { throw WrongType("string") }
            texts.append(text)
        }
        return texts
    }

    static func object(_ values: [String: JSONValue]) -> JSONValue { .object(JSONObject(values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })) }
}

extension StringProtocol {
    /// Without the spaces around it.
    var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }
}
