// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of events.k8s.io/v1.
public enum EventsV1 {}

extension EventsV1 {
    /// `v1.Event`, the kind Event of events.k8s.io/v1.
    public struct Event: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var eventTime: MicroTime
        @Indirect public var series: EventsV1.EventSeries?
        public var reportingController: String?
        public var reportingInstance: String?
        public var action: String?
        public var reason: String?
        public var regarding: CoreV1.ObjectReference
        @Indirect public var related: CoreV1.ObjectReference?
        public var note: String?
        public var type: String?
        public var deprecatedSource: CoreV1.EventSource
        public var deprecatedFirstTimestamp: Time?
        public var deprecatedLastTimestamp: Time?
        public var deprecatedCount: Int?

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            eventTime: MicroTime = MicroTime(microseconds: 0),
            series: EventsV1.EventSeries? = nil,
            reportingController: String? = nil,
            reportingInstance: String? = nil,
            action: String? = nil,
            reason: String? = nil,
            regarding: CoreV1.ObjectReference = .init(),
            related: CoreV1.ObjectReference? = nil,
            note: String? = nil,
            type: String? = nil,
            deprecatedSource: CoreV1.EventSource = .init(),
            deprecatedFirstTimestamp: Time? = nil,
            deprecatedLastTimestamp: Time? = nil,
            deprecatedCount: Int? = nil
        ) {
            self.metadata = metadata
            self.eventTime = eventTime
            self.series = series
            self.reportingController = reportingController
            self.reportingInstance = reportingInstance
            self.action = action
            self.reason = reason
            self.regarding = regarding
            self.related = related
            self.note = note
            self.type = type
            self.deprecatedSource = deprecatedSource
            self.deprecatedFirstTimestamp = deprecatedFirstTimestamp
            self.deprecatedLastTimestamp = deprecatedLastTimestamp
            self.deprecatedCount = deprecatedCount
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "eventTime": self.eventTime = try reader.value(or: self.eventTime)
                case "series": self.series = try reader.optional()
                case "reportingController": self.reportingController = try reader.optional()
                case "reportingInstance": self.reportingInstance = try reader.optional()
                case "action": self.action = try reader.optional()
                case "reason": self.reason = try reader.optional()
                case "regarding": self.regarding = try reader.value(or: self.regarding)
                case "related": self.related = try reader.optional()
                case "note": self.note = try reader.optional()
                case "type": self.type = try reader.optional()
                case "deprecatedSource": self.deprecatedSource = try reader.value(or: self.deprecatedSource)
                case "deprecatedFirstTimestamp": self.deprecatedFirstTimestamp = try reader.optional()
                case "deprecatedLastTimestamp": self.deprecatedLastTimestamp = try reader.optional()
                case "deprecatedCount": self.deprecatedCount = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "Event")
            writer.required("apiVersion", "events.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("eventTime", eventTime)
            writer.optional("series", series)
            writer.optional("reportingController", reportingController)
            writer.optional("reportingInstance", reportingInstance)
            writer.optional("action", action)
            writer.optional("reason", reason)
            writer.embedded("regarding", regarding)
            writer.optional("related", related)
            writer.optional("note", note)
            writer.optional("type", type)
            writer.embedded("deprecatedSource", deprecatedSource)
            writer.optional("deprecatedFirstTimestamp", deprecatedFirstTimestamp)
            writer.optional("deprecatedLastTimestamp", deprecatedLastTimestamp)
            writer.optional("deprecatedCount", deprecatedCount)
            writer.endObject()
        }
    }

    /// `v1.EventSeries`.
    public struct EventSeries: APIType {
        public var count: Int
        public var lastObservedTime: MicroTime

        public init(
            count: Int = 0,
            lastObservedTime: MicroTime = MicroTime(microseconds: 0)
        ) {
            self.count = count
            self.lastObservedTime = lastObservedTime
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "count": self.count = try reader.value(or: self.count)
                case "lastObservedTime": self.lastObservedTime = try reader.value(or: self.lastObservedTime)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("count", count)
            writer.required("lastObservedTime", lastObservedTime)
            writer.endObject()
        }
    }
}

extension EventsV1.Event: KubernetesObject {
    public static let resource = APIResource(
        group: "events.k8s.io", version: "v1", kind: "Event", plural: "events", namespaced: true)
}
