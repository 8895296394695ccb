/// Acting as another user by the headers Impersonate-User, -Group, -Uid and -Extra-….
///
/// It may be allowed in two ways. Constrained: the real user may `impersonate:MODE` the other one, and do this very thing as
/// such, `impersonate-on:MODE:VERB`; the modes are user-info, serviceaccount, arbitrary-node and associated-node (the node
/// that the account's pod is on). Or without constraint: the real user may `impersonate` each part of the other.
public struct Impersonation: Sendable {
    private let authorizer: any Authorizer

    public init(authorizer: any Authorizer) { self.authorizer = authorizer }

    private static let nodeName = "authentication.kubernetes.io/node-name"

    /// The user whom the headers ask for, or nil without such headers.
    /// - Throws: 400 when groups or extras come without a user.
    public static func requested(_ headers: [(name: String, value: String)]) throws(APIStatusError) -> APIUser? {
        var name = ""
        var uid = ""
        var groups: [String] = []
        var extra: [String: [String]] = [:]
        for header in headers {
            // Most headers are something else, and are seen so by their first letters.
            guard header.name.utf8.count >= 15, header.name.utf8.first == UInt8(ascii: "i") || header.name.utf8.first == UInt8(ascii: "I") else { continue }
            let key = header.name.lowercased()
            switch key {
            case "impersonate-user": name = header.value
            case "impersonate-uid": uid = header.value
            case "impersonate-group": groups.append(header.value)
            case let other where other.hasPrefix("impersonate-extra-"):
                let raw = String(other.dropFirst("impersonate-extra-".count))
                extra[PercentEncoding.decode(raw) ?? raw, default: []].append(header.value)
            default: continue
            }
        }
        if name.isEmpty {
            guard !uid.isEmpty || !groups.isEmpty || !extra.isEmpty else { return nil }
            throw .badRequest(
                "requested &user.DefaultInfo{Name:\"\", UID:\(FieldError.quoted(uid)), Groups:\(goStrings(groups)), Extra:\(goExtra(extra))} without impersonating a user name")
        }
        return APIUser(name: name, uid: uid, groups: groups, extra: extra)
    }

    /// The user to act as: the one the headers ask for when `attributes.user` may be that, or the same without such headers.
    /// - Throws: 400 or 403.
    public func apply(_ headers: [(name: String, value: String)], to attributes: RequestAttributes) async throws(APIStatusError) -> APIUser {
        guard let wanted = try Self.requested(headers) else { return attributes.user }
        var refusal: APIStatusError?
        for mode in Self.modes(wanted, requester: attributes.user) {
            do throws(APIStatusError) {
                try await check(mode, wanted, attributes)
                return Self.completed(wanted)
            } catch {
                // What the first, constrained way lacks is what is told.
                refusal = refusal ?? error
            }
        }
        throw refusal ?? .forbidden(group: "", resource: "users", name: wanted.name, "impersonation is not possible")
    }

    /// One way in which impersonation may be allowed.
    private enum Mode: Equatable {
        case associatedNode, arbitraryNode, serviceAccount, userInfo, unconstrained

        var name: String {
            switch self {
            case .associatedNode: "associated-node"
            case .arbitraryNode: "arbitrary-node"
            case .serviceAccount: "serviceaccount"
            case .userInfo: "user-info"
            case .unconstrained: ""
            }
        }
    }

    private static func modes(_ wanted: APIUser, requester: APIUser) -> [Mode] {
        let isBare = wanted.uid.isEmpty && wanted.groups.isEmpty && wanted.extra.isEmpty
        if let node = node(wanted) {
            guard isBare else { return [.unconstrained] }
            let isAssociated = account(requester) != nil && requester.extra[nodeName] == [node]
            return isAssociated ? [.associatedNode, .arbitraryNode, .unconstrained] : [.arbitraryNode, .unconstrained]
        }
        if account(wanted) != nil { return isBare ? [.serviceAccount, .unconstrained] : [.unconstrained] }
        return [.userInfo, .unconstrained]
    }

