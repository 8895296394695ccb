import JSON

/// A field of a type's protobuf message: where its value is found in JSON, and when it is written without one.
public struct WireField: Sendable {
    /// What stands under a number.
    public enum Content: Sendable {
        /// The field at this position of `Schema.fields`.
        case field(Int)
        /// An embedded message, whose fields JSON lifts into the outer object.
        indirect case embedded([WireField])
    }

    /// The protobuf field number.
    public var number: Int
    public var content: Content
    /// Whether it is written when JSON leaves it out: Kubernetes' messages always hold what is no pointer in Go.
    public var isAlwaysThere: Bool

    /// The fields of a message by descending number, which is the order in which a message is written from its end.
    static func all(_ fields: [Field], in type: String) -> [WireField] {
        var result: [WireField] = []
        for (position, field) in fields.enumerated() {
            insert(field.numbers[...], position, isAlwaysThere: isAlwaysThere(field, in: type), &result)
        }
        sort(&result)
        return result
    }

    private static func insert(_ numbers: ArraySlice<Int>, _ position: Int, isAlwaysThere: Bool, _ list: inout [WireField]) {
        guard let number = numbers.first else { return }
        guard numbers.count > 1 else {
            list.append(WireField(number: number, content: .field(position), isAlwaysThere: isAlwaysThere))
            return
        }
        // An embedded structure is no pointer.
        let index = list.firstIndex { $0.number == number } ?? list.endIndex
        if index == list.endIndex { list.append(WireField(number: number, content: .embedded([]), isAlwaysThere: true)) }
        guard case .embedded(var inner) = list[index].content else { return }
        insert(numbers.dropFirst(), position, isAlwaysThere: isAlwaysThere, &inner)
        list[index].content = .embedded(inner)
    }

    private static func sort(_ list: inout [WireField]) {
        list.sort { $0.number > $1.number }
        for i in list.indices {
            guard case .embedded(var inner) = list[i].content else { continue }
            sort(&inner)
            list[i].content = .embedded(inner)
        }
    }

    /// Whether the field is a plain value in Go, by what printing tells about it.
    private static func isAlwaysThere(_ field: Field, in type: String) -> Bool {
        switch field.type {
        case .string, .bool, .int32, .int64, .double:
            if case .value = field.absent { return true }
            if case .null = field.absent { return false }
            return field.isRequired || field.omitsZero
        case .object:
            if case .structure = field.absent { return true }
            return false
        case .time, .microTime:
            if field.name == "creationTimestamp", type == "ObjectMeta" { return true }
            if case .null = field.absent { return true }
            return false
        case .quantity, .intOrString:
            if case .value = field.absent { return true }
            return false
        case .any:
            return field.isRequired
        case .bytes, .array, .map:
            return false
        }
    }
}
