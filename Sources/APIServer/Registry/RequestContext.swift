import JSON
import KubernetesAPI
import Synchronization

/// Everything that the handlers of one request about a resource want to know of it.
final class RequestContext: Sendable {
    let info: RequestInfo
    let query: Query
    let user: APIUser
    /// The headers, names in lower case.
    let headers: [String: String]
    let body: [UInt8]
    let resource: ServedResource
    let representation: Representation
    /// The kinds that there are, whose schemas protobuf needs.
    let kinds: ResourceTable
    let clock: any WallClock
    let audit: AuditEvent?
    private let collected = Mutex<[String]>([])

    init(
        info: RequestInfo, query: Query, user: APIUser, headers: [String: String], body: [UInt8], resource: ServedResource,
        representation: Representation, kinds: ResourceTable, clock: any WallClock, audit: AuditEvent? = nil
    ) {
        self.audit = audit
        self.info = info
        self.query = query
        self.user = user
        self.headers = headers
        self.body = body
        self.resource = resource
        self.representation = representation
        self.kinds = kinds
        self.clock = clock
    }

    /// Now, as metadata prints it.
    var time: String { clock.time.description }

    /// What of an object stands in its row of a Table.
    var includeObject: String { query["includeObject"] ?? "Metadata" }

    /// The texts of the answer's Warning headers.
    var warnings: [String] { collected.withLock { $0 } }

    /// Adds a Warning header to the answer.
    func warn(_ texts: [String]) {
        guard !texts.isEmpty else { return }
        collected.withLock { known in
            for text in texts where !known.contains(text) { known.append(text) }
        }
    }

    /// Who the managed fields are booked to: the parameter, or the first part of the User-Agent.
    func fieldManager(_ parameters: WriteParameters) -> String {
        if let manager = parameters.fieldManager { return manager }
        let agent = headers["user-agent"]?.split(separator: "/").first.map(String.init) ?? "unknown"
        return String(agent.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }.prefix(128).map(Character.init))
    }

    func ruleContext(dryRun: Bool) -> RuleContext { RuleContext(user: user, time: time, dryRun: dryRun, apiVersion: resource.description.apiVersion) }
}

/// What a handler answers with.
struct Answer: Sendable {
    /// One object or a Status.
    enum Content: Sendable {
        /// An object as it is in the cache.
        case object(StoredObject, ServedResource)
        /// Any other object.
        case tree(JSONValue)
    }

    var status: Int
    var content: Content
    /// Whether the negotiated shape (a Table) applies; failures and Statuses come as they are.
    var isShaped = true

    static func object(_ object: StoredObject, of resource: ServedResource, status: Int = 200) -> Answer {
        Answer(status: status, content: .object(object, resource))
    }

    static func status(_ tree: JSONValue, code: Int = 200) -> Answer {
        Answer(status: code, content: .tree(tree), isShaped: false)
    }
}
