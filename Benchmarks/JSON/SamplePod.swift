/// A pod of some three kilobytes, as a cluster has them by the thousand.
enum SamplePod {
    static let json: [UInt8] = {
        var environment: [String] = []
        for i in 0..<12 { environment.append(#"{"name":"SETTING_\#(i)","value":"the value of setting number \#(i), of a usual length"}"#) }
        return Array(
            """
            {"kind":"Pod","apiVersion":"v1","metadata":{"name":"web-5d8f9c7b6d-x2x9k","generateName":"web-5d8f9c7b6d-","namespace":"default",\
            "uid":"0b8e2a8e-6f0e-4b59-9d5c-3f1f9a1c2d3e","resourceVersion":"123456","creationTimestamp":"2026-01-02T03:04:05Z","labels":{"app":"web",\
            "pod-template-hash":"5d8f9c7b6d","tier":"frontend"},"annotations":{"example.io/owner":"a team","example.io/note":"some text that stands here"},\
            "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-5d8f9c7b6d","uid":"9a1c2d3e-6f0e-4b59-9d5c-0b8e2a8e3f1f",\
            "controller":true,"blockOwnerDeletion":true}]},"spec":{"volumes":[{"name":"data","emptyDir":{}}],"containers":[{"name":"web",\
            "image":"registry.example.io/team/web:1.2.3","command":["/web","--listen=:8080"],"ports":[{"name":"http","containerPort":8080,"protocol":"TCP"}],\
            "env":[\(environment.joined(separator: ","))],"resources":{"limits":{"cpu":"500m","memory":"256Mi"},"requests":{"cpu":"100m","memory":"128Mi"}},\
            "volumeMounts":[{"name":"data","mountPath":"/data"}],"terminationMessagePath":"/dev/termination-log","imagePullPolicy":"IfNotPresent"}],\
            "restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","serviceAccountName":"default","nodeName":"node-1",\
            "schedulerName":"default-scheduler","tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute",\
            "tolerationSeconds":300}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-01-02T03:04:09Z"}],\
            "hostIP":"10.0.0.1","podIP":"10.244.0.7","startTime":"2026-01-02T03:04:05Z"}}
            """.utf8)
    }()
}

/// The same pod for Foundation's Codable: only what it holds, so that the comparison favours Codable if anything.
struct CodablePod: Codable {
    struct Metadata: Codable {
        struct Owner: Codable { var apiVersion, kind, name, uid: String; var controller, blockOwnerDeletion: Bool? }
        var name: String
        var generateName, namespace, uid, resourceVersion: String?
        var creationTimestamp: String?
        var labels, annotations: [String: String]?
        var ownerReferences: [Owner]?
    }
    struct Spec: Codable {
        struct Volume: Codable { var name: String; var emptyDir: [String: String]? }
        struct Container: Codable {
            struct Port: Codable { var name: String?; var containerPort: Int; var `protocol`: String? }
            struct Variable: Codable { var name: String; var value: String? }
            struct Resources: Codable { var limits, requests: [String: String]? }
            struct Mount: Codable { var name, mountPath: String }
            var name: String
            var image: String?
            var command: [String]?
            var ports: [Port]?
            var env: [Variable]?
            var resources: Resources?
            var volumeMounts: [Mount]?
            var terminationMessagePath, imagePullPolicy: String?
        }
        struct Toleration: Codable { var key, `operator`, effect: String?; var tolerationSeconds: Int? }
        var volumes: [Volume]?
        var containers: [Container]
        var restartPolicy: String?
        var terminationGracePeriodSeconds: Int?
        var dnsPolicy, serviceAccountName, nodeName, schedulerName: String?
        var tolerations: [Toleration]?
    }
    struct Status: Codable {
        struct Condition: Codable { var type, status: String; var lastTransitionTime: String? }
        var phase: String?
        var conditions: [Condition]?
        var hostIP, podIP, startTime: String?
    }
    var kind, apiVersion: String
    var metadata: Metadata
    var spec: Spec
    var status: Status
}
