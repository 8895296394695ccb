import JSON

/// Which part of an object a write through a subresource can change.
enum SubresourceFields {
    /// The stored object with what a write through `subresource` brings; the whole new object for the resource itself.
    static func narrow(_ new: JSONValue, over current: JSONValue, subresource: String) -> JSONValue {
        switch subresource {
        case "status": return status(new, over: current)
        case "approval":
            var result = current
            result.setDefault("status", [:])
            result.edit("status") { $0["conditions"] = new["status"]?["conditions"] }
            return revised(result, by: new)
        case "finalize":
            var result = current
            result.setDefault("spec", [:])
            result.edit("spec") { spec in
                let finalizers = new["spec"]?.items("finalizers") ?? []
                spec["finalizers"] = finalizers.isEmpty ? nil : .array(finalizers)
            }
            return revised(result, by: new)
        case "ephemeralcontainers":
            var result = current
            result.edit("spec") { $0["ephemeralContainers"] = new["spec"]?["ephemeralContainers"] }
            return revised(result, by: new)
        case "resize":
            return revised(resized(new, over: current), by: new)
        default:
            return new
        }
    }

    /// Whether what a write cannot change is put back before the write is booked to its manager. Kubernetes does it later
    /// for these two, and so books to them what they tried.
    static func narrowsFirst(_ subresource: String) -> Bool { subresource != "ephemeralcontainers" && subresource != "resize" }

    /// Gives the conditions of a decision about a certificate the times they were made at, where they have none.
    static func stampConditions(_ object: inout JSONValue, time: String) {
        object.edit("status") { status in
            status.editEach("conditions") { condition in
                condition.setDefault("lastUpdateTime", .string(time))
                condition.setDefault("lastTransitionTime", .string(time))
            }
        }
    }

    /// The status and the metadata of the new object.
    private static func status(_ new: JSONValue, over current: JSONValue) -> JSONValue {
        var result = current
        result["status"] = new["status"]
        var metadata = new["metadata"] ?? [:]
        metadata["generation"] = current["metadata"]?["generation"]
        result["metadata"] = metadata
        return result
    }

    /// The resources of the containers and of the pod. Containers that are not those of the pod stay, to be refused.
    private static func resized(_ new: JSONValue, over current: JSONValue) -> JSONValue {
        var result = current
        result.edit("spec") { spec in
            for list in ["containers", "initContainers"] {
                guard let wanted = new["spec"]?.items(list), !wanted.isEmpty else { continue }
                let present = spec.items(list)
                spec[list] = .array(
                    wanted.map { other in
                        guard var container = present.first(where: { $0["name"] == other["name"] }) else { return other }
                        container["resources"] = other["resources"]
                        container["resizePolicy"] = other["resizePolicy"]
                        return container
                    })
            }
            if spec.isSet("resources"), let whole = new["spec"]?["resources"] { spec["resources"] = whole }
        }
        return result
    }

    /// What the client says about revision and identity comes along, to be checked.
    private static func revised(_ object: JSONValue, by new: JSONValue) -> JSONValue {
        var object = object
        object.edit("metadata") { metadata in
            metadata["resourceVersion"] = new["metadata"]?["resourceVersion"]
            if let uid = new["metadata"]?["uid"] { metadata["uid"] = uid }
            if let managed = new["metadata"]?["managedFields"] { metadata["managedFields"] = managed }
        }
        return object
    }
}
