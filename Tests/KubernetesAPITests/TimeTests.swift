import KubernetesAPI
import Testing

@Suite struct TimeTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", Int64(0)), ("2000-02-29T23:59:59Z", 951_868_799), ("1969-12-31T23:59:59Z", -1),
        ("2024-01-01T02:00:00+02:00", 1_704_067_200), ("2024-01-01T00:00:00.999Z", 1_704_067_200),
    ])
    func parses(text: String, seconds: Int64) throws { #expect(try #require(Time(text)).seconds == seconds) }

    @Test(arguments: ["", "2024-01-01", "2024-13-01T00:00:00Z", "2023-02-29T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:00:00", "2024-01-01T00:00:00+0200", "2024-01-01T00:00:00.Z"])
    func refuses(text: String) { #expect(Time(text) == nil) }

    @Test func everyDayOfCenturiesSurvives() throws {
        for day in stride(from: Int64(-200_000), to: 200_000, by: 97) {
            let time = Time(seconds: day * 86400 + 12345)
            #expect(Time(time.description) == time)
        }
        #expect(MicroTime(microseconds: 951_868_799_000_123).description == "2000-02-29T23:59:59.000123Z")
    }

    @Test func manualClockWakesThoseWhoseTimeHasCome() async throws {
        let clock = ManualClock()
        async let slept: Void = clock.sleep(for: .seconds(10))
        while clock.sleeperCount == 0 { await Task.yield() }
        clock.advance(by: .seconds(9))
        #expect(clock.sleeperCount == 1)
        clock.advance(by: .seconds(1))
        try await slept
        let cancelled = Task { try await clock.sleep(for: .seconds(1)) }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
    }
}
