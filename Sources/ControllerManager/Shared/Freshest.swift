import KubernetesAPI
import KubernetesClient
import Synchronization

/// An informer's objects together with what we wrote ourselves and it has not heard of yet.
///
/// A controller that decides by what it has just decided (this volume is taken) would otherwise run into its own conflicts.
/// Safe to use from any task.
final class Freshest<T: KubernetesObject>: Sendable {
    private let informer: Informer<T>
    private let written = Mutex<[ObjectKey: T]>([:])

    init(_ informer: Informer<T>) {
        self.informer = informer
        informer.addHandler { [weak self] event in self?.heard(event.object, isGone: event.isDeletion) }
    }

    /// Remembers what a write was answered with.
    func note(_ object: T) {
        written.withLock { written in
            let key = ObjectKey(object.metadata)
            // One that the informer no longer has was deleted: its deletion must not be forgotten.
            guard let known = informer.get(key), object.isNewer(than: known) else { return }
            written[key] = object
        }
    }

    func get(_ key: ObjectKey) -> T? {
        written.withLock { $0[key] } ?? informer.get(key)
    }

    func list() -> [T] {
        let own = written.withLock { $0 }
        if own.isEmpty { return informer.list() }
        return informer.list().filter { own[ObjectKey($0.metadata)] == nil } + own.values
    }

    private func heard(_ object: T, isGone: Bool) {
        written.withLock { written in
            let key = ObjectKey(object.metadata)
            guard let own = written[key] else { return }
            if isGone || !own.isNewer(than: object) { written[key] = nil }
        }
    }
}

extension InformerEvent {
    var isDeletion: Bool { if case .deleted = self { true } else { false } }
    var isAddition: Bool { if case .added = self { true } else { false } }
}

extension KubernetesObject {
    /// Whether it is a later state than the other one.
    fileprivate func isNewer(than other: Self) -> Bool {
        guard let mine = UInt64(metadata.resourceVersion), let others = UInt64(other.metadata.resourceVersion) else { return false }
        return mine > others
    }
}
