import Foundation
import Testing

/// Makes bad input out of good: the same in every run, so that what breaks can be repeated.
///
/// `APUS_FUZZ_FACTOR=100` makes a hundred times as many rounds, `APUS_FUZZ_SEED=7` other ones, and `APUS_FUZZ_INPUT=FILE`
/// keeps the latest input in a file, to be found there after a crash.
struct Fuzzer {
    private static let environment = ProcessInfo.processInfo.environment
    private static let factor = environment["APUS_FUZZ_FACTOR"].flatMap { Int($0) } ?? 1
    private static let firstSeed = environment["APUS_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
    private static let inputFile = environment["APUS_FUZZ_INPUT"]

    /// How much more memory all rounds of a target may take at once, in bytes. No input is larger than a few MiB.
    private static let memoryLimit = 512 << 20

    private var state: UInt64
    private let seeds: [[UInt8]]
    private let words: [[UInt8]]

    private init(_ seed: UInt64, seeds: [[UInt8]], words: [[UInt8]]) {
        state = seed
        self.seeds = seeds
        self.words = words
    }

    /// Calls `body` with mutations of the seeds; the words are put in here and there. Fails when memory grows without bounds.
    static func run(
        _ rounds: Int, seeds: [[UInt8]], words: [String] = [], _ body: (_ input: [UInt8]) async throws -> Void
    ) async throws {
        var fuzzer = Fuzzer(firstSeed, seeds: seeds, words: words.map { Array($0.utf8) })
        let before = resetPeak()
        // The seeds themselves first: they must not be refused for what the fuzzer did not do.
        for seed in seeds { try await body(seed) }
        for _ in 0..<rounds * factor {
            let input = fuzzer.next()
            if let inputFile { try Data(input).write(to: URL(filePath: inputFile)) }
            try await body(input)
        }
        if let before, let peak = peak() { #expect(peak - before < memoryLimit, "memory grew by \((peak - before) >> 20) MiB") }
    }

    static func run(
        _ rounds: Int, seeds: [String], words: [String] = [], _ body: (_ input: [UInt8]) async throws -> Void
    ) async throws {
        try await run(rounds, seeds: seeds.map { Array($0.utf8) }, words: words, body)
    }

    private mutating func random(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return limit > 0 ? Int((z ^ (z >> 31)) % UInt64(limit)) : 0
    }

    private static let interesting: [UInt8] = [0, 1, 7, 8, 0x0A, 0x20, 0x22, 0x2C, 0x2D, 0x2F, 0x5B, 0x5C, 0x5D, 0x7B, 0x7D, 0x7F, 0x80, 0xBF, 0xC0, 0xE2, 0xF4, 0xFE, 0xFF]
    private static let numbers = [
        "0", "-1", "1e400", "-0.0", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616", "1e18", "0.1e-400",
        "340282366920938463463374607431768211456", "NaN", "2147483648", "4294967296", "\u{FEFF}", "\u{0}", "\u{1F600}", "é",
    ].map { Array($0.utf8) }

    /// The next input.
    private mutating func next() -> [UInt8] {
        var input = seeds[random(seeds.count)]
        for _ in 0...random(5) { mutate(&input) }
        return input
    }

    private mutating func mutate(_ input: inout [UInt8]) {
        let at = random(input.count + 1)
        let length = min(input.count - at, random(random(4) == 0 ? 200 : 8))
        switch random(12) {
        case 0 where at < input.count: input[at] ^= 1 << UInt8(random(8))
        case 1 where at < input.count: input[at] = Self.interesting[random(Self.interesting.count)]
        case 2: input.insert(UInt8(random(256)), at: at)
        case 3: input.removeSubrange(at..<at + length)
        case 4: input.insert(contentsOf: input[at..<at + length], at: random(input.count + 1))
        case 5: input.insert(contentsOf: Self.numbers[random(Self.numbers.count)], at: at)
        case 6: input.removeSubrange(at...)
        case 7:
            // Deep and long: something small, very often.
            let piece = length > 0 ? Array(input[at..<at + length]) : [Self.interesting[random(Self.interesting.count)]]
            let times = [10, 600, 3000][random(3)]
            input.insert(contentsOf: (0..<times).flatMap { _ in piece }, at: at)
            if input.count > 1 << 20 { input.removeSubrange((1 << 20)...) }
        case 8:
            let other = seeds[random(seeds.count)]
            let from = random(other.count + 1)
            input.replaceSubrange(at..<at + length, with: other[from..<min(other.count, from + random(64))])
        case 9 where !words.isEmpty, 10 where !words.isEmpty: input.insert(contentsOf: words[random(words.count)], at: at)
        default: if at < input.count { input[at] = UInt8(random(256)) }
        }
    }

    // MARK: Memory

    /// Forgets the peak so far; what is in use now.
    private static func resetPeak() -> Int? {
        try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
        return peak()
    }

    /// The most memory that was in use, in bytes.
    private static func peak() -> Int? {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }.map { $0 << 10 }
    }
}
