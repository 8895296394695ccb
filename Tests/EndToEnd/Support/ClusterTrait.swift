import Foundation
import Testing

/// Starts the one cluster of a suite before its first test, and takes it down behind the last.
struct ClusterTrait: SuiteTrait, TestScoping {
    func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
        let cluster = try await TestCluster.start()
        do {
            try await TestCluster.$current.withValue(cluster) { try await function() }
        } catch {
            await cluster.discard()
            throw error
        }
        do { try await checkDown(cluster) } catch { Issue.record("apus down: \(error)") }
        await cluster.discard()
    }

    /// `apus down --purge` leaves nothing of the cluster on the machine.
    private func checkDown(_ cluster: TestCluster) async throws {
        let began = ContinuousClock().now
        _ = try await cluster.down()
        #expect(ContinuousClock().now - began < .seconds(45))
        #expect(Machine.processes(mentioning: cluster.directory) == [])
        #expect(try await Machine.mounts(mentioning: cluster.directory) == [])
        // The kernel takes a pod's end of a link away some time after its network namespace.
        var links: [String] = []
        let deadline = ContinuousClock().now + .seconds(60)
        repeat {
            links = try await cluster.onNode(["ip", "-o", "link"]).lines.filter { !$0.contains(": lo:") && !$0.contains(": eth0") }
            if !links.isEmpty { try await Task.sleep(for: .milliseconds(100)) }
        } while !links.isEmpty && ContinuousClock().now < deadline
        #expect(links == [])
        #expect(try await cluster.onNode(["nft", "list", "tables"]).output == "")
        let iptables = try await Command.run(["nsenter", "--net=/run/netns/\(cluster.name)", "iptables-save"])
        #expect(iptables.lines.filter { $0.contains("CNI") || $0.contains("KUBE") } == [])
        for hierarchy in Machine.cgroupHierarchies {
            #expect(!FileManager.default.fileExists(atPath: hierarchy + cluster.cgroup + "/kubepods"))
        }
        for path in [cluster.dataDirectory, cluster.runDirectory, cluster.kubeconfig] { #expect(!FileManager.default.fileExists(atPath: path)) }
        #expect(((try? FileManager.default.contentsOfDirectory(atPath: cluster.logDirectory)) ?? []) == [])
    }
}

extension Trait where Self == ClusterTrait {
    static var cluster: Self { ClusterTrait() }
}

/// The walk of a user through the first cluster, on real containers. One cluster serves all of its tests.
@Suite("Walk", .serialized, .cluster, .enabled(if: Machine.problem == nil, Comment(rawValue: Machine.problem ?? "")))
struct Walk {}

extension Trait where Self == ConditionTrait {
    /// For what only the real kubectl can show.
    static var withKubectl: Self { .enabled(if: Machine.kubectl != nil, "SKIPPED: kubectl is not installed; install it to run this test") }
}
