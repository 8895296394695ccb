/// Where pods come from besides the API server and the directory of manifests.
public struct PodSourceOptions: Sendable {
    /// `--manifest-url` (staticPodURL)
    public var manifestURL: String?
    /// `--manifest-url-header`: header to its values.
    public var manifestURLHeader: [String: [String]] = [:]
    /// `--http-check-frequency`
    public var httpCheckFrequency: Duration = .seconds(20)
    /// Where pods may be posted, for a node that stands alone: `unix:///path` or `host:port`; nil turns it off. Our own.
    public var podEndpoint: String?

    public init() {}
}
