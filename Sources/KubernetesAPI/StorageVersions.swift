/// The rules of StorageVersion (internal.apiserver.k8s.io/v1alpha1): what each API server says of the version that it stores a resource
/// in, and whether they agree. API servers write it, and the controller that removes the records of those that are gone.
extension ApiserverinternalV1alpha1.StorageVersion {
    /// The condition that tells whether all servers store the resource in one version.
    public static let agreement = "AllEncodingVersionsEqual"

    /// Sets one server's record, in place of the one that it wrote before.
    public mutating func set(_ record: ApiserverinternalV1alpha1.ServerStorageVersion, now: Time) {
        if let index = status.storageVersions.firstIndex(where: { $0.apiServerID == record.apiServerID }) {
            status.storageVersions[index] = record
        } else {
            status.storageVersions.append(record)
        }
        settle(now: now)
    }

    /// Brings the common version and the condition up to date with the records. The condition's time changes with its status, and when
    /// the servers agree on another version than before.
    public mutating func settle(now: Time) {
        let before = status.commonEncodingVersion
        let first = status.storageVersions.first?.encodingVersion
        let agrees = status.storageVersions.allSatisfy { $0.encodingVersion == first }
        status.commonEncodingVersion = agrees ? first : nil
        let isSet = status.commonEncodingVersion != nil
        var condition = ApiserverinternalV1alpha1.StorageVersionCondition(
            type: Self.agreement, status: isSet ? "True" : "False", observedGeneration: metadata.generation, lastTransitionTime: now,
            reason: isSet ? "CommonEncodingVersionSet" : "CommonEncodingVersionUnset",
            message: isSet ? "Common encoding version set" : "Common encoding version unset")
        guard let index = status.conditions.firstIndex(where: { $0.type == Self.agreement }) else { return status.conditions.append(condition) }
        let old = status.conditions[index]
        let isAnother = before != nil && isSet && before != status.commonEncodingVersion
        if old.status == condition.status, !isAnother { condition.lastTransitionTime = old.lastTransitionTime }
        status.conditions[index] = condition
    }
}
