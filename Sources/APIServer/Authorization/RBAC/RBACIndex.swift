import JSON
import Store
import Synchronization

/// The roles and bindings of the cluster, so arranged that a request finds what concerns its user without looking at the rest.
///
/// It is brought up to date when it is used, from the logs of the four watch caches: a role counts as soon as the write
/// that made it was answered, and a request parses nothing. Safe to use from any thread.
final class RBACIndex: Sendable {
    /// What one binding gives to one subject.
    struct Grant: Sendable {
        /// The key of the binding in the store.
        let binding: String
        /// Whether `role` names a cluster role.
        let isClusterRole: Bool
        /// A cluster role's name, or NAMESPACE/NAME of a role.
        let role: String
        /// What an answer that is due to this grant says.
        let reason: String
    }

    /// The grants of the bindings of one namespace, or of the cluster, by subject.
    struct Grants: Sendable {
        private(set) var users: [String: [Grant]] = [:]
        private(set) var groups: [String: [Grant]] = [:]
        /// Which users and groups a binding is filed under, to take it out again.
        private var filed: [String: (users: [String], groups: [String])] = [:]

        var isEmpty: Bool { filed.isEmpty }

        mutating func add(_ binding: String, users: [(String, Grant)], groups: [(String, Grant)]) {
            remove(binding)
            for (name, grant) in users { self.users[name, default: []].append(grant) }
            for (name, grant) in groups { self.groups[name, default: []].append(grant) }
            filed[binding] = (users.map(\.0), groups.map(\.0))
        }

        mutating func remove(_ binding: String) {
            guard let old = filed.removeValue(forKey: binding) else { return }
            for name in old.users { Self.take(binding, from: &users, name) }
            for name in old.groups { Self.take(binding, from: &groups, name) }
        }

        private static func take(_ binding: String, from table: inout [String: [Grant]], _ name: String) {
            table[name]?.removeAll { $0.binding == binding }
            if table[name]?.isEmpty == true { table[name] = nil }
        }
    }

    /// All of it at one moment.
    struct View: Sendable {
        fileprivate(set) var clusterRoles: [String: [PolicyRule]] = [:]
        /// By NAMESPACE/NAME.
        fileprivate(set) var roles: [String: [PolicyRule]] = [:]
        fileprivate(set) var clusterGrants = Grants()
        fileprivate(set) var grants: [String: Grants] = [:]

        /// The rules of the role that a grant names; nil when there is no such role.
        func rules(_ grant: Grant) -> [PolicyRule]? { grant.isClusterRole ? clusterRoles[grant.role] : roles[grant.role] }
    }

    private struct State {
        var view = View()
        var clusterRoles = CacheCursor<StoredObject>()
        var roles = CacheCursor<StoredObject>()
        var clusterBindings = CacheCursor<StoredObject>()
        var bindings = CacheCursor<StoredObject>()
    }

    private let clusterRoles: ResourceStorage
    private let roles: ResourceStorage
    private let clusterBindings: ResourceStorage
    private let bindings: ResourceStorage
    private let state = Mutex(State())

    /// An index of the resources of rbac.authorization.k8s.io; nil when they are not served.
    init?(_ resources: ResourceTable) {
        func storage(_ plural: String) -> ResourceStorage? {
            resources.stored(group: RBAC.group, plural: plural)?.storage
        }
        guard let clusterRoles = storage("clusterroles"), let roles = storage("roles"),
              let clusterBindings = storage("clusterrolebindings"), let bindings = storage("rolebindings")
        else { return nil }
        self.clusterRoles = clusterRoles
        self.roles = roles
        self.clusterBindings = clusterBindings
        self.bindings = bindings
    }

