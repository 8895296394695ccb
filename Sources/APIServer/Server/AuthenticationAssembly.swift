import JSON
import KubernetesAPI
import Logging
import SwiftASN1
import X509

/// Makes, of the flags, who recognises users and what is told of their requests.
enum AuthenticationAssembly {
    static func signer(_ options: APIServerOptions) throws -> ServiceAccountTokenSigner {
        guard let issuer = options.serviceAccountIssuers.first, !options.serviceAccountIssuers.contains("") else {
            throw Assembly.BadOption(description: "--service-account-issuer is required")
        }
        let maximum = options.serviceAccountMaxTokenExpiration
        if maximum != 0, maximum < 3600 || maximum > 1 << 32 {
            throw Assembly.BadOption(
                description: "the service-account-max-token-expiration must be between 1 hour and 2^32 seconds")
        }
        return ServiceAccountTokenSigner(
            issuer: issuer, acceptedIssuers: Array(options.serviceAccountIssuers.dropFirst()), audiences: options.apiAudiences,
            signingKey: try options.serviceAccountSigningKeyFile.map { try TokenSigningKey(pem: Assembly.read($0)) },
            verificationKeys: try options.serviceAccountKeyFiles.map { try TokenVerificationKey(pem: Assembly.read($0)) })
    }

    static func authenticator(
        _ options: APIServerOptions, _ signer: ServiceAccountTokenSigner, clock: any WallClock, uses: LegacyTokenUses, get: @escaping ObjectGetter
    ) throws -> AuthenticatorChain {
        var requests: [any Authenticator] = []
        if let file = options.requestheaderClientCAFile {
            requests.append(
                RequestHeaderAuthenticator(
                    authorities: try certificates(file), allowedNames: options.requestheaderAllowedNames,
                    usernameHeaders: options.requestheaderUsernameHeaders, uidHeaders: options.requestheaderUIDHeaders,
                    groupHeaders: options.requestheaderGroupHeaders, extraHeaderPrefixes: options.requestheaderExtraHeadersPrefix))
        }
        if let file = options.clientCAFile {
            // The TLS layer trusts both; whose certificate it is decides what it is good for.
            let authorities = options.requestheaderClientCAFile == nil ? nil : try certificates(file)
            requests.append(X509Authenticator(clock: clock, authorities: authorities))
        }
        var tokens: [any TokenAuthenticator] = []
        if let file = options.tokenAuthFile { tokens.append(try TokenFileAuthenticator(csv: Assembly.read(file))) }
        tokens.append(LegacyTokenAuthenticator(signer: signer, get: get, uses: uses))
        tokens.append(ServiceAccountTokenAuthenticator(signer: signer, clock: clock, get: get))
        if options.enableBootstrapTokenAuth { tokens.append(BootstrapTokenAuthenticator(clock: clock, get: get)) }
        return AuthenticatorChain(requests: requests, tokens: tokens, anonymous: try anonymous(options), audiences: signer.audiences)
    }

    private static func anonymous(_ options: APIServerOptions) throws -> AnonymousPolicy {
        // Where everything is allowed, nobody must be unknown.
        let byFlag = AnonymousPolicy(enabled: options.anonymousAuth && !options.authorizationMode.contains("AlwaysAllow"))
        guard let file = options.authenticationConfig else { return byFlag }
        do {
            return try AnonymousPolicy(YAMLReader.parse(Array(Assembly.read(file).utf8))) ?? byFlag
        } catch {
            throw Assembly.BadOption(description: "failed to load the authentication configuration from \(file): \(error)")
        }
    }

    /// - Throws: when the file is no policy, or the log cannot be opened.
    static func auditor(_ options: APIServerOptions, clock: any WallClock, logger: Logger) throws -> Auditor? {
        guard let path = options.auditLogPath else { return nil }
        guard let file = options.auditPolicyFile else {
            logger.info("No audit policy file provided, no events will be recorded for log backend")
            return nil
        }
        guard ["json", "legacy"].contains(options.auditLogFormat) else {
            throw Assembly.BadOption(description: "invalid audit log format \(options.auditLogFormat), allowed formats are \"legacy,json\"")
        }
        let policy: AuditPolicy
        do {
            policy = try AuditPolicy(YAMLReader.parse(Array(Assembly.read(file).utf8)))
        } catch {
            throw Assembly.BadOption(description: "loading audit policy file \(file): \(error)")
        }
        var limits = AuditLog.Limits()
        limits.maximumSize = options.auditLogMaxSize
        limits.maximumBackups = options.auditLogMaxBackup
        limits.maximumAge = options.auditLogMaxAge
        return Auditor(
            policy: policy, log: try AuditLog(path: path, limits: limits, clock: clock, logger: logger),
            isJSON: options.auditLogFormat == "json", clock: clock)
    }

    private static func certificates(_ file: String) throws -> [Certificate] {
        do {
            return try PEMDocument.parseMultiple(pemString: Assembly.read(file)).map { try Certificate(pemDocument: $0) }
        } catch {
            throw Assembly.BadOption(description: "cannot read the certificates in \(file): \(error)")
        }
    }
}
