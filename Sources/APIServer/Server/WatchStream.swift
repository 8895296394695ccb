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
        var headers: HTTPHeaders = ["content-type": "application/json"]
        if request.representation.shape != .object { headers.replaceOrAdd(name: "content-type", value: "application/json;stream=watch") }
        return HTTPResponse(status: .ok, headers: headers, body: .stream { writer in try await self.run(writer) })
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
                try await writer.write(Self.error(.expired("too old resource version: \(requested) (\(oldest))")))
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
                buffers.append(bookmark(batch.revision))
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
        if let revision = start.initialEnd { buffers.append(bookmark(revision, endsInitial: true)) }
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
    private static let tail = ByteBuffer(string: "}\n")

    private func append(_ type: String, _ object: StoredObject, deletedAt revision: Int64?, to buffers: inout [ByteBuffer]) {
        buffers.append(type == "ADDED" ? Self.added : type == "MODIFIED" ? Self.modified : Self.deleted)
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
            buffers.append(ObjectForms.partialMetadata(object, request.resource))
            buffers.append(Self.tail)
        }
    }

    /// An event that only says how far the watch has come.
    private func bookmark(_ revision: Int64, endsInitial: Bool = false) -> ByteBuffer {
        let resource = request.resource.description
        var metadata: JSONValue = ["resourceVersion": .string("\(revision)")]
        if endsInitial { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        let object: JSONValue =
            switch request.representation.shape {
            case .object:
                ["kind": .string(resource.kind), "apiVersion": .string(resource.apiVersion), "metadata": metadata]
            case .table:
                ["kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata, "columnDefinitions": [], "rows": []]
            case .partialMetadata, .partialMetadataList:
                ["kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": metadata]
            }
        let event: JSONValue = ["type": "BOOKMARK", "object": object]
        return ByteBuffer(bytes: event.serialized() + [0x0A])
    }

    private static func error(_ failure: APIStatusError) -> ByteBuffer {
        let event: JSONValue = ["type": "ERROR", "object": failure.statusObject]
        return ByteBuffer(bytes: event.serialized() + [0x0A])
    }

    /// The response to a watch that cannot begin where the client wants: the failure as its only event.
    static func failed(_ failure: APIStatusError) -> HTTPResponse {
        HTTPResponse(
            status: .ok, headers: ["content-type": "application/json"], body: .buffer(error(failure)))
    }
}
