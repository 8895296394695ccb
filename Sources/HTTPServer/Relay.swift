extension UpgradedConnection {
    /// Copies bytes both ways between two upgraded connections until either side closes, then closes both.
    public func relay(to other: UpgradedConnection) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await copy(from: self, to: other) }
            group.addTask { await copy(from: other, to: self) }
            await group.next()
            close()
            other.close()
            group.cancelAll()
        }
    }
}

private func copy(from source: UpgradedConnection, to target: UpgradedConnection) async {
    // An error on either side means what an end means: both connections are closed.
    do {
        for try await buffer in source.inbound { try await target.write(buffer) }
    } catch {}
}
