import ComponentMetrics
import KubernetesAPI

/// /metrics/resource: what metrics-server reads. Two lists of the runtime, and two small files a container.
extension StatsProvider {
    func resourceMetrics() async -> String {
        var text = MetricsText()
        let stats: [PodStats]
        do { stats = try await measure(.brief) } catch {
            Self.scrapeError(&text, true)
            return text.text
        }
        let node = NodeUsage()
        let instant = clock.now
        let now = instant.seconds * 1000 + Int64(instant.nanoseconds) / 1_000_000
        containers(
            &text, stats, now, "container_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the container in core-seconds"
        ) { $0.usage.cpu.map { Double($0) / 1e9 } }
        containers(&text, stats, now, "container_memory_working_set_bytes", "gauge", "Current working set of the container in bytes") {
            $0.usage.workingSet.map { Double($0) }
        }
        containers(&text, stats, now, "container_start_time_seconds", "gauge", "Start time of the container since unix epoch in seconds", stamped: false) {
            Double($0.container.createdAt) / 1e9
        }
        containers(&text, stats, now, "container_swap_usage_bytes", "gauge", "Current amount of the container swap usage in bytes. Reported only on non-windows systems") {
            $0.usage.swap.map { Double($0) }
        }
        text.family("node_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the node in core-seconds")
        text.sample("node_cpu_usage_seconds_total", [:], Double(node.cpuNanoseconds) / 1e9, milliseconds: now)
        text.family("node_memory_working_set_bytes", "gauge", "Current working set of the node in bytes")
        text.sample("node_memory_working_set_bytes", [:], Double(node.memoryWorkingSet), milliseconds: now)
        text.family("node_swap_usage_bytes", "gauge", "Current swap usage of the node in bytes. Reported only on non-windows systems")
        text.sample("node_swap_usage_bytes", [:], Double(node.swapTotal - min(node.swapTotal, node.swapFree)), milliseconds: now)
        pods(&text, stats, now, "pod_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the pod in core-seconds") {
            $0.usage.cpu.map { Double($0) / 1e9 }
        }
        pods(&text, stats, now, "pod_memory_working_set_bytes", "gauge", "Current working set of the pod in bytes") { $0.usage.workingSet.map { Double($0) } }
        pods(&text, stats, now, "pod_swap_usage_bytes", "gauge", "Current amount of the pod swap usage in bytes. Reported only on non-windows systems") {
            $0.usage.swap.map { Double($0) }
        }
        Self.scrapeError(&text, false)
        return text.text
    }

    private static func scrapeError(_ text: inout MetricsText, _ failed: Bool) {
        // Its older name stays for those who know it.
        for name in ["resource_scrape_error", "scrape_error"] {
            text.family(name, "gauge", "1 if there was an error while getting container metrics, 0 otherwise")
            text.sample(name, [:], failed ? 1 : 0)
        }
    }

    private func containers(
        _ text: inout MetricsText, _ stats: [PodStats], _ now: Int64, _ name: String, _ type: String, _ help: String, stamped: Bool = true,
        _ value: (ContainerStats) -> Double?
    ) {
        text.family(name, type, help)
        for pod in stats {
            for container in pod.containers {
                guard let number = value(container) else { continue }
                text.sample(
                    name, ["container", "namespace", "pod"], [container.container.name, pod.pod.namespace, pod.pod.name], number,
                    milliseconds: stamped ? now : nil)
            }
        }
    }

    private func pods(
        _ text: inout MetricsText, _ stats: [PodStats], _ now: Int64, _ name: String, _ type: String, _ help: String, _ value: (PodStats) -> Double?
    ) {
        text.family(name, type, help)
        for pod in stats {
            guard let number = value(pod) else { continue }
            text.sample(name, ["namespace", "pod"], [pod.pod.namespace, pod.pod.name], number, milliseconds: now)
        }
    }
}
