/// A change that an informer has seen.
public enum InformerEvent<T> {
    case added(T)
    case updated(old: T, new: T)
    /// With the last state that was seen, which may not be the very last one.
    case deleted(T)

    /// The object as it is now, or was last.
    public var object: T {
        switch self {
        case .added(let object), .deleted(let object), .updated(_, let object): object
        }
    }
}

extension InformerEvent: Sendable where T: Sendable {}
