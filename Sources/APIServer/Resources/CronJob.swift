import Foundation
import JSON

/// `CronJob` of batch/v1.
struct CronJobRules: ResourceRules {
    var tracksGeneration: Bool { true }

    func validateName(_ name: String) -> [String] {
        // Jobs are named after it with eleven more characters.
        NameRules.dnsSubdomain(name) + (name.utf8.count > 52 ? ["must be no more than 52 characters"] : [])
    }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            spec.setDefault("concurrencyPolicy", "Allow")
            spec.setDefault("suspend", false)
            spec.setDefault("successfulJobsHistoryLimit", 3)
            spec.setDefault("failedJobsHistoryLimit", 1)
            spec.edit("jobTemplate") { job in
                job.setDefault("metadata", [:])
                job.edit("spec", TemplateRules.applyDefaults)
            }
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        var errors: [FieldError] = []
        let schedule = spec.text("schedule")
        if schedule.isEmpty {
            errors.append(.required("spec.schedule"))
        } else {
            if let problem = CronText.problem(schedule) { errors.append(.invalid("spec.schedule", string: schedule, problem)) }
            if schedule.contains("TZ") {
                let detail = spec.isSet("timeZone")
                    ? "cannot use both timeZone field and TZ or CRON_TZ in schedule"
                    : "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"
                errors.append(.invalid("spec.schedule", string: schedule, detail))
            }
        }
        errors.nonNegative(spec, "startingDeadlineSeconds", "spec")
        if let zone = spec["timeZone"]?.string, let problem = zoneProblem(zone) {
            errors.append(.invalid("spec.timeZone", string: zone, problem))
        }
        errors.oneOf(spec, "concurrencyPolicy", "spec", ["Allow", "Forbid", "Replace"])
        let job = spec["jobTemplate"]?["spec"] ?? [:]
        errors += JobValidation.spec(job, "spec.jobTemplate.spec")
        if let selector = job["selector"], !selector.isNull {
            errors.append(.invalid("spec.jobTemplate.spec.selector", GoText.json(selector), "`selector` will be auto-generated"))
        }
        if job["manualSelector"]?.bool == true {
            errors.append(.notSupported("spec.jobTemplate.spec.manualSelector", printed: "true", ["nil", "false"]))
        }
        errors.nonNegative(spec, "successfulJobsHistoryLimit", "spec")
        errors.nonNegative(spec, "failedJobsHistoryLimit", "spec")
        return errors
    }

    func warnings(_ object: JSONValue, old: JSONValue?) -> [String] {
        old.map { $0["spec"] == object["spec"] } ?? false
            ? [] : PodWarnings.workload(object, template: object["spec"]?["jobTemplate"]?["spec"]?["template"], "spec.jobTemplate.spec.template")
    }

    private func zoneProblem(_ zone: String) -> String? {
        if zone.isEmpty { return "timeZone must be nil or non-empty string" }
        if zone.lowercased() == "local" {
            return "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
        }
        return CronText.isZone(zone) ? nil : "unknown time zone \(zone)"
    }
}
