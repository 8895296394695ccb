// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of certificates.k8s.io/v1.
public enum CertificatesV1 {}

extension CertificatesV1 {
    /// `v1.CertificateSigningRequest`, the kind CertificateSigningRequest of certificates.k8s.io/v1.
    public struct CertificateSigningRequest: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: CertificatesV1.CertificateSigningRequestSpec
        public var status: CertificatesV1.CertificateSigningRequestStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: CertificatesV1.CertificateSigningRequestSpec = .init(),
            status: CertificatesV1.CertificateSigningRequestStatus = .init()
        ) {
            self.metadata = metadata
            self.spec = spec
            self.status = status
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "spec": self.spec = try reader.value(or: self.spec)
                case "status": self.status = try reader.value(or: self.status)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "CertificateSigningRequest")
            writer.required("apiVersion", "certificates.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.CertificateSigningRequestCondition`.
    public struct CertificateSigningRequestCondition: APIType {
        public var type: String
        public var status: String
        public var reason: String?
        public var message: String?
        public var lastUpdateTime: Time?
        public var lastTransitionTime: Time?

        public init(
            type: String = "",
            status: String = "",
            reason: String? = nil,
            message: String? = nil,
            lastUpdateTime: Time? = nil,
            lastTransitionTime: Time? = nil
        ) {
            self.type = type
            self.status = status
            self.reason = reason
            self.message = message
            self.lastUpdateTime = lastUpdateTime
            self.lastTransitionTime = lastTransitionTime
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.value(or: self.type)
                case "status": self.status = try reader.value(or: self.status)
                case "reason": self.reason = try reader.optional()
                case "message": self.message = try reader.optional()
                case "lastUpdateTime": self.lastUpdateTime = try reader.optional()
                case "lastTransitionTime": self.lastTransitionTime = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.required("status", status)
            writer.optional("reason", reason)
            writer.optional("message", message)
            writer.optional("lastUpdateTime", lastUpdateTime)
            writer.optional("lastTransitionTime", lastTransitionTime)
            writer.endObject()
        }
    }

    /// `v1.CertificateSigningRequestSpec`.
    public struct CertificateSigningRequestSpec: APIType {
        public var request: [UInt8]
        public var signerName: String
        public var expirationSeconds: Int?
        public var usages: [String]
        public var username: String?
        public var uid: String?
        public var groups: [String]
        public var extra: [String: [String]]

        public init(
            request: [UInt8] = [],
            signerName: String = "",
            expirationSeconds: Int? = nil,
            usages: [String] = [],
            username: String? = nil,
            uid: String? = nil,
            groups: [String] = [],
            extra: [String: [String]] = [:]
        ) {
            self.request = request
            self.signerName = signerName
            self.expirationSeconds = expirationSeconds
            self.usages = usages
            self.username = username
            self.uid = uid
            self.groups = groups
            self.extra = extra
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "request": self.request = try reader.readBytes()
                case "signerName": self.signerName = try reader.value(or: self.signerName)
                case "expirationSeconds": self.expirationSeconds = try reader.optional()
                case "usages": self.usages = try reader.readArray()
                case "username": self.username = try reader.optional()
                case "uid": self.uid = try reader.optional()
                case "groups": self.groups = try reader.readArray()
                case "extra": self.extra = try reader.readMap()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.bytes("request", request)
            writer.required("signerName", signerName)
            writer.optional("expirationSeconds", expirationSeconds)
            writer.list("usages", usages)
            writer.optional("username", username)
            writer.optional("uid", uid)
            writer.list("groups", groups)
            writer.map("extra", extra)
            writer.endObject()
        }
    }

    /// `v1.CertificateSigningRequestStatus`.
    public struct CertificateSigningRequestStatus: APIType {
        public var conditions: [CertificatesV1.CertificateSigningRequestCondition]
        public var certificate: [UInt8]

        public init(
            conditions: [CertificatesV1.CertificateSigningRequestCondition] = [],
            certificate: [UInt8] = []
        ) {
            self.conditions = conditions
            self.certificate = certificate
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "conditions": self.conditions = try reader.readArray()
                case "certificate": self.certificate = try reader.readBytes()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("conditions", conditions)
            writer.bytes("certificate", certificate)
            writer.endObject()
        }
    }
}

extension CertificatesV1.CertificateSigningRequest: KubernetesObject {
    public static let resource = APIResource(
        group: "certificates.k8s.io", version: "v1", kind: "CertificateSigningRequest", plural: "certificatesigningrequests", namespaced: false)
}
