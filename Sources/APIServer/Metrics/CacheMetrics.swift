import ComponentMetrics
import Store

/// What is known of the watch caches at each scrape.
enum CacheMetrics {
    static func all(_ resources: ResourceTable) -> [any Metric] {
        let stored: @Sendable () -> [ServedResource] = { resources.storedResources.filter { !Catalog.isVirtual($0.description) } }
        func metric(_ name: String, _ help: String, type: String = "gauge", _ value: @escaping @Sendable (ServedResource) -> Double) -> Gauge {
            Gauge(name: name, help: help, labels: ["group", "resource"], type: type) {
                stored().map { ([$0.group, $0.plural], value($0)) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }
            }
        }
        return [
            metric("apiserver_watch_cache_resource_version", "The resourceVersion up to which the cache shows what is stored.") {
                Double($0.storage.cache.revision)
            },
            metric("apiserver_watch_cache_initializations_total", "How often the cache was filled.", type: "counter") { _ in 1 },
        ]
    }
}
