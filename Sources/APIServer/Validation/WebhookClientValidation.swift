import Foundation
import JSON

/// The rules of the addresses of webhooks.
enum WebhookClientValidation {
    /// What is wrong with a client configuration: a URL or a service, and not both. `inner` is where its members are.
    static func client(_ client: JSONValue, _ field: String) -> [FieldError] {
        switch (client["url"]?.string, client["service"]) {
        case (let url?, nil): return self.url(url, "\(field).url")
        case (nil, let service?): return self.service(service, "\(field).service")
        default: return [.required(field, "exactly one of url or service is required")]
        }
    }

    private static func url(_ text: String, _ field: String) -> [FieldError] {
        let form = "; desired format: https://host[/path]"
        guard let url = URLComponents(string: text) else {
            return [.required(field, "url must be valid: parse \(FieldError.quoted(text)): invalid URL" + form)]
        }
        var errors: [FieldError] = []
        if url.scheme != "https" { errors.append(.invalid(field, string: url.scheme ?? "", "'https' is the only allowed URL scheme" + form)) }
        if (url.host ?? "").isEmpty { errors.append(.invalid(field, string: "", "host must be specified" + form)) }
        if let user = url.percentEncodedUser {
            let name = url.percentEncodedPassword.map { "\(user):\($0)" } ?? user
            errors.append(.invalid(field, string: name, "user information is not permitted in the URL"))
        }
        if let fragment = url.fragment, !fragment.isEmpty {
            errors.append(.invalid(field, string: fragment, "fragments are not permitted in the URL"))
        }
        if let query = url.percentEncodedQuery, !query.isEmpty {
            errors.append(.invalid(field, string: query, "query parameters are not permitted in the URL"))
        }
        return errors
    }

    private static func service(_ service: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if service.text("name").isEmpty { errors.append(.required("\(field).name", "service name is required")) }
        if service.text("namespace").isEmpty { errors.append(.required("\(field).namespace", "service namespace is required")) }
        let port = service["port"]?.int ?? 0
        if !(1...65535).contains(port) {
            errors.append(.invalid("\(field).port", "\(port)", "port is not valid: \(ServiceValidation.portRange)"))
        }
        guard let path = service["path"]?.string, !path.isEmpty, path != "/" else { return errors }
        if path == "//" { return errors + [.invalid("\(field).path", string: path, "segment[0] may not be empty")] }
        if !path.hasPrefix("/") { errors.append(.invalid("\(field).path", string: path, "must start with a '/'")) }
        var steps = path.dropFirst()
        if steps.hasSuffix("/") { steps = steps.dropLast() }
        for (i, step) in steps.split(separator: "/", omittingEmptySubsequences: false).enumerated() {
            if step.isEmpty {
                errors.append(.invalid("\(field).path", string: path, "segment[\(i)] may not be empty"))
            } else {
                errors += NameRules.dnsSubdomain(String(step)).map { .invalid("\(field).path", string: path, "segment[\(i)]: \($0)") }
            }
        }
        return errors
    }
}
