import Foundation
import JSON

/// `ConfigMap` of v1.
struct ConfigMapRules: ResourceRules {
    func validate(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        var size = 0
        let binary = object.members("binaryData")
        for (key, value) in object.members("data") {
            errors += NameRules.configKey(key).map { .invalid("data[\(key)]", string: key, $0) }
            if binary[key] != nil { errors.append(.invalid("data[\(key)]", string: key, "duplicate of key present in binaryData")) }
            size += value.string?.utf8.count ?? 0
        }
        for (key, value) in binary {
            errors += NameRules.configKey(key).map { .invalid("binaryData[\(key)]", string: key, $0) }
            size += (value.string?.utf8.count ?? 0) * 3 / 4
        }
        if size > 1024 * 1024 { errors.append(.tooLong("[]", limit: 1024 * 1024)) }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        if old["immutable"]?.bool == true {
            if object["immutable"]?.bool != true { errors.append(.forbidden("immutable", "field is immutable when `immutable` is set")) }
            for field in ["data", "binaryData"] where object[field] != old[field] {
                errors.append(.forbidden(field, "field is immutable when `immutable` is set"))
            }
        }
        return errors + validate(object)
    }
}

/// `Secret` of v1.
struct SecretRules: ResourceRules {
    func applyDefaults(_ object: inout JSONValue) {
        object.setDefault("type", "Opaque")
        if object.text("type").isEmpty { object["type"] = "Opaque" }
        // What is written in the clear is kept as bytes.
        guard let plain = object["stringData"]?.object else { return }
        var data = object.members("data")
        for (key, value) in plain { data[key] = .string(Data((value.string ?? "").utf8).base64EncodedString()) }
        object["stringData"] = nil
        if !data.isEmpty { object["data"] = .object(data.sortedByKey()) }
    }

    func selectableFields(_ object: JSONValue) -> [(String, String)] { [("type", object.text("type"))] }

    func validate(_ object: JSONValue) -> [FieldError] {
        var errors: [FieldError] = []
        let data = object.members("data")
        var size = 0
        for (key, value) in data {
            errors += NameRules.configKey(key).map { .invalid("data[\(key)]", string: key, $0) }
            size += (value.string?.utf8.count ?? 0) * 3 / 4
        }
        if size > 1024 * 1024 { errors.append(.tooLong("data", limit: 1024 * 1024)) }
        func require(_ key: String) { if data[key] == nil { errors.append(.required("data[\(key)]")) } }
        func requireJSON(_ key: String) {
            guard let text = data[key]?.string else { return errors.append(.required("data[\(key)]")) }
            do {
                _ = try JSONValue(parsing: Array(Data(base64Encoded: text) ?? Data()))
            } catch {
                errors.append(.invalid("data[\(key)]", string: "<secret contents redacted>", error.message))
            }
        }
        switch object.text("type") {
        case "kubernetes.io/tls":
            require("tls.crt")
            require("tls.key")
        case "kubernetes.io/dockerconfigjson": requireJSON(".dockerconfigjson")
        case "kubernetes.io/dockercfg": requireJSON(".dockercfg")
        case "kubernetes.io/ssh-auth": require("ssh-privatekey")
        case "kubernetes.io/basic-auth":
            if data["username"] == nil, data["password"] == nil {
                errors.append(.required("data[username]"))
                errors.append(.required("data[password]"))
            }
        case "kubernetes.io/service-account-token":
            let name = object["metadata"]?["annotations"]?.text("kubernetes.io/service-account.name") ?? ""
            if name.isEmpty { errors.append(.required("metadata.annotations[kubernetes.io/service-account.name]")) }
        default: break
        }
        return errors
    }

    func validateUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] {
        var errors = TemplateRules.immutable(object["type"], old["type"], "type")
        if old["immutable"]?.bool == true {
            if object["immutable"]?.bool != true { errors.append(.forbidden("immutable", "field is immutable when `immutable` is set")) }
            if object["data"] != old["data"] { errors.append(.forbidden("data", "field is immutable when `immutable` is set")) }
        }
        return errors + validate(object)
    }
}
