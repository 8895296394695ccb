// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of autoscaling/v2.
public enum AutoscalingV2 {}

extension AutoscalingV2 {
    /// `v2.ContainerResourceMetricSource`.
    public struct ContainerResourceMetricSource: APIType {
        public var name: String
        public var target: AutoscalingV2.MetricTarget
        public var container: String

        public init(
            name: String = "",
            target: AutoscalingV2.MetricTarget = .init(),
            container: String = ""
        ) {
            self.name = name
            self.target = target
            self.container = container
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "target": self.target = try reader.value(or: self.target)
                case "container": self.container = try reader.value(or: self.container)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("target", target)
            writer.required("container", container)
            writer.endObject()
        }
    }

    /// `v2.ContainerResourceMetricStatus`.
    public struct ContainerResourceMetricStatus: APIType {
        public var name: String
        public var current: AutoscalingV2.MetricValueStatus
        public var container: String

        public init(
            name: String = "",
            current: AutoscalingV2.MetricValueStatus = .init(),
            container: String = ""
        ) {
            self.name = name
            self.current = current
            self.container = container
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "current": self.current = try reader.value(or: self.current)
                case "container": self.container = try reader.value(or: self.container)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("current", current)
            writer.required("container", container)
            writer.endObject()
        }
    }

    /// `v2.CrossVersionObjectReference`.
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

    /// `v2.ExternalMetricSource`.
    public struct ExternalMetricSource: APIType {
        public var metric: AutoscalingV2.MetricIdentifier
        public var target: AutoscalingV2.MetricTarget

        public init(
            metric: AutoscalingV2.MetricIdentifier = .init(),
            target: AutoscalingV2.MetricTarget = .init()
        ) {
            self.metric = metric
            self.target = target
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metric": self.metric = try reader.value(or: self.metric)
                case "target": self.target = try reader.value(or: self.target)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("metric", metric)
            writer.required("target", target)
            writer.endObject()
        }
    }

    /// `v2.ExternalMetricStatus`.
    public struct ExternalMetricStatus: APIType {
        public var metric: AutoscalingV2.MetricIdentifier
        public var current: AutoscalingV2.MetricValueStatus

        public init(
            metric: AutoscalingV2.MetricIdentifier = .init(),
            current: AutoscalingV2.MetricValueStatus = .init()
        ) {
            self.metric = metric
            self.current = current
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metric": self.metric = try reader.value(or: self.metric)
                case "current": self.current = try reader.value(or: self.current)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("metric", metric)
            writer.required("current", current)
            writer.endObject()
        }
    }

    /// `v2.HPAScalingPolicy`.
    public struct HPAScalingPolicy: APIType {
        public var type: String
        public var value: Int
        public var periodSeconds: Int

        public init(
            type: String = "",
            value: Int = 0,
            periodSeconds: Int = 0
        ) {
            self.type = type
            self.value = value
            self.periodSeconds = periodSeconds
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.value(or: self.type)
                case "value": self.value = try reader.value(or: self.value)
                case "periodSeconds": self.periodSeconds = try reader.value(or: self.periodSeconds)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.required("value", value)
            writer.required("periodSeconds", periodSeconds)
            writer.endObject()
        }
    }

    /// `v2.HPAScalingRules`.
    public struct HPAScalingRules: APIType {
        public var stabilizationWindowSeconds: Int?
        public var selectPolicy: String?
        public var policies: [AutoscalingV2.HPAScalingPolicy]
        public var tolerance: Quantity?

        public init(
            stabilizationWindowSeconds: Int? = nil,
            selectPolicy: String? = nil,
            policies: [AutoscalingV2.HPAScalingPolicy] = [],
            tolerance: Quantity? = nil
        ) {
            self.stabilizationWindowSeconds = stabilizationWindowSeconds
            self.selectPolicy = selectPolicy
            self.policies = policies
            self.tolerance = tolerance
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "stabilizationWindowSeconds": self.stabilizationWindowSeconds = try reader.optional()
                case "selectPolicy": self.selectPolicy = try reader.optional()
                case "policies": self.policies = try reader.readArray()
                case "tolerance": self.tolerance = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("stabilizationWindowSeconds", stabilizationWindowSeconds)
            writer.optional("selectPolicy", selectPolicy)
            writer.list("policies", policies)
            writer.optional("tolerance", tolerance)
            writer.endObject()
        }
    }

