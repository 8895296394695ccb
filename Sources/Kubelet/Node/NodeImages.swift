import ContainerRuntime
import KubernetesAPI

/// The images that a node's status shows.
enum NodeImages {
    /// No image is shown with more names.
    private static let names = 5

    /// The largest first, each with its digests before its tags.
    /// - Parameter limit: how many; negative means all.
    static func list(_ images: [CRIImage], limit: Int) -> [ContainerImage] {
        let sorted = images.sorted { ($0.size, $1.id) > ($1.size, $0.id) }
        return sorted.prefix(limit < 0 ? sorted.count : limit).map { image in
            ContainerImage(names: Array((image.repoDigests + image.repoTags).prefix(names)), sizeBytes: Int(clamping: image.size))
        }
    }
}
