import JSON
import KubernetesAPI
import KubernetesClient
import Testing
@testable import Scheduler

@Suite struct ConfigurationTests {
    private static let head = "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n"

    private func read(_ text: String) throws -> SchedulerConfiguration { try SchedulerConfiguration(text: Self.head + text) }

    private func problem(_ text: String) -> String {
        do {
            _ = try read(text)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func defaultsAreThoseOfKubernetes() throws {
        let configuration = try read("")
        #expect(configuration == SchedulerConfiguration())
        let profile = try #require(configuration.profiles.first)
        #expect(profile.enabled(at: .filter).map(\.name).prefix(5) == ["SchedulingGates", "PrioritySort", "NodeUnschedulable", "NodeName", "TaintToleration"])
        let weights = Dictionary(uniqueKeysWithValues: profile.enabled(at: .score).map { ($0.name, $0.weight) })
        #expect(weights["TaintToleration"] == 3 && weights["NodeAffinity"] == 2 && weights["NodeResourcesFit"] == 1)
        #expect(weights["PodTopologySpread"] == 2 && weights["InterPodAffinity"] == 2)
        #expect(configuration.leaderElection.leaseDuration == .seconds(15) && configuration.clientConnection.qps == 50)
    }

    @Test func profilesChooseAndOrderPlugins() throws {
        let configuration = try read("""
            percentageOfNodesToScore: 30
            podInitialBackoffSeconds: 2
            profiles:
            - schedulerName: mine
              percentageOfNodesToScore: 70
              plugins:
                multiPoint:
                  disabled: [{name: NodePorts}]
                  enabled: [{name: TaintToleration, weight: 9}]
                score:
                  enabled: [{name: ImageLocality, weight: 7}]
                  disabled: [{name: NodeAffinity}]
                filter:
                  disabled: [{name: NodeName}]
              pluginConfig:
              - name: NodeResourcesFit
                args:
                  apiVersion: kubescheduler.config.k8s.io/v1
                  kind: NodeResourcesFitArgs
                  ignoredResourceGroups: [example.com]
                  scoringStrategy:
                    type: RequestedToCapacityRatio
                    resources: [{name: cpu, weight: 3}]
                    requestedToCapacityRatio:
                      shape: [{utilization: 0, score: 0}, {utilization: 100, score: 10}]
              - name: InterPodAffinity
                args: {hardPodAffinityWeight: 5}
              - name: DefaultPreemption
                args: {minCandidateNodesPercentage: 20}
            """)
        let profile = try #require(configuration.profiles.first)
        #expect(profile.schedulerName == "mine" && profile.percentageOfNodesToScore == 70)
        let scores = profile.enabled(at: .score)
        #expect(scores.first == PluginChoice(name: "ImageLocality", weight: 7))
        #expect(scores.contains(PluginChoice(name: "TaintToleration", weight: 9)))
        #expect(!scores.contains { $0.name == "NodeAffinity" || $0.name == "NodePorts" })
        let filters = profile.enabled(at: .filter).map(\.name)
        #expect(filters.contains("NodeAffinity") && !filters.contains("NodeName") && !filters.contains("NodePorts"))
        let arguments = profile.arguments
        #expect(arguments.nodeResourcesFit.strategy == .requestedToCapacityRatio)
        #expect(arguments.nodeResourcesFit.resources == [ResourceSpec(name: "cpu", weight: 3)])
        #expect(arguments.nodeResourcesFit.shape.count == 2 && arguments.nodeResourcesFit.ignoredResourceGroups == ["example.com"])
        #expect(arguments.interPodAffinity.hardPodAffinityWeight == 5)
        #expect(arguments.defaultPreemption == DefaultPreemptionArgs(minCandidateNodesPercentage: 20, minCandidateNodesAbsolute: 100))
        // What is shown can be read again, and says the same.
        let again = try SchedulerConfiguration(text: String(decoding: configuration.json.serialized(), as: UTF8.self))
        #expect(again.profiles.first?.arguments == arguments)
        #expect(again.profiles.first?.enabled(at: .score).first == scores.first)
    }

    @Test func wrongConfigurationsAreRefused() {
        #expect(problem("profile: []") == "strict decoding error: unknown field \"profile\"")
        #expect(problem("parallelism: many").contains("cannot unmarshal string into Go struct field parallelism of type int32"))
        #expect(problem("parallelism: 0").contains("should be an integer value greater than zero"))
        #expect(problem("percentageOfNodesToScore: 101").contains("not in valid range [0-100]"))
        #expect(problem("podInitialBackoffSeconds: 20").contains("must be greater than or equal to PodInitialBackoffSeconds"))
        #expect(problem("leaderElection: {leaseDuration: 5s}").contains("LeaseDuration must be greater than RenewDeadline"))
        #expect(problem("leaderElection: {leaseDuration: soon}").contains("time: invalid duration \"soon\""))
        #expect(problem("profiles: [{schedulerName: a}, {schedulerName: a}]").contains("Duplicate value: \"a\""))
        #expect(problem("profiles: [{plugins: {filter: {enabled: [{name: Nothing}]}}}]").contains("plugin \"Nothing\" does not exist"))
        #expect(problem("profiles: [{plugins: {filter: {enabled: [{name: PrioritySort}]}}}]").contains("does not extend filter plugin"))
        #expect(problem("profiles: [{plugins: {queueSort: {disabled: [{name: '*'}]}}}]").contains("one queue sort plugin required"))
        #expect(problem("profiles: [{plugins: {bind: {disabled: [{name: '*'}]}}}]").contains("at least one bind plugin is needed"))
        #expect(problem("profiles: [{pluginConfig: [{name: NodePorts, args: {a: 1}}]}]").contains("takes no args"))
        #expect(problem("profiles: [{pluginConfig: [{name: InterPodAffinity, args: {hardPodAffinityWeight: 101}}]}]").contains("not in valid range [0, 100]"))
        #expect(problem("profiles: [{pluginConfig: [{name: NodeResourcesFit, args: {scoringStrategy: {type: Best}}}]}]").contains("supported values"))
        #expect(problem("extenders: [{urlPrefix: 'http://x', prioritizeVerb: p}]").contains("must have a positive weight"))
        #expect(problem("extenders: [{filterVerb: f}]").contains("extenders[0].urlPrefix: Required value"))
        let wrongKind = try? SchedulerConfiguration(text: "apiVersion: v1\nkind: Pod\n")
        #expect(wrongKind == nil)
    }

    @Test func whatAnExtenderTakesCareOfIsNoMatterOfThePlugins() throws {
        let configuration = try read("""
            extenders:
            - urlPrefix: http://127.0.0.1:9
              filterVerb: filter
              httpTimeout: 2s
              managedResources: [{name: example.com/gpu, ignoredByScheduler: true}]
            """)
        #expect(configuration.extenders.first?.httpTimeout == .seconds(2))
        #expect(configuration.profiles.first?.arguments.nodeResourcesFit.ignoredResources == ["example.com/gpu"])
    }

    @Test func strategiesByName() throws {
        func used(_ strategy: SchedulingStrategy) throws -> Set<Int> {
            var configuration = SchedulerConfiguration()
            configuration.apply(strategy)
            let profile = try #require(configuration.profiles.first)
            var framework = Framework.standard
            let fit = NodeResourcesFit(arguments: profile.arguments.nodeResourcesFit)
            let names = Set(profile.enabled(at: .score).map(\.name))
            framework.scores = framework.scores.filter { names.contains($0.plugin.name) }
            for index in framework.scores.indices where framework.scores[index].plugin.name == fit.name { framework.scores[index].plugin = fit }
            var cycle = SchedulingCycle(framework: framework, generator: Lehmer())
            var nodes = (0..<8).map { makeInfo(makeNode("n\($0)", cpu: "8", memory: "16Gi")) }
            for number in 0..<8 {
                let pod = PodToSchedule(makePod("p\(number)", cpu: "500m", memory: "1Gi"))
                guard let node = cycle.schedule(pod, in: Snapshot(nodes)).node else { continue }
                nodes[node].add(pod.info)
            }
            return Set(nodes.indices.filter { !nodes[$0].pods.isEmpty })
        }
        #expect(try used(.spread).count == 8)
        #expect(try used(.binpack).count == 1)
        let random = try used(.random).count
        #expect(random > 1 && random < 8)
    }
}
