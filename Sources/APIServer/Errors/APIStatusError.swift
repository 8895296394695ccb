/// A request that failed: what becomes the `Status` object of the answer.
public struct APIStatusError: Error, Hashable, Sendable {
    /// One thing that is wrong, usually with one field: `StatusCause`.
    public struct Cause: Hashable, Sendable {
        /// The machine-readable kind, such as FieldValueRequired.
        public var reason: String
        /// What is wrong, in words.
        public var message: String
        /// The path of the field, such as `spec.containers[0].name`; nil when it is not about a field.
        public var field: String?

        public init(reason: String, message: String, field: String? = nil) {
            self.reason = reason
            self.message = message
            self.field = field
        }
    }

    /// What the failure is about: `StatusDetails`.
    public struct Details: Hashable, Sendable {
        public var name: String
        public var group: String
        public var kind: String
        public var uid: String
        public var causes: [Cause]
        public var retryAfterSeconds: Int

        public init(
            name: String = "", group: String = "", kind: String = "", uid: String = "", causes: [Cause] = [],
            retryAfterSeconds: Int = 0
        ) {
            self.name = name
            self.group = group
            self.kind = kind
            self.uid = uid
            self.causes = causes
            self.retryAfterSeconds = retryAfterSeconds
        }
    }

    /// The HTTP status.
    public var code: Int
    /// The machine-readable reason, such as NotFound; empty where Kubernetes gives none.
    public var reason: String
    /// The reason in words.
    public var message: String
    /// What it is about; nil leaves the field out.
    public var details: Details?
    /// The place from which an inconsistent list can go on, in the metadata of an expired one.
    public var continueToken: String?

    public init(code: Int, reason: String, message: String, details: Details? = nil) {
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
    }
}
