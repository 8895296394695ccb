import KubernetesAPI
import KubernetesClient

/// The Services and workloads that pods belong to, for spreading pods that say nothing about it.
final class OwnerCatalog: PodOwners {
    private let services: Informer<Service>
    private let controllers: Informer<ReplicationController>
    private let replicaSets: Informer<ReplicaSet>
    private let statefulSets: Informer<StatefulSet>

    init(_ factory: InformerFactory) {
        services = factory.informer()
        controllers = factory.informer()
        replicaSets = factory.informer()
        statefulSets = factory.informer()
        services.addIndex("namespace") { [$0.metadata.namespace] }
    }

    func selector(of pod: Pod) -> Selector? {
        var labels: [String: String] = [:]
        for service in services.indexed("namespace", pod.metadata.namespace) {
            let wanted = service.spec.selector
            if !wanted.isEmpty, wanted.allSatisfy({ pod.metadata.labels[$0.key] == $0.value }) { labels.merge(wanted) { $1 } }
        }
        var further: Selector?
        if let owner = pod.metadata.ownerReferences.first(where: { $0.controller == true }) {
            let key = ObjectKey(namespace: pod.metadata.namespace, name: owner.name)
            switch (owner.apiVersion, owner.kind) {
            case ("v1", "ReplicationController"): labels.merge(controllers.get(key)?.spec.selector ?? [:]) { $1 }
            case ("apps/v1", "ReplicaSet"): further = (replicaSets.get(key)?.spec.selector).flatMap { try? Selector($0) }
            case ("apps/v1", "StatefulSet"): further = (statefulSets.get(key)?.spec.selector).flatMap { try? Selector($0) }
            default: break
            }
        }
        var selector = Selector(matching: labels)
        selector.requirements += further?.requirements ?? []
        return selector.isEmpty ? nil : selector
    }
}

/// The labels of namespaces, by an informer.
final class NamespaceCatalog: NamespaceLabels {
    private let namespaces: Informer<Namespace>

    init(_ factory: InformerFactory) { namespaces = factory.informer() }

    func labels(ofNamespace name: String) -> [String: String] { namespaces.get(name)?.metadata.labels ?? [:] }

    func namespaces(matching selector: Selector) -> [String] {
        namespaces.list().filter { selector.matches($0.metadata.labels) }.map(\.metadata.name).sorted()
    }
}
