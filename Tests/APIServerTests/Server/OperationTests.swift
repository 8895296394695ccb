import Foundation
import HTTPServer
import JSON
import KubernetesAPI
import KubernetesClient
import NIOCore
import NIOHTTP1
import Testing

@testable import APIServer

/// What those who operate a server see of it.
@Suite struct OperationTests {
    @Test func healthChecksAreNamed() async throws {
        try await TestServer.run { (server) async throws in
            let all = try await server.send("GET", "/readyz?verbose").body.string ?? ""
            for name in ["ping", "etcd", "informer-sync", "poststarthook/priority-and-fairness-config-producer", "poststarthook/bootstrap-controller", "shutdown"] {
                #expect(all.contains("[+]\(name) ok\n"))
            }
            #expect(all.hasSuffix("readyz check passed\n"))
            let one = try await server.send("GET", "/readyz/poststarthook/scheduling/bootstrap-system-priority-classes")
            #expect(one.status == 200 && one.body == "ok")
            let excluded = try await server.send("GET", "/livez?verbose&exclude=etcd&exclude=moon").body.string ?? ""
            #expect(excluded.contains("[+]etcd excluded: ok\n"))
            #expect(excluded.contains("warn: some health checks cannot be excluded: no matches for \"moon\"\n"))
            #expect(try await server.send("GET", "/livez/moon").status == 404)
        }
    }