    /// The state as of now.
    func view() -> View {
        state.withLock { state in
            Self.follow(clusterRoles, &state.clusterRoles, reset: { state.view.clusterRoles = [:] }) { key, object in
                state.view.clusterRoles[Self.name(key, clusterRoles)] = object.map(Self.rules)
            }
            Self.follow(roles, &state.roles, reset: { state.view.roles = [:] }) { key, object in
                state.view.roles[Self.name(key, roles)] = object.map(Self.rules)
            }
            Self.follow(clusterBindings, &state.clusterBindings, reset: { state.view.clusterGrants = Grants() }) { key, object in
                Self.file(object, key, namespace: "", &state.view.clusterGrants)
            }
            Self.follow(bindings, &state.bindings, reset: { state.view.grants = [:] }) { key, object in
                let namespace = Self.name(key, bindings).split(separator: "/").first.map(String.init) ?? ""
                Self.file(object, key, namespace: namespace, &state.view.grants[namespace, default: Grants()])
                if state.view.grants[namespace]?.isEmpty == true { state.view.grants[namespace] = nil }
            }
            return state.view
        }
    }

    /// Passes on what a cursor has not seen: key and new object, nil for one that is gone.
    private static func follow(
        _ storage: ResourceStorage, _ cursor: inout CacheCursor<StoredObject>, reset: () -> Void, change: (String, StoredObject?) -> Void
    ) {
        switch storage.cache.changes(since: &cursor) {
        case .events(let events):
            for event in events { change(event.key, event.type == .deleted ? nil : event.entry) }
        case .everything(let snapshot):
            reset()
            for item in snapshot.items(prefix: storage.prefix) { change(item.key, item.entry) }
        }
    }

    private static func name(_ key: String, _ storage: ResourceStorage) -> String { String(key.dropFirst(storage.prefix.count)) }

    private static func rules(_ role: StoredObject) -> [PolicyRule] { role.tree.items("rules").map { PolicyRule($0) } }

    private static func file(_ object: StoredObject?, _ key: String, namespace: String, _ grants: inout Grants) {
        guard let binding = object?.tree else { return grants.remove(key) }
        let reference = binding["roleRef"] ?? [:]
        let isClusterRole = reference.text("kind") == "ClusterRole"
        let roleName = reference.text("name")
        var users: [(String, Grant)] = []
        var groups: [(String, Grant)] = []
        for subject in binding.items("subjects") {
            let grant = Grant(
                binding: key, isClusterRole: isClusterRole, role: isClusterRole ? roleName : "\(namespace)/\(roleName)",
                reason: reason(binding, subject, namespace: namespace))
            let name = subject.text("name")
            switch subject.text("kind") {
            case "User": users.append((name, grant))
            case "Group": groups.append((name, grant))
            case "ServiceAccount":
                // A binding of the cluster must say in which namespace the account is.
                let home = subject.text("namespace").isEmpty ? namespace : subject.text("namespace")
                if !home.isEmpty { users.append(("system:serviceaccount:\(home):\(name)", grant)) }
            default: continue
            }
        }
        grants.add(key, users: users, groups: groups)
    }

    /// `RBAC: allowed by RoleBinding "x/y" of Role "z" to User "alice"`. Kubernetes puts the name before the namespace.
    private static func reason(_ binding: JSONValue, _ subject: JSONValue, namespace: String) -> String {
        let name = binding["metadata"]?.text("name") ?? ""
        let reference = binding["roleRef"] ?? [:]
        var who = subject.text("name")
        if subject.text("kind") == "ServiceAccount" {
            who += "/" + (subject.text("namespace").isEmpty ? namespace : subject.text("namespace"))
        }
        let what = namespace.isEmpty ? "ClusterRoleBinding \(FieldError.quoted(name))" : "RoleBinding \(FieldError.quoted("\(name)/\(namespace)"))"
        return "RBAC: allowed by \(what) of \(reference.text("kind")) \(FieldError.quoted(reference.text("name"))) to \(subject.text("kind")) \(FieldError.quoted(who))"
    }
}

/// Names of role-based access control.
enum RBAC {
    static let group = "rbac.authorization.k8s.io"
}
