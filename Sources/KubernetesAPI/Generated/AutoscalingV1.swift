// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of autoscaling/v1.
public enum AutoscalingV1 {}

extension AutoscalingV1 {
    /// `v1.CrossVersionObjectReference`.
    public struct CrossVersionObjectReference: APIType {
        public var kind: String
        public var name: String
        public var apiVersion: String?

        public init(
            kind: String = "",
            name: String = "",
            apiVersion: String? = nil
        ) {
            self.kind = kind
            self.name = name
            self.apiVersion = apiVersion
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "kind": self.kind = try reader.value(or: self.kind)
                case "name": self.name = try reader.value(or: self.name)
                case "apiVersion": self.apiVersion = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", kind)
            writer.required("name", name)
            writer.optional("apiVersion", apiVersion)
            writer.endObject()
        }
    }

    /// `v1.HorizontalPodAutoscaler`, the kind HorizontalPodAutoscaler of autoscaling/v1.
    public struct HorizontalPodAutoscaler: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AutoscalingV1.HorizontalPodAutoscalerSpec
        public var status: AutoscalingV1.HorizontalPodAutoscalerStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AutoscalingV1.HorizontalPodAutoscalerSpec = .init(),
            status: AutoscalingV1.HorizontalPodAutoscalerStatus = .init()
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
            writer.required("kind", "HorizontalPodAutoscaler")
            writer.required("apiVersion", "autoscaling/v1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.HorizontalPodAutoscalerSpec`.
    public struct HorizontalPodAutoscalerSpec: APIType {
        public var scaleTargetRef: AutoscalingV1.CrossVersionObjectReference
        public var minReplicas: Int?
        public var maxReplicas: Int
        public var targetCPUUtilizationPercentage: Int?

        public init(
            scaleTargetRef: AutoscalingV1.CrossVersionObjectReference = .init(),
            minReplicas: Int? = nil,
            maxReplicas: Int = 0,
            targetCPUUtilizationPercentage: Int? = nil
        ) {
            self.scaleTargetRef = scaleTargetRef
            self.minReplicas = minReplicas
            self.maxReplicas = maxReplicas
            self.targetCPUUtilizationPercentage = targetCPUUtilizationPercentage
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "scaleTargetRef": self.scaleTargetRef = try reader.value(or: self.scaleTargetRef)
                case "minReplicas": self.minReplicas = try reader.optional()
                case "maxReplicas": self.maxReplicas = try reader.value(or: self.maxReplicas)
                case "targetCPUUtilizationPercentage": self.targetCPUUtilizationPercentage = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("scaleTargetRef", scaleTargetRef)
            writer.optional("minReplicas", minReplicas)
            writer.required("maxReplicas", maxReplicas)
            writer.optional("targetCPUUtilizationPercentage", targetCPUUtilizationPercentage)
            writer.endObject()
        }
    }

    /// `v1.HorizontalPodAutoscalerStatus`.
    public struct HorizontalPodAutoscalerStatus: APIType {
        public var observedGeneration: Int?
        public var lastScaleTime: Time?
        public var currentReplicas: Int
        public var desiredReplicas: Int
        public var currentCPUUtilizationPercentage: Int?

        public init(
            observedGeneration: Int? = nil,
            lastScaleTime: Time? = nil,
            currentReplicas: Int = 0,
            desiredReplicas: Int = 0,
            currentCPUUtilizationPercentage: Int? = nil
        ) {
            self.observedGeneration = observedGeneration
            self.lastScaleTime = lastScaleTime
            self.currentReplicas = currentReplicas
            self.desiredReplicas = desiredReplicas
            self.currentCPUUtilizationPercentage = currentCPUUtilizationPercentage
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "observedGeneration": self.observedGeneration = try reader.optional()
                case "lastScaleTime": self.lastScaleTime = try reader.optional()
                case "currentReplicas": self.currentReplicas = try reader.value(or: self.currentReplicas)
                case "desiredReplicas": self.desiredReplicas = try reader.value(or: self.desiredReplicas)
                case "currentCPUUtilizationPercentage": self.currentCPUUtilizationPercentage = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("observedGeneration", observedGeneration)
            writer.optional("lastScaleTime", lastScaleTime)
            writer.required("currentReplicas", currentReplicas)
            writer.required("desiredReplicas", desiredReplicas)
            writer.optional("currentCPUUtilizationPercentage", currentCPUUtilizationPercentage)
            writer.endObject()
        }
    }

    /// `v1.Scale`, the kind Scale of autoscaling/v1.
    public struct Scale: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AutoscalingV1.ScaleSpec
        public var status: AutoscalingV1.ScaleStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AutoscalingV1.ScaleSpec = .init(),
            status: AutoscalingV1.ScaleStatus = .init()
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
            writer.required("kind", "Scale")
            writer.required("apiVersion", "autoscaling/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.ScaleSpec`.
    public struct ScaleSpec: APIType {
        public var replicas: Int?

        public init(
            replicas: Int? = nil
        ) {
            self.replicas = replicas
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "replicas": self.replicas = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("replicas", replicas)
            writer.endObject()
        }
    }

    /// `v1.ScaleStatus`.
    public struct ScaleStatus: APIType {
        public var replicas: Int
        public var selector: String?

        public init(
            replicas: Int = 0,
            selector: String? = nil
        ) {
            self.replicas = replicas
            self.selector = selector
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "replicas": self.replicas = try reader.value(or: self.replicas)
                case "selector": self.selector = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("replicas", replicas)
            writer.optional("selector", selector)
            writer.endObject()
        }
    }
}

extension AutoscalingV1.HorizontalPodAutoscaler: KubernetesObject {
    public static let resource = APIResource(
        group: "autoscaling", version: "v1", kind: "HorizontalPodAutoscaler", plural: "horizontalpodautoscalers", namespaced: true)
}
