import ContainerRuntime
import Foundation
import KubernetesAPI
import Logging
import Synchronization

/// Where the runtime keeps images and containers' writable layers. It is asked once: the places do not move while it runs, and a
/// runtime that hangs must not hold up the watch over the disks. Safe to use from anywhere.
final class ImageFileSystem: Sendable {
    struct Places: Equatable, Sendable {
        var images: String
        /// Where writable layers are, if the runtime says.
        var containers: String?
    }

    private let cri: any CRI
    private let known = Mutex<Places?>(nil)

    private let clock: any WallClock

    init(cri: any CRI, clock: any WallClock = SystemClock()) {
        self.cri = cri
        self.clock = clock
    }

    /// - Throws: when the runtime cannot be asked and was not before.
    func places() async throws -> Places {
        if let known = known.withLock({ $0 }) { return known }
        let info = try await within(.seconds(5), clock) { [cri] in try await cri.imageFsInfo() }
        guard let images = info.imageFilesystems.first?.fsID.mountpoint, !images.isEmpty else {
            throw ImageFileSystemError(description: "the runtime does not say where images are")
        }
        let places = Places(images: images, containers: info.containerFilesystems.first?.fsID.mountpoint)
        known.withLock { $0 = places }
        return places
    }
}

struct ImageFileSystemError: Error, CustomStringConvertible {
    var description: String
}
