import ComponentMetrics
import HTTPServer
import JSON
import KubernetesAPI
import NIOCore
import NIOHTTP1
import Store
import Synchronization

/// Writes the events of a watch to one client.
final class WatchStream: Sendable {
    let start: WatchStart
    let request: RequestContext
    let metrics: APIServerMetrics
    /// Whether the columns of a Table have been told; the first event has them, the others do without.
    private let columnsSent = Mutex(false)

    init(start: WatchStart, request: RequestContext, metrics: APIServerMetrics) {
        self.start = start
        self.request = request
        self.metrics = metrics
    }

    /// How often a client that asks for bookmarks gets one when nothing else happens.
    private static let bookmarkPeriod = Duration.seconds(50)
    /// How many bytes are handed to the connection at once.
    private static let batchBytes = 256 * 1024

    var response: HTTPResponse {
        HTTPResponse(status: .ok, headers: Self.headers(request), body: .stream { writer in try await self.run(writer) })
    }

    private static func headers(_ request: RequestContext) -> HTTPHeaders {
        let isProtobuf = request.representation.encoding == .protobuf
        return ["content-type": isProtobuf ? "application/vnd.kubernetes.protobuf;stream=watch" : "application/json"]
    }

    private func run(_ writer: any ResponseWriter) async throws {
        try await writeInitial(writer)
        let watcher = start.watcher
        let clock = request.clock
        let deadline = clock.monotonic + start.timeout
        // The timer only wakes the watcher: what follows is decided in the loop.
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    let left = deadline - clock.monotonic
                    try await clock.sleep(for: min(max(left, .zero), Self.bookmarkPeriod))
                    watcher.interrupt()
                    if left <= .zero { return }
                }
            }
            defer { group.cancelAll() }
            try await self.follow(watcher, writer, until: deadline)
        }
    }

    private func follow(_ watcher: CacheWatcher<StoredObject>, _ writer: any ResponseWriter, until deadline: Duration) async throws {
        let clock = request.clock
        var lastBookmark = clock.monotonic
        while true {
            let batch: CacheBatch<StoredObject>
            do {
                batch = try await watcher.next()
            } catch CacheError.expired(let requested, let oldest) {
                try await writer.write(Self.error(.expired("too old resource version: \(requested) (\(oldest))"), request))
                return
            } catch CacheError.closed {
                return
            }
            var buffers: [ByteBuffer] = []
            var size = 0
            for delivery in batch.deliveries {
                append(delivery, to: &buffers)
                size += buffers.last?.readableBytes ?? 0
                if size > Self.batchBytes {
                    try await writer.write(buffers)
                    buffers.removeAll(keepingCapacity: true)
                    size = 0
                }
            }
            let now = clock.monotonic
            let over = now >= deadline
            if start.parameters.allowWatchBookmarks, over || (batch.deliveries.isEmpty && now - lastBookmark >= Self.bookmarkPeriod) {
                appendBookmark(batch.revision, to: &buffers)
                lastBookmark = now
            }
            if !buffers.isEmpty { try await writer.write(buffers) }
            if over { return }
        }
    }

    private func writeInitial(_ writer: any ResponseWriter) async throws {
        var buffers: [ByteBuffer] = []
        var size = 0
        for object in start.initial {
            append("ADDED", object, deletedAt: nil, to: &buffers)
            size += buffers.last?.readableBytes ?? 0
            if size > Self.batchBytes {
                try await writer.write(buffers)
                buffers.removeAll(keepingCapacity: true)
                size = 0
            }
        }
        if let revision = start.initialEnd { appendBookmark(revision, endsInitial: true, to: &buffers) }
        if !buffers.isEmpty { try await writer.write(buffers) }
    }

    private func append(_ delivery: CacheDelivery<StoredObject>, to buffers: inout [ByteBuffer]) {
        let resource = request.resource
        metrics.watchEvents.add(1, resource.group, resource.plural, resource.description.version)
        switch delivery.type {
        case .added: append("ADDED", delivery.entry, deletedAt: nil, to: &buffers)
        case .modified: append("MODIFIED", delivery.entry, deletedAt: nil, to: &buffers)
        case .deleted: append("DELETED", delivery.entry, deletedAt: delivery.event.revision, to: &buffers)
        }
    }

    private static let added = ByteBuffer(string: "{\"type\":\"ADDED\",\"object\":")
    private static let modified = ByteBuffer(string: "{\"type\":\"MODIFIED\",\"object\":")
    private static let deleted = ByteBuffer(string: "{\"type\":\"DELETED\",\"object\":")
    private static let bookmark = ByteBuffer(string: "{\"type\":\"BOOKMARK\",\"object\":")
    private static let tail = ByteBuffer(string: "}\n")

    private func append(_ type: String, _ object: StoredObject, deletedAt revision: Int64?, to buffers: inout [ByteBuffer]) {
        if request.representation.encoding == .protobuf {
            buffers += ProtobufForms.event(type, object, request.resource, request.representation, deletedAt: revision, request.kinds)
            return
        }
        switch type {
        case "ADDED": buffers.append(Self.added)
        case "MODIFIED": buffers.append(Self.modified)
        case "BOOKMARK": buffers.append(Self.bookmark)
        default: buffers.append(Self.deleted)
        }
        switch request.representation.shape {
        case .object:
            buffers.append(ObjectForms.frameTail(object, request.resource, deletedAt: revision))
        case .table:
            let version: JSONValue = ["resourceVersion": .string("\(revision ?? object.revision)")]
            let isFirst = columnsSent.withLock { sent in
                defer { sent = true }
                return !sent
            }
            buffers += ObjectForms.table(object, request, metadata: version, columns: isFirst)
            buffers.append(Self.tail)
        case .partialMetadata, .partialMetadataList:
            buffers.append(
                ObjectForms.partialMetadata(object, request.resource, request.representation.metaAPIVersion, deletedAt: revision))
            buffers.append(Self.tail)
        }
    }

    private func appendBookmark(_ revision: Int64, endsInitial: Bool = false, to buffers: inout [ByteBuffer]) {
        let object = Bookmarks.object(request, revision: revision, endsInitial: endsInitial)
        if request.representation.shape == .table {
            let stored = request.resource.storage.unstored(Registry.toStorage(object, request.resource), revision: revision)
            append("BOOKMARK", stored, deletedAt: nil, to: &buffers)
        } else {
            buffers += Self.event("BOOKMARK", object, request)
        }
    }

    private static func event(_ type: String, _ object: JSONValue, _ request: RequestContext) -> [ByteBuffer] {
        if request.representation.encoding == .protobuf { return ProtobufForms.event(type, object, request.kinds) }
        let event: JSONValue = ["type": .string(type), "object": object]
        return [ByteBuffer(bytes: event.serialized() + [0x0A])]
    }

    private static func error(_ failure: APIStatusError, _ request: RequestContext) -> [ByteBuffer] {
        event("ERROR", failure.statusObject, request)
    }

    /// The response to a watch that cannot begin where the client wants: the failure as its only event.
    static func failed(_ failure: APIStatusError, _ request: RequestContext) -> HTTPResponse {
        HTTPResponse(status: .ok, headers: headers(request), body: .buffers(error(failure, request)))
    }
}