    @Test func aFailedCheckSaysSoWithoutTheReason() async {
        let hooks = PostStartHooks()
        hooks.add("slow")
        let checks = HealthChecks(hooks: hooks, live: [.init("ping")], ready: [.init("etcd-readiness") { "secret" }, .init("shutdown")])
        let response = await checks.respond(path: "/readyz", query: Query(""))
        #expect(response?.status.code == 500)
        #expect(
            text(response)
                == "[+]ping ok\n[-]etcd-readiness failed: reason withheld\n[-]poststarthook/slow failed: reason withheld\n[+]shutdown ok\nreadyz check failed\n")
        hooks.finish("slow")
        #expect(text(await checks.respond(path: "/livez", query: Query(""))) == "ok")
    }

    private func text(_ response: HTTPResponse?) -> String? {
        if case .buffer(let buffer)? = response?.body { return String(buffer: buffer) }
        return nil
    }

    @Test func theServerMakesWhatACluserBeginsWith() async throws {
        try await TestServer.run { (server) async throws in
            let name = IdentityLease.name(ProcessInfo.processInfo.hostName)
            #expect(name.count == "apiserver-".count + 26)
            let lease = try await server.send("GET", "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/" + name).body
            #expect(lease[at: "metadata.labels"]?["apiserver.kubernetes.io/identity"] == "kube-apiserver")
            #expect(lease[at: "spec.leaseDurationSeconds"] == 3600)
            #expect(try await server.send("GET", "/api/v1/namespaces/kube-node-lease").status == 200)
            #expect(try await server.send("GET", "/apis/scheduling.k8s.io/v1/priorityclasses/system-node-critical").status == 200)
        }
    }

    /// From the SHA-256 of the name, as Kubernetes makes it.
    @Test func theLeaseIsNamedByTheHost() { #expect(IdentityLease.name("kind-control-plane").hasPrefix("apiserver-")) }

    @Test func leasesOfServersThatAreGoneAreRemoved() async throws {
        try await TestServer.run { (server) async throws in
            let leases = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases"
            func lease(_ name: String, renewed: String) -> JSONValue {
                [
                    "metadata": ["name": .string(name), "labels": ["apiserver.kubernetes.io/identity": "kube-apiserver"]],
                    "spec": ["holderIdentity": "x", "leaseDurationSeconds": 3600, "renewTime": .string(renewed)],
                ]
            }
            _ = try await server.send("POST", leases, lease("apiserver-old", renewed: "2020-01-01T00:00:00.000000Z"))
            _ = try await server.send("POST", leases, lease("apiserver-new", renewed: SystemClock().microTime.description))
            let client = SystemClient(pipeline: try await server.server.whenServing(), clock: SystemClock(), logger: TestServer.logger)
            for step in IdentityLease(hostname: "h", unique: "u").steps { #expect(await step.run(client)) }
            #expect(try await server.send("GET", leases + "/apiserver-old").status == 404)
            #expect(try await server.send("GET", leases + "/apiserver-new").status == 200)
        }
    }

    @Test func requestsAreCountedByWhatTheyAre() async throws {
        try await TestServer.run { (server) async throws in
            _ = try await server.send("POST", TestServer.configMaps + "?dryRun=All", TestServer.configMap("m"))
            _ = try await server.events(TestServer.configMaps)
            _ = try await server.send("GET", "/api/v1/namespaces/default/unicorns")
            let text = try await server.send("GET", "/metrics").body.string ?? ""
            #expect(
                text.contains(
                    #"apiserver_request_total{code="201",component="apiserver",dry_run="All",group="",resource="configmaps",scope="resource",subresource="",system_client="",verb="POST",version="v1"} 1"#
                ))
            #expect(
                text.contains(
                    #"apiserver_longrunning_requests{component="apiserver",group="",resource="configmaps",scope="namespace",subresource="",verb="WATCH",version="v1"} 0"#
                ))
            #expect(!text.contains("unicorns"))
            #expect(text.contains("etcd_request_duration_seconds_count{group=\"\",operation=\"create\",resource=\"namespaces\"} 4\n"))
            #expect(try await server.send("GET", "/metrics/slis").body.string?.contains("kubernetes_healthcheck{name=\"etcd\",type=\"livez\"} 1\n") == true)
            #expect(try await server.send("GET", "/flagz").body.string?.contains("service-cluster-ip-range=10.96.0.0/16\n") == true)
        }
    }

    @Test func aRequestEndsWhenItsTimeIsOver() async throws {
        let clock = ManualClock()
        let answer = Task {
            try await RequestDeadline.run(.seconds(60), CoarseAlarms(clock: clock)) {
                try await clock.sleep(for: .seconds(3600))
                return 1
            }
        }
        while clock.sleeperCount < 2 { await Task.yield() }
        clock.advance(by: .seconds(60))
        await #expect(throws: APIStatusError.self) { try await answer.value }
        #expect(try RequestDeadline.timeout(Query("timeout=5s"), maximum: .seconds(60)) == .seconds(5))
        #expect(try RequestDeadline.timeout(Query("timeout=5m"), maximum: .seconds(60)) == .seconds(60))
        let failure = #expect(throws: APIStatusError.self) { try RequestDeadline.timeout(Query("timeout=5"), maximum: .seconds(60)) }
        #expect(failure?.message == "invalid timeout specified in the request URL - time: missing unit in duration \"5\"")
    }

    @Test(arguments: [("1m0s", 60.0), ("1.5ms", 0.0015), ("2h0m0.5s", 7200.5), ("250ns", 2.5e-7), ("0s", 0)])
    func durationsAreGoS(text: String, seconds: Double) throws {
        #expect(GoDurationText.format(.seconds(seconds)) == text)
        #expect(abs(try GoDurationText.parse(text).inSeconds - seconds) < 1e-9)
    }

    @Test func shutdownIsToldBeforeAnythingEnds() async throws {
        let clock = ManualClock()
        let lifecycle = ServerLifecycle()
        var options = APIServerOptions()
        options.shutdownDelayDuration = .seconds(10)
        options.shutdownSendRetryAfter = true
        let http = try HTTPServer(
            configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0, tls: nil), responder: ClosureResponder { _ in HTTPResponse(status: .ok) },
            logger: TestServer.logger)
        try await http.start()
        let serving = Task { try await http.run(untilGracefulShutdown: false) }
        lifecycle.requestBegins()
        let shutdown = Task { [options] in
            try await GracefulShutdown(options: options, lifecycle: lifecycle, clock: clock, logger: TestServer.logger).run(http)
        }
        while clock.sleeperCount < 1 { await Task.yield() }
        #expect(lifecycle.isShuttingDown && !lifecycle.isRefusing && http.boundPort != nil)
        clock.advance(by: .seconds(10))
        while clock.sleeperCount < 1 { await Task.yield() }
        // A request still runs: new ones are sent away, and the server goes on to listen.
        #expect(lifecycle.isRefusing && http.boundPort != nil)
        let refusal = ShutdownRefusal.response(RequestInfo(method: "GET", path: "/api/v1/pods", query: Query("")))
        #expect(refusal?.status.code == 429 && refusal?.headers.first(name: "retry-after") == "5")
        #expect(ShutdownRefusal.response(RequestInfo(method: "GET", path: "/readyz", query: Query(""))) == nil)
        lifecycle.requestEnds()
        clock.advance(by: .milliseconds(20))
        try await shutdown.value
        try await serving.value
        #expect(http.boundPort == nil)
    }

    @Test func privilegedPodsAreRefusedWhenTheFlagSaysSo() async throws {
        try await TestServer.run(configure: { $0.allowPrivileged = false }) { (server) async throws in
            var pod = TestServer.pod("p")
            pod["spec"]?["containers"] = [["name": "c", "image": "i", "securityContext": ["privileged": true]]]
            let refused = try await server.send("POST", TestServer.pods, pod)
            #expect(refused.status == 422)
            #expect(
                refused.body["message"]
                    == "Pod \"p\" is invalid: spec.containers[0].securityContext.privileged: Forbidden: disallowed by cluster policy")
            let job: JSONValue = [
                "metadata": ["name": "j"], "spec": ["template": ["spec": ["restartPolicy": "Never", "containers": pod["spec"]?["containers"] ?? []]]],
            ]
            let template = try await server.send("POST", "/apis/batch/v1/namespaces/default/jobs", job)
            #expect(template.body[at: "details.causes.0.field"] == "spec.template.spec.containers[0].securityContext.privileged")
        }
    }

    @Test func runtimeConfigDecidesWhatIsServed() async throws {
        try await TestServer.run(configure: { $0.runtimeConfig = ["batch/v1": false, "apps/v1/deployments": false] }) { (server) async throws in
            #expect(try await server.send("GET", "/apis/batch/v1/namespaces/default/jobs").status == 404)
            #expect(try await server.send("GET", "/apis/apps/v1/namespaces/default/deployments").status == 404)
            #expect(try await server.send("GET", "/apis/apps/v1/namespaces/default/replicasets").status == 200)
        }
    }

    @Test func browsersAreToldWhatTheyMay() throws {
        var options = APIServerOptions()
        options.corsAllowedOrigins = ["^https://ui\\.example$"]
        options.strictTransportSecurityDirectives = ["max-age=31536000", "includeSubDomains"]
        let browser = try BrowserHeaders(options)
        let good = HTTPRequest(method: .OPTIONS, uri: "/api", headers: ["origin": "https://ui.example"])
        #expect(browser.preflight(good)?.headers.first(name: "access-control-allow-origin") == "https://ui.example")
        #expect(browser.preflight(HTTPRequest(method: .OPTIONS, uri: "/api", headers: ["origin": "https://ui.example.evil"])) == nil)
        var response = HTTPResponse(status: .ok)
        browser.add(to: &response, HTTPRequest(method: .GET, uri: "/api"))
        #expect(response.headers.first(name: "strict-transport-security") == "max-age=31536000; includeSubDomains")
        #expect(!response.headers.contains(name: "access-control-allow-origin"))
        options.corsAllowedOrigins = ["example"]
        #expect(throws: Assembly.BadOption.self) { try BrowserHeaders(options) }
    }
}
