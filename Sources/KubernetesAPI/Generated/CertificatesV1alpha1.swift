// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of certificates.k8s.io/v1alpha1.
public enum CertificatesV1alpha1 {}

extension CertificatesV1alpha1 {
    /// `v1alpha1.ClusterTrustBundle`, the kind ClusterTrustBundle of certificates.k8s.io/v1alpha1.
    public struct ClusterTrustBundle: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: CertificatesV1alpha1.ClusterTrustBundleSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: CertificatesV1alpha1.ClusterTrustBundleSpec = .init()
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
            writer.required("apiVersion", "certificates.k8s.io/v1alpha1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.endObject()
        }
    }

    /// `v1alpha1.ClusterTrustBundleSpec`.
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
}

extension CertificatesV1alpha1.ClusterTrustBundle: KubernetesObject {
    public static let resource = APIResource(
        group: "certificates.k8s.io", version: "v1alpha1", kind: "ClusterTrustBundle", plural: "clustertrustbundles", namespaced: false)
}
