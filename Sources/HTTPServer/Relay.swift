extension UpgradedConnection {
    /// Copies bytes both ways between two upgraded connections until either side closes, then closes both.
    public func relay(to other: UpgradedConnection) async {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { await copy(from: self, to: other) }
            group.addTask { await copy(from: other, to: self) }
            // A side that takes no more may have sent something before it went, which the other copy still brings over.
            while let sourceEnded = await group.next(), !sourceEnded {}
            close()
            other.close()
            group.cancelAll()
        }
    }
}

/// - Returns: whether it ended because nothing more comes, and not because nothing more is taken.
private func copy(from source: UpgradedConnection, to target: UpgradedConnection) async -> Bool {
    do {
        for try await buffer in source.inbound {
            do { try await target.write(buffer) } catch { return false }
        }
    } catch {}
    return true
}
