import AsyncHTTPClient
import KubernetesAPI
import Logging
import NIOCore
import NIOHTTP1

/// Gets the text at a URL.
protocol ManifestFetching: Sendable {
    /// - Throws: when there is no answer in time, or one that is not 200.
    func fetch(_ url: String, headers: [(String, String)], limit: Int) async throws -> [UInt8]
}

/// Gets it over HTTP or HTTPS.
struct HTTPManifests: ManifestFetching {
    private struct BadStatus: Error, CustomStringConvertible {
        var description: String
    }

    func fetch(_ url: String, headers: [(String, String)], limit: Int) async throws -> [UInt8] {
        var request = HTTPClientRequest(url: url)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        let response = try await HTTPClient.shared.execute(request, deadline: .now() + .seconds(10))
        guard response.status == .ok else {
            throw BadStatus(description: "\(url): \(response.status.code) \(response.status.reasonPhrase)")
        }
        let body = try await response.body.collect(upTo: limit)
        return Array(body.readableBytesView)
    }
}

/// Static pods from a URL (`--manifest-url`): a Pod or a PodList, looked at every so often.
actor URLSource {
    private let url: String
    private let headers: [(String, String)]
    private let parser: StaticPodParser
    private let fetcher: any ManifestFetching
    private let clock: any WallClock
    private let frequency: Duration
    private let logger: Logger
    /// All pods of the URL.
    private let update: @Sendable ([Pod]) -> Void

    private var last: [UInt8] = []
    private var failures = 0

    init(
        options: PodSourceOptions, url: String, parser: StaticPodParser, fetcher: any ManifestFetching = HTTPManifests(), clock: any WallClock,
        logger: Logger, update: @escaping @Sendable ([Pod]) -> Void
    ) {
        self.url = url
        headers = options.manifestURLHeader.sorted { $0.key < $1.key }.flatMap { name, values in values.map { (name, $0) } }
        frequency = options.httpCheckFrequency
        self.parser = parser
        self.fetcher = fetcher
        self.clock = clock
        self.logger = logger
        self.update = update
    }

    /// Works until it is cancelled.
    func run() async {
        while !Task.isCancelled {
            await look()
            do { try await clock.sleep(for: frequency) } catch { return }
        }
    }

    /// Reads what is there. What ran goes on while it cannot be had.
    func look() async {
        do {
            let bytes = try await fetcher.fetch(url, headers: headers, limit: StaticPodParser.limit)
            if bytes.isEmpty {
                update([])
                throw ManifestError(message: "zero-length data received from \(url)")
            }
            if bytes != last {
                update(try parser.parse(String(decoding: bytes, as: UTF8.self), from: .url(url), now: clock.microTime))
                last = bytes
            }
            if failures > 0 { logger.info("Successfully read pods from URL", metadata: ["url": "\(url)"]) }
            failures = 0
        } catch {
            if Task.isCancelled { return }
            // The first few times are enough to get the point across.
            switch failures {
            case ..<3: logger.warning("Failed to read pods from URL", metadata: ["url": "\(url)", "error": "\(error)"])
            case 3: logger.warning("Failed to read pods from URL; it is no longer told", metadata: ["url": "\(url)", "error": "\(error)"])
            default: logger.debug("Failed to read pods from URL", metadata: ["url": "\(url)", "error": "\(error)"])
            }
            failures += 1
        }
    }
}
