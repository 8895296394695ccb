import Foundation
import Testing

@testable import Kubelet

@Suite struct LocalVolumesTests {
    private func withDirectory(_ body: (String, LocalVolumes) async throws -> Void) async throws {
        let root = FileManager.default.temporaryDirectory.path + "/local-volumes-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        try await body(root, LocalVolumes(directory: root + "/storage"))
    }

    @Test func madeOnceAndRemovedWithAllThatIsInIt() async throws {
        try await withDirectory { root, volumes in
            let path = try await volumes.make("pvc-1_default_data")
            #expect(path == root + "/storage/pvc-1_default_data")
            // Whoever the pod runs as may write.
            #expect(POSIXFiles.mode(path) == 0o777)
            try "kept".write(toFile: path + "/file", atomically: false, encoding: .utf8)
            _ = try await volumes.make("pvc-1_default_data")
            #expect(try String(contentsOfFile: path + "/file", encoding: .utf8) == "kept")
            // A link out of it is removed, and not what it points to.
            let outside = root + "/outside"
            try "mine".write(toFile: outside, atomically: false, encoding: .utf8)
            try FileManager.default.createSymbolicLink(atPath: path + "/link", withDestinationPath: outside)
            try FileManager.default.createDirectory(atPath: path + "/a/b", withIntermediateDirectories: true)
            let other = try await volumes.make("pvc-2_default_other")
            try await volumes.remove("pvc-1_default_data")
            #expect(FileManager.default.fileExists(atPath: outside) && FileManager.default.fileExists(atPath: other))
            #expect(try FileManager.default.contentsOfDirectory(atPath: root + "/storage") == ["pvc-2_default_other"])
            // Asked again, because the answer was lost.
            try await volumes.remove("pvc-1_default_data")
        }
    }

    @Test func aRemovalThatWasCutShortIsFinishedByTheNext() async throws {
        try await withDirectory { root, volumes in
            _ = try await volumes.make("a")
            try FileManager.default.createDirectory(atPath: root + "/storage/.removed/b/rest", withIntermediateDirectories: true)
            try await volumes.remove("a")
            #expect(try FileManager.default.contentsOfDirectory(atPath: root + "/storage").isEmpty)
        }
    }

    @Test(arguments: ["", ".", "..", ".removed", "a/b", "../a", "a\u{0}b", String(repeating: "x", count: 256)])
    func namesThatAreNoneAreRefused(name: String) async throws {
        try await withDirectory { _, volumes in
            await #expect(throws: KubeletServerError.self) { _ = try await volumes.make(name) }
            await #expect(throws: KubeletServerError.self) { try await volumes.remove(name) }
        }
    }
}
