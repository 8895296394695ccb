/// How images come to the node.
public struct ImageOptions: Sendable {
    /// `maxParallelImagePulls`; nil means no limit when pulls are not serialized.
    public var maxParallelPulls: Int?
    /// `--registry-qps`: pulls a second; zero means no limit.
    public var registryPullQPS = 5.0
    /// `--registry-burst`
    public var registryBurst = 10
    /// `--image-credential-provider-config` and `--image-credential-provider-bin-dir`
    public var credentialProviderConfig: String?
    public var credentialProviderBinDirectory: String?
    /// `imagePullCredentialsVerificationPolicy`: NeverVerify, NeverVerifyPreloadedImages, NeverVerifyAllowlistedImages or AlwaysVerify.
    public var credentialsVerificationPolicy = "NeverVerifyPreloadedImages"
    /// `preloadedImagesVerificationAllowlist`
    public var preloadedAllowlist: [String] = []
    /// `--node-status-max-images`: how many images the node's status shows; negative means all.
    public var nodeStatusMaxImages = 50

    public init() {}
}
