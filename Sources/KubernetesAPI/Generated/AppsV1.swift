// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of apps/v1.
public enum AppsV1 {}

extension AppsV1 {
    /// `v1.ControllerRevision`, the kind ControllerRevision of apps/v1.
    public struct ControllerRevision: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var data: JSONValue?
        public var revision: Int

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            data: JSONValue? = nil,
            revision: Int = 0
        ) {
            self.metadata = metadata
            self.data = data
            self.revision = revision
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "data": self.data = try reader.optional()
                case "revision": self.revision = try reader.value(or: self.revision)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "ControllerRevision")
            writer.required("apiVersion", "apps/v1")
            writer.embedded("metadata", metadata)
            writer.optional("data", data)
            writer.required("revision", revision)
            writer.endObject()
        }
    }

    /// `v1.DaemonSet`, the kind DaemonSet of apps/v1.
    public struct DaemonSet: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AppsV1.DaemonSetSpec
        public var status: AppsV1.DaemonSetStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AppsV1.DaemonSetSpec = .init(),
            status: AppsV1.DaemonSetStatus = .init()
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
            writer.required("kind", "DaemonSet")
            writer.required("apiVersion", "apps/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.DaemonSetCondition`.
    public struct DaemonSetCondition: APIType {
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

    /// `v1.DaemonSetSpec`.
    public struct DaemonSetSpec: APIType {
        public var selector: MetaV1.LabelSelector
        public var template: CoreV1.PodTemplateSpec
        public var updateStrategy: AppsV1.DaemonSetUpdateStrategy
        public var minReadySeconds: Int?
        public var revisionHistoryLimit: Int?

        public init(
            selector: MetaV1.LabelSelector = .init(),
            template: CoreV1.PodTemplateSpec = .init(),
            updateStrategy: AppsV1.DaemonSetUpdateStrategy = .init(),
            minReadySeconds: Int? = nil,
            revisionHistoryLimit: Int? = nil
        ) {
            self.selector = selector
            self.template = template
            self.updateStrategy = updateStrategy
            self.minReadySeconds = minReadySeconds
            self.revisionHistoryLimit = revisionHistoryLimit
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "selector": self.selector = try reader.value(or: self.selector)
                case "template": self.template = try reader.value(or: self.template)
                case "updateStrategy": self.updateStrategy = try reader.value(or: self.updateStrategy)
                case "minReadySeconds": self.minReadySeconds = try reader.optional()
                case "revisionHistoryLimit": self.revisionHistoryLimit = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("selector", selector)
            writer.required("template", template)
            writer.embedded("updateStrategy", updateStrategy)
            writer.optional("minReadySeconds", minReadySeconds)
            writer.optional("revisionHistoryLimit", revisionHistoryLimit)
            writer.endObject()
        }
    }

    /// `v1.DaemonSetStatus`.
    public struct DaemonSetStatus: APIType {
        public var currentNumberScheduled: Int
        public var numberMisscheduled: Int
        public var desiredNumberScheduled: Int
        public var numberReady: Int
        public var observedGeneration: Int?
        public var updatedNumberScheduled: Int?
        public var numberAvailable: Int?
        public var numberUnavailable: Int?
        public var collisionCount: Int?
        public var conditions: [AppsV1.DaemonSetCondition]

        public init(
            currentNumberScheduled: Int = 0,
            numberMisscheduled: Int = 0,
            desiredNumberScheduled: Int = 0,
            numberReady: Int = 0,
            observedGeneration: Int? = nil,
            updatedNumberScheduled: Int? = nil,
            numberAvailable: Int? = nil,
            numberUnavailable: Int? = nil,
            collisionCount: Int? = nil,
            conditions: [AppsV1.DaemonSetCondition] = []
        ) {
            self.currentNumberScheduled = currentNumberScheduled
            self.numberMisscheduled = numberMisscheduled
            self.desiredNumberScheduled = desiredNumberScheduled
            self.numberReady = numberReady
            self.observedGeneration = observedGeneration
            self.updatedNumberScheduled = updatedNumberScheduled
            self.numberAvailable = numberAvailable
            self.numberUnavailable = numberUnavailable
            self.collisionCount = collisionCount
            self.conditions = conditions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "currentNumberScheduled": self.currentNumberScheduled = try reader.value(or: self.currentNumberScheduled)
                case "numberMisscheduled": self.numberMisscheduled = try reader.value(or: self.numberMisscheduled)
                case "desiredNumberScheduled": self.desiredNumberScheduled = try reader.value(or: self.desiredNumberScheduled)
                case "numberReady": self.numberReady = try reader.value(or: self.numberReady)
                case "observedGeneration": self.observedGeneration = try reader.optional()
                case "updatedNumberScheduled": self.updatedNumberScheduled = try reader.optional()
                case "numberAvailable": self.numberAvailable = try reader.optional()
                case "numberUnavailable": self.numberUnavailable = try reader.optional()
                case "collisionCount": self.collisionCount = try reader.optional()
                case "conditions": self.conditions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("currentNumberScheduled", currentNumberScheduled)
            writer.required("numberMisscheduled", numberMisscheduled)
            writer.required("desiredNumberScheduled", desiredNumberScheduled)
            writer.required("numberReady", numberReady)
            writer.optional("observedGeneration", observedGeneration)
            writer.optional("updatedNumberScheduled", updatedNumberScheduled)
            writer.optional("numberAvailable", numberAvailable)
            writer.optional("numberUnavailable", numberUnavailable)
            writer.optional("collisionCount", collisionCount)
            writer.list("conditions", conditions)
            writer.endObject()
        }
    }

    /// `v1.DaemonSetUpdateStrategy`.
    public struct DaemonSetUpdateStrategy: APIType {
        public var type: String?
        @Indirect public var rollingUpdate: AppsV1.RollingUpdateDaemonSet?

        public init(
            type: String? = nil,
            rollingUpdate: AppsV1.RollingUpdateDaemonSet? = nil
        ) {
            self.type = type
            self.rollingUpdate = rollingUpdate
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.optional()
                case "rollingUpdate": self.rollingUpdate = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("type", type)
            writer.optional("rollingUpdate", rollingUpdate)
            writer.endObject()
        }
    }

    /// `v1.Deployment`, the kind Deployment of apps/v1.
    public struct Deployment: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AppsV1.DeploymentSpec
        public var status: AppsV1.DeploymentStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AppsV1.DeploymentSpec = .init(),
            status: AppsV1.DeploymentStatus = .init()
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
            writer.required("kind", "Deployment")
            writer.required("apiVersion", "apps/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.DeploymentCondition`.
    public struct DeploymentCondition: APIType {
        public var type: String
        public var status: String
        public var lastUpdateTime: Time?
        public var lastTransitionTime: Time?
        public var reason: String?
        public var message: String?

        public init(
            type: String = "",
            status: String = "",
            lastUpdateTime: Time? = nil,
            lastTransitionTime: Time? = nil,
            reason: String? = nil,
            message: String? = nil
        ) {
            self.type = type
            self.status = status
            self.lastUpdateTime = lastUpdateTime
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
                case "lastUpdateTime": self.lastUpdateTime = try reader.optional()
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
            writer.optional("lastUpdateTime", lastUpdateTime)
            writer.optional("lastTransitionTime", lastTransitionTime)
            writer.optional("reason", reason)
            writer.optional("message", message)
            writer.endObject()
        }
    }

    /// `v1.DeploymentSpec`.
    public struct DeploymentSpec: APIType {
        public var replicas: Int?
        public var selector: MetaV1.LabelSelector
        public var template: CoreV1.PodTemplateSpec
        public var strategy: AppsV1.DeploymentStrategy
        public var minReadySeconds: Int?
        public var revisionHistoryLimit: Int?
        public var paused: Bool?
        public var progressDeadlineSeconds: Int?

        public init(
            replicas: Int? = nil,
            selector: MetaV1.LabelSelector = .init(),
            template: CoreV1.PodTemplateSpec = .init(),
            strategy: AppsV1.DeploymentStrategy = .init(),
            minReadySeconds: Int? = nil,
            revisionHistoryLimit: Int? = nil,
            paused: Bool? = nil,
            progressDeadlineSeconds: Int? = nil
        ) {
            self.replicas = replicas
            self.selector = selector
            self.template = template
            self.strategy = strategy
            self.minReadySeconds = minReadySeconds
            self.revisionHistoryLimit = revisionHistoryLimit
            self.paused = paused
            self.progressDeadlineSeconds = progressDeadlineSeconds
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "replicas": self.replicas = try reader.optional()
                case "selector": self.selector = try reader.value(or: self.selector)
                case "template": self.template = try reader.value(or: self.template)
                case "strategy": self.strategy = try reader.value(or: self.strategy)
                case "minReadySeconds": self.minReadySeconds = try reader.optional()
                case "revisionHistoryLimit": self.revisionHistoryLimit = try reader.optional()
                case "paused": self.paused = try reader.optional()
                case "progressDeadlineSeconds": self.progressDeadlineSeconds = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("replicas", replicas)
            writer.required("selector", selector)
            writer.required("template", template)
            writer.embedded("strategy", strategy)
            writer.optional("minReadySeconds", minReadySeconds)
            writer.optional("revisionHistoryLimit", revisionHistoryLimit)
            writer.optional("paused", paused)
            writer.optional("progressDeadlineSeconds", progressDeadlineSeconds)
            writer.endObject()
        }
    }

    /// `v1.DeploymentStatus`.
    public struct DeploymentStatus: APIType {
        public var observedGeneration: Int?
        public var replicas: Int?
        public var updatedReplicas: Int?
        public var readyReplicas: Int?
        public var availableReplicas: Int?
        public var unavailableReplicas: Int?
        public var terminatingReplicas: Int?
        public var conditions: [AppsV1.DeploymentCondition]
        public var collisionCount: Int?

        public init(
            observedGeneration: Int? = nil,
            replicas: Int? = nil,
            updatedReplicas: Int? = nil,
            readyReplicas: Int? = nil,
            availableReplicas: Int? = nil,
            unavailableReplicas: Int? = nil,
            terminatingReplicas: Int? = nil,
            conditions: [AppsV1.DeploymentCondition] = [],
            collisionCount: Int? = nil
        ) {
            self.observedGeneration = observedGeneration
            self.replicas = replicas
            self.updatedReplicas = updatedReplicas
            self.readyReplicas = readyReplicas
            self.availableReplicas = availableReplicas
            self.unavailableReplicas = unavailableReplicas
            self.terminatingReplicas = terminatingReplicas
            self.conditions = conditions
            self.collisionCount = collisionCount
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "observedGeneration": self.observedGeneration = try reader.optional()
                case "replicas": self.replicas = try reader.optional()
                case "updatedReplicas": self.updatedReplicas = try reader.optional()
                case "readyReplicas": self.readyReplicas = try reader.optional()
                case "availableReplicas": self.availableReplicas = try reader.optional()
                case "unavailableReplicas": self.unavailableReplicas = try reader.optional()
                case "terminatingReplicas": self.terminatingReplicas = try reader.optional()
                case "conditions": self.conditions = try reader.readArray()
                case "collisionCount": self.collisionCount = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("observedGeneration", observedGeneration)
            writer.optional("replicas", replicas)
            writer.optional("updatedReplicas", updatedReplicas)
            writer.optional("readyReplicas", readyReplicas)
            writer.optional("availableReplicas", availableReplicas)
            writer.optional("unavailableReplicas", unavailableReplicas)
            writer.optional("terminatingReplicas", terminatingReplicas)
            writer.list("conditions", conditions)
            writer.optional("collisionCount", collisionCount)
            writer.endObject()
        }
    }

    /// `v1.DeploymentStrategy`.
    public struct DeploymentStrategy: APIType {
        public var type: String?
        @Indirect public var rollingUpdate: AppsV1.RollingUpdateDeployment?

        public init(
            type: String? = nil,
            rollingUpdate: AppsV1.RollingUpdateDeployment? = nil
        ) {
            self.type = type
            self.rollingUpdate = rollingUpdate
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.optional()
                case "rollingUpdate": self.rollingUpdate = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("type", type)
            writer.optional("rollingUpdate", rollingUpdate)
            writer.endObject()
        }
    }

    /// `v1.ReplicaSet`, the kind ReplicaSet of apps/v1.
    public struct ReplicaSet: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AppsV1.ReplicaSetSpec
        public var status: AppsV1.ReplicaSetStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AppsV1.ReplicaSetSpec = .init(),
            status: AppsV1.ReplicaSetStatus = .init()
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
            writer.required("kind", "ReplicaSet")
            writer.required("apiVersion", "apps/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.ReplicaSetCondition`.
    public struct ReplicaSetCondition: APIType {
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

    /// `v1.ReplicaSetSpec`.
    public struct ReplicaSetSpec: APIType {
        public var replicas: Int?
        public var minReadySeconds: Int?
        public var selector: MetaV1.LabelSelector
        public var template: CoreV1.PodTemplateSpec

        public init(
            replicas: Int? = nil,
            minReadySeconds: Int? = nil,
            selector: MetaV1.LabelSelector = .init(),
            template: CoreV1.PodTemplateSpec = .init()
        ) {
            self.replicas = replicas
            self.minReadySeconds = minReadySeconds
            self.selector = selector
            self.template = template
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "replicas": self.replicas = try reader.optional()
                case "minReadySeconds": self.minReadySeconds = try reader.optional()
                case "selector": self.selector = try reader.value(or: self.selector)
                case "template": self.template = try reader.value(or: self.template)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("replicas", replicas)
            writer.optional("minReadySeconds", minReadySeconds)
            writer.required("selector", selector)
            writer.embedded("template", template)
            writer.endObject()
        }
    }

    /// `v1.ReplicaSetStatus`.
    public struct ReplicaSetStatus: APIType {
        public var replicas: Int
        public var fullyLabeledReplicas: Int?
        public var readyReplicas: Int?
        public var availableReplicas: Int?
        public var terminatingReplicas: Int?
        public var observedGeneration: Int?
        public var conditions: [AppsV1.ReplicaSetCondition]

        public init(
            replicas: Int = 0,
            fullyLabeledReplicas: Int? = nil,
            readyReplicas: Int? = nil,
            availableReplicas: Int? = nil,
            terminatingReplicas: Int? = nil,
            observedGeneration: Int? = nil,
            conditions: [AppsV1.ReplicaSetCondition] = []
        ) {
            self.replicas = replicas
            self.fullyLabeledReplicas = fullyLabeledReplicas
            self.readyReplicas = readyReplicas
            self.availableReplicas = availableReplicas
            self.terminatingReplicas = terminatingReplicas
            self.observedGeneration = observedGeneration
            self.conditions = conditions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "replicas": self.replicas = try reader.value(or: self.replicas)
                case "fullyLabeledReplicas": self.fullyLabeledReplicas = try reader.optional()
                case "readyReplicas": self.readyReplicas = try reader.optional()
                case "availableReplicas": self.availableReplicas = try reader.optional()
                case "terminatingReplicas": self.terminatingReplicas = try reader.optional()
                case "observedGeneration": self.observedGeneration = try reader.optional()
                case "conditions": self.conditions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("replicas", replicas)
            writer.optional("fullyLabeledReplicas", fullyLabeledReplicas)
            writer.optional("readyReplicas", readyReplicas)
            writer.optional("availableReplicas", availableReplicas)
            writer.optional("terminatingReplicas", terminatingReplicas)
            writer.optional("observedGeneration", observedGeneration)
            writer.list("conditions", conditions)
            writer.endObject()
        }
    }

    /// `v1.RollingUpdateDaemonSet`.
    public struct RollingUpdateDaemonSet: APIType {
        public var maxUnavailable: IntOrString?
        public var maxSurge: IntOrString?

        public init(
            maxUnavailable: IntOrString? = nil,
            maxSurge: IntOrString? = nil
        ) {
            self.maxUnavailable = maxUnavailable
            self.maxSurge = maxSurge
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "maxUnavailable": self.maxUnavailable = try reader.optional()
                case "maxSurge": self.maxSurge = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("maxUnavailable", maxUnavailable)
            writer.optional("maxSurge", maxSurge)
            writer.endObject()
        }
    }

    /// `v1.RollingUpdateDeployment`.
    public struct RollingUpdateDeployment: APIType {
        public var maxUnavailable: IntOrString?
        public var maxSurge: IntOrString?

        public init(
            maxUnavailable: IntOrString? = nil,
            maxSurge: IntOrString? = nil
        ) {
            self.maxUnavailable = maxUnavailable
            self.maxSurge = maxSurge
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "maxUnavailable": self.maxUnavailable = try reader.optional()
                case "maxSurge": self.maxSurge = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("maxUnavailable", maxUnavailable)
            writer.optional("maxSurge", maxSurge)
            writer.endObject()
        }
    }

    /// `v1.RollingUpdateStatefulSetStrategy`.
    public struct RollingUpdateStatefulSetStrategy: APIType {
        public var partition: Int?
        public var maxUnavailable: IntOrString?

        public init(
            partition: Int? = nil,
            maxUnavailable: IntOrString? = nil
        ) {
            self.partition = partition
            self.maxUnavailable = maxUnavailable
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "partition": self.partition = try reader.optional()
                case "maxUnavailable": self.maxUnavailable = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("partition", partition)
            writer.optional("maxUnavailable", maxUnavailable)
            writer.endObject()
        }
    }

    /// `v1.StatefulSet`, the kind StatefulSet of apps/v1.
    public struct StatefulSet: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AppsV1.StatefulSetSpec
        public var status: AppsV1.StatefulSetStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AppsV1.StatefulSetSpec = .init(),
            status: AppsV1.StatefulSetStatus = .init()
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
            writer.required("kind", "StatefulSet")
            writer.required("apiVersion", "apps/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.StatefulSetCondition`.
    public struct StatefulSetCondition: APIType {
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

    /// `v1.StatefulSetOrdinals`.
    public struct StatefulSetOrdinals: APIType {
        public var start: Int?

        public init(
            start: Int? = nil
        ) {
            self.start = start
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "start": self.start = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("start", start)
            writer.endObject()
        }
    }

    /// `v1.StatefulSetPersistentVolumeClaimRetentionPolicy`.
    public struct StatefulSetPersistentVolumeClaimRetentionPolicy: APIType {
        public var whenDeleted: String?
        public var whenScaled: String?

        public init(
            whenDeleted: String? = nil,
            whenScaled: String? = nil
        ) {
            self.whenDeleted = whenDeleted
            self.whenScaled = whenScaled
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "whenDeleted": self.whenDeleted = try reader.optional()
                case "whenScaled": self.whenScaled = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("whenDeleted", whenDeleted)
            writer.optional("whenScaled", whenScaled)
            writer.endObject()
        }
    }

    /// `v1.StatefulSetSpec`.
    public struct StatefulSetSpec: APIType {
        public var replicas: Int?
        public var selector: MetaV1.LabelSelector
        public var template: CoreV1.PodTemplateSpec
        public var volumeClaimTemplates: [CoreV1.PersistentVolumeClaim]
        public var serviceName: String?
        public var podManagementPolicy: String?
        public var updateStrategy: AppsV1.StatefulSetUpdateStrategy
        public var revisionHistoryLimit: Int?
        public var minReadySeconds: Int?
        @Indirect public var persistentVolumeClaimRetentionPolicy: AppsV1.StatefulSetPersistentVolumeClaimRetentionPolicy?
        @Indirect public var ordinals: AppsV1.StatefulSetOrdinals?

        public init(
            replicas: Int? = nil,
            selector: MetaV1.LabelSelector = .init(),
            template: CoreV1.PodTemplateSpec = .init(),
            volumeClaimTemplates: [CoreV1.PersistentVolumeClaim] = [],
            serviceName: String? = nil,
            podManagementPolicy: String? = nil,
            updateStrategy: AppsV1.StatefulSetUpdateStrategy = .init(),
            revisionHistoryLimit: Int? = nil,
            minReadySeconds: Int? = nil,
            persistentVolumeClaimRetentionPolicy: AppsV1.StatefulSetPersistentVolumeClaimRetentionPolicy? = nil,
            ordinals: AppsV1.StatefulSetOrdinals? = nil
        ) {
            self.replicas = replicas
            self.selector = selector
            self.template = template
            self.volumeClaimTemplates = volumeClaimTemplates
            self.serviceName = serviceName
            self.podManagementPolicy = podManagementPolicy
            self.updateStrategy = updateStrategy
            self.revisionHistoryLimit = revisionHistoryLimit
            self.minReadySeconds = minReadySeconds
            self.persistentVolumeClaimRetentionPolicy = persistentVolumeClaimRetentionPolicy
            self.ordinals = ordinals
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "replicas": self.replicas = try reader.optional()
                case "selector": self.selector = try reader.value(or: self.selector)
                case "template": self.template = try reader.value(or: self.template)
                case "volumeClaimTemplates": self.volumeClaimTemplates = try reader.readArray()
                case "serviceName": self.serviceName = try reader.optional()
                case "podManagementPolicy": self.podManagementPolicy = try reader.optional()
                case "updateStrategy": self.updateStrategy = try reader.value(or: self.updateStrategy)
                case "revisionHistoryLimit": self.revisionHistoryLimit = try reader.optional()
                case "minReadySeconds": self.minReadySeconds = try reader.optional()
                case "persistentVolumeClaimRetentionPolicy": self.persistentVolumeClaimRetentionPolicy = try reader.optional()
                case "ordinals": self.ordinals = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("replicas", replicas)
            writer.required("selector", selector)
            writer.required("template", template)
            writer.list("volumeClaimTemplates", volumeClaimTemplates)
            writer.optional("serviceName", serviceName)
            writer.optional("podManagementPolicy", podManagementPolicy)
            writer.embedded("updateStrategy", updateStrategy)
            writer.optional("revisionHistoryLimit", revisionHistoryLimit)
            writer.optional("minReadySeconds", minReadySeconds)
            writer.optional("persistentVolumeClaimRetentionPolicy", persistentVolumeClaimRetentionPolicy)
            writer.optional("ordinals", ordinals)
            writer.endObject()
        }
    }

    /// `v1.StatefulSetStatus`.
    public struct StatefulSetStatus: APIType {
        public var observedGeneration: Int?
        public var replicas: Int
        public var readyReplicas: Int?
        public var currentReplicas: Int?
        public var updatedReplicas: Int?
        public var currentRevision: String?
        public var updateRevision: String?
        public var collisionCount: Int?
        public var conditions: [AppsV1.StatefulSetCondition]
        public var availableReplicas: Int?

        public init(
            observedGeneration: Int? = nil,
            replicas: Int = 0,
            readyReplicas: Int? = nil,
            currentReplicas: Int? = nil,
            updatedReplicas: Int? = nil,
            currentRevision: String? = nil,
            updateRevision: String? = nil,
            collisionCount: Int? = nil,
            conditions: [AppsV1.StatefulSetCondition] = [],
            availableReplicas: Int? = nil
        ) {
            self.observedGeneration = observedGeneration
            self.replicas = replicas
            self.readyReplicas = readyReplicas
            self.currentReplicas = currentReplicas
            self.updatedReplicas = updatedReplicas
            self.currentRevision = currentRevision
            self.updateRevision = updateRevision
            self.collisionCount = collisionCount
            self.conditions = conditions
            self.availableReplicas = availableReplicas
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "observedGeneration": self.observedGeneration = try reader.optional()
                case "replicas": self.replicas = try reader.value(or: self.replicas)
                case "readyReplicas": self.readyReplicas = try reader.optional()
                case "currentReplicas": self.currentReplicas = try reader.optional()
                case "updatedReplicas": self.updatedReplicas = try reader.optional()
                case "currentRevision": self.currentRevision = try reader.optional()
                case "updateRevision": self.updateRevision = try reader.optional()
                case "collisionCount": self.collisionCount = try reader.optional()
                case "conditions": self.conditions = try reader.readArray()
                case "availableReplicas": self.availableReplicas = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("observedGeneration", observedGeneration)
            writer.required("replicas", replicas)
            writer.optional("readyReplicas", readyReplicas)
            writer.optional("currentReplicas", currentReplicas)
            writer.optional("updatedReplicas", updatedReplicas)
            writer.optional("currentRevision", currentRevision)
            writer.optional("updateRevision", updateRevision)
            writer.optional("collisionCount", collisionCount)
            writer.list("conditions", conditions)
            writer.optional("availableReplicas", availableReplicas)
            writer.endObject()
        }
    }

    /// `v1.StatefulSetUpdateStrategy`.
    public struct StatefulSetUpdateStrategy: APIType {
        public var type: String?
        @Indirect public var rollingUpdate: AppsV1.RollingUpdateStatefulSetStrategy?

        public init(
            type: String? = nil,
            rollingUpdate: AppsV1.RollingUpdateStatefulSetStrategy? = nil
        ) {
            self.type = type
            self.rollingUpdate = rollingUpdate
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.optional()
                case "rollingUpdate": self.rollingUpdate = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("type", type)
            writer.optional("rollingUpdate", rollingUpdate)
            writer.endObject()
        }
    }
}

extension AppsV1.ControllerRevision: KubernetesObject {
    public static let resource = APIResource(
        group: "apps", version: "v1", kind: "ControllerRevision", plural: "controllerrevisions", namespaced: true)
}

extension AppsV1.DaemonSet: KubernetesObject {
    public static let resource = APIResource(
        group: "apps", version: "v1", kind: "DaemonSet", plural: "daemonsets", namespaced: true)
}

extension AppsV1.Deployment: KubernetesObject {
    public static let resource = APIResource(
        group: "apps", version: "v1", kind: "Deployment", plural: "deployments", namespaced: true)
}

extension AppsV1.ReplicaSet: KubernetesObject {
    public static let resource = APIResource(
        group: "apps", version: "v1", kind: "ReplicaSet", plural: "replicasets", namespaced: true)
}

extension AppsV1.StatefulSet: KubernetesObject {
    public static let resource = APIResource(
        group: "apps", version: "v1", kind: "StatefulSet", plural: "statefulsets", namespaced: true)
}
