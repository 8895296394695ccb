// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of batch/v1.
public enum BatchV1 {}

extension BatchV1 {
    /// `v1.CronJob`, the kind CronJob of batch/v1.
    public struct CronJob: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: BatchV1.CronJobSpec
        public var status: BatchV1.CronJobStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: BatchV1.CronJobSpec = .init(),
            status: BatchV1.CronJobStatus = .init()
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
            writer.required("kind", "CronJob")
            writer.required("apiVersion", "batch/v1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.CronJobSpec`.
    public struct CronJobSpec: APIType {
        public var schedule: String
        public var timeZone: String?
        public var startingDeadlineSeconds: Int?
        public var concurrencyPolicy: String?
        public var suspend: Bool?
        public var jobTemplate: BatchV1.JobTemplateSpec
        public var successfulJobsHistoryLimit: Int?
        public var failedJobsHistoryLimit: Int?

        public init(
            schedule: String = "",
            timeZone: String? = nil,
            startingDeadlineSeconds: Int? = nil,
            concurrencyPolicy: String? = nil,
            suspend: Bool? = nil,
            jobTemplate: BatchV1.JobTemplateSpec = .init(),
            successfulJobsHistoryLimit: Int? = nil,
            failedJobsHistoryLimit: Int? = nil
        ) {
            self.schedule = schedule
            self.timeZone = timeZone
            self.startingDeadlineSeconds = startingDeadlineSeconds
            self.concurrencyPolicy = concurrencyPolicy
            self.suspend = suspend
            self.jobTemplate = jobTemplate
            self.successfulJobsHistoryLimit = successfulJobsHistoryLimit
            self.failedJobsHistoryLimit = failedJobsHistoryLimit
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "schedule": self.schedule = try reader.value(or: self.schedule)
                case "timeZone": self.timeZone = try reader.optional()
                case "startingDeadlineSeconds": self.startingDeadlineSeconds = try reader.optional()
                case "concurrencyPolicy": self.concurrencyPolicy = try reader.optional()
                case "suspend": self.suspend = try reader.optional()
                case "jobTemplate": self.jobTemplate = try reader.value(or: self.jobTemplate)
                case "successfulJobsHistoryLimit": self.successfulJobsHistoryLimit = try reader.optional()
                case "failedJobsHistoryLimit": self.failedJobsHistoryLimit = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("schedule", schedule)
            writer.optional("timeZone", timeZone)
            writer.optional("startingDeadlineSeconds", startingDeadlineSeconds)
            writer.optional("concurrencyPolicy", concurrencyPolicy)
            writer.optional("suspend", suspend)
            writer.required("jobTemplate", jobTemplate)
            writer.optional("successfulJobsHistoryLimit", successfulJobsHistoryLimit)
            writer.optional("failedJobsHistoryLimit", failedJobsHistoryLimit)
            writer.endObject()
        }
    }

    /// `v1.CronJobStatus`.
    public struct CronJobStatus: APIType {
        public var active: [CoreV1.ObjectReference]
        public var lastScheduleTime: Time?
        public var lastSuccessfulTime: Time?

        public init(
            active: [CoreV1.ObjectReference] = [],
            lastScheduleTime: Time? = nil,
            lastSuccessfulTime: Time? = nil
        ) {
            self.active = active
            self.lastScheduleTime = lastScheduleTime
            self.lastSuccessfulTime = lastSuccessfulTime
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "active": self.active = try reader.readArray()
                case "lastScheduleTime": self.lastScheduleTime = try reader.optional()
                case "lastSuccessfulTime": self.lastSuccessfulTime = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("active", active)
            writer.optional("lastScheduleTime", lastScheduleTime)
            writer.optional("lastSuccessfulTime", lastSuccessfulTime)
            writer.endObject()
        }
    }

    /// `v1.Job`, the kind Job of batch/v1.
    public struct Job: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: BatchV1.JobSpec
        public var status: BatchV1.JobStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: BatchV1.JobSpec = .init(),
            status: BatchV1.JobStatus = .init()
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
            writer.required("kind", "Job")
            writer.required("apiVersion", "batch/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.JobCondition`.
    public struct JobCondition: APIType {
        public var type: String
        public var status: String
        public var lastProbeTime: Time?
        public var lastTransitionTime: Time?
        public var reason: String?
        public var message: String?

        public init(
            type: String = "",
            status: String = "",
            lastProbeTime: Time? = nil,
            lastTransitionTime: Time? = nil,
            reason: String? = nil,
            message: String? = nil
        ) {
            self.type = type
            self.status = status
            self.lastProbeTime = lastProbeTime
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
                case "lastProbeTime": self.lastProbeTime = try reader.optional()
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
            writer.optional("lastProbeTime", lastProbeTime)
            writer.optional("lastTransitionTime", lastTransitionTime)
            writer.optional("reason", reason)
            writer.optional("message", message)
            writer.endObject()
        }
    }

    /// `v1.JobSpec`.
    public struct JobSpec: APIType {
        public var parallelism: Int?
        public var completions: Int?
        public var activeDeadlineSeconds: Int?
        @Indirect public var podFailurePolicy: BatchV1.PodFailurePolicy?
        @Indirect public var successPolicy: BatchV1.SuccessPolicy?
        public var backoffLimit: Int?
        public var backoffLimitPerIndex: Int?
        public var maxFailedIndexes: Int?
        @Indirect public var selector: MetaV1.LabelSelector?
        public var manualSelector: Bool?
        public var template: CoreV1.PodTemplateSpec
        public var ttlSecondsAfterFinished: Int?
        public var completionMode: String?
        public var suspend: Bool?
        public var podReplacementPolicy: String?
        public var managedBy: String?

        public init(
            parallelism: Int? = nil,
            completions: Int? = nil,
            activeDeadlineSeconds: Int? = nil,
            podFailurePolicy: BatchV1.PodFailurePolicy? = nil,
            successPolicy: BatchV1.SuccessPolicy? = nil,
            backoffLimit: Int? = nil,
            backoffLimitPerIndex: Int? = nil,
            maxFailedIndexes: Int? = nil,
            selector: MetaV1.LabelSelector? = nil,
            manualSelector: Bool? = nil,
            template: CoreV1.PodTemplateSpec = .init(),
            ttlSecondsAfterFinished: Int? = nil,
            completionMode: String? = nil,
            suspend: Bool? = nil,
            podReplacementPolicy: String? = nil,
            managedBy: String? = nil
        ) {
            self.parallelism = parallelism
            self.completions = completions
            self.activeDeadlineSeconds = activeDeadlineSeconds
            self.podFailurePolicy = podFailurePolicy
            self.successPolicy = successPolicy
            self.backoffLimit = backoffLimit
            self.backoffLimitPerIndex = backoffLimitPerIndex
            self.maxFailedIndexes = maxFailedIndexes
            self.selector = selector
            self.manualSelector = manualSelector
            self.template = template
            self.ttlSecondsAfterFinished = ttlSecondsAfterFinished
            self.completionMode = completionMode
            self.suspend = suspend
            self.podReplacementPolicy = podReplacementPolicy
            self.managedBy = managedBy
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "parallelism": self.parallelism = try reader.optional()
                case "completions": self.completions = try reader.optional()
                case "activeDeadlineSeconds": self.activeDeadlineSeconds = try reader.optional()
                case "podFailurePolicy": self.podFailurePolicy = try reader.optional()
                case "successPolicy": self.successPolicy = try reader.optional()
                case "backoffLimit": self.backoffLimit = try reader.optional()
                case "backoffLimitPerIndex": self.backoffLimitPerIndex = try reader.optional()
                case "maxFailedIndexes": self.maxFailedIndexes = try reader.optional()
                case "selector": self.selector = try reader.optional()
                case "manualSelector": self.manualSelector = try reader.optional()
                case "template": self.template = try reader.value(or: self.template)
                case "ttlSecondsAfterFinished": self.ttlSecondsAfterFinished = try reader.optional()
                case "completionMode": self.completionMode = try reader.optional()
                case "suspend": self.suspend = try reader.optional()
                case "podReplacementPolicy": self.podReplacementPolicy = try reader.optional()
                case "managedBy": self.managedBy = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("parallelism", parallelism)
            writer.optional("completions", completions)
            writer.optional("activeDeadlineSeconds", activeDeadlineSeconds)
            writer.optional("podFailurePolicy", podFailurePolicy)
            writer.optional("successPolicy", successPolicy)
            writer.optional("backoffLimit", backoffLimit)
            writer.optional("backoffLimitPerIndex", backoffLimitPerIndex)
            writer.optional("maxFailedIndexes", maxFailedIndexes)
            writer.optional("selector", selector)
            writer.optional("manualSelector", manualSelector)
            writer.required("template", template)
            writer.optional("ttlSecondsAfterFinished", ttlSecondsAfterFinished)
            writer.optional("completionMode", completionMode)
            writer.optional("suspend", suspend)
            writer.optional("podReplacementPolicy", podReplacementPolicy)
            writer.optional("managedBy", managedBy)
            writer.endObject()
        }
    }

    /// `v1.JobStatus`.
    public struct JobStatus: APIType {
        public var conditions: [BatchV1.JobCondition]
        public var startTime: Time?
        public var completionTime: Time?
        public var active: Int?
        public var succeeded: Int?
        public var failed: Int?
        public var terminating: Int?
        public var completedIndexes: String?
        public var failedIndexes: String?
        @Indirect public var uncountedTerminatedPods: BatchV1.UncountedTerminatedPods?
        public var ready: Int?

        public init(
            conditions: [BatchV1.JobCondition] = [],
            startTime: Time? = nil,
            completionTime: Time? = nil,
            active: Int? = nil,
            succeeded: Int? = nil,
            failed: Int? = nil,
            terminating: Int? = nil,
            completedIndexes: String? = nil,
            failedIndexes: String? = nil,
            uncountedTerminatedPods: BatchV1.UncountedTerminatedPods? = nil,
            ready: Int? = nil
        ) {
            self.conditions = conditions
            self.startTime = startTime
            self.completionTime = completionTime
            self.active = active
            self.succeeded = succeeded
            self.failed = failed
            self.terminating = terminating
            self.completedIndexes = completedIndexes
            self.failedIndexes = failedIndexes
            self.uncountedTerminatedPods = uncountedTerminatedPods
            self.ready = ready
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "conditions": self.conditions = try reader.readArray()
                case "startTime": self.startTime = try reader.optional()
                case "completionTime": self.completionTime = try reader.optional()
                case "active": self.active = try reader.optional()
                case "succeeded": self.succeeded = try reader.optional()
                case "failed": self.failed = try reader.optional()
                case "terminating": self.terminating = try reader.optional()
                case "completedIndexes": self.completedIndexes = try reader.optional()
                case "failedIndexes": self.failedIndexes = try reader.optional()
                case "uncountedTerminatedPods": self.uncountedTerminatedPods = try reader.optional()
                case "ready": self.ready = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("conditions", conditions)
            writer.optional("startTime", startTime)
            writer.optional("completionTime", completionTime)
            writer.optional("active", active)
            writer.optional("succeeded", succeeded)
            writer.optional("failed", failed)
            writer.optional("terminating", terminating)
            writer.optional("completedIndexes", completedIndexes)
            writer.optional("failedIndexes", failedIndexes)
            writer.optional("uncountedTerminatedPods", uncountedTerminatedPods)
            writer.optional("ready", ready)
            writer.endObject()
        }
    }

    /// `v1.JobTemplateSpec`.
    public struct JobTemplateSpec: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: BatchV1.JobSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: BatchV1.JobSpec = .init()
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
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.endObject()
        }
    }

