@testable import ComponentServer
import KubernetesClient
import Testing

struct FlagSetTests {
    private struct Target: Sendable {
        var count = 5
        var isOn = false
        var names = ["*"]
        var period = Duration.seconds(1)
        var election = LeaderElectionOptions(resourceName: "x")
        var serving = ComponentServingOptions(securePort: 10257)
    }

    private let flags = FlagSet<Target>(
        [
            .integer("concurrent-things", \.count, "", minimum: 1), .bool("on", \.isOn, ""), .strings("controllers", \.names, ""),
            .duration("period", \.period, ""), .withoutEffect("cloud-provider"),
        ] + CommonFlags.leaderElection(\Target.election) + CommonFlags.serving(\Target.serving) + CommonFlags.withoutEffect(),
        lists: ["controllers": { $0.names = [] }])

    private func parse(_ arguments: String...) throws -> Target {
        var target = Target()
        try flags.parse(arguments, into: &target)
        return target
    }

    @Test func flagsInAllForms() throws {
        let target = try parse(
            "--concurrent-things=7", "--on", "--controllers", "*,-a", "--controllers=b", "--period", "1m30s", "--leader-elect=false",
            "--leader_elect_lease_duration=20s", "--secure-port", "0", "--authorization-always-allow-paths=/healthz,/metrics", "--profiling", "--cloud-provider=")
        #expect(target.count == 7 && target.isOn && target.names == ["*", "-a", "b"] && target.period == .seconds(90))
        #expect(!target.election.leaderElect && target.election.leaseDuration == .seconds(20))
        #expect(target.serving.securePort == 0 && target.serving.alwaysAllowPaths == ["/healthz", "/metrics"])
    }

    @Test(arguments: [
        (["--nonsense"], "unknown flag: --nonsense"), (["-x"], "unknown shorthand flag: 'x' in -x"), (["run"], "unknown command \"run\""),
        (["--concurrent-things"], "flag needs an argument: --concurrent-things"),
        (["--concurrent-things=many"], "invalid argument \"many\" for \"--concurrent-things\" flag: strconv.ParseInt: parsing \"many\": invalid syntax"),
        (["--concurrent-things=0"], "invalid argument \"0\" for \"--concurrent-things\" flag: must be at least 1"),
        (["--on=perhaps"], "invalid argument \"perhaps\" for \"--on\" flag: strconv.ParseBool: parsing \"perhaps\": invalid syntax"),
        (["--secure-port=70000"], "invalid argument \"70000\" for \"--secure-port\" flag: must be between 0 and 65535"),
    ])
    func whatIsWrongIsSaidInALine(arguments: [String], message: String) {
        var target = Target()
        #expect(throws: FlagError(message)) { try flags.parse(arguments, into: &target) }
    }
}
