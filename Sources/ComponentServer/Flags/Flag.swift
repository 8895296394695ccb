import KubernetesAPI

/// What is wrong with a component's flags, in a line as Kubernetes' components say it.
public struct FlagError: Error, Equatable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// One flag of a component: its name, what it is for, and where its value goes.
public struct Flag<Target>: Sendable {
    /// Without the dashes.
    public var name: String
    public var help: String
    /// May stand alone, and means true then.
    public var isSwitch = false
    /// - Throws: why a text is no value for it, in Go's words.
    let apply: @Sendable (inout Target, String) throws(FlagError) -> Void

    public typealias Path<Value> = any WritableKeyPath<Target, Value> & Sendable

    public init(_ name: String, _ help: String, isSwitch: Bool = false, apply: @escaping @Sendable (inout Target, String) throws(FlagError) -> Void) {
        self.name = name
        self.help = help
        self.isSwitch = isSwitch
        self.apply = apply
    }

    public static func bool(_ name: String, _ path: Path<Bool>, _ help: String) -> Flag {
        Flag(name, help, isSwitch: true) { (target, text) throws(FlagError) in target[keyPath: path] = try parseBool(text) }
    }

    /// A whole number, not less than `minimum`.
    public static func integer(_ name: String, _ path: Path<Int>, _ help: String, minimum: Int = .min) -> Flag {
        Flag(name, help) { (target, text) throws(FlagError) in
            guard let number = Int(text), number <= Int(Int32.max), number >= -Int(Int32.max) else {
                throw FlagError("strconv.ParseInt: parsing \"\(text)\": invalid syntax")
            }
            guard number >= minimum else { throw FlagError("must be at least \(minimum)") }
            target[keyPath: path] = number
        }
    }

    public static func double(_ name: String, _ path: Path<Double>, _ help: String) -> Flag {
        Flag(name, help) { (target, text) throws(FlagError) in
            guard let number = Double(text), number.isFinite else { throw FlagError("strconv.ParseFloat: parsing \"\(text)\": invalid syntax") }
            target[keyPath: path] = number
        }
    }

    public static func duration(_ name: String, _ path: Path<Duration>, _ help: String) -> Flag {
        Flag(name, help) { (target, text) throws(FlagError) in target[keyPath: path] = try parseDuration(text) }
    }

    public static func string(_ name: String, _ path: Path<String>, _ help: String) -> Flag {
        Flag(name, help) { (target, text) throws(FlagError) in target[keyPath: path] = text }
    }

    /// Words with commas between. The first time it is given replaces the default, each further time adds to it.
    public static func strings(_ name: String, _ path: Path<[String]>, _ help: String) -> Flag {
        Flag(name, help) { (target, text) throws(FlagError) in
            target[keyPath: path] += text.split(separator: ",").map { word in
                String(word).trimmingSpaces
            }
        }
    }

    /// Taken and checked, but with nothing to act on here.
    public static func withoutEffect(_ name: String, isSwitch: Bool = false) -> Flag {
        Flag(name, "Taken for compatibility; nothing depends on it here.", isSwitch: isSwitch) { (_, text) throws(FlagError) in
            if isSwitch { _ = try parseBool(text) }
        }
    }

    static func parseBool(_ text: String) throws(FlagError) -> Bool {
        switch text {
        case "1", "t", "T", "true", "TRUE", "True": return true
        case "0", "f", "F", "false", "FALSE", "False": return false
        default: throw FlagError("strconv.ParseBool: parsing \"\(text)\": invalid syntax")
        }
    }

    static func parseDuration(_ text: String) throws(FlagError) -> Duration {
        do { return try GoDurationText.parse(text) } catch { throw FlagError("\(error)") }
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        var rest = Substring(self)
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