    /// `v1.PodFailurePolicy`.
    public struct PodFailurePolicy: APIType {
        public var rules: [BatchV1.PodFailurePolicyRule]

        public init(
            rules: [BatchV1.PodFailurePolicyRule] = []
        ) {
            self.rules = rules
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "rules": self.rules = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("rules", rules)
            writer.endObject()
        }
    }

    /// `v1.PodFailurePolicyOnExitCodesRequirement`.
    public struct PodFailurePolicyOnExitCodesRequirement: APIType {
        public var containerName: String?
        public var `operator`: String
        public var values: [Int]

        public init(
            containerName: String? = nil,
            `operator`: String = "",
            values: [Int] = []
        ) {
            self.containerName = containerName
            self.`operator` = `operator`
            self.values = values
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "containerName": self.containerName = try reader.optional()
                case "operator": self.`operator` = try reader.value(or: self.`operator`)
                case "values": self.values = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("containerName", containerName)
            writer.required("operator", `operator`)
            writer.required("values", values)
            writer.endObject()
        }
    }

    /// `v1.PodFailurePolicyOnPodConditionsPattern`.
    public struct PodFailurePolicyOnPodConditionsPattern: APIType {
        public var type: String
        public var status: String?

        public init(
            type: String = "",
            status: String? = nil
        ) {
            self.type = type
            self.status = status
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.value(or: self.type)
                case "status": self.status = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.optional("status", status)
            writer.endObject()
        }
    }

