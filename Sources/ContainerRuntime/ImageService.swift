import GRPCCore
import SwiftProtobuf

/// Images on the node: the ImageService of CRI.
extension ContainerRuntimeClient {
    /// All images.
    public func listImages() async throws(ContainerRuntimeError) -> [CRIImage] {
        try await call("ListImages") { try await images.listImages(.init(), options: $0).images }
    }

    /// The image of that name, digest or id; `nil` when the node does not have it.
    public func imageStatus(_ image: String) async throws(ContainerRuntimeError) -> CRIImage? {
        try await call("ImageStatus") {
            let response = try await images.imageStatus(.with { $0.image.image = image }, options: $0)
            return response.hasImage ? response.image : nil
        }
    }

    /// Fetches an image from its registry. Returns its reference (id or digest). Takes as long as it takes.
    public func pullImage(
        _ image: CRIImageSpec, auth: CRIAuthConfig? = nil, sandboxConfig: CRIPodSandboxConfig? = nil
    ) async throws(ContainerRuntimeError) -> String {
        let request = CRIPullImageRequest.with {
            $0.image = image
            if let auth { $0.auth = auth }
            if let sandboxConfig { $0.sandboxConfig = sandboxConfig }
        }
        return try await call("PullImage", timeout: .some(nil)) {
            try await images.pullImage(request, options: $0).imageRef
        }
    }

    /// Removes an image and all its names. Does nothing when it is gone.
    public func removeImage(_ image: String) async throws(ContainerRuntimeError) {
        _ = try await call("RemoveImage") {
            try await images.removeImage(.with { $0.image.image = image }, options: $0)
        }
    }

    /// Where images and writable layers lie and how much they use.
    public func imageFsInfo() async throws(ContainerRuntimeError) -> CRIImageFsInfoResponse {
        try await call("ImageFsInfo") { try await images.imageFsInfo(.init(), options: $0) }
    }
}
