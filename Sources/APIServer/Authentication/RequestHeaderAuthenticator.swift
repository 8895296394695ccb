import X509

/// Believes a proxy in front of the server who the user is (`--requestheader-client-ca-file`): the proxy shows a certificate
/// of a CA of its own, and names the user in headers such as X-Remote-User.
struct RequestHeaderAuthenticator: Authenticator {
    /// The CA's that sign proxies' certificates.
    let authorities: [Certificate]
    /// `--requestheader-allowed-names`: the common names that are believed; all when empty.
    let allowedNames: [String]
    let usernameHeaders: [String]
    let uidHeaders: [String]
    let groupHeaders: [String]
    let extraHeaderPrefixes: [String]

    func authenticate(_ request: AuthenticationRequest) async throws -> APIUser? {
        guard let leaf = request.clientCertificates.first, let root = request.clientCertificates.last, authorities.contains(root) else { return nil }
        if !allowedNames.isEmpty {
            let name = leaf.subject.lazy.flatMap { $0 }.first { $0.type == .RDNAttributeType.commonName }.flatMap { String($0.value) } ?? ""
            guard allowedNames.contains(name) else {
                throw AuthenticationFailure("x509: subject with cn=\(name) is not in the allowed list")
            }
        }
        guard let name = usernameHeaders.lazy.compactMap({ request.header($0) }).first(where: { !$0.isEmpty }) else { return nil }
        var user = APIUser(name: name)
        user.uid = uidHeaders.lazy.compactMap { request.header($0) }.first { !$0.isEmpty } ?? ""
        for header in groupHeaders {
            user.groups += request.headers.filter { $0.name.lowercased() == header.lowercased() }.map(\.value)
        }
        for (header, value) in request.headers {
            for prefix in extraHeaderPrefixes where header.lowercased().hasPrefix(prefix.lowercased()) {
                let key = header.lowercased().dropFirst(prefix.count)
                user.extra[PercentEncoding.decode(String(key)) ?? String(key), default: []].append(value)
            }
        }
        return user
    }
}