    /// `v1.PodFailurePolicyRule`.
    public struct PodFailurePolicyRule: APIType {
        public var action: String
        @Indirect public var onExitCodes: BatchV1.PodFailurePolicyOnExitCodesRequirement?
        public var onPodConditions: [BatchV1.PodFailurePolicyOnPodConditionsPattern]

        public init(
            action: String = "",
            onExitCodes: BatchV1.PodFailurePolicyOnExitCodesRequirement? = nil,
            onPodConditions: [BatchV1.PodFailurePolicyOnPodConditionsPattern] = []
        ) {
            self.action = action
            self.onExitCodes = onExitCodes
            self.onPodConditions = onPodConditions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "action": self.action = try reader.value(or: self.action)
                case "onExitCodes": self.onExitCodes = try reader.optional()
                case "onPodConditions": self.onPodConditions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("action", action)
            writer.optional("onExitCodes", onExitCodes)
            writer.list("onPodConditions", onPodConditions)
            writer.endObject()
        }
    }

    /// `v1.SuccessPolicy`.
    public struct SuccessPolicy: APIType {
        public var rules: [BatchV1.SuccessPolicyRule]

        public init(
            rules: [BatchV1.SuccessPolicyRule] = []
        ) {
            self.rules = rules
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "rules": self.rules = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("rules", rules)
            writer.endObject()
        }
    }

