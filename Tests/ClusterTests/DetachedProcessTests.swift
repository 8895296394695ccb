import Foundation
import Testing

@testable import Cluster

@Suite struct DetachedProcessTests {
    /// A program that was begun is found at once, and one that has ended is not.
    @Test func processesAreKnownFromTheirBeginningToTheirEnd() throws {
        let directory = NSTemporaryDirectory() + "detached-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let file = directory + "/pid"
        for _ in 0..<60 {
            let pid = try DetachedProcess.start("/bin/sleep", ["1000"], log: directory + "/log", pidFile: file)
            #expect(DetachedProcess.running(pidFile: file, argument: "1000") == pid)
            #expect(DetachedProcess.running(pidFile: file, argument: "server") == nil)
            kill(pid, SIGKILL)
            var status: Int32 = 0
            waitpid(pid, &status, 0)
            #expect(DetachedProcess.running(pidFile: file, argument: "1000") == nil)
        }
        // One that ends at once is not waited for.
        let pid = try DetachedProcess.start("/bin/true", [], log: directory + "/log", pidFile: file)
        for _ in 0..<2000 where DetachedProcess.isRunning(pid, argument: "true") { usleep(5000) }
        #expect(!DetachedProcess.isRunning(pid, argument: "true"))
    }
}
