import KubernetesAPI
import Testing

extension Walk {
    /// What each component of the cluster shows of itself, on its own port: its health to everybody, all else to those who may see it.
    @Test(arguments: [
        (name: "kube-controller-manager", port: 10257, metric: "workqueue_depth{name=\"deployment\"}", check: "job-controller", setting: "kubecontrollermanager.config.k8s.io"),
        (name: "kube-scheduler", port: 10259, metric: "scheduler_pending_pods", check: "sched-handler-sync", setting: "componentconfig"),
    ])
    func componentsShowThemselves(component: (name: String, port: Int, metric: String, check: String, setting: String)) async throws {
        let cluster = try #require(TestCluster.current)
        func page(_ path: String, as administrator: Bool = true) async throws -> Command {
            let pki = cluster.dataDirectory + "/pki/"
            return try await cluster.onNode(
                ["curl", "--silent", "--insecure", "--noproxy", "*", "--max-time", "10", "--write-out", "\n%{http_code}"]
                    + (administrator ? ["--cert", pki + "admin.crt", "--key", pki + "admin.key"] : []) + ["https://127.0.0.1:\(component.port)\(path)"])
        }
        #expect(try await page("/healthz", as: false).output.hasPrefix("ok"))
        #expect(try await page("/healthz?verbose", as: false).output.contains("[+]\(component.check) ok"))
        #expect(try await page("/metrics", as: false).output.hasSuffix("403"))
        #expect(try await page("/metrics").output.contains(component.metric))
        #expect(try await page("/configz").output.contains(component.setting))
    }
}
