/// Acting as another user by the headers Impersonate-User, -Group, -Uid and -Extra-….
///
/// Each part must be allowed to the real user by the verb `impersonate`, as on Kubernetes.
public struct Impersonation: Sendable {
    private let authorizer: any Authorizer

    public init(authorizer: any Authorizer) { self.authorizer = authorizer }

    /// The user whom the headers ask for, or nil without such headers.
    /// - Throws: 400 when groups or extras come without a user.
    public static func requested(_ headers: [(name: String, value: String)]) throws(APIStatusError) -> APIUser? {
        var name = ""
        var uid = ""
        var groups: [String] = []
        var extra: [String: [String]] = [:]
        for header in headers {
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
        guard var wanted = try Self.requested(headers) else { return attributes.user }
        let account = wanted.name.split(separator: ":", omittingEmptySubsequences: false)
        let isServiceAccount = account.count == 4 && wanted.name.hasPrefix("system:serviceaccount:")
        var checks: [RequestAttributes] = []
        func check(_ resource: String, _ name: String, namespace: String = "", group: String = "", subresource: String = "") {
            checks.append(RequestAttributes(
                user: attributes.user, verb: "impersonate", apiGroup: group, apiVersion: "v1", resource: resource,
                subresource: subresource, namespace: namespace, name: name))
        }
        if isServiceAccount {
            check("serviceaccounts", String(account[3]), namespace: String(account[2]))
        } else {
            check("users", wanted.name)
        }
        for group in wanted.groups { check("groups", group) }
        for (key, values) in wanted.extra.sorted(by: { $0.key < $1.key }) {
            for value in values { check("userextras", value, group: "authentication.k8s.io", subresource: key) }
        }
        if !wanted.uid.isEmpty { check("uids", wanted.uid, group: "authentication.k8s.io") }
        for one in checks {
            if case .allow = await authorizer.authorize(one) { continue }
            // Kubernetes v1.36 tries the constrained form first, and its refusal is the one that is told.
            var told = attributes
            told.verb = "impersonate-on:user-info:" + attributes.verb
            throw AuthorizerChain.forbidden(told, reason: "")
        }
        if wanted.groups.isEmpty, isServiceAccount {
            wanted.groups = ["system:serviceaccounts", "system:serviceaccounts:\(account[2])"]
        }
        if wanted.name == APIUser.anonymous.name {
            if !wanted.groups.contains("system:unauthenticated") { wanted.groups.append("system:unauthenticated") }
            return wanted
        }
        return AuthenticatorChain.authenticated(wanted)
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
