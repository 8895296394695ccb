import ComponentMetrics
import HTTPServer
import KubernetesAPI
import Logging
import NIOCore
import NIOHTTP1

/// Counts requests that were answered, and writes the access log. Safe to use from any task.
struct RequestObserver: Sendable {
    let metrics: APIServerMetrics
    let watches: WatchTracker
    let resources: ResourceTable
    /// Whether each request makes a line, as it does from `-v=3` on.
    let logsAccess: Bool
    let clock: any WallClock
    let logger: Logger

    /// Takes note of a response. That of a long-running request is changed so that its end is noticed.
    func observe(
        _ request: HTTPRequest, _ info: RequestInfo, _ query: Query, _ response: inout HTTPResponse, _ passage: Passage, auditID: String,
        start: Duration
    ) {
        let status = response.status.code
        let target = Self.target(request, info, query)
        let series = metrics.requests.series(target) { isServed(info, status) }
        let client = passage.user.map { Self.systemClient($0.name) } ?? ""
        if let user = passage.user, user.name == APIUser.apiServer.name, info.isResourceRequest, series != nil {
            metrics.requests.selfRequests.series([info.group, info.resource, info.subresource, target.verb]).add()
        }
        if info.isLongRunning, let long = Self.isStream(response.body) ? longRunning(info, query, series, status, client, start) : nil {
            Self.follow(&response, long)
        } else {
            let took = (clock.monotonic - start).inSeconds
            series?.observe(
                status: status, client: client, took: took, waited: passage.waited, responseBytes: Self.size(response.body),
                bodyBytes: request.body.readableBytes)
            if status == 429 || status == 504 { series?.terminated(status: status) }
            if status == 504 { series?.aborted() }
        }
        if logsAccess { log(request, target.verb, passage, auditID, status, start) }
    }

    // MARK: What a request is counted as

    private static func target(_ request: HTTPRequest, _ info: RequestInfo, _ query: Query) -> RequestMetrics.Target {
        guard info.isResourceRequest else {
            // The first part of the path stands for all below it.
            let first = info.path.utf8.dropFirst().prefix { $0 != UInt8(ascii: "/") }
            return RequestMetrics.Target(verb: request.method.rawValue, subresource: "/" + String(Substring(first)), component: "")
        }
        let scope = !info.name.isEmpty || info.verb == "create" ? "resource" : info.namespace.isEmpty ? "cluster" : "namespace"
        return RequestMetrics.Target(
            verb: verb(request, info), group: info.group, version: info.version, resource: info.resource, subresource: info.subresource,
            scope: scope, dryRun: query["dryRun"] == "All" ? "All" : "")
    }

    private static func verb(_ request: HTTPRequest, _ info: RequestInfo) -> String {
        if info.isLongRunning, info.verb != "watch", info.subresource != "log" { return "CONNECT" }
        switch info.verb {
        case "create": return "POST"
        case "update": return "PUT"
        case "get": return "GET"
        case "list": return "LIST"
        case "watch": return "WATCH"
        case "delete": return "DELETE"
        case "deletecollection": return "DELETECOLLECTION"
        case "patch":
            return request.headers.first(name: "content-type")?.hasPrefix("application/apply-patch") == true ? "APPLY" : "PATCH"
        default: return "other"
        }
    }

    private func isServed(_ info: RequestInfo, _ status: UInt) -> Bool {
        guard info.isResourceRequest else { return status != 404 && status != 401 && status != 403 }
        guard let resource = resources.resource(apiVersion: info.apiVersion, plural: info.resource), !info.verb.isEmpty else { return false }
        return info.subresource.isEmpty || resource.description.subresource(info.subresource) != nil
    }

    /// Which of the system's parts a user is; empty for others.
    private static func systemClient(_ name: String) -> String {
        switch name {
        case "system:apiserver": "kube-apiserver"
        case "system:kube-controller-manager": "kube-controller-manager"
        case "system:kube-scheduler": "kube-scheduler"
        case "system:kube-proxy": "kube-proxy"
        default: name.hasPrefix("system:node:") ? "kubelet" : ""
        }
    }

    private static func size(_ body: HTTPResponse.Body) -> Int? {
        switch body {
        case .buffer(let buffer): buffer.readableBytes
        case .buffers(let buffers): buffers.reduce(0) { $0 + $1.readableBytes }
        default: nil
        }
    }

    // MARK: Long-running requests

    private static func isStream(_ body: HTTPResponse.Body) -> Bool {
        switch body {
        case .stream, .upgrade: true
        default: false
        }
    }

    private func longRunning(
        _ info: RequestInfo, _ query: Query, _ series: RequestSeries?, _ status: UInt, _ client: String, _ start: Duration
    ) -> LongRunningRequest {
        var watch: WatchTracker.Registration?
        if info.verb == "watch" {
            let name = info.name.isEmpty ? Self.selectedName(query["fieldSelector"]) : info.name
            watch = watches.register(group: info.group, resource: info.resource, namespace: info.namespace, name: name)
        }
        let clock = clock
        return LongRunningRequest(series, watch: watch) {
            series?.observe(
                status: status, client: client, took: (clock.monotonic - start).inSeconds, waited: 0, responseBytes: nil, bodyBytes: 0)
        }
    }

    private static func selectedName(_ selector: String?) -> String {
        let prefix = "metadata.name="
        guard let selector, selector.hasPrefix(prefix), !selector.contains(",") else { return "" }
        return String(selector.dropFirst(prefix.count).drop { $0 == "=" })
    }

    private static func follow(_ response: inout HTTPResponse, _ long: LongRunningRequest) {
        switch response.body {
        case .stream(let body):
            response.body = .stream { writer in
                defer { long.end() }
                try await body(writer)
            }
        case .upgrade(let name, let body):
            response.body = .upgrade(protocol: name) { connection in
                defer { long.end() }
                try await body(connection)
            }
        default: break
        }
    }

    // MARK: The access log

    private func log(_ request: HTTPRequest, _ verb: String, _ passage: Passage, _ auditID: String, _ status: UInt, _ start: Duration) {
        var facts: Logger.Metadata = [
            "verb": "\(verb)", "URI": "\(request.uri)", "latency": "\(GoDurationText.format(clock.monotonic - start))",
            "userAgent": "\(request.headers.first(name: "user-agent") ?? "")", "audit-ID": "\(auditID)",
            "srcIP": "\(request.remoteAddress ?? ""):\(request.remotePort ?? 0)", "resp": "\(status)",
        ]
        if let schema = passage.schema {
            facts["apf_pl"] = "\(schema.level.name)"
            facts["apf_fs"] = "\(schema.name)"
        }
        if case .seat(let seat)? = passage.ticket {
            facts["apf_iseats"] = "\(seat.work.initialSeats)"
            facts["apf_fseats"] = "\(seat.work.finalSeats)"
            facts["apf_additionalLatency"] = "\(GoDurationText.format(.seconds(seat.work.additionalLatency)))"
            facts["apf_init_latency"] = "\(GoDurationText.format(.seconds(passage.waited)))"
        }
        logger.info("HTTP", metadata: facts)
    }
}
