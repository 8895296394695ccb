import KubernetesAPI

/// Collects the files of volumes that show API objects: configMap, secret, downwardAPI, and projected of these.
struct VolumeContents {
    var pod: Pod
    var objects: PodObjects
    var tokens: TokenManager
    var trustBundles: TrustBundles
    var certificates: PodCertificates
    /// The volume's name in the pod.
    var volume: String
    var fields: FieldValues
    /// How old a config map or secret may be.
    var maxAge: Duration

    private static let defaultMode = 0o644

    func files(_ source: ConfigMapVolumeSource) async throws -> [String: VolumeFile] {
        try await configMap(source.name ?? "", source.items, source.optional, source.defaultMode ?? Self.defaultMode)
    }

    func files(_ source: SecretVolumeSource) async throws -> [String: VolumeFile] {
        try await secret(source.secretName ?? "", source.items, source.optional, source.defaultMode ?? Self.defaultMode)
    }

    func files(_ source: DownwardAPIVolumeSource) throws -> [String: VolumeFile] {
        try downward(source.items, source.defaultMode ?? Self.defaultMode)
    }

    func files(_ source: ProjectedVolumeSource) async throws -> [String: VolumeFile] {
        let mode = source.defaultMode ?? Self.defaultMode
        var files: [String: VolumeFile] = [:]
        for (index, part) in source.sources.enumerated() {
            let more: [String: VolumeFile]
            if let map = part.configMap {
                more = try await configMap(map.name ?? "", map.items, map.optional, mode)
            } else if let secret = part.secret {
                more = try await self.secret(secret.name ?? "", secret.items, secret.optional, mode)
            } else if let items = part.downwardAPI?.items {
                more = try downward(items, mode)
            } else if let token = part.serviceAccountToken {
                more = [token.path: try await self.token(token, mode)]
            } else if let bundle = part.clusterTrustBundle {
                more = [bundle.path: narrowed(try await trustBundles.certificates(bundle), mode)]
            } else if let certificate = part.podCertificate {
                more = try await self.certificate(certificate, index, mode)
            } else {
                throw VolumeFileError("this projected volume source is not supported")
            }
            files.merge(more) { $1 }
        }
        return files
    }

    private func configMap(
        _ name: String, _ items: [KeyToPath], _ optional: Bool?, _ mode: Int
    ) async throws -> [String: VolumeFile] {
        guard let map = try await objects.configMap(name, namespace: pod.metadata.namespace, maxAge: maxAge) else {
            if optional == true { return [:] }
            throw VolumeFileError("configmap \"\(name)\" not found")
        }
        let content = map.data.mapValues { Array($0.utf8) }.merging(map.binaryData) { text, _ in text }
        return try pick(content, items, optional, mode) { "configmap references non-existent config key: \($0)" }
    }

    private func secret(_ name: String, _ items: [KeyToPath], _ optional: Bool?, _ mode: Int) async throws -> [String: VolumeFile] {
        guard let secret = try await objects.secret(name, namespace: pod.metadata.namespace, maxAge: maxAge) else {
            if optional == true { return [:] }
            throw VolumeFileError("secret \"\(name)\" not found")
        }
        return try pick(secret.data, items, optional, mode) { "references non-existent secret key: \($0)" }
    }

    /// Everything under its own name, or what `items` ask for.
    private func pick(
        _ content: [String: [UInt8]], _ items: [KeyToPath], _ optional: Bool?, _ mode: Int, missing: (String) -> String
    ) throws(VolumeFileError) -> [String: VolumeFile] {
        if items.isEmpty { return content.mapValues { VolumeFile(bytes: $0, mode: mode) } }
        var files: [String: VolumeFile] = [:]
        for item in items {
            guard let bytes = content[item.key] else {
                if optional == true { continue }
                throw VolumeFileError(missing(item.key))
            }
            files[item.path] = VolumeFile(bytes: bytes, mode: item.mode ?? mode)
        }
        return files
    }

    private func downward(_ items: [DownwardAPIVolumeFile], _ mode: Int) throws -> [String: VolumeFile] {
        var files: [String: VolumeFile] = [:]
        for item in items {
            let text: String
            if let reference = item.fieldRef {
                text = try fields.field(reference.fieldPath)
            } else if let reference = item.resourceFieldRef {
                let name = reference.containerName ?? ""
                guard let container = (pod.spec.containers + pod.spec.initContainers).first(where: { $0.name == name }) else {
                    throw VolumeFileError("container \(name) not found")
                }
                text = try fields.resource(reference, of: container)
            } else {
                continue
            }
            files[item.path] = VolumeFile(bytes: Array(text.utf8), mode: item.mode ?? mode)
        }
        return files
    }

    /// One file with the key and the certificates, or one each.
    private func certificate(_ source: PodCertificateProjection, _ index: Int, _ mode: Int) async throws -> [String: VolumeFile] {
        let credential = try await certificates.credential(for: pod, volume: volume, source: index, source)
        var files: [String: VolumeFile] = [:]
        for (path, text) in [
            (source.credentialBundlePath, credential.key + "\n" + credential.chain), (source.keyPath, credential.key), (source.certificateChainPath, credential.chain),
        ] {
            if let path, !path.isEmpty { files[path] = narrowed(Array(text.utf8), mode) }
        }
        return files
    }

    private func token(_ source: ServiceAccountTokenProjection, _ mode: Int) async throws -> VolumeFile {
        let text = try await tokens.token(for: pod, audience: source.audience ?? "", seconds: source.expirationSeconds ?? 3600)
        return narrowed(Array(text.utf8), mode)
    }

    /// Where one user or group can be named, nobody else needs to read the file.
    private func narrowed(_ bytes: [UInt8], _ mode: Int) -> VolumeFile {
        let user = pod.commonUser
        let narrow = user != nil || pod.spec.securityContext?.fsGroup != nil
        return VolumeFile(bytes: bytes, mode: narrow ? 0o600 : mode, user: user)
    }
}
