import Foundation
import KubernetesAPI
import Logging
import ServiceLifecycle
import Subprocess

/// Brings image archives (OCI or Docker, as tar) into containerd, in the namespace that Kubernetes uses.
public struct ImageImporter: Sendable {
    var socket: String

    public init(containerdSocket: String) { socket = containerdSocket }

    /// Imports one archive.
    /// - Returns: a line for each image.
    /// - Throws: `ClusterError` with what containerd says.
    public func importArchive(_ path: String) async throws -> [String] {
        let file = URL(filePath: path).path
        guard FileManager.default.isReadableFile(atPath: file) else { throw ClusterError("cannot read \(path)") }
        let result: ExecutionResult<Void, StringOutput<UTF8>, StringOutput<UTF8>>
        do {
            result = try await Subprocess.run(
                .name("ctr"), arguments: ["--address", socket, "--namespace", "k8s.io", "images", "import", file],
                output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        } catch {
            throw ClusterError("cannot run ctr, which comes with containerd: \(error)")
        }
        guard result.terminationStatus.isSuccess else {
            let words = result.standardError.split(separator: "\n").last.map(String.init) ?? "\(result.terminationStatus)"
            throw ClusterError("cannot import \(path): \(words)")
        }
        return result.standardOutput.split(separator: "\n").map(String.init)
    }
}

/// Imports the archives of a directory, and each that appears there later.
struct ImageDirectory: ServiceLifecycle.Service {
    var directory: String
    var importer: ImageImporter
    var clock: any WallClock
    var logger: Logger

    private struct Version: Equatable {
        var size: Int
        var modified: Date
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var seen: [String: Version] = [:]
            var done: [String: Version] = [:]
            while !Task.isCancelled {
                let now = versions()
                for (name, version) in now.sorted(by: { $0.key < $1.key }) where done[name] != version {
                    // One that changed since the last look may still be being written.
                    guard seen[name] == version || done.isEmpty else { continue }
                    done[name] = version
                    do {
                        for line in try await importer.importArchive("\(directory)/\(name)") { logger.info("\(line)") }
                    } catch {
                        logger.error("\(error)")
                    }
                }
                seen = now
                done = done.filter { now[$0.key] != nil }
                do { try await clock.sleep(for: .seconds(2)) } catch { return }
            }
        }
    }

    private func versions() -> [String: Version] {
        var result: [String: Version] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [] where name.hasSuffix(".tar") {
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)"), let size = attributes[.size] as? Int,
                let modified = attributes[.modificationDate] as? Date
            else { continue }
            result[name] = Version(size: size, modified: modified)
        }
        return result
    }
}
