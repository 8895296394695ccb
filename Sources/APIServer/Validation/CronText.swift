import Foundation
import KubernetesAPI

/// What is wrong with the schedules and time zones of cron jobs.
enum CronText {
    /// What is wrong with a schedule, in the words of the parser that Kubernetes uses; nil when nothing is.
    static func problem(_ schedule: String) -> String? {
        do throws(CronExpression.Unparseable) {
            let zone = try CronExpression(schedule).zone ?? "UTC"
            return isZone(zone) ? nil : "provided bad location \(zone): unknown time zone \(zone)"
        } catch {
            return error.description
        }
    }

    /// Whether the name is one of the IANA's time zones.
    static func isZone(_ name: String) -> Bool {
        if name == "UTC" || name.isEmpty { return true }
        guard !name.contains(".."), !name.hasPrefix("/"), !name.contains("\\") else { return false }
        return TimeZone.knownTimeZoneIdentifiers.contains(name) || FileManager.default.isReadableFile(atPath: "/usr/share/zoneinfo/" + name)
    }
}
