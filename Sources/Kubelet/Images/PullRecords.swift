import Crypto
import Foundation
import JSON
import KubernetesAPI
import Logging
import Synchronization

/// Who has pulled an image with success: Kubernetes' ImagePulledRecord.
struct ImagePulledRecord: Equatable, Sendable {
    /// The logins that opened a repository.
    struct Logins: Equatable, Sendable {
        struct Secret: Equatable, Sendable {
            var uid: String
            var namespace: String
            var name: String
            var hash: String
        }

        struct Account: Equatable, Sendable {
            var uid: String
            var namespace: String
            var name: String
        }

        var secrets: [Secret] = []
        var accounts: [Account] = []
        /// It was pulled without a login or with the node's own.
        var everyPod = false
    }

    var imageRef: String
    var updated: Time
    /// By `registry/repository`.
    var logins: [String: Logins] = [:]
}

/// What is kept of pulls in `<root-dir>/image_manager`: an intent while an image is being pulled, and a record of who pulled
/// it. By them a kubelet that starts again knows which images need a login. Safe to use from anywhere.
final class PullRecords: Sendable {
    private static let version = "kubelet.config.k8s.io/v1beta1"

    private let pulling: String
    private let pulled: String
    private let logger: Logger
    /// How many pulls of an image are under way.
    private let intents = Mutex<[String: Int]>([:])
    private let known = Mutex<[String: ImagePulledRecord]>([:])

    init(rootDirectory: String, logger: Logger) {
        pulling = rootDirectory + "/image_manager/pulling"
        pulled = rootDirectory + "/image_manager/pulled"
        self.logger = logger
    }

    // MARK: Intents

    func begin(_ image: String) throws {
        let isFirst = intents.withLock { intents in
            intents[image, default: 0] += 1
            return intents[image] == 1
        }
        if isFirst {
            try write(pulling, image, ["kind": "ImagePullIntent", "apiVersion": .string(Self.version), "image": .string(image)])
        }
    }

    /// One pull has ended, well or badly.
    func end(_ image: String) {
        let isLast = intents.withLock { intents in
            let left = (intents[image] ?? 1) - 1
            intents[image] = left > 0 ? left : nil
            return left <= 0
        }
        if isLast { try? POSIXFiles.remove(pulling + "/" + Self.fileName(image)) }
    }

    func isIntended(_ image: String) -> Bool { POSIXFiles.status(pulling + "/" + Self.fileName(image)) != nil }

    /// The images that were being pulled when a kubelet before this one ended.
    func leftIntents() -> [String] {
        POSIXFiles.list(pulling).compactMap { name in
            let value = POSIXFiles.read(pulling + "/" + name).flatMap { try? JSONValue(parsing: $0) }
            guard let image = value?["image"]?.string, Self.fileName(image) == name else {
                try? POSIXFiles.remove(pulling + "/" + name)
                return nil
            }
            return image
        }
    }

    // MARK: Records

    func record(_ imageRef: String) -> ImagePulledRecord? {
        if let record = known.withLock({ $0[imageRef] }) { return record }
        guard let bytes = POSIXFiles.read(pulled + "/" + Self.fileName(imageRef)), let value = try? JSONValue(parsing: bytes),
            let record = ImagePulledRecord(value), record.imageRef == imageRef
        else { return nil }
        known.withLock { $0[imageRef] = record }
        return record
    }

    /// Changes the record of an image, or makes one.
    func change(_ imageRef: String, now: Time, _ body: (inout ImagePulledRecord) -> Void) {
        let old = record(imageRef)
        var new = old ?? ImagePulledRecord(imageRef: imageRef, updated: now)
        body(&new)
        guard new != old else { return }
        new.updated = now
        do {
            try write(pulled, imageRef, new.json(version: Self.version))
            known.withLock { $0[imageRef] = new }
        } catch {
            logger.warning("cannot write the record of a pulled image", metadata: ["image": "\(imageRef)", "error": "\(error)"])
        }
    }

    /// Removes the records of images that are gone, unless they are younger than `before`.
    func prune(keeping refs: Set<String>, before: Time) {
        for name in POSIXFiles.list(pulled) {
            let path = pulled + "/" + name
            let record = POSIXFiles.read(path).flatMap { try? JSONValue(parsing: $0) }.flatMap { ImagePulledRecord($0) }
            if let record, refs.contains(record.imageRef) || record.updated >= before { continue }
            try? POSIXFiles.remove(path)
            if let record { known.withLock { _ = $0.removeValue(forKey: record.imageRef) } }
        }
    }

    // MARK: Files

    private static func fileName(_ text: String) -> String { "sha256-" + SHA256.hash(data: Array(text.utf8)).hexText }

    private func write(_ directory: String, _ name: String, _ value: JSONValue) throws {
        try POSIXFiles.makeDirectories(directory, mode: 0o755)
        let path = directory + "/" + Self.fileName(name)
        try POSIXFiles.write(value.serialized(), to: path + ".tmp", mode: 0o600)
        try POSIXFiles.move(path + ".tmp", to: path)
    }
}

extension ImagePulledRecord {
    /// Nil when it is none.
    init?(_ value: JSONValue) {
        guard value["kind"]?.string == "ImagePulledRecord", let ref = value["imageRef"]?.string, !ref.isEmpty else { return nil }
        self.init(imageRef: ref, updated: value["lastUpdatedTime"]?.string.flatMap { Time($0) } ?? .zero)
        for (repository, entry) in value["credentialMapping"]?.object ?? [:] {
            var logins = Logins(everyPod: entry["nodePodsAccessible"]?.bool ?? false)
            for secret in entry["kubernetesSecrets"]?.array ?? [] {
                logins.secrets.append(.init(
                    uid: secret["uid"]?.string ?? "", namespace: secret["namespace"]?.string ?? "", name: secret["name"]?.string ?? "",
                    hash: secret["credentialHash"]?.string ?? ""))
            }
            for account in entry["kubernetesServiceAccounts"]?.array ?? [] {
                logins.accounts.append(.init(
                    uid: account["uid"]?.string ?? "", namespace: account["namespace"]?.string ?? "", name: account["name"]?.string ?? ""))
            }
            self.logins[repository] = logins
        }
    }

    func json(version: String) -> JSONValue {
        var mapping = JSONObject()
        for (repository, logins) in logins.sorted(by: { $0.key < $1.key }) {
            var entry = JSONObject()
            if logins.everyPod { entry["nodePodsAccessible"] = true }
            if !logins.secrets.isEmpty {
                entry["kubernetesSecrets"] = .array(logins.secrets.map {
                    ["uid": .string($0.uid), "namespace": .string($0.namespace), "name": .string($0.name), "credentialHash": .string($0.hash)]
                })
            }
            if !logins.accounts.isEmpty {
                entry["kubernetesServiceAccounts"] = .array(logins.accounts.map {
                    ["uid": .string($0.uid), "namespace": .string($0.namespace), "name": .string($0.name)]
                })
            }
            mapping[repository] = .object(entry)
        }
        return [
            "kind": "ImagePulledRecord", "apiVersion": .string(version), "lastUpdatedTime": .string(updated.description),
            "imageRef": .string(imageRef), "credentialMapping": .object(mapping),
        ]
    }
}