    /// `v1.SuccessPolicyRule`.
    public struct SuccessPolicyRule: APIType {
        public var succeededIndexes: String?
        public var succeededCount: Int?

        public init(
            succeededIndexes: String? = nil,
            succeededCount: Int? = nil
        ) {
            self.succeededIndexes = succeededIndexes
            self.succeededCount = succeededCount
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "succeededIndexes": self.succeededIndexes = try reader.optional()
                case "succeededCount": self.succeededCount = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("succeededIndexes", succeededIndexes)
            writer.optional("succeededCount", succeededCount)
            writer.endObject()
        }
    }

    /// `v1.UncountedTerminatedPods`.
    public struct UncountedTerminatedPods: APIType {
        public var succeeded: [String]
        public var failed: [String]

        public init(
            succeeded: [String] = [],
            failed: [String] = []
        ) {
            self.succeeded = succeeded
            self.failed = failed
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "succeeded": self.succeeded = try reader.readArray()
                case "failed": self.failed = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("succeeded", succeeded)
            writer.list("failed", failed)
            writer.endObject()
        }
    }
}

extension BatchV1.CronJob: KubernetesObject {
    public static let resource = APIResource(
        group: "batch", version: "v1", kind: "CronJob", plural: "cronjobs", namespaced: true)
}

extension BatchV1.Job: KubernetesObject {
    public static let resource = APIResource(
        group: "batch", version: "v1", kind: "Job", plural: "jobs", namespaced: true)
}
