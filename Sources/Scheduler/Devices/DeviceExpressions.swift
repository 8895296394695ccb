import CEL
import KubernetesAPI
import Synchronization

/// Why devices cannot be looked for at all: an expression that fails, a class that is not there, a search that takes too long.
struct DeviceError: Error, Equatable, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Evaluates the CEL expressions that select devices; each is compiled once.
final class DeviceExpressions: Sendable {
    private let compiled = Mutex<[String: CELExpression]>([:])
    /// More expressions than this are not kept.
    private static let capacity = 1000

    private static let environment: CELEnvironment = {
        var environment = CELEnvironment.kubernetes
        environment.variables["device"] = .object("kubernetes.DRADevice")
        environment.structures["kubernetes.DRADevice"] = [
            "driver": .string, "attributes": .map(.string, .map(.string, .dyn)),
            "capacity": .map(.string, .map(.string, .object("kubernetes.Quantity"))), "allowMultipleAllocations": .bool,
        ]
        return environment
    }()

    /// Whether an expression holds for a device.
    func matches(_ text: String, _ device: ResourceV1.Device, driver: String) throws(DeviceError) -> Bool {
        let expression = try expression(text)
        var evaluator = CELEvaluator(variables: ["device": Self.value(device, driver: driver)], functions: QuantityValue.functions)
        do {
            // Domains that the device knows nothing of have no attributes, rather than not being there.
            guard case .bool(let result) = try evaluator.evaluate(expression) else { throw DeviceError("CEL result of type bool expected") }
            return result
        } catch let error as CELEvaluationError {
            throw DeviceError("CEL runtime error: \(error)")
        } catch let error as DeviceError {
            throw error
        } catch {
            throw DeviceError("\(error)")
        }
    }

    private func expression(_ text: String) throws(DeviceError) -> CELExpression {
        if let known = compiled.withLock({ $0[text] }) { return known }
        switch CELChecker(Self.environment).compile(text) {
        case .failure(let failure): throw DeviceError("CEL compile error: \(failure)")
        case .success(let checked):
            compiled.withLock { compiled in
                if compiled.count >= Self.capacity { compiled = [:] }
                compiled[text] = checked.expression
            }
            return checked.expression
        }
    }

    // MARK: The device as expressions see it

    private static func value(_ device: ResourceV1.Device, driver: String) -> CELValue {
        var attributes: [String: [CELValue: CELValue]] = [:]
        for (name, attribute) in device.attributes {
            let (domain, id) = split(name, driver)
            attributes[domain, default: [:]][.string(id)] = value(attribute)
        }
        var capacity: [String: [CELValue: CELValue]] = [:]
        for (name, amount) in device.capacity {
            let (domain, id) = split(name, driver)
            capacity[domain, default: [:]][.string(id)] = .object(CELObject(QuantityValue(amount.value)))
        }
        return .map([
            .string("driver"): .string(driver), .string("attributes"): .object(CELObject(Domains(entries: attributes))),
            .string("capacity"): .object(CELObject(Domains(entries: capacity))),
            .string("allowMultipleAllocations"): .bool(device.allowMultipleAllocations ?? false),
        ])
    }

    /// Names without a domain are the driver's.
    static func split(_ name: String, _ driver: String) -> (domain: String, id: String) {
        guard let slash = name.firstIndex(of: "/") else { return (driver, name) }
        return (String(name[..<slash]), String(name[name.index(after: slash)...]))
    }

    private static func value(_ attribute: ResourceV1.DeviceAttribute) -> CELValue {
        if let number = attribute.int { return .int(Int64(number)) }
        if let bool = attribute.bool { return .bool(bool) }
        if let text = attribute.string { return .string(text) }
        if let version = attribute.version { return CELSemver(version).map { .semver($0) } ?? .string(version) }
        if !attribute.ints.isEmpty { return .list(attribute.ints.map { .int(Int64($0)) }) }
        if !attribute.bools.isEmpty { return .list(attribute.bools.map { .bool($0) }) }
        if !attribute.versions.isEmpty { return .list(attribute.versions.map { text in CELSemver(text).map { .semver($0) } ?? .string(text) }) }
        return .list(attribute.strings.map { .string($0) })
    }

    /// Attributes or capacities by domain. A domain that is not there is an empty one.
    private struct Domains: CELForeignValue {
        let entries: [String: [CELValue: CELValue]]

        var typeName: String { "map" }
        func isEqual(to other: any CELForeignValue) -> Bool { (other as? Domains)?.entries == entries }
        func call(_ function: String, _ arguments: [CELValue]) -> CELValue? {
            function == "size" && arguments.isEmpty ? .int(Int64(entries.count)) : nil
        }
        func entry(_ key: CELValue) -> CELValue? {
            guard case .string(let name) = key else { return nil }
            return .map(entries[name] ?? [:])
        }
        func contains(_ key: CELValue) -> Bool {
            guard case .string(let name) = key else { return false }
            return entries[name] != nil
        }
        var keys: [CELValue]? { entries.keys.sorted().map { .string($0) } }
    }
}

/// A quantity in an expression.
struct QuantityValue: CELForeignValue {
    let quantity: Quantity

    init(_ quantity: Quantity) { self.quantity = quantity }

    var typeName: String { "kubernetes.Quantity" }
    func isEqual(to other: any CELForeignValue) -> Bool { (other as? QuantityValue)?.quantity == quantity }

    func call(_ function: String, _ arguments: [CELValue]) throws(CELEvaluationError) -> CELValue? {
        var other: Quantity?
        switch arguments.first {
        case .object(let object)?: other = (object.value as? QuantityValue)?.quantity
        case .int(let number)?: other = Quantity(Int(number))
        default: break
        }
        let isWhole = Quantity(quantity.value) == quantity
        switch (function, other) {
        case ("isGreaterThan", let other?): return .bool(quantity > other)
        case ("isLessThan", let other?): return .bool(quantity < other)
        case ("compareTo", let other?): return .int(quantity < other ? -1 : quantity > other ? 1 : 0)
        case ("add", let other?): return .object(CELObject(QuantityValue(quantity + other)))
        case ("sub", let other?): return .object(CELObject(QuantityValue(quantity - other)))
        case ("sign", nil): return .int(quantity < 0 ? -1 : quantity > 0 ? 1 : 0)
        case ("isInteger", nil): return .bool(isWhole)
        case ("asInteger", nil):
            guard isWhole else { throw CELEvaluationError("cannot convert value to integer") }
            return .int(Int64(quantity.value))
        case ("asApproximateFloat", nil): return .double(Double(quantity.milliValue) / 1000)
        default: return nil
        }
    }

    /// The functions that make quantities.
    static let functions: [String: CELEvaluator.Function] = [
        "quantity": { (values: [CELValue]) throws(CELEvaluationError) in
            guard case .string(let text)? = values.first else { throw CELEvaluationError("no such overload: quantity") }
            guard let quantity = try? Quantity(parsing: text) else { throw CELEvaluationError("quantities must match the regular expression") }
            return .object(CELObject(QuantityValue(quantity)))
        },
        "isQuantity": { (values: [CELValue]) throws(CELEvaluationError) in
            guard case .string(let text)? = values.first else { throw CELEvaluationError("no such overload: isQuantity") }
            return .bool((try? Quantity(parsing: text)) != nil)
        },
    ]
}
