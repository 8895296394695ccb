// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of authentication.k8s.io/v1.
public enum AuthenticationV1 {}

extension AuthenticationV1 {
    /// `v1.BoundObjectReference`.
    public struct BoundObjectReference: APIType {
        public var kind: String?
        public var apiVersion: String?
        public var name: String?
        public var uid: String?

        public init(
            kind: String? = nil,
            apiVersion: String? = nil,
            name: String? = nil,
            uid: String? = nil
        ) {
            self.kind = kind
            self.apiVersion = apiVersion
            self.name = name
            self.uid = uid
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "kind": self.kind = try reader.optional()
                case "apiVersion": self.apiVersion = try reader.optional()
                case "name": self.name = try reader.optional()
                case "uid": self.uid = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("kind", kind)
            writer.optional("apiVersion", apiVersion)
            writer.optional("name", name)
            writer.optional("uid", uid)
            writer.endObject()
        }
    }

    /// `v1.SelfSubjectReview`, the kind SelfSubjectReview of authentication.k8s.io/v1.
    public struct SelfSubjectReview: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var status: AuthenticationV1.SelfSubjectReviewStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            status: AuthenticationV1.SelfSubjectReviewStatus = .init()
        ) {
            self.metadata = metadata
            self.status = status
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "status": self.status = try reader.value(or: self.status)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "SelfSubjectReview")
            writer.required("apiVersion", "authentication.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.SelfSubjectReviewStatus`.
    public struct SelfSubjectReviewStatus: APIType {
        public var userInfo: AuthenticationV1.UserInfo

        public init(
            userInfo: AuthenticationV1.UserInfo = .init()
        ) {
            self.userInfo = userInfo
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "userInfo": self.userInfo = try reader.value(or: self.userInfo)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.embedded("userInfo", userInfo)
            writer.endObject()
        }
    }

    /// `v1.TokenRequest`, the kind TokenRequest of authentication.k8s.io/v1.
    public struct TokenRequest: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AuthenticationV1.TokenRequestSpec
        public var status: AuthenticationV1.TokenRequestStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AuthenticationV1.TokenRequestSpec = .init(),
            status: AuthenticationV1.TokenRequestStatus = .init()
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
            writer.required("kind", "TokenRequest")
            writer.required("apiVersion", "authentication.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.TokenRequestSpec`.
    public struct TokenRequestSpec: APIType {
        public var audiences: [String]
        public var expirationSeconds: Int?
        @Indirect public var boundObjectRef: AuthenticationV1.BoundObjectReference?

        public init(
            audiences: [String] = [],
            expirationSeconds: Int? = nil,
            boundObjectRef: AuthenticationV1.BoundObjectReference? = nil
        ) {
            self.audiences = audiences
            self.expirationSeconds = expirationSeconds
            self.boundObjectRef = boundObjectRef
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "audiences": self.audiences = try reader.readArray()
                case "expirationSeconds": self.expirationSeconds = try reader.optional()
                case "boundObjectRef": self.boundObjectRef = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("audiences", audiences)
            writer.optional("expirationSeconds", expirationSeconds)
            writer.optional("boundObjectRef", boundObjectRef)
            writer.endObject()
        }
    }

    /// `v1.TokenRequestStatus`.
    public struct TokenRequestStatus: APIType {
        public var token: String?
        public var expirationTimestamp: Time?

        public init(
            token: String? = nil,
            expirationTimestamp: Time? = nil
        ) {
            self.token = token
            self.expirationTimestamp = expirationTimestamp
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "token": self.token = try reader.optional()
                case "expirationTimestamp": self.expirationTimestamp = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("token", token)
            writer.optional("expirationTimestamp", expirationTimestamp)
            writer.endObject()
        }
    }

    /// `v1.TokenReview`, the kind TokenReview of authentication.k8s.io/v1.
    public struct TokenReview: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AuthenticationV1.TokenReviewSpec
        public var status: AuthenticationV1.TokenReviewStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AuthenticationV1.TokenReviewSpec = .init(),
            status: AuthenticationV1.TokenReviewStatus = .init()
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
            writer.required("kind", "TokenReview")
            writer.required("apiVersion", "authentication.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.TokenReviewSpec`.
    public struct TokenReviewSpec: APIType {
        public var token: String
        public var audiences: [String]

        public init(
            token: String = "",
            audiences: [String] = []
        ) {
            self.token = token
            self.audiences = audiences
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "token": self.token = try reader.value(or: self.token)
                case "audiences": self.audiences = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("token", token)
            writer.list("audiences", audiences)
            writer.endObject()
        }
    }

    /// `v1.TokenReviewStatus`.
    public struct TokenReviewStatus: APIType {
        public var authenticated: Bool?
        public var user: AuthenticationV1.UserInfo
        public var audiences: [String]
        public var error: String?

        public init(
            authenticated: Bool? = nil,
            user: AuthenticationV1.UserInfo = .init(),
            audiences: [String] = [],
            error: String? = nil
        ) {
            self.authenticated = authenticated
            self.user = user
            self.audiences = audiences
            self.error = error
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "authenticated": self.authenticated = try reader.optional()
                case "user": self.user = try reader.value(or: self.user)
                case "audiences": self.audiences = try reader.readArray()
                case "error": self.error = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("authenticated", authenticated)
            writer.embedded("user", user)
            writer.list("audiences", audiences)
            writer.optional("error", error)
            writer.endObject()
        }
    }

    /// `v1.UserInfo`.
    public struct UserInfo: APIType {
        public var username: String?
        public var uid: String?
        public var groups: [String]
        public var extra: [String: [String]]

        public init(
            username: String? = nil,
            uid: String? = nil,
            groups: [String] = [],
            extra: [String: [String]] = [:]
        ) {
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
            writer.optional("username", username)
            writer.optional("uid", uid)
            writer.list("groups", groups)
            writer.map("extra", extra)
            writer.endObject()
        }
    }
}

extension AuthenticationV1.SelfSubjectReview: KubernetesObject {
    public static let resource = APIResource(
        group: "authentication.k8s.io", version: "v1", kind: "SelfSubjectReview", plural: "selfsubjectreviews", namespaced: false)
}

extension AuthenticationV1.TokenReview: KubernetesObject {
    public static let resource = APIResource(
        group: "authentication.k8s.io", version: "v1", kind: "TokenReview", plural: "tokenreviews", namespaced: false)
}
