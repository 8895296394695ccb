import JSON
import KubernetesAPI

extension SystemClient {
    /// Writes an event about an object.
    func event(about object: JSONValue, component: String, reason: String, message: String) async {
        let time = clock.time.description
        let metadata = object["metadata"] ?? [:]
        let namespace = metadata.text("namespace").isEmpty ? "default" : metadata.text("namespace")
        let event: JSONValue = [
            "apiVersion": "v1", "kind": "Event",
            "metadata": ["generateName": .string("\(metadata.text("name"))."), "namespace": .string(namespace)],
            "involvedObject": [
                "kind": object["kind"] ?? "", "apiVersion": object["apiVersion"] ?? "", "name": metadata["name"] ?? "",
                "namespace": metadata["namespace"] ?? "", "uid": metadata["uid"] ?? "",
            ],
            "reason": .string(reason), "message": .string(message), "type": "Warning", "count": 1, "firstTimestamp": .string(time),
            "lastTimestamp": .string(time), "source": ["component": .string(component)], "reportingComponent": .string(component),
        ]
        _ = await send("POST", "/api/v1/namespaces/\(namespace)/events", event)
    }
}
