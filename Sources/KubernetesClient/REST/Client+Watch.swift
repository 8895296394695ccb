import JSON
import KubernetesAPI

extension Client {
    /// Watches a namespace's objects, or with no namespace those of all. The stream ends when the server ends it, and
    /// throws when the connection breaks; ending the iteration closes the watch.
    public func watch<T: KubernetesObject>(
        _ type: T.Type = T.self, namespace: String? = nil, options: ListOptions = .init()
    ) async throws -> AsyncThrowingStream<WatchEvent<T>, any Error> {
        try await watch(T.self, path: ResourcePath.path(T.resource, namespace: namespace, query: options.query))
    }

    /// Watches any collection by its path, as any type: `JSONValue` where the kind is known only at run time.
    public func watch<T: JSONCodable & Sendable>(
        _ type: T.Type, path: String
    ) async throws -> AsyncThrowingStream<WatchEvent<T>, any Error> {
        let response = try await send(
            "GET", ResourcePath.append([("watch", "true")], to: path), body: nil, contentType: "", timeout: nil)
        guard (200..<300).contains(response.status) else {
            throw APIError(code: response.status, body: try await response.body.collect(upTo: Self.bodyLimit))
        }
        let body = response.body
        return AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    var lines = LineSplitter()
                    for try await chunk in body {
                        for line in try lines.feed(chunk) { continuation.yield(try WatchEvent<T>(line: line)) }
                    }
                    // What is left over is half an event of a connection that broke: the next watch brings it again.
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}
