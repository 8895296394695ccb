import KubernetesAPI
import Logging

/// Asks the kubelets what nodes and containers use, every fifteen seconds for as long as somebody wants to know, and not at all
/// when nobody has asked for some minutes.
actor MetricsScraper {
    /// metrics-server's `--metric-resolution`.
    static let period: Duration = .seconds(15)
    /// How long after the last question it goes on.
    static let patience: Duration = .seconds(300)
    /// How far apart the first two samples are: CPU use is what went between two.
    static let firstPause: Duration = .seconds(2)

    private let nodes: @Sendable () -> [String]
    private let page: @Sendable (_ node: String) async throws -> String
    private let clock: any WallClock
    private var samples: [String: (earlier: NodeSample?, later: NodeSample)] = [:]
    private var lastAsked: Duration = .zero
    private var loop: Task<Void, Never>?
    private var first: Task<Void, Never>?

    /// - Parameters:
    ///   - nodes: the names of the nodes that there are.
    ///   - page: a node's /metrics/resource.
    init(
        nodes: @escaping @Sendable () -> [String], clock: any WallClock, page: @escaping @Sendable (_ node: String) async throws -> String
    ) {
        self.nodes = nodes
        self.page = page
        self.clock = clock
    }

    deinit { loop?.cancel() }

    /// What is known now, after the first samples if there are none yet.
    func latest() async -> (nodes: [String: Usage], containers: [NodeSample.Key: Usage]) {
        lastAsked = clock.monotonic
        if loop == nil { start() }
        await first?.value
        var nodes: [String: Usage] = [:]
        var containers: [NodeSample.Key: Usage] = [:]
        for (name, pair) in samples {
            if let usage = Usage(pair.earlier?.node, pair.later.node) { nodes[name] = usage }
            for (key, sample) in pair.later.containers {
                if let usage = Usage(pair.earlier?.containers[key], sample) { containers[key] = usage }
            }
        }
        return (nodes, containers)
    }

    private func start() {
        let clock = clock
        let first = Task { [weak self] in
            await self?.scrape()
            try? await clock.sleep(for: Self.firstPause)
            await self?.scrape()
        }
        self.first = first
        loop = Task { [weak self] in
            await first.value
            while !Task.isCancelled {
                do { try await clock.sleep(for: Self.period) } catch { return }
                guard await self?.goOn() == true else { return }
            }
        }
    }

    /// Scrapes once more, if somebody still wants it.
    private func goOn() async -> Bool {
        if clock.monotonic - lastAsked > Self.patience {
            loop = nil
            first = nil
            samples = [:]
            return false
        }
        await scrape()
        return true
    }

    private func scrape() async {
        let names = nodes()
        let page = page
        let pages = await withTaskGroup(of: (String, String?).self) { group in
            for name in names { group.addTask { (name, try? await page(name)) } }
            var pages: [String: String] = [:]
            for await (name, text) in group { pages[name] = text }
            return pages
        }
        samples = samples.filter { names.contains($0.key) && pages[$0.key] != nil }
        for (name, text) in pages { samples[name] = (samples[name]?.later, NodeSample(parsing: text)) }
    }
}