    private func check(_ mode: Mode, _ wanted: APIUser, _ attributes: RequestAttributes) async throws(APIStatusError) {
        var user = attributes.user
        if mode == .associatedNode {
            // The decision does not hang on which node it is.
            user.uid = ""
            user.extra = ["authentication.kubernetes.io/associated-node-keys": [Self.nodeName]]
        }
        if mode != .unconstrained {
            var action = attributes
            action.user = user
            action.verb = "impersonate-on:\(mode.name):\(attributes.verb)"
            try await demand(action)
        }
        let verb = mode == .unconstrained ? "impersonate" : "impersonate:\(mode.name)"
        func part(_ resource: String, _ name: String, namespace: String = "", subresource: String = "", isNew: Bool = false) -> RequestAttributes {
            RequestAttributes(
                user: user, verb: verb, apiGroup: isNew || mode != .unconstrained ? "authentication.k8s.io" : "", apiVersion: "v1", resource: resource,
                subresource: subresource, namespace: namespace, name: name)
        }
        var parts: [RequestAttributes] = []
        switch mode {
        case .associatedNode: parts = [part("nodes", "*")]
        case .arbitraryNode: parts = [part("nodes", Self.node(wanted) ?? "")]
        case .serviceAccount, .userInfo, .unconstrained:
            if let account = Self.account(wanted) {
                parts.append(part("serviceaccounts", account.name, namespace: account.namespace))
            } else {
                parts.append(part("users", wanted.name))
            }
            if !wanted.uid.isEmpty { parts.append(part("uids", wanted.uid, isNew: true)) }
            for group in wanted.groups { parts.append(part("groups", group)) }
            for (key, values) in wanted.extra.sorted(by: { $0.key < $1.key }) {
                for value in values { parts.append(part("userextras", value, subresource: key, isNew: true)) }
            }
        }
        for one in parts { try await demand(one) }
    }

    /// - Throws: 403 unless it is allowed.
    private func demand(_ attributes: RequestAttributes) async throws(APIStatusError) {
        switch await authorizer.authorize(attributes) {
        case .allow: return
        case .deny(let reason), .noOpinion(let reason): throw AuthorizerChain.forbidden(attributes, reason: reason)
        }
    }

    /// The user with the groups that belong to its kind.
    private static func completed(_ wanted: APIUser) -> APIUser {
        var user = wanted
        if user.groups.isEmpty {
            if let account = account(user) { user.groups = ["system:serviceaccounts", "system:serviceaccounts:\(account.namespace)"] }
            if node(user) != nil { user.groups = ["system:nodes"] }
        }
        if user.name == APIUser.anonymous.name {
            if !user.groups.contains("system:unauthenticated") { user.groups.append("system:unauthenticated") }
            return user
        }
        return AuthenticatorChain.authenticated(user)
    }

    private static func account(_ user: APIUser) -> (namespace: String, name: String)? {
        guard user.name.hasPrefix("system:serviceaccount:") else { return nil }
        let parts = user.name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, !parts[2].isEmpty, !parts[3].isEmpty else { return nil }
        return (String(parts[2]), String(parts[3]))
    }

    private static func node(_ user: APIUser) -> String? {
        let prefix = "system:node:"
        guard user.name.hasPrefix(prefix), user.name.count > prefix.count else { return nil }
        return String(user.name.dropFirst(prefix.count))
    }

    private static func goStrings(_ values: [String]) -> String {
        values.isEmpty ? "[]string(nil)" : "[]string{" + values.map(FieldError.quoted).joined(separator: ", ") + "}"
    }

    private static func goExtra(_ extra: [String: [String]]) -> String {
        guard !extra.isEmpty else { return "map[string][]string(nil)" }
        let items = extra.sorted { $0.key < $1.key }.map {
            "\(FieldError.quoted($0.key)):[]string{" + $0.value.map(FieldError.quoted).joined(separator: ", ") + "}"
        }
        return "map[string][]string{" + items.joined(separator: ", ") + "}"
    }
}
