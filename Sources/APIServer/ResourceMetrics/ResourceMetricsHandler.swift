import HTTPServer
import JSON
import KubernetesAPI
import Store

/// Answers the requests to metrics.k8s.io: nodes and pods with what they use.
struct ResourceMetricsHandler: Sendable {
    private let registry: Registry
    private let scraper: MetricsScraper

    init(registry: Registry, connections: any ConnectHandler, clock: any WallClock) {
        self.registry = registry
        scraper = MetricsScraper(
            nodes: { Self.objects(registry, "nodes", namespace: "").map(\.name) }, clock: clock,
            page: { try await connections.kubeletPage(node: $0, path: "/metrics/resource") })
    }

    /// One object of Kubernetes' own API, with its place.
    private struct Entry {
        var namespace: String
        var name: String
        var object: StoredObject
    }

    private static func objects(_ registry: Registry, _ plural: String, namespace: String) -> [Entry] {
        guard let storage = registry.resources.stored(group: "", plural: plural)?.storage else { return [] }
        return storage.cache.snapshot().items(prefix: storage.prefix(namespace: namespace)).map { item in
            let parts = item.key.split(separator: "/").suffix(2).map(String.init)
            return Entry(namespace: plural == "pods" ? parts.first ?? "" : "", name: parts.last ?? "", object: item.entry)
        }
    }

    func respond(_ request: RequestContext) async throws -> HTTPResponse {
        let info = request.info
        let isPods = info.resource == "pods"
        guard let core = registry.resources.stored(group: "", plural: info.resource) else { throw APIStatusError.noSuchResource }
        if info.name.isEmpty {
            let selection = try Selection(try ListParameters(request.query, verb: "list"), resource: core)
            let entries = Self.objects(registry, info.resource, namespace: info.namespace).filter { selection.matches($0.object) }
            let items = await self.items(entries, isPods: isPods)
            return Self.answer(items, isList: true, request)
        }
        let entries = Self.objects(registry, info.resource, namespace: info.namespace).filter { $0.name == info.name }
        guard let item = await items(entries, isPods: isPods).first else {
            throw APIStatusError.notFound(
                group: ResourceMetrics.group, resource: isPods ? "podmetrics" : "nodemetrics", name: isPods ? "\(info.namespace)/\(info.name)" : info.name)
        }
        return Self.answer([item], isList: false, request)
    }

    // MARK: Objects

    private func items(_ entries: [Entry], isPods: Bool) async -> [JSONValue] {
        let known = await scraper.latest()
        if !isPods {
            return entries.compactMap { entry in
                known.nodes[entry.name].map { usage in
                    Self.object("NodeMetrics", entry, usage, time: usage.time, window: usage, ["usage": Self.usage(usage)])
                }
            }
        }
        var byPod: [String: [(container: String, usage: Usage)]] = [:]
        for (key, usage) in known.containers { byPod["\(key.namespace)/\(key.pod)", default: []].append((key.container, usage)) }
        return entries.compactMap { entry in
            guard let containers = byPod["\(entry.namespace)/\(entry.name)"]?.sorted(by: { $0.container < $1.container }),
                let oldest = containers.map(\.usage).min(by: { $0.time < $1.time })
            else { return nil }
            let list = containers.map { container -> JSONValue in ["name": .string(container.container), "usage": Self.usage(container.usage)] }
            return Self.object("PodMetrics", entry, oldest, time: oldest.time, window: oldest, ["containers": .array(list)])
        }
    }

    private static func object(
        _ kind: String, _ entry: Entry, _ usage: Usage, time: Int64, window: Usage, _ rest: JSONObject
    ) -> JSONValue {
        let stamp = JSONValue.string(RFC3339.text(seconds: time))
        var metadata: JSONObject = ["name": .string(entry.name)]
        if !entry.namespace.isEmpty { metadata["namespace"] = .string(entry.namespace) }
        metadata["creationTimestamp"] = stamp
        if !entry.object.labels.isEmpty {
            var labels = JSONObject()
            for (name, value) in entry.object.labels.sorted(by: { $0.key < $1.key }) { labels[name] = .string(value) }
            metadata["labels"] = .object(labels)
        }
        var object: JSONObject = [
            "kind": .string(kind), "apiVersion": "metrics.k8s.io/v1beta1", "metadata": .object(metadata), "timestamp": stamp,
            "window": .string(window.windowText),
        ]
        for (name, value) in rest { object[name] = value }
        return .object(object)
    }

    private static func usage(_ usage: Usage) -> JSONValue { ["cpu": .string(usage.cpuText), "memory": .string(usage.memoryText)] }

    // MARK: Answers

    private static func answer(_ items: [JSONValue], isList: Bool, _ request: RequestContext) -> HTTPResponse {
        let representation = request.representation
        if representation.shape == .table { return Rendering.document(table(items, representation.metaAPIVersion), representation) }
        guard isList else { return Rendering.document(items.first ?? .null, representation) }
        let plain = items.map { item -> JSONValue in
            var item = item
            // A list says once what its items are.
            item["kind"] = nil
            item["apiVersion"] = nil
            return item
        }
        let list: JSONValue = [
            "kind": .string(request.resource.kind + "List"), "apiVersion": "metrics.k8s.io/v1beta1", "metadata": [:], "items": .array(plain),
        ]
        return Rendering.document(list, representation)
    }

    private static func table(_ items: [JSONValue], _ apiVersion: String) -> JSONValue {
        func column(_ name: String, _ format: String = "") -> JSONValue {
            ["name": .string(name), "type": "string", "format": .string(format), "description": "", "priority": 0]
        }
        let rows = items.map { item -> JSONValue in
            let usages = item["usage"].map { [$0] } ?? (item["containers"]?.array ?? []).compactMap { $0["usage"] }
            func sum(_ resource: String) -> Quantity {
                usages.reduce(Quantity(0)) { $0 + ((try? Quantity(parsing: $1[resource]?.string ?? "0")) ?? Quantity(0)) }
            }
            let metadata = item["metadata"] ?? [:]
            return [
                "cells": [metadata["name"] ?? "", .string("\(sum("cpu"))"), .string("\(sum("memory"))"), item["window"] ?? ""],
                "object": ["kind": "PartialObjectMetadata", "apiVersion": .string(apiVersion), "metadata": metadata],
            ]
        }
        return [
            "kind": "Table", "apiVersion": .string(apiVersion), "metadata": [:],
            "columnDefinitions": [column("Name", "name"), column("cpu"), column("memory"), column("Window", "duration")], "rows": .array(rows),
        ]
    }
}
