import CSI
import CoreFoundation
import Foundation
import GRPCCore
import KubernetesAPI
import Logging

/// Takes up plug-ins of one type that registered with the kubelet.
protocol PluginHandler: Sendable {
    /// `CSIPlugin`, `DevicePlugin` or `DRAPlugin`
    var type: String { get }
    /// - Parameter endpoint: the socket that the plug-in answers on.
    /// - Throws: what the plug-in is told; it tries again by making its socket anew.
    func register(name: String, endpoint: String, versions: [String]) async throws
    func deregister(name: String, endpoint: String) async
}

/// Follows `<root-dir>/plugins_registry`: whoever puts a socket there is asked what it is and is registered, and deregistered when the
/// socket goes. A socket that was made anew is another one.
struct PluginWatcher: Sendable {
    private struct Socket: Equatable {
        var inode: UInt64
        var changed: Int
        var nanoseconds: Int
    }

    private struct Known {
        var socket: Socket
        /// nil while it could not be registered.
        var info: RegistrationPluginInfo?
    }

    let directory: String
    let handlers: [any PluginHandler]
    let clock: any WallClock
    let logger: Logger

    /// How often the directory is looked at without being told of a change; also when a failed registration is tried again.
    private static let interval: Duration = .seconds(1)

    /// Works until it is cancelled.
    func run() async {
        var known: [String: Known] = [:]
        while !Task.isCancelled {
            try? POSIXFiles.makeDirectories(directory, mode: 0o750)
            // A watch tells once: each look has one of its own.
            let watch = DirectoryWatch(directory)
            known = await look(known)
            if let watch {
                await watch.wait(upTo: Self.interval, clock: clock)
            } else {
                try? await clock.sleep(for: Self.interval)
            }
        }
    }

    private func look(_ known: [String: Known]) async -> [String: Known] {
        let sockets = Self.sockets(below: directory, depth: 0)
        for (path, entry) in known where sockets[path] != entry.socket { await deregister(entry.info, path) }
        var next: [String: Known] = [:]
        for (path, socket) in sockets {
            if let entry = known[path], entry.socket == socket, entry.info != nil {
                next[path] = entry
                continue
            }
            next[path] = Known(socket: socket, info: await register(path))
        }
        return next
    }

    /// The sockets of the directory and those below it. A plug-in's file that begins with a dot is not ready yet.
    private static func sockets(below directory: String, depth: Int) -> [String: Socket] {
        var found: [String: Socket] = [:]
        for name in POSIXFiles.list(directory) where !name.hasPrefix(".") {
            let path = directory + "/" + name
            guard let info = POSIXFiles.linkStatus(path) else { continue }
            if info.st_mode & S_IFMT == S_IFSOCK {
                found[path] = Socket(inode: UInt64(info.st_ino), changed: info.st_ctim.tv_sec, nanoseconds: info.st_ctim.tv_nsec)
            } else if info.st_mode & S_IFMT == S_IFDIR && depth < 4 {
                found.merge(sockets(below: path, depth: depth + 1)) { first, _ in first }
            }
        }
        return found
    }

    /// - Returns: what registered; nil when it could not, and is to be asked again.
    private func register(_ path: String) async -> RegistrationPluginInfo? {
        let socket = PluginSocket(path: path, timeout: .seconds(10))
        do {
            let info = try await socket.with { client, options in
                try await RegistrationRegistration.Client(wrapping: client).getInfo(RegistrationInfoRequest(), options: options)
            }
            let problem = await take(info, path)
            _ = try await socket.with { client, options in
                var status = RegistrationRegistrationStatus()
                status.pluginRegistered = problem == nil
                status.error = problem ?? ""
                return try await RegistrationRegistration.Client(wrapping: client).notifyRegistrationStatus(status, options: options)
            }
            if let problem {
                logger.error("a plug-in is not registered", metadata: ["socket": "\(path)", "plugin": "\(info.name)", "error": "\(problem)"])
                return nil
            }
            logger.info("plug-in registered", metadata: ["plugin": "\(info.name)", "type": "\(info.type)", "endpoint": "\(Self.endpoint(info, path))"])
            return info
        } catch {
            logger.debug("cannot ask a plug-in what it is", metadata: ["socket": "\(path)", "error": "\(error)"])
            return nil
        }
    }

    /// - Returns: why it is refused; nil when it is registered.
    private func take(_ info: RegistrationPluginInfo, _ path: String) async -> String? {
        guard let handler = handlers.first(where: { $0.type == info.type }) else {
            return "RegisterPlugin error -- no handler registered for plugin type: \(info.type) at socket \(path)"
        }
        do {
            try await handler.register(name: info.name, endpoint: Self.endpoint(info, path), versions: info.supportedVersions)
            return nil
        } catch {
            return "RegisterPlugin error -- plugin registration failed with err: \(error)"
        }
    }

    private func deregister(_ info: RegistrationPluginInfo?, _ path: String) async {
        guard let info, let handler = handlers.first(where: { $0.type == info.type }) else { return }
        logger.info("plug-in deregistered", metadata: ["plugin": "\(info.name)", "type": "\(info.type)"])
        await handler.deregister(name: info.name, endpoint: Self.endpoint(info, path))
    }

    private static func endpoint(_ info: RegistrationPluginInfo, _ path: String) -> String { info.endpoint.isEmpty ? path : info.endpoint }
}
