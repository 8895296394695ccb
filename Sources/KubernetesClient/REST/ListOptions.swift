/// What to list or watch, and from when. Kubernetes' ListOptions.
public struct ListOptions: Sendable, Equatable {
    /// As kubectl's -l: "app=nginx,tier!=db".
    public var labelSelector: String?
    /// As kubectl's --field-selector: "spec.nodeName=n1".
    public var fieldSelector: String?
    /// nil: the newest state. "0": any state. Otherwise not older than this.
    public var resourceVersion: String?
    /// "Exact" or "NotOlderThan".
    public var resourceVersionMatch: String?
    /// The most items of one page.
    public var limit: Int?
    /// The token of the page before.
    public var `continue`: String?
    /// After how many seconds the server shall end a watch.
    public var timeoutSeconds: Int?
    /// Whether a watch shall also tell the resource version from time to time.
    public var allowWatchBookmarks: Bool

    public init(
        labelSelector: String? = nil, fieldSelector: String? = nil, resourceVersion: String? = nil,
        resourceVersionMatch: String? = nil, limit: Int? = nil, continue: String? = nil, timeoutSeconds: Int? = nil,
        allowWatchBookmarks: Bool = false
    ) {
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.resourceVersion = resourceVersion
        self.resourceVersionMatch = resourceVersionMatch
        self.limit = limit
        self.continue = `continue`
        self.timeoutSeconds = timeoutSeconds
        self.allowWatchBookmarks = allowWatchBookmarks
    }

    /// As query parameters, in a fixed order.
    var query: [(String, String)] {
        var items: [(String, String)] = []
        if let labelSelector, !labelSelector.isEmpty { items.append(("labelSelector", labelSelector)) }
        if let fieldSelector, !fieldSelector.isEmpty { items.append(("fieldSelector", fieldSelector)) }
        if let resourceVersion, !resourceVersion.isEmpty { items.append(("resourceVersion", resourceVersion)) }
        if let resourceVersionMatch { items.append(("resourceVersionMatch", resourceVersionMatch)) }
        if let limit, limit > 0 { items.append(("limit", String(limit))) }
        if let token = self.continue, !token.isEmpty { items.append(("continue", token)) }
        if let timeoutSeconds { items.append(("timeoutSeconds", String(timeoutSeconds))) }
        if allowWatchBookmarks { items.append(("allowWatchBookmarks", "true")) }
        return items
    }
}
