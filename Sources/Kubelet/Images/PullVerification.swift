import KubernetesAPI

/// Whether a pod may use an image that is on the node already, or must show a login for it: the upstream kubelet's
/// `imagePullCredentialsVerificationPolicy`. Safe to use from anywhere.
struct PullVerification: Sendable {
    /// No more logins than this are kept of each kind for a repository.
    private static let kept = 100

    var records: PullRecords
    /// `imagePullCredentialsVerificationPolicy`
    var policy: String
    /// Images, or beginnings that end in `/*`, that need no login under NeverVerifyAllowlistedImages.
    var allowlist: [String]
    var clock: any WallClock

    /// Whether the image has to be pulled again, with what the pod has.
    /// - Parameter credentials: the pod's; asked for only when they decide.
    func mustPull(_ name: ImageName, written: String, ref: String, credentials: () async -> [PullCredential]) async -> Bool {
        let record = records.record(ref)
        let wasPulledHere = record != nil || records.isIntended(written)
        guard isRequired(name, wasPulledHere: wasPulledHere) else { return false }
        guard let record, let logins = record.logins[name.name] else { return true }
        if logins.everyPod { return false }
        if logins.secrets.isEmpty && logins.accounts.isEmpty { return true }
        for credential in await credentials() {
            switch credential.source {
            case .node: continue
            case .serviceAccount(let uid, let namespace, let account):
                if logins.accounts.contains(.init(uid: uid, namespace: namespace, name: account)) { return false }
            case .secret(let uid, let namespace, let secret):
                let own = ImagePulledRecord.Logins.Secret(uid: uid, namespace: namespace, name: secret, hash: credential.hash)
                let sameLogin = logins.secrets.contains { !$0.hash.isEmpty && $0.hash == own.hash }
                let sameSecret = logins.secrets.contains { $0.uid == own.uid && $0.namespace == own.namespace && $0.name == own.name }
                if sameLogin || sameSecret {
                    add(credential, name, ref)
                    return false
                }
            }
        }
        return true
    }

    private func isRequired(_ name: ImageName, wasPulledHere: Bool) -> Bool {
        switch policy {
        case "NeverVerify": false
        case "AlwaysVerify": true
        case "NeverVerifyAllowlistedImages":
            !allowlist.contains { $0 == name.name || $0.hasSuffix("/*") && name.name.hasPrefix($0.dropLast()) }
        default: wasPulledHere
        }
    }

    /// The image was pulled with this login, or without any.
    func pulled(_ name: ImageName, ref: String, with credential: PullCredential?) {
        add(credential, name, ref)
    }

    private func add(_ credential: PullCredential?, _ name: ImageName, _ ref: String) {
        records.change(ref, now: clock.time) { record in
            var logins = record.logins[name.name] ?? .init()
            switch credential?.source {
            case nil, .node: logins = .init(everyPod: true)
            case _ where logins.everyPod: break
            case .secret(let uid, let namespace, let secret):
                logins.secrets.removeAll { $0.uid == uid && $0.namespace == namespace && $0.name == secret }
                logins.secrets.append(.init(uid: uid, namespace: namespace, name: secret, hash: credential?.hash ?? ""))
                logins.secrets = Array(logins.secrets.suffix(Self.kept))
            case .serviceAccount(let uid, let namespace, let account):
                logins.accounts.removeAll { $0.uid == uid }
                logins.accounts.append(.init(uid: uid, namespace: namespace, name: account))
                logins.accounts = Array(logins.accounts.suffix(Self.kept))
            }
            record.logins[name.name] = logins
        }
    }

    /// Takes up pulls that a kubelet before this one did not see through: the images are there, but whose they are is not known.
    /// - Parameter present: the ids of images by each of their names.
    func recover(present: [String: String]) {
        for image in records.leftIntents() {
            if let ref = present[image], let name = try? ImageName(parsing: image) {
                records.change(ref, now: clock.time) { record in
                    if record.logins[name.name] == nil { record.logins[name.name] = .init() }
                }
            }
            records.end(image)
        }
    }
}
