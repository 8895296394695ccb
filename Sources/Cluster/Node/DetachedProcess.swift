import Foundation

/// Programs that go on when Apus ends, found again by a file with their process id.
public enum DetachedProcess {
    /// Starts a program in a session of its own, its output at the end of a log file.
    /// - Returns: the process id, which is also written to `pidFile`.
    @discardableResult
    public static func start(_ executable: String, _ arguments: [String], log: String, pidFile: String) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o640)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        closeOnExec()
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(setSession | Int32(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK)))
        var argv: [UnsafeMutablePointer<CChar>?] = ([executable] + arguments).map { strdup($0) }
        argv.append(nil)
        defer { for argument in argv { free(argument) } }
        var pid = pid_t()
        let failure = posix_spawnp(&pid, executable, &actions, &attributes, argv, environ)
        guard failure == 0 else { throw ClusterError("cannot start \(executable): \(String(cString: strerror(failure)))") }
        try Files.write("\(pid)\n", to: pidFile)
        awaitArguments(of: pid)
        return pid
    }

    /// The parent goes on a moment before the child's arguments can be seen, by which it is known: waits for them, or for the child's end.
    private static func awaitArguments(of pid: Int32) {
        for _ in 0..<2000 {
            if !arguments(of: pid).isEmpty { return }
            var information = siginfo_t()
            if waitid(P_PID, id_t(pid), &information, WEXITED | WNOHANG | WNOWAIT) != 0 || information.si_signo == SIGCHLD { return }
            usleep(1000)
        }
    }

    /// A process's command line; empty when it has ended or has only begun.
    private static func arguments(of pid: Int32) -> Data { FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data() }

    /// POSIX_SPAWN_SETSID, which the C library shows only to GNU programs.
    private static let setSession: Int32 = 0x80

    /// Sockets and the store's lock must not live on in the child: marks every open file so.
    private static func closeOnExec() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            guard let descriptor = Int32(name), descriptor > 2 else { continue }
            let flags = fcntl(descriptor, F_GETFD)
            if flags >= 0 { _ = fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) }
        }
    }

    /// The process of a pid file, if it runs and one of its arguments is (or ends with) `argument`: ids are used again.
    public static func running(pidFile: String, argument: String) -> Int32? {
        guard let text = Files.text(pidFile), let pid = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)), pid > 1 else { return nil }
        return isRunning(pid, argument: argument) ? pid : nil
    }

    /// Whether a process runs with such an argument. A child of ours that has ended is reaped and counts as ended.
    public static func isRunning(_ pid: Int32, argument: String) -> Bool {
        var status: Int32 = 0
        if waitpid(pid, &status, WNOHANG) == pid { return false }
        return arguments(of: pid).split(separator: 0).contains { String(decoding: $0, as: UTF8.self).hasSuffix(argument) }
    }
}

/// A quick look at whether somebody listens on a unix socket.
enum UnixSocket {
    static func accepts(_ path: String) -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) } == 0
        }
    }
}
