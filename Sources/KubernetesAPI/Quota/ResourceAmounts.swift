public import JSON

/// Amounts of resources by name: Kubernetes' `ResourceList`.
public typealias ResourceAmounts = [String: Quantity]

extension ResourceAmounts {
    /// Reads a `ResourceList`; what is no quantity is left out.
    public init(list value: JSONValue?) {
        self.init()
        for (name, amount) in value?.object ?? JSONObject() {
            switch amount {
            case .string(let text): self[name] = try? Quantity(parsing: text)
            case .int(let number): self[name] = try? Quantity(parsing: "\(number)")
            default: continue
            }
        }
    }

    /// As JSON, names in order.
    public var json: JSONValue { .object(JSONObject(sorted { $0.key < $1.key }.map { ($0.key, .string($0.value.description)) })) }

    /// Both amounts together, for every resource that one of them has.
    public func adding(_ other: ResourceAmounts) -> ResourceAmounts { merging(other) { $0 + $1 } }

    /// What is left of these amounts; a resource that only `other` has becomes negative.
    public func subtracting(_ other: ResourceAmounts) -> ResourceAmounts {
        var result = self
        for (name, amount) in other { result[name] = (self[name] ?? Quantity(0, format: amount.format)) - amount }
        return result
    }

    /// The larger amount of each resource.
    public func maximum(_ other: ResourceAmounts) -> ResourceAmounts { merging(other) { Swift.max($0, $1) } }

    /// The amounts of these resources only.
    public func masked(_ names: some Collection<String>) -> ResourceAmounts {
        var result = ResourceAmounts()
        for name in names { result[name] = self[name] }
        return result
    }

    /// `cpu=1,memory=2Gi`, as messages about quotas have it.
    public var quotaText: String { sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",") }
}
