// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of certificates.k8s.io/v1beta1.
public enum CertificatesV1beta1 {}

extension CertificatesV1beta1 {
    /// `v1beta1.CertificateSigningRequest`, the kind CertificateSigningRequest of certificates.k8s.io/v1beta1.
    public struct CertificateSigningRequest: APIType {
        @Indirect public var metadata: MetaV1.ObjectMeta?
        @Indirect public var spec: CertificatesV1beta1.CertificateSigningRequestSpec?
        @Indirect public var status: CertificatesV1beta1.CertificateSigningRequestStatus?

        public init(
            metadata: MetaV1.ObjectMeta? = nil,
            spec: CertificatesV1beta1.CertificateSigningRequestSpec? = nil,
            status: CertificatesV1beta1.CertificateSigningRequestStatus? = nil
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
                case "metadata": self.metadata = try reader.optional()
                case "spec": self.spec = try reader.optional()
                case "status": self.status = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "CertificateSigningRequest")
            writer.required("apiVersion", "certificates.k8s.io/v1beta1")
            writer.optional("metadata", metadata)
            writer.optional("spec", spec)
            writer.optional("status", status)
            writer.endObject()
        }
    }

    /// `v1beta1.CertificateSigningRequestCondition`.
    public struct CertificateSigningRequestCondition: APIType {
        public var type: String?
        public var status: String?
        public var reason: String?
        public var message: String?
        public var lastUpdateTime: Time?
        public var lastTransitionTime: Time?

        public init(
            type: String? = nil,
            status: String? = nil,
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
                case "type": self.type = try reader.optional()
                case "status": self.status = try reader.optional()
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
            writer.optional("type", type)
            writer.optional("status", status)
            writer.optional("reason", reason)
            writer.optional("message", message)
            writer.optional("lastUpdateTime", lastUpdateTime)
            writer.optional("lastTransitionTime", lastTransitionTime)
            writer.endObject()
        }
    }

    /// `v1beta1.CertificateSigningRequestSpec`.
    public struct CertificateSigningRequestSpec: APIType {
        public var request: [UInt8]
        public var signerName: String?
        public var expirationSeconds: Int?
        public var usages: [String]
        public var username: String?
        public var uid: String?
        public var groups: [String]
        public var extra: [String: [String]]

        public init(
            request: [UInt8] = [],
            signerName: String? = nil,
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
                case "signerName": self.signerName = try reader.optional()
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
            writer.optional("signerName", signerName)
            writer.optional("expirationSeconds", expirationSeconds)
            writer.list("usages", usages)
            writer.optional("username", username)
            writer.optional("uid", uid)
            writer.list("groups", groups)
            writer.map("extra", extra)
            writer.endObject()
        }
    }

    /// `v1beta1.CertificateSigningRequestStatus`.
    public struct CertificateSigningRequestStatus: APIType {
        public var conditions: [CertificatesV1beta1.CertificateSigningRequestCondition]
        public var certificate: [UInt8]

        public init(
            conditions: [CertificatesV1beta1.CertificateSigningRequestCondition] = [],
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

    /// `v1beta1.ClusterTrustBundle`, the kind ClusterTrustBundle of certificates.k8s.io/v1beta1.
    public struct ClusterTrustBundle: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: CertificatesV1beta1.ClusterTrustBundleSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: CertificatesV1beta1.ClusterTrustBundleSpec = .init()
        ) {
            self.metadata = metadata
            self.spec = spec
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "spec": self.spec = try reader.value(or: self.spec)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "ClusterTrustBundle")
            writer.required("apiVersion", "certificates.k8s.io/v1beta1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.endObject()
        }
    }

    /// `v1beta1.ClusterTrustBundleSpec`.
    public struct ClusterTrustBundleSpec: APIType {
        public var signerName: String?
        public var trustBundle: String

        public init(
            signerName: String? = nil,
            trustBundle: String = ""
        ) {
            self.signerName = signerName
            self.trustBundle = trustBundle
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "signerName": self.signerName = try reader.optional()
                case "trustBundle": self.trustBundle = try reader.value(or: self.trustBundle)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("signerName", signerName)
            writer.required("trustBundle", trustBundle)
            writer.endObject()
        }
    }

    /// `v1beta1.PodCertificateRequest`, the kind PodCertificateRequest of certificates.k8s.io/v1beta1.
    public struct PodCertificateRequest: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: CertificatesV1beta1.PodCertificateRequestSpec
        public var status: CertificatesV1beta1.PodCertificateRequestStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: CertificatesV1beta1.PodCertificateRequestSpec = .init(),
            status: CertificatesV1beta1.PodCertificateRequestStatus = .init()
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
            writer.required("kind", "PodCertificateRequest")
            writer.required("apiVersion", "certificates.k8s.io/v1beta1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1beta1.PodCertificateRequestSpec`.
    public struct PodCertificateRequestSpec: APIType {
        public var signerName: String
        public var podName: String
        public var podUID: String
        public var serviceAccountName: String
        public var serviceAccountUID: String
        public var nodeName: String
        public var nodeUID: String
        public var maxExpirationSeconds: Int?
        public var pkixPublicKey: [UInt8]
        public var proofOfPossession: [UInt8]
        public var stubPKCS10Request: [UInt8]
        public var unverifiedUserAnnotations: [String: String]

        public init(
            signerName: String = "",
            podName: String = "",
            podUID: String = "",
            serviceAccountName: String = "",
            serviceAccountUID: String = "",
            nodeName: String = "",
            nodeUID: String = "",
            maxExpirationSeconds: Int? = nil,
            pkixPublicKey: [UInt8] = [],
            proofOfPossession: [UInt8] = [],
            stubPKCS10Request: [UInt8] = [],
            unverifiedUserAnnotations: [String: String] = [:]
        ) {
            self.signerName = signerName
            self.podName = podName
            self.podUID = podUID
            self.serviceAccountName = serviceAccountName
            self.serviceAccountUID = serviceAccountUID
            self.nodeName = nodeName
            self.nodeUID = nodeUID
            self.maxExpirationSeconds = maxExpirationSeconds
            self.pkixPublicKey = pkixPublicKey
            self.proofOfPossession = proofOfPossession
            self.stubPKCS10Request = stubPKCS10Request
            self.unverifiedUserAnnotations = unverifiedUserAnnotations
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "signerName": self.signerName = try reader.value(or: self.signerName)
                case "podName": self.podName = try reader.value(or: self.podName)
                case "podUID": self.podUID = try reader.value(or: self.podUID)
                case "serviceAccountName": self.serviceAccountName = try reader.value(or: self.serviceAccountName)
                case "serviceAccountUID": self.serviceAccountUID = try reader.value(or: self.serviceAccountUID)
                case "nodeName": self.nodeName = try reader.value(or: self.nodeName)
                case "nodeUID": self.nodeUID = try reader.value(or: self.nodeUID)
                case "maxExpirationSeconds": self.maxExpirationSeconds = try reader.optional()
                case "pkixPublicKey": self.pkixPublicKey = try reader.readBytes()
                case "proofOfPossession": self.proofOfPossession = try reader.readBytes()
                case "stubPKCS10Request": self.stubPKCS10Request = try reader.readBytes()
                case "unverifiedUserAnnotations": self.unverifiedUserAnnotations = try reader.readMap()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("signerName", signerName)
            writer.required("podName", podName)
            writer.required("podUID", podUID)
            writer.required("serviceAccountName", serviceAccountName)
            writer.required("serviceAccountUID", serviceAccountUID)
            writer.required("nodeName", nodeName)
            writer.required("nodeUID", nodeUID)
            writer.optional("maxExpirationSeconds", maxExpirationSeconds)
            writer.bytes("pkixPublicKey", pkixPublicKey)
            writer.bytes("proofOfPossession", proofOfPossession)
            writer.bytes("stubPKCS10Request", stubPKCS10Request)
            writer.map("unverifiedUserAnnotations", unverifiedUserAnnotations)
            writer.endObject()
        }
    }

    /// `v1beta1.PodCertificateRequestStatus`.
    public struct PodCertificateRequestStatus: APIType {
        public var conditions: [MetaV1.Condition]
        public var certificateChain: String?
        public var notBefore: Time?
        public var beginRefreshAt: Time?
        public var notAfter: Time?

        public init(
            conditions: [MetaV1.Condition] = [],
            certificateChain: String? = nil,
            notBefore: Time? = nil,
            beginRefreshAt: Time? = nil,
            notAfter: Time? = nil
        ) {
            self.conditions = conditions
            self.certificateChain = certificateChain
            self.notBefore = notBefore
            self.beginRefreshAt = beginRefreshAt
            self.notAfter = notAfter
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "conditions": self.conditions = try reader.readArray()
                case "certificateChain": self.certificateChain = try reader.optional()
                case "notBefore": self.notBefore = try reader.optional()
                case "beginRefreshAt": self.beginRefreshAt = try reader.optional()
                case "notAfter": self.notAfter = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("conditions", conditions)
            writer.optional("certificateChain", certificateChain)
            writer.optional("notBefore", notBefore)
            writer.optional("beginRefreshAt", beginRefreshAt)
            writer.optional("notAfter", notAfter)
            writer.endObject()
        }
    }
}

extension CertificatesV1beta1.ClusterTrustBundle: KubernetesObject {
    public static let resource = APIResource(
        group: "certificates.k8s.io", version: "v1beta1", kind: "ClusterTrustBundle", plural: "clustertrustbundles", namespaced: false)
}

extension CertificatesV1beta1.PodCertificateRequest: KubernetesObject {
    public static let resource = APIResource(
        group: "certificates.k8s.io", version: "v1beta1", kind: "PodCertificateRequest", plural: "podcertificaterequests", namespaced: true)
}
