import Foundation
@testable import Kubelet
import KubernetesAPI
import NIOCore
import Streaming
import Synchronization
import Testing

/// Statistics from trees that look like the kernel's, and the small parts of the server.
struct CgroupStatsTests {
    private func tree(_ files: [String: String]) throws -> (root: String, reader: CgroupReader) {
        let root = NSTemporaryDirectory() + "apus-cgroups-\(UUID().uuidString)"
        for (path, text) in files {
            let file = root + "/" + path
            try FileManager.default.createDirectory(atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try text.write(toFile: file, atomically: true, encoding: .utf8)
        }
        return (root, CgroupReader(hierarchy: try #require(CgroupHierarchy(root: root))))
    }

    @Test func versionTwo() throws {
        let (root, reader) = try tree([
            "cgroup.controllers": "cpu memory io pids",
            "kubepods/pod1/c1/cpu.stat": "usage_usec 1500\nuser_usec 1000\nsystem_usec 500\nnr_periods 4\nnr_throttled 2\nthrottled_usec 7\n",
            "kubepods/pod1/c1/memory.current": "5000\n", "kubepods/pod1/c1/memory.max": "8000\n", "kubepods/pod1/c1/memory.swap.max": "max\n",
            "kubepods/pod1/c1/memory.swap.current": "3\n", "kubepods/pod1/c1/memory.peak": "6000\n",
            "kubepods/pod1/c1/memory.stat": "anon 2000\nfile 1500\nfile_mapped 20\ninactive_file 1000\npgfault 9\npgmajfault 1\n",
            "kubepods/pod1/c1/memory.events": "low 0\nmax 3\noom_kill 1\n", "kubepods/pod1/c1/pids.current": "4\n", "kubepods/pod1/c1/cgroup.procs": "1\n2\n",
            "kubepods/pod1/c1/cpu.weight": "100\n", "kubepods/pod1/c1/cpu.max": "50000 100000\n",
            "kubepods/pod1/c1/io.stat": "8:0 rbytes=10 wbytes=20 rios=1 wios=2 dbytes=0 dios=0\n",
            "kubepods/pod1/c1/cpu.pressure": "some avg10=1.50 avg60=0.20 avg300=0.10 total=4000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=100\n",
        ])
        defer { try? FileManager.default.removeItem(atPath: root) }
        let stats = try #require(reader.full("/kubepods/pod1/c1"))
        #expect(stats.cpu == 1_500_000 && stats.cpuUser == 1_000_000 && stats.throttledTime == 7000 && stats.periods == 4)
        #expect(stats.memory == 5000 && stats.workingSet == 4000 && stats.rss == 2000 && stats.memoryLimit == 8000)
        #expect(stats.swap == 3 && stats.swapLimit == nil && stats.oomKills == 1 && stats.memoryFailures == 3)
        #expect(stats.processes == 2 && stats.threads == 4 && stats.cpuQuota == 50000 && stats.cpuPeriod == 100_000)
        #expect(stats.disks.first?.device == "8:0" && stats.disks.first?.writtenBytes == 20 && stats.disks.first?.reads == 1)
        #expect(stats.pressure["cpu"]?.some.avg10 == 1.5 && stats.pressure["cpu"]?.full.total == 100)
        #expect(stats.pressure["memory"] == nil)
        #expect(reader.full("/kubepods/none") == nil)
    }

    @Test func versionOne() throws {
        let (root, reader) = try tree([
            "cpu,cpuacct/cgroup.procs": "", "memory/cgroup.procs": "", "pids/cgroup.procs": "", "blkio/cgroup.procs": "",
            "cpu,cpuacct/p/cpuacct.usage": "77\n", "cpu,cpuacct/p/cpu.cfs_quota_us": "-1\n", "cpu,cpuacct/p/cpu.cfs_period_us": "100000\n", "cpu,cpuacct/p/cpu.shares": "512\n",
            "memory/p/memory.usage_in_bytes": "900\n", "memory/p/memory.limit_in_bytes": "9223372036854771712\n",
            "memory/p/memory.stat": "rss 1\ntotal_rss 300\ntotal_inactive_file 1000\ntotal_swap 5\n", "memory/p/cgroup.procs": "7\n",
            "pids/p/pids.current": "6\n", "blkio/p/blkio.throttle.io_service_bytes": "8:0 Read 11\n8:0 Write 12\nTotal 23\n",
        ])
        defer { try? FileManager.default.removeItem(atPath: root) }
        let stats = try #require(reader.full("/p"))
        #expect(stats.cpu == 77 && stats.cpuQuota == nil && stats.cpuShares == 512)
        // More inactive pages than are counted as used is no negative amount.
        #expect(stats.memory == 900 && stats.workingSet == 0 && stats.rss == 300 && stats.memoryLimit == nil && stats.swap == 5)
        #expect(stats.threads == 6 && stats.processes == 1 && stats.disks.first?.writtenBytes == 12)
    }

    @Test func ratesAreOfTheTimeBetween() {
        var meter = RateMeter()
        #expect(meter.rate("a", usage: 1_000_000_000, nanoseconds: 12_000_000_000, start: 10_000_000_000) == 500_000_000)
        #expect(meter.rate("a", usage: 3_000_000_000, nanoseconds: 14_000_000_000, start: 10_000_000_000) == 1_000_000_000)
        #expect(meter.rate("a", usage: 9_000_000_000, nanoseconds: 14_500_000_000, start: 10_000_000_000) == 1_000_000_000)
        #expect(meter.rate("a", usage: 0, nanoseconds: 20_000_000_000, start: 10_000_000_000) == 0)
    }

    @Test func rangesOfLogFiles() {
        #expect(NodeLogs.range("bytes=0-3", size: 10) == 0..<4)
        #expect(NodeLogs.range("bytes=5-", size: 10) == 5..<10)
        #expect(NodeLogs.range("bytes=-3", size: 10) == 7..<10)
        #expect(NodeLogs.range("bytes=-30", size: 10) == 0..<10)
        #expect(NodeLogs.range("bytes=2-100,4-5", size: 10) == 2..<10)
        for bad in ["bytes=10-", "bytes=5-2", "bytes=-0", "bytes=a-b", "lines=1-2", "bytes=-", "bytes=99999999999999999999-"] {
            #expect(NodeLogs.range(bad, size: 10) == nil, "\(bad)")
        }
    }

    @Test func streamsThatStandStillEnd() async throws {
        let activity = StreamActivity(clock: SystemClock())
        let ended = Mutex(false)
        try await activity.limit(.milliseconds(50)) {
            do { try await SystemClock().sleep(for: .seconds(600)) } catch { ended.withLock { $0 = true } }
        }
        #expect(ended.withLock { $0 })
    }
}
