// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of meta/v1, which all groups share.
public enum MetaV1 {}

extension MetaV1 {
    /// `v1.APIGroup`, the kind APIGroup of v1.
    public struct APIGroup: APIType {
        public var name: String
        public var versions: [MetaV1.GroupVersionForDiscovery]
        public var preferredVersion: MetaV1.GroupVersionForDiscovery
        public var serverAddressByClientCIDRs: [MetaV1.ServerAddressByClientCIDR]

        public init(
            name: String = "",
            versions: [MetaV1.GroupVersionForDiscovery] = [],
            preferredVersion: MetaV1.GroupVersionForDiscovery = .init(),
            serverAddressByClientCIDRs: [MetaV1.ServerAddressByClientCIDR] = []
        ) {
            self.name = name
            self.versions = versions
            self.preferredVersion = preferredVersion
            self.serverAddressByClientCIDRs = serverAddressByClientCIDRs
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "versions": self.versions = try reader.readArray()
                case "preferredVersion": self.preferredVersion = try reader.value(or: self.preferredVersion)
                case "serverAddressByClientCIDRs": self.serverAddressByClientCIDRs = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "APIGroup")
            writer.required("apiVersion", "v1")
            writer.required("name", name)
            writer.required("versions", versions)
            writer.embedded("preferredVersion", preferredVersion)
            writer.list("serverAddressByClientCIDRs", serverAddressByClientCIDRs)
            writer.endObject()
        }
    }

    /// `v1.APIGroupList`, the kind APIGroupList of v1.
    public struct APIGroupList: APIType {
        public var groups: [MetaV1.APIGroup]

        public init(
            groups: [MetaV1.APIGroup] = []
        ) {
            self.groups = groups
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "groups": self.groups = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "APIGroupList")
            writer.required("apiVersion", "v1")
            writer.required("groups", groups)
            writer.endObject()
        }
    }

    /// `v1.APIResource`.
    public struct APIResource: APIType {
        public var name: String
        public var singularName: String
        public var namespaced: Bool
        public var group: String?
        public var version: String?
        public var kind: String
        public var verbs: [String]
        public var shortNames: [String]
        public var categories: [String]
        public var storageVersionHash: String?

        public init(
            name: String = "",
            singularName: String = "",
            namespaced: Bool = false,
            group: String? = nil,
            version: String? = nil,
            kind: String = "",
            verbs: [String] = [],
            shortNames: [String] = [],
            categories: [String] = [],
            storageVersionHash: String? = nil
        ) {
            self.name = name
            self.singularName = singularName
            self.namespaced = namespaced
            self.group = group
            self.version = version
            self.kind = kind
            self.verbs = verbs
            self.shortNames = shortNames
            self.categories = categories
            self.storageVersionHash = storageVersionHash
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "singularName": self.singularName = try reader.value(or: self.singularName)
                case "namespaced": self.namespaced = try reader.value(or: self.namespaced)
                case "group": self.group = try reader.optional()
                case "version": self.version = try reader.optional()
                case "kind": self.kind = try reader.value(or: self.kind)
                case "verbs": self.verbs = try reader.readArray()
                case "shortNames": self.shortNames = try reader.readArray()
                case "categories": self.categories = try reader.readArray()
                case "storageVersionHash": self.storageVersionHash = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("singularName", singularName)
            writer.required("namespaced", namespaced)
            writer.optional("group", group)
            writer.optional("version", version)
            writer.required("kind", kind)
            writer.required("verbs", verbs)
            writer.list("shortNames", shortNames)
            writer.list("categories", categories)
            writer.optional("storageVersionHash", storageVersionHash)
            writer.endObject()
        }
    }

    /// `v1.APIResourceList`, the kind APIResourceList of v1.
    public struct APIResourceList: APIType {
        public var groupVersion: String
        public var resources: [MetaV1.APIResource]

        public init(
            groupVersion: String = "",
            resources: [MetaV1.APIResource] = []
        ) {
            self.groupVersion = groupVersion
            self.resources = resources
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "groupVersion": self.groupVersion = try reader.value(or: self.groupVersion)
                case "resources": self.resources = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "APIResourceList")
            writer.required("apiVersion", "v1")
            writer.required("groupVersion", groupVersion)
            writer.required("resources", resources)
            writer.endObject()
        }
    }

    /// `v1.APIVersions`, the kind APIVersions of v1.
    public struct APIVersions: APIType {
        public var versions: [String]
        public var serverAddressByClientCIDRs: [MetaV1.ServerAddressByClientCIDR]

        public init(
            versions: [String] = [],
            serverAddressByClientCIDRs: [MetaV1.ServerAddressByClientCIDR] = []
        ) {
            self.versions = versions
            self.serverAddressByClientCIDRs = serverAddressByClientCIDRs
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "versions": self.versions = try reader.readArray()
                case "serverAddressByClientCIDRs": self.serverAddressByClientCIDRs = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "APIVersions")
            writer.required("apiVersion", "v1")
            writer.required("versions", versions)
            writer.required("serverAddressByClientCIDRs", serverAddressByClientCIDRs)
            writer.endObject()
        }
    }

    /// `v1.Condition`.
    public struct Condition: APIType {
        public var type: String
        public var status: String
        public var observedGeneration: Int?
        public var lastTransitionTime: Time
        public var reason: String
        public var message: String

        public init(
            type: String = "",
            status: String = "",
            observedGeneration: Int? = nil,
            lastTransitionTime: Time = Time(seconds: 0),
            reason: String = "",
            message: String = ""
        ) {
            self.type = type
            self.status = status
            self.observedGeneration = observedGeneration
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
                case "observedGeneration": self.observedGeneration = try reader.optional()
                case "lastTransitionTime": self.lastTransitionTime = try reader.value(or: self.lastTransitionTime)
                case "reason": self.reason = try reader.value(or: self.reason)
                case "message": self.message = try reader.value(or: self.message)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.required("status", status)
            writer.optional("observedGeneration", observedGeneration)
            writer.required("lastTransitionTime", lastTransitionTime)
            writer.required("reason", reason)
            writer.required("message", message)
            writer.endObject()
        }
    }

    /// `v1.CreateOptions`, the kind CreateOptions of v1.
    public struct CreateOptions: APIType {
        public var dryRun: [String]
        public var fieldManager: String?
        public var fieldValidation: String?

        public init(
            dryRun: [String] = [],
            fieldManager: String? = nil,
            fieldValidation: String? = nil
        ) {
            self.dryRun = dryRun
            self.fieldManager = fieldManager
            self.fieldValidation = fieldValidation
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "dryRun": self.dryRun = try reader.readArray()
                case "fieldManager": self.fieldManager = try reader.optional()
                case "fieldValidation": self.fieldValidation = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "CreateOptions")
            writer.required("apiVersion", "v1")
            writer.list("dryRun", dryRun)
            writer.optional("fieldManager", fieldManager)
            writer.optional("fieldValidation", fieldValidation)
            writer.endObject()
        }
    }

    /// `v1.DeleteOptions`, the kind DeleteOptions of v1.
    public struct DeleteOptions: APIType {
        public var gracePeriodSeconds: Int?
        @Indirect public var preconditions: MetaV1.Preconditions?
        public var orphanDependents: Bool?
        public var propagationPolicy: String?
        public var dryRun: [String]
        public var ignoreStoreReadErrorWithClusterBreakingPotential: Bool?

        public init(
            gracePeriodSeconds: Int? = nil,
            preconditions: MetaV1.Preconditions? = nil,
            orphanDependents: Bool? = nil,
            propagationPolicy: String? = nil,
            dryRun: [String] = [],
            ignoreStoreReadErrorWithClusterBreakingPotential: Bool? = nil
        ) {
            self.gracePeriodSeconds = gracePeriodSeconds
            self.preconditions = preconditions
            self.orphanDependents = orphanDependents
            self.propagationPolicy = propagationPolicy
            self.dryRun = dryRun
            self.ignoreStoreReadErrorWithClusterBreakingPotential = ignoreStoreReadErrorWithClusterBreakingPotential
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "gracePeriodSeconds": self.gracePeriodSeconds = try reader.optional()
                case "preconditions": self.preconditions = try reader.optional()
                case "orphanDependents": self.orphanDependents = try reader.optional()
                case "propagationPolicy": self.propagationPolicy = try reader.optional()
                case "dryRun": self.dryRun = try reader.readArray()
                case "ignoreStoreReadErrorWithClusterBreakingPotential": self.ignoreStoreReadErrorWithClusterBreakingPotential = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "DeleteOptions")
            writer.required("apiVersion", "v1")
            writer.optional("gracePeriodSeconds", gracePeriodSeconds)
            writer.optional("preconditions", preconditions)
            writer.optional("orphanDependents", orphanDependents)
            writer.optional("propagationPolicy", propagationPolicy)
            writer.list("dryRun", dryRun)
            writer.optional("ignoreStoreReadErrorWithClusterBreakingPotential", ignoreStoreReadErrorWithClusterBreakingPotential)
            writer.endObject()
        }
    }

    /// `v1.FieldSelectorRequirement`.
    public struct FieldSelectorRequirement: APIType {
        public var key: String
        public var `operator`: String
        public var values: [String]

        public init(
            key: String = "",
            `operator`: String = "",
            values: [String] = []
        ) {
            self.key = key
            self.`operator` = `operator`
            self.values = values
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "key": self.key = try reader.value(or: self.key)
                case "operator": self.`operator` = try reader.value(or: self.`operator`)
                case "values": self.values = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("key", key)
            writer.required("operator", `operator`)
            writer.list("values", values)
            writer.endObject()
        }
    }

    /// `v1.GetOptions`, the kind GetOptions of v1.
    public struct GetOptions: APIType {
        public var resourceVersion: String?

        public init(
            resourceVersion: String? = nil
        ) {
            self.resourceVersion = resourceVersion
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "resourceVersion": self.resourceVersion = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "GetOptions")
            writer.required("apiVersion", "v1")
            writer.optional("resourceVersion", resourceVersion)
            writer.endObject()
        }
    }

    /// `v1.GroupResource`.
    public struct GroupResource: APIType {
        public var group: String
        public var resource: String

        public init(
            group: String = "",
            resource: String = ""
        ) {
            self.group = group
            self.resource = resource
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "group": self.group = try reader.value(or: self.group)
                case "resource": self.resource = try reader.value(or: self.resource)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("group", group)
            writer.required("resource", resource)
            writer.endObject()
        }
    }

    /// `v1.GroupVersionForDiscovery`.
    public struct GroupVersionForDiscovery: APIType {
        public var groupVersion: String
        public var version: String

        public init(
            groupVersion: String = "",
            version: String = ""
        ) {
            self.groupVersion = groupVersion
            self.version = version
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "groupVersion": self.groupVersion = try reader.value(or: self.groupVersion)
                case "version": self.version = try reader.value(or: self.version)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("groupVersion", groupVersion)
            writer.required("version", version)
            writer.endObject()
        }
    }

    /// `v1.GroupVersionKind`.
    public struct GroupVersionKind: APIType {
        public var group: String?
        public var version: String?
        public var kind: String?

        public init(
            group: String? = nil,
            version: String? = nil,
            kind: String? = nil
        ) {
            self.group = group
            self.version = version
            self.kind = kind
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "group": self.group = try reader.optional()
                case "version": self.version = try reader.optional()
                case "kind": self.kind = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("group", group)
            writer.optional("version", version)
            writer.optional("kind", kind)
            writer.endObject()
        }
    }

    /// `v1.GroupVersionResource`.
    public struct GroupVersionResource: APIType {
        public var group: String?
        public var version: String?
        public var resource: String?

        public init(
            group: String? = nil,
            version: String? = nil,
            resource: String? = nil
        ) {
            self.group = group
            self.version = version
            self.resource = resource
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "group": self.group = try reader.optional()
                case "version": self.version = try reader.optional()
                case "resource": self.resource = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("group", group)
            writer.optional("version", version)
            writer.optional("resource", resource)
            writer.endObject()
        }
    }

    /// `v1.LabelSelector`.
    public struct LabelSelector: APIType {
        public var matchLabels: [String: String]
        public var matchExpressions: [MetaV1.LabelSelectorRequirement]

        public init(
            matchLabels: [String: String] = [:],
            matchExpressions: [MetaV1.LabelSelectorRequirement] = []
        ) {
            self.matchLabels = matchLabels
            self.matchExpressions = matchExpressions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "matchLabels": self.matchLabels = try reader.readMap()
                case "matchExpressions": self.matchExpressions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.map("matchLabels", matchLabels)
            writer.list("matchExpressions", matchExpressions)
            writer.endObject()
        }
    }

    /// `v1.LabelSelectorRequirement`.
    public struct LabelSelectorRequirement: APIType {
        public var key: String
        public var `operator`: String
        public var values: [String]

        public init(
            key: String = "",
            `operator`: String = "",
            values: [String] = []
        ) {
            self.key = key
            self.`operator` = `operator`
            self.values = values
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "key": self.key = try reader.value(or: self.key)
                case "operator": self.`operator` = try reader.value(or: self.`operator`)
                case "values": self.values = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("key", key)
            writer.required("operator", `operator`)
            writer.list("values", values)
            writer.endObject()
        }
    }

    /// `v1.ListMeta`.
    public struct ListMeta: APIType {
        public var selfLink: String?
        public var resourceVersion: String
        public var `continue`: String
        public var remainingItemCount: Int?
        @Indirect public var shardInfo: MetaV1.ShardInfo?

        public init(
            selfLink: String? = nil,
            resourceVersion: String = "",
            `continue`: String = "",
            remainingItemCount: Int? = nil,
            shardInfo: MetaV1.ShardInfo? = nil
        ) {
            self.selfLink = selfLink
            self.resourceVersion = resourceVersion
            self.`continue` = `continue`
            self.remainingItemCount = remainingItemCount
            self.shardInfo = shardInfo
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "selfLink": self.selfLink = try reader.optional()
                case "resourceVersion": self.resourceVersion = try reader.value(or: self.resourceVersion)
                case "continue": self.`continue` = try reader.value(or: self.`continue`)
                case "remainingItemCount": self.remainingItemCount = try reader.optional()
                case "shardInfo": self.shardInfo = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("selfLink", selfLink)
            writer.text("resourceVersion", resourceVersion)
            writer.text("continue", `continue`)
            writer.optional("remainingItemCount", remainingItemCount)
            writer.optional("shardInfo", shardInfo)
            writer.endObject()
        }
    }

    /// `v1.ListOptions`, the kind ListOptions of v1.
    public struct ListOptions: APIType {
        public var labelSelector: String?
        public var fieldSelector: String?
        public var watch: Bool?
        public var allowWatchBookmarks: Bool?
        public var resourceVersion: String?
        public var resourceVersionMatch: String?
        public var timeoutSeconds: Int?
        public var limit: Int?
        public var `continue`: String?
        public var sendInitialEvents: Bool?
        public var shardSelector: String?

        public init(
            labelSelector: String? = nil,
            fieldSelector: String? = nil,
            watch: Bool? = nil,
            allowWatchBookmarks: Bool? = nil,
            resourceVersion: String? = nil,
            resourceVersionMatch: String? = nil,
            timeoutSeconds: Int? = nil,
            limit: Int? = nil,
            `continue`: String? = nil,
            sendInitialEvents: Bool? = nil,
            shardSelector: String? = nil
        ) {
            self.labelSelector = labelSelector
            self.fieldSelector = fieldSelector
            self.watch = watch
            self.allowWatchBookmarks = allowWatchBookmarks
            self.resourceVersion = resourceVersion
            self.resourceVersionMatch = resourceVersionMatch
            self.timeoutSeconds = timeoutSeconds
            self.limit = limit
            self.`continue` = `continue`
            self.sendInitialEvents = sendInitialEvents
            self.shardSelector = shardSelector
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "labelSelector": self.labelSelector = try reader.optional()
                case "fieldSelector": self.fieldSelector = try reader.optional()
                case "watch": self.watch = try reader.optional()
                case "allowWatchBookmarks": self.allowWatchBookmarks = try reader.optional()
                case "resourceVersion": self.resourceVersion = try reader.optional()
                case "resourceVersionMatch": self.resourceVersionMatch = try reader.optional()
                case "timeoutSeconds": self.timeoutSeconds = try reader.optional()
                case "limit": self.limit = try reader.optional()
                case "continue": self.`continue` = try reader.optional()
                case "sendInitialEvents": self.sendInitialEvents = try reader.optional()
                case "shardSelector": self.shardSelector = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "ListOptions")
            writer.required("apiVersion", "v1")
            writer.optional("labelSelector", labelSelector)
            writer.optional("fieldSelector", fieldSelector)
            writer.optional("watch", watch)
            writer.optional("allowWatchBookmarks", allowWatchBookmarks)
            writer.optional("resourceVersion", resourceVersion)
            writer.optional("resourceVersionMatch", resourceVersionMatch)
            writer.optional("timeoutSeconds", timeoutSeconds)
            writer.optional("limit", limit)
            writer.optional("continue", `continue`)
            writer.optional("sendInitialEvents", sendInitialEvents)
            writer.optional("shardSelector", shardSelector)
            writer.endObject()
        }
    }

    /// `v1.ManagedFieldsEntry`.
    public struct ManagedFieldsEntry: APIType {
        public var manager: String?
        public var operation: String?
        public var apiVersion: String?
        public var time: Time?
        public var fieldsType: String?
        public var fieldsV1: JSONValue?
        public var subresource: String?

        public init(
            manager: String? = nil,
            operation: String? = nil,
            apiVersion: String? = nil,
            time: Time? = nil,
            fieldsType: String? = nil,
            fieldsV1: JSONValue? = nil,
            subresource: String? = nil
        ) {
            self.manager = manager
            self.operation = operation
            self.apiVersion = apiVersion
            self.time = time
            self.fieldsType = fieldsType
            self.fieldsV1 = fieldsV1
            self.subresource = subresource
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "manager": self.manager = try reader.optional()
                case "operation": self.operation = try reader.optional()
                case "apiVersion": self.apiVersion = try reader.optional()
                case "time": self.time = try reader.optional()
                case "fieldsType": self.fieldsType = try reader.optional()
                case "fieldsV1": self.fieldsV1 = try reader.optional()
                case "subresource": self.subresource = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("manager", manager)
            writer.optional("operation", operation)
            writer.optional("apiVersion", apiVersion)
            writer.optional("time", time)
            writer.optional("fieldsType", fieldsType)
            writer.optional("fieldsV1", fieldsV1)
            writer.optional("subresource", subresource)
            writer.endObject()
        }
    }

    /// `v1.ObjectMeta`.
    public struct ObjectMeta: APIType {
        public var name: String
        public var generateName: String
        public var namespace: String
        public var selfLink: String?
        public var uid: String
        public var resourceVersion: String
        public var generation: Int?
        public var creationTimestamp: Time?
        public var deletionTimestamp: Time?
        public var deletionGracePeriodSeconds: Int?
        public var labels: [String: String]
        public var annotations: [String: String]
        public var ownerReferences: [MetaV1.OwnerReference]
        public var finalizers: [String]
        public var managedFields: [MetaV1.ManagedFieldsEntry]

        public init(
            name: String = "",
            generateName: String = "",
            namespace: String = "",
            selfLink: String? = nil,
            uid: String = "",
            resourceVersion: String = "",
            generation: Int? = nil,
            creationTimestamp: Time? = nil,
            deletionTimestamp: Time? = nil,
            deletionGracePeriodSeconds: Int? = nil,
            labels: [String: String] = [:],
            annotations: [String: String] = [:],
            ownerReferences: [MetaV1.OwnerReference] = [],
            finalizers: [String] = [],
            managedFields: [MetaV1.ManagedFieldsEntry] = []
        ) {
            self.name = name
            self.generateName = generateName
            self.namespace = namespace
            self.selfLink = selfLink
            self.uid = uid
            self.resourceVersion = resourceVersion
            self.generation = generation
            self.creationTimestamp = creationTimestamp
            self.deletionTimestamp = deletionTimestamp
            self.deletionGracePeriodSeconds = deletionGracePeriodSeconds
            self.labels = labels
            self.annotations = annotations
            self.ownerReferences = ownerReferences
            self.finalizers = finalizers
            self.managedFields = managedFields
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "generateName": self.generateName = try reader.value(or: self.generateName)
                case "namespace": self.namespace = try reader.value(or: self.namespace)
                case "selfLink": self.selfLink = try reader.optional()
                case "uid": self.uid = try reader.value(or: self.uid)
                case "resourceVersion": self.resourceVersion = try reader.value(or: self.resourceVersion)
                case "generation": self.generation = try reader.optional()
                case "creationTimestamp": self.creationTimestamp = try reader.optional()
                case "deletionTimestamp": self.deletionTimestamp = try reader.optional()
                case "deletionGracePeriodSeconds": self.deletionGracePeriodSeconds = try reader.optional()
                case "labels": self.labels = try reader.readMap()
                case "annotations": self.annotations = try reader.readMap()
                case "ownerReferences": self.ownerReferences = try reader.readArray()
                case "finalizers": self.finalizers = try reader.readArray()
                case "managedFields": self.managedFields = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.text("name", name)
            writer.text("generateName", generateName)
            writer.text("namespace", namespace)
            writer.optional("selfLink", selfLink)
            writer.text("uid", uid)
            writer.text("resourceVersion", resourceVersion)
            writer.optional("generation", generation)
            writer.optional("creationTimestamp", creationTimestamp)
            writer.optional("deletionTimestamp", deletionTimestamp)
            writer.optional("deletionGracePeriodSeconds", deletionGracePeriodSeconds)
            writer.map("labels", labels)
            writer.map("annotations", annotations)
            writer.list("ownerReferences", ownerReferences)
            writer.list("finalizers", finalizers)
            writer.list("managedFields", managedFields)
            writer.endObject()
        }
    }

    /// `v1.OwnerReference`.
    public struct OwnerReference: APIType {
        public var apiVersion: String
        public var kind: String
        public var name: String
        public var uid: String
        public var controller: Bool?
        public var blockOwnerDeletion: Bool?

        public init(
            apiVersion: String = "",
            kind: String = "",
            name: String = "",
            uid: String = "",
            controller: Bool? = nil,
            blockOwnerDeletion: Bool? = nil
        ) {
            self.apiVersion = apiVersion
            self.kind = kind
            self.name = name
            self.uid = uid
            self.controller = controller
            self.blockOwnerDeletion = blockOwnerDeletion
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "apiVersion": self.apiVersion = try reader.value(or: self.apiVersion)
                case "kind": self.kind = try reader.value(or: self.kind)
                case "name": self.name = try reader.value(or: self.name)
                case "uid": self.uid = try reader.value(or: self.uid)
                case "controller": self.controller = try reader.optional()
                case "blockOwnerDeletion": self.blockOwnerDeletion = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("apiVersion", apiVersion)
            writer.required("kind", kind)
            writer.required("name", name)
            writer.required("uid", uid)
            writer.optional("controller", controller)
            writer.optional("blockOwnerDeletion", blockOwnerDeletion)
            writer.endObject()
        }
    }

    /// `v1.PatchOptions`, the kind PatchOptions of v1.
    public struct PatchOptions: APIType {
        public var dryRun: [String]
        public var force: Bool?
        public var fieldManager: String?
        public var fieldValidation: String?

        public init(
            dryRun: [String] = [],
            force: Bool? = nil,
            fieldManager: String? = nil,
            fieldValidation: String? = nil
        ) {
            self.dryRun = dryRun
            self.force = force
            self.fieldManager = fieldManager
            self.fieldValidation = fieldValidation
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "dryRun": self.dryRun = try reader.readArray()
                case "force": self.force = try reader.optional()
                case "fieldManager": self.fieldManager = try reader.optional()
                case "fieldValidation": self.fieldValidation = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "PatchOptions")
            writer.required("apiVersion", "v1")
            writer.list("dryRun", dryRun)
            writer.optional("force", force)
            writer.optional("fieldManager", fieldManager)
            writer.optional("fieldValidation", fieldValidation)
            writer.endObject()
        }
    }

    /// `v1.Preconditions`.
    public struct Preconditions: APIType {
        public var uid: String?
        public var resourceVersion: String?

        public init(
            uid: String? = nil,
            resourceVersion: String? = nil
        ) {
            self.uid = uid
            self.resourceVersion = resourceVersion
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "uid": self.uid = try reader.optional()
                case "resourceVersion": self.resourceVersion = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("uid", uid)
            writer.optional("resourceVersion", resourceVersion)
            writer.endObject()
        }
    }

    /// `v1.ServerAddressByClientCIDR`.
    public struct ServerAddressByClientCIDR: APIType {
        public var clientCIDR: String
        public var serverAddress: String

        public init(
            clientCIDR: String = "",
            serverAddress: String = ""
        ) {
            self.clientCIDR = clientCIDR
            self.serverAddress = serverAddress
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "clientCIDR": self.clientCIDR = try reader.value(or: self.clientCIDR)
                case "serverAddress": self.serverAddress = try reader.value(or: self.serverAddress)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("clientCIDR", clientCIDR)
            writer.required("serverAddress", serverAddress)
            writer.endObject()
        }
    }

    /// `v1.ShardInfo`.
    public struct ShardInfo: APIType {
        public var selector: String

        public init(
            selector: String = ""
        ) {
            self.selector = selector
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "selector": self.selector = try reader.value(or: self.selector)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("selector", selector)
            writer.endObject()
        }
    }

    /// `v1.Status`, the kind Status of v1.
    public struct Status: APIType {
        public var metadata: MetaV1.ListMeta
        public var status: String?
        public var message: String?
        public var reason: String?
        @Indirect public var details: MetaV1.StatusDetails?
        public var code: Int?

        public init(
            metadata: MetaV1.ListMeta = .init(),
            status: String? = nil,
            message: String? = nil,
            reason: String? = nil,
            details: MetaV1.StatusDetails? = nil,
            code: Int? = nil
        ) {
            self.metadata = metadata
            self.status = status
            self.message = message
            self.reason = reason
            self.details = details
            self.code = code
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "status": self.status = try reader.optional()
                case "message": self.message = try reader.optional()
                case "reason": self.reason = try reader.optional()
                case "details": self.details = try reader.optional()
                case "code": self.code = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "Status")
            writer.required("apiVersion", "v1")
            writer.embedded("metadata", metadata)
            writer.optional("status", status)
            writer.optional("message", message)
            writer.optional("reason", reason)
            writer.optional("details", details)
            writer.optional("code", code)
            writer.endObject()
        }
    }

    /// `v1.StatusCause`.
    public struct StatusCause: APIType {
        public var reason: String?
        public var message: String?
        public var field: String?

        public init(
            reason: String? = nil,
            message: String? = nil,
            field: String? = nil
        ) {
            self.reason = reason
            self.message = message
            self.field = field
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "reason": self.reason = try reader.optional()
                case "message": self.message = try reader.optional()
                case "field": self.field = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("reason", reason)
            writer.optional("message", message)
            writer.optional("field", field)
            writer.endObject()
        }
    }

    /// `v1.StatusDetails`.
    public struct StatusDetails: APIType {
        public var name: String?
        public var group: String?
        public var kind: String?
        public var uid: String?
        public var causes: [MetaV1.StatusCause]
        public var retryAfterSeconds: Int?

        public init(
            name: String? = nil,
            group: String? = nil,
            kind: String? = nil,
            uid: String? = nil,
            causes: [MetaV1.StatusCause] = [],
            retryAfterSeconds: Int? = nil
        ) {
            self.name = name
            self.group = group
            self.kind = kind
            self.uid = uid
            self.causes = causes
            self.retryAfterSeconds = retryAfterSeconds
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                case "group": self.group = try reader.optional()
                case "kind": self.kind = try reader.optional()
                case "uid": self.uid = try reader.optional()
                case "causes": self.causes = try reader.readArray()
                case "retryAfterSeconds": self.retryAfterSeconds = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.optional("group", group)
            writer.optional("kind", kind)
            writer.optional("uid", uid)
            writer.list("causes", causes)
            writer.optional("retryAfterSeconds", retryAfterSeconds)
            writer.endObject()
        }
    }

    /// `v1.WatchEvent`.
    public struct WatchEvent: APIType {
        public var type: String
        public var object: JSONValue

        public init(
            type: String = "",
            object: JSONValue = .null
        ) {
            self.type = type
            self.object = object
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.value(or: self.type)
                case "object": self.object = try reader.value(or: self.object)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.required("object", object)
            writer.endObject()
        }
    }
}
