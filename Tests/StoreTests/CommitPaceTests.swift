import Testing

@testable import Store

@Suite struct CommitPaceTests {
    /// Who writes alone hardly ever waits: the looks for others get rarer.
    @Test func oneWriterGoesOn() {
        var pace = CommitPace()
        var waits = 0
        for _ in 0..<10_000 {
            if pace.wanted() > 1 { waits += 1 }
            pace.flushed(1)
        }
        #expect(waits > 0 && waits <= 20)
    }

    /// Where many write, a flush waits for half of them, also when none of them shows by itself.
    @Test func manyWaitForEachOther() {
        var pace = CommitPace()
        var wanted: [Int] = []
        for _ in 0..<1000 {
            wanted.append(pace.wanted())
            // 40 are at work: as many come as are waited for, and one at least.
            pace.flushed(max(1, min(40, wanted[wanted.count - 1])))
        }
        let learned = wanted.dropFirst(100)
        #expect(learned.count { $0 == 20 } >= 850)
        #expect(learned.allSatisfy { $0 == 20 || $0 == .max })
    }

    /// When the others have gone, nobody waits for them for long.
    @Test func whoHasGoneIsNotWaitedFor() {
        var pace = CommitPace()
        for _ in 0..<200 { pace.flushed(min(64, pace.wanted() == .max ? 64 : 32)) }
        var waits = 0
        for _ in 0..<100 {
            if pace.wanted() > 1 { waits += 1 }
            pace.flushed(1)
        }
        #expect(waits <= 8)
    }
}
