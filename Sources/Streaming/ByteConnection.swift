public import NIOCore

/// Raw bytes both ways: an upgraded HTTP connection, or something layered over one.
///
/// Safe to use from any task, by one reader and one writer at a time.
public protocol ByteConnection: Sendable {
    /// The next bytes from the other side, never empty; `nil` once it has closed.
    func read() async throws -> ByteBuffer?
    /// Sends bytes; suspends while the other side cannot take more.
    func write(_ buffer: ByteBuffer) async throws
    /// Closes once everything written is sent. May be called more than once.
    func close()
}

/// Why a stream could not go on.
public enum StreamingError: Error, Equatable, CustomStringConvertible {
    /// The other side broke the rules of its protocol.
    case malformed(String)
    /// The connection or stream is closed.
    case closed
    /// The other side refused or reset the stream; the code is SPDY's.
    case reset(code: UInt32)
    /// The request cannot be upgraded as it was asked for.
    case badHandshake(String)

    public var description: String {
        switch self {
        case .malformed(let what): "malformed frame: \(what)"
        case .closed: "connection closed"
        case .reset(let code): "stream reset with status \(code)"
        case .badHandshake(let what): what
        }
    }
}

/// Copies bytes both ways until either side ends, then closes both.
public func tunnel(_ first: any ByteConnection, _ second: any ByteConnection) async {
    await withTaskGroup(of: Bool.self) { group in
        group.addTask { await copy(from: first, to: second) }
        group.addTask { await copy(from: second, to: first) }
        // A side that takes no more may have sent something before it went, which the other copy still brings over.
        while let sourceEnded = await group.next(), !sourceEnded {}
        first.close()
        second.close()
        group.cancelAll()
    }
}

/// - Returns: whether it ended because nothing more comes, and not because nothing more is taken.
private func copy(from source: any ByteConnection, to target: any ByteConnection) async -> Bool {
    do {
        while let buffer = try await source.read() {
            do { try await target.write(buffer) } catch { return false }
        }
    } catch {}
    return true
}
