import KubernetesAPI
import KubernetesClient
import Logging

/// Lists and watches one resource's metadata for ever, and reports what is there and what goes.
struct MetadataMonitor: Sendable {
    enum Event: Sendable {
        case present(ObjectHeader)
        case gone(uid: String)
        /// The first list is complete.
        case synced
    }

    let resource: DiscoveredResource
    let client: Client
    let clock: any WallClock
    let logger: Logger
    let report: @Sendable (Event) -> Void

    func run() async {
        let client = self.client.forMetadata
        var known: Set<String> = []
        var delay: Duration = .milliseconds(100)
        while !Task.isCancelled {
            do {
                var version = try await list(client, &known)
                report(.synced)
                delay = .milliseconds(100)
                // Until the server says that the version is too old.
                while true { version = try await watch(client, from: version, &known) }
            } catch let error as APIError where error.isGone {
                continue
            } catch {
                if Task.isCancelled { return }
                logger.debug("cannot watch", metadata: ["resource": "\(resource.groupResource)", "error": "\(error)"])
            }
            do { try await clock.sleep(for: delay) } catch { return }
            delay = min(delay * 2, .seconds(30))
        }
    }

    private func list(_ client: Client, _ known: inout Set<String>) async throws -> String {
        var seen: Set<String> = []
        var page: ObjectList<ObjectHeader>
        var token: String?
        repeat {
            let (status, bytes) = try await client.raw("GET", resource.path() + "?limit=500" + (token.map { "&continue=\($0.queryEscaped)" } ?? ""))
            guard (200..<300).contains(status) else { throw APIError.answer(status, bytes) }
            page = try ObjectList<ObjectHeader>(json: bytes)
            for item in page.items {
                seen.insert(item.metadata.uid)
                report(.present(item))
            }
            token = page.metadata.continue
        } while token.map { !$0.isEmpty } ?? false
        for uid in known.subtracting(seen) { report(.gone(uid: uid)) }
        known = seen
        return page.metadata.resourceVersion
    }

    private func watch(_ client: Client, from version: String, _ known: inout Set<String>) async throws -> String {
        var version = version
        let path = resource.path() + "?resourceVersion=\(version)&allowWatchBookmarks=true&timeoutSeconds=540"
        for try await event in try await client.watch(ObjectHeader.self, path: path) {
            switch event {
            case .added(let object), .modified(let object):
                known.insert(object.metadata.uid)
                version = object.metadata.resourceVersion
                report(.present(object))
            case .deleted(let object):
                known.remove(object.metadata.uid)
                version = object.metadata.resourceVersion
                report(.gone(uid: object.metadata.uid))
            case .bookmark(let bookmark): version = bookmark
            case .error(let status): throw APIError(status: status)
            }
        }
        return version
    }
}

extension String {
    /// Percent-encoded for use as a value in a query.
    var queryEscaped: String {
        var result = ""
        for byte in utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return result
    }
}
