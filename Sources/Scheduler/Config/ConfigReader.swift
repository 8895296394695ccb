import JSON
import KubernetesAPI

/// What is wrong with a KubeSchedulerConfiguration, in one line.
public struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    /// All problems, in one line.
    public let description: String
    /// An error of this text.
    public init(_ description: String) { self.description = description }
}

/// Reads one object of a configuration strictly: fields that nobody asks for, and values of other types, are problems.
///
/// Problems are collected, so that all of them can be told at once; what cannot be read keeps its default.
final class ConfigReader {
    let path: String
    private let object: JSONObject
    private let problems: ProblemList
    private var asked: Set<String> = []

    /// The problems of a whole configuration.
    final class ProblemList {
        var texts: [String] = []
    }

    init(_ value: JSONValue, path: String = "", problems: ProblemList) {
        self.path = path
        self.problems = problems
        if value.object == nil, !value.isNull { problems.texts.append("\(path): it is no object") }
        object = value.object ?? JSONObject()
    }

    func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// Notes that a value makes no sense.
    func invalid(_ key: String, _ value: Any, _ why: String) {
        problems.texts.append("\(place(key)): Invalid value: \(value): \(why)")
    }

    func required(_ key: String, _ why: String) { problems.texts.append("\(place(key)): Required value: \(why)") }
    func note(_ text: String) { problems.texts.append(text) }

    /// A value that is there and not null.
    func value(_ key: String) -> JSONValue? {
        asked.insert(key)
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    private func read<T>(_ key: String, _ type: String, _ convert: (JSONValue) -> T?) -> T? {
        guard let value = value(key) else { return nil }
        guard let converted = convert(value) else {
            problems.texts.append("json: cannot unmarshal \(value.goTypeName) into Go struct field \(place(key)) of type \(type)")
            return nil
        }
        return converted
    }

    func string(_ key: String) -> String? { read(key, "string") { $0.string } }
    func bool(_ key: String) -> Bool? { read(key, "bool") { $0.bool } }
    func int(_ key: String) -> Int? { read(key, "int32") { $0.int.flatMap { Int32(exactly: $0) }.map { Int($0) } } }
    func double(_ key: String) -> Double? { read(key, "float32") { $0.double.flatMap { $0.isFinite ? $0 : nil } } }
    func strings(_ key: String) -> [String]? {
        read(key, "[]string") { value in
            guard let array = value.array else { return nil }
            let texts = array.compactMap(\.string)
            return texts.count == array.count ? texts : nil
        }
    }

    func duration(_ key: String) -> Duration? {
        guard let text = string(key) else { return nil }
        do { return try GoDurationText.parse(text) } catch {
            problems.texts.append("\(place(key)): \(error)")
            return nil
        }
    }

    /// An object of the API.
    func typed<T: APIType>(_ key: String, _ type: T.Type) -> T? {
        guard let value = value(key) else { return nil }
        do { return try T(json: value) } catch {
            problems.texts.append("\(place(key)): \(error)")
            return nil
        }
    }

    /// A reader of an object within.
    func inner(_ key: String) -> ConfigReader? { value(key).map { ConfigReader($0, path: place(key), problems: problems) } }

    /// Readers of the objects of a list.
    func list(_ key: String) -> [ConfigReader]? {
        read(key, "slice") { $0.array }?.enumerated().map { ConfigReader($0.element, path: "\(place(key))[\($0.offset)]", problems: problems) }
    }

    /// To be called when all fields were asked for.
    func finish() {
        for key in object.map(\.key) where !asked.contains(key) { problems.texts.append("strict decoding error: unknown field \"\(place(key))\"") }
    }

    /// Which fields there are, whether known or not.
    var keys: [String] { object.map(\.key) }
}
