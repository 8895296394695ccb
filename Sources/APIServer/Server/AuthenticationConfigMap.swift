import Foundation
import JSON

/// The config map kube-system/extension-apiserver-authentication, which tells aggregated API servers whom this
/// server's clients and front proxies are known by.
struct AuthenticationConfigMap: Sendable {
    let data: JSONValue

    init(_ options: APIServerOptions) {
        var data: JSONValue = [:]
        func text(_ path: String?) -> String? { path.flatMap { try? String(contentsOfFile: $0, encoding: .utf8) } }
        func list(_ words: [String]) -> JSONValue { .string(JSONValue.array(words.map { .string($0) }).description) }
        if let pem = text(options.clientCAFile) { data["client-ca-file"] = .string(pem) }
        if let pem = text(options.requestheaderClientCAFile) {
            data["requestheader-client-ca-file"] = .string(pem)
            data["requestheader-username-headers"] = list(options.requestheaderUsernameHeaders)
            data["requestheader-group-headers"] = list(options.requestheaderGroupHeaders)
            data["requestheader-extra-headers-prefix"] = list(options.requestheaderExtraHeadersPrefix)
            data["requestheader-allowed-names"] = list(options.requestheaderAllowedNames)
        }
        self.data = data
    }

    var step: BootstrapStep {
        BootstrapStep(hook: "start-cluster-authentication-info-controller", period: .seconds(60)) { client in
            guard data.object?.isEmpty == false else { return true }
            let map: JSONValue = [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": "extension-apiserver-authentication", "namespace": "kube-system"], "data": data,
            ]
            return await client.put("/api/v1/namespaces/kube-system/configmaps", map) { $0["data"] == data }
        }
    }
}