    /// `v2.HorizontalPodAutoscaler`, the kind HorizontalPodAutoscaler of autoscaling/v2.
    public struct HorizontalPodAutoscaler: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AutoscalingV2.HorizontalPodAutoscalerSpec
        public var status: AutoscalingV2.HorizontalPodAutoscalerStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AutoscalingV2.HorizontalPodAutoscalerSpec = .init(),
            status: AutoscalingV2.HorizontalPodAutoscalerStatus = .init()
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
            writer.required("apiVersion", "autoscaling/v2")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v2.HorizontalPodAutoscalerBehavior`.
    public struct HorizontalPodAutoscalerBehavior: APIType {
        @Indirect public var scaleUp: AutoscalingV2.HPAScalingRules?
        @Indirect public var scaleDown: AutoscalingV2.HPAScalingRules?

        public init(
            scaleUp: AutoscalingV2.HPAScalingRules? = nil,
            scaleDown: AutoscalingV2.HPAScalingRules? = nil
        ) {
            self.scaleUp = scaleUp
            self.scaleDown = scaleDown
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "scaleUp": self.scaleUp = try reader.optional()
                case "scaleDown": self.scaleDown = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("scaleUp", scaleUp)
            writer.optional("scaleDown", scaleDown)
            writer.endObject()
        }
    }

    /// `v2.HorizontalPodAutoscalerCondition`.
    public struct HorizontalPodAutoscalerCondition: APIType {
        public var type: String
        public var status: String
        public var lastTransitionTime: Time?
        public var reason: String?
        public var message: String?

        public init(
            type: String = "",
            status: String = "",
            lastTransitionTime: Time? = nil,
            reason: String? = nil,
            message: String? = nil
        ) {
            self.type = type
            self.status = status
            self.lastTransitionTime = lastTransitionTime
            self.reason = reason
            self.message = message
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.value(or: self.type)
                case "status": self.status = try reader.value(or: self.status)
                case "lastTransitionTime": self.lastTransitionTime = try reader.optional()
                case "reason": self.reason = try reader.optional()
                case "message": self.message = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.required("status", status)
            writer.optional("lastTransitionTime", lastTransitionTime)
            writer.optional("reason", reason)
            writer.optional("message", message)
            writer.endObject()
        }
    }

    /// `v2.HorizontalPodAutoscalerSpec`.
    public struct HorizontalPodAutoscalerSpec: APIType {
        public var scaleTargetRef: AutoscalingV2.CrossVersionObjectReference
        public var minReplicas: Int?
        public var maxReplicas: Int
        public var metrics: [AutoscalingV2.MetricSpec]
        @Indirect public var behavior: AutoscalingV2.HorizontalPodAutoscalerBehavior?

        public init(
            scaleTargetRef: AutoscalingV2.CrossVersionObjectReference = .init(),
            minReplicas: Int? = nil,
            maxReplicas: Int = 0,
            metrics: [AutoscalingV2.MetricSpec] = [],
            behavior: AutoscalingV2.HorizontalPodAutoscalerBehavior? = nil
        ) {
            self.scaleTargetRef = scaleTargetRef
            self.minReplicas = minReplicas
            self.maxReplicas = maxReplicas
            self.metrics = metrics
            self.behavior = behavior
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "scaleTargetRef": self.scaleTargetRef = try reader.value(or: self.scaleTargetRef)
                case "minReplicas": self.minReplicas = try reader.optional()
                case "maxReplicas": self.maxReplicas = try reader.value(or: self.maxReplicas)
                case "metrics": self.metrics = try reader.readArray()
                case "behavior": self.behavior = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("scaleTargetRef", scaleTargetRef)
            writer.optional("minReplicas", minReplicas)
            writer.required("maxReplicas", maxReplicas)
            writer.list("metrics", metrics)
            writer.optional("behavior", behavior)
            writer.endObject()
        }
    }

    /// `v2.HorizontalPodAutoscalerStatus`.
    public struct HorizontalPodAutoscalerStatus: APIType {
        public var observedGeneration: Int?
        public var lastScaleTime: Time?
        public var currentReplicas: Int?
        public var desiredReplicas: Int
        public var currentMetrics: [AutoscalingV2.MetricStatus]
        public var conditions: [AutoscalingV2.HorizontalPodAutoscalerCondition]

        public init(
            observedGeneration: Int? = nil,
            lastScaleTime: Time? = nil,
            currentReplicas: Int? = nil,
            desiredReplicas: Int = 0,
            currentMetrics: [AutoscalingV2.MetricStatus] = [],
            conditions: [AutoscalingV2.HorizontalPodAutoscalerCondition] = []
        ) {
            self.observedGeneration = observedGeneration
            self.lastScaleTime = lastScaleTime
            self.currentReplicas = currentReplicas
            self.desiredReplicas = desiredReplicas
            self.currentMetrics = currentMetrics
            self.conditions = conditions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "observedGeneration": self.observedGeneration = try reader.optional()
                case "lastScaleTime": self.lastScaleTime = try reader.optional()
                case "currentReplicas": self.currentReplicas = try reader.optional()
                case "desiredReplicas": self.desiredReplicas = try reader.value(or: self.desiredReplicas)
                case "currentMetrics": self.currentMetrics = try reader.readArray()
                case "conditions": self.conditions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("observedGeneration", observedGeneration)
            writer.optional("lastScaleTime", lastScaleTime)
            writer.optional("currentReplicas", currentReplicas)
            writer.required("desiredReplicas", desiredReplicas)
            writer.list("currentMetrics", currentMetrics)
            writer.list("conditions", conditions)
            writer.endObject()
        }
    }

    /// `v2.MetricIdentifier`.
    public struct MetricIdentifier: APIType {
        public var name: String
        @Indirect public var selector: MetaV1.LabelSelector?

        public init(
            name: String = "",
            selector: MetaV1.LabelSelector? = nil
        ) {
            self.name = name
            self.selector = selector
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "selector": self.selector = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.optional("selector", selector)
            writer.endObject()
        }
    }

    /// `v2.MetricSpec`.
    public struct MetricSpec: APIType {
        public var type: String
        @Indirect public var object: AutoscalingV2.ObjectMetricSource?
        @Indirect public var pods: AutoscalingV2.PodsMetricSource?
        @Indirect public var resource: AutoscalingV2.ResourceMetricSource?
        @Indirect public var containerResource: AutoscalingV2.ContainerResourceMetricSource?
        @Indirect public var external: AutoscalingV2.ExternalMetricSource?

        public init(
            type: String = "",
            object: AutoscalingV2.ObjectMetricSource? = nil,
            pods: AutoscalingV2.PodsMetricSource? = nil,
            resource: AutoscalingV2.ResourceMetricSource? = nil,
            containerResource: AutoscalingV2.ContainerResourceMetricSource? = nil,
            external: AutoscalingV2.ExternalMetricSource? = nil
        ) {
            self.type = type
            self.object = object
            self.pods = pods
            self.resource = resource
            self.containerResource = containerResource
            self.external = external
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.value(or: self.type)
                case "object": self.object = try reader.optional()
                case "pods": self.pods = try reader.optional()
                case "resource": self.resource = try reader.optional()
                case "containerResource": self.containerResource = try reader.optional()
                case "external": self.external = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.optional("object", object)
            writer.optional("pods", pods)
            writer.optional("resource", resource)
            writer.optional("containerResource", containerResource)
            writer.optional("external", external)
            writer.endObject()
        }
    }

    /// `v2.MetricStatus`.
    public struct MetricStatus: APIType {
        public var type: String
        @Indirect public var object: AutoscalingV2.ObjectMetricStatus?
        @Indirect public var pods: AutoscalingV2.PodsMetricStatus?
        @Indirect public var resource: AutoscalingV2.ResourceMetricStatus?
        @Indirect public var containerResource: AutoscalingV2.ContainerResourceMetricStatus?
        @Indirect public var external: AutoscalingV2.ExternalMetricStatus?

        public init(
            type: String = "",
            object: AutoscalingV2.ObjectMetricStatus? = nil,
            pods: AutoscalingV2.PodsMetricStatus? = nil,
            resource: AutoscalingV2.ResourceMetricStatus? = nil,
            containerResource: AutoscalingV2.ContainerResourceMetricStatus? = nil,
            external: AutoscalingV2.ExternalMetricStatus? = nil
        ) {
            self.type = type
            self.object = object
            self.pods = pods
            self.resource = resource
            self.containerResource = containerResource
            self.external = external
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.value(or: self.type)
                case "object": self.object = try reader.optional()
                case "pods": self.pods = try reader.optional()
                case "resource": self.resource = try reader.optional()
                case "containerResource": self.containerResource = try reader.optional()
                case "external": self.external = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.optional("object", object)
            writer.optional("pods", pods)
            writer.optional("resource", resource)
            writer.optional("containerResource", containerResource)
            writer.optional("external", external)
            writer.endObject()
        }
    }

    /// `v2.MetricTarget`.
    public struct MetricTarget: APIType {
        public var type: String
        public var value: Quantity?
        public var averageValue: Quantity?
        public var averageUtilization: Int?

        public init(
            type: String = "",
            value: Quantity? = nil,
            averageValue: Quantity? = nil,
            averageUtilization: Int? = nil
        ) {
            self.type = type
            self.value = value
            self.averageValue = averageValue
            self.averageUtilization = averageUtilization
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.value(or: self.type)
                case "value": self.value = try reader.optional()
                case "averageValue": self.averageValue = try reader.optional()
                case "averageUtilization": self.averageUtilization = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.optional("value", value)
            writer.optional("averageValue", averageValue)
            writer.optional("averageUtilization", averageUtilization)
            writer.endObject()
        }
    }

    /// `v2.MetricValueStatus`.
    public struct MetricValueStatus: APIType {
        public var value: Quantity?
        public var averageValue: Quantity?
        public var averageUtilization: Int?

        public init(
            value: Quantity? = nil,
            averageValue: Quantity? = nil,
            averageUtilization: Int? = nil
        ) {
            self.value = value
            self.averageValue = averageValue
            self.averageUtilization = averageUtilization
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "value": self.value = try reader.optional()
                case "averageValue": self.averageValue = try reader.optional()
                case "averageUtilization": self.averageUtilization = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("value", value)
            writer.optional("averageValue", averageValue)
            writer.optional("averageUtilization", averageUtilization)
            writer.endObject()
        }
    }

    /// `v2.ObjectMetricSource`.
    public struct ObjectMetricSource: APIType {
        public var describedObject: AutoscalingV2.CrossVersionObjectReference
        public var target: AutoscalingV2.MetricTarget
        public var metric: AutoscalingV2.MetricIdentifier

        public init(
            describedObject: AutoscalingV2.CrossVersionObjectReference = .init(),
            target: AutoscalingV2.MetricTarget = .init(),
            metric: AutoscalingV2.MetricIdentifier = .init()
        ) {
            self.describedObject = describedObject
            self.target = target
            self.metric = metric
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "describedObject": self.describedObject = try reader.value(or: self.describedObject)
                case "target": self.target = try reader.value(or: self.target)
                case "metric": self.metric = try reader.value(or: self.metric)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("describedObject", describedObject)
            writer.required("target", target)
            writer.required("metric", metric)
            writer.endObject()
        }
    }

    /// `v2.ObjectMetricStatus`.
    public struct ObjectMetricStatus: APIType {
        public var metric: AutoscalingV2.MetricIdentifier
        public var current: AutoscalingV2.MetricValueStatus
        public var describedObject: AutoscalingV2.CrossVersionObjectReference

        public init(
            metric: AutoscalingV2.MetricIdentifier = .init(),
            current: AutoscalingV2.MetricValueStatus = .init(),
            describedObject: AutoscalingV2.CrossVersionObjectReference = .init()
        ) {
            self.metric = metric
            self.current = current
            self.describedObject = describedObject
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metric": self.metric = try reader.value(or: self.metric)
                case "current": self.current = try reader.value(or: self.current)
                case "describedObject": self.describedObject = try reader.value(or: self.describedObject)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("metric", metric)
            writer.required("current", current)
            writer.required("describedObject", describedObject)
            writer.endObject()
        }
    }

    /// `v2.PodsMetricSource`.
    public struct PodsMetricSource: APIType {
        public var metric: AutoscalingV2.MetricIdentifier
        public var target: AutoscalingV2.MetricTarget

        public init(
            metric: AutoscalingV2.MetricIdentifier = .init(),
            target: AutoscalingV2.MetricTarget = .init()
        ) {
            self.metric = metric
            self.target = target
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metric": self.metric = try reader.value(or: self.metric)
                case "target": self.target = try reader.value(or: self.target)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("metric", metric)
            writer.required("target", target)
            writer.endObject()
        }
    }

    /// `v2.PodsMetricStatus`.
    public struct PodsMetricStatus: APIType {
        public var metric: AutoscalingV2.MetricIdentifier
        public var current: AutoscalingV2.MetricValueStatus

        public init(
            metric: AutoscalingV2.MetricIdentifier = .init(),
            current: AutoscalingV2.MetricValueStatus = .init()
        ) {
            self.metric = metric
            self.current = current
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metric": self.metric = try reader.value(or: self.metric)
                case "current": self.current = try reader.value(or: self.current)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("metric", metric)
            writer.required("current", current)
            writer.endObject()
        }
    }

    /// `v2.ResourceMetricSource`.
    public struct ResourceMetricSource: APIType {
        public var name: String
        public var target: AutoscalingV2.MetricTarget

        public init(
            name: String = "",
            target: AutoscalingV2.MetricTarget = .init()
        ) {
            self.name = name
            self.target = target
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "target": self.target = try reader.value(or: self.target)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("target", target)
            writer.endObject()
        }
    }

    /// `v2.ResourceMetricStatus`.
    public struct ResourceMetricStatus: APIType {
        public var name: String
        public var current: AutoscalingV2.MetricValueStatus

        public init(
            name: String = "",
            current: AutoscalingV2.MetricValueStatus = .init()
        ) {
            self.name = name
            self.current = current
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "current": self.current = try reader.value(or: self.current)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("current", current)
            writer.endObject()
        }
    }
}

extension AutoscalingV2.HorizontalPodAutoscaler: KubernetesObject {
    public static let resource = APIResource(
        group: "autoscaling", version: "v2", kind: "HorizontalPodAutoscaler", plural: "horizontalpodautoscalers", namespaced: true)
}
