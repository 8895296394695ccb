import Cluster
import JSON
import KubernetesAPI
import Logging
import Synchronization
import Testing

@Suite struct KlogHandlerTests {
    private final class Lines: Sendable {
        let text = Mutex("")
    }

    private func line(_ format: KlogHandler.Format, _ body: (Logger) -> Void) -> String {
        let lines = Lines()
        let clock = ManualClock(start: Instant(seconds: 1_700_000_000, nanoseconds: 123_456_000))
        let logger = Logger(label: "l") { _ in KlogHandler(format: format, clock: clock) { line in lines.text.withLock { $0 += line } } }
        body(logger)
        return lines.text.withLock { $0 }
    }

    @Test func textIsKlogs() {
        let text = line(.text) { $0.warning("It \"broke\"", metadata: ["count": "3", "why": "bad luck"], source: "M", file: "M/F.swift", line: 7) }
        #expect(text.hasPrefix("W1114 22:13:20.123456 "))
        #expect(text.hasSuffix(" M/F.swift:7] \"It \\\"broke\\\"\" count=3 why=\"bad luck\"\n"))
    }

    @Test func jsonHasTimeCallerAndFacts() throws {
        let text = line(.json) { $0.info("Started", metadata: ["port": "6443"], source: "M", file: "M/F.swift", line: 7) }
        let object = try JSONValue(parsing: Array(text.utf8))
        #expect(object["ts"]?.double == 1_700_000_000_123.456)
        #expect(object["msg"] == "Started" && object["v"] == 0 && object["port"] == "6443" && object["caller"] == "M/F.swift:7")
    }
}
