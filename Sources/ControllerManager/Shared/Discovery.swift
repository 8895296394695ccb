import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization

/// A resource as discovery describes it: what garbage collector and namespace controller, which know no types, go by.
struct DiscoveredResource: Hashable, Sendable {
    var group: String
    var version: String
    var kind: String
    var plural: String
    var isNamespaced: Bool
    var verbs: Set<String>

    var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// What stays the same from version to version.
    var groupResource: String { group.isEmpty ? plural : "\(plural).\(group)" }

    private var root: String { group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)" }

    /// The path of all objects, or of those in one namespace.
    func path(namespace: String? = nil) -> String {
        guard isNamespaced, let namespace, !namespace.isEmpty else { return "\(root)/\(plural)" }
        return "\(root)/namespaces/\(namespace)/\(plural)"
    }

    func path(namespace: String?, name: String) -> String { "\(path(namespace: namespace))/\(name)" }
}

/// What the API server serves now, asked for when needed and remembered for a short while. Safe from any thread.
final class Discovery: Sendable {
    struct Answer: Sendable {
        /// One entry a resource, in its group's preferred version.
        var resources: [DiscoveredResource] = []
        /// The group versions that did not answer, with the reason.
        var failures: [String: String] = [:]
        /// Every version's kinds: `apiVersion/kind`.
        var kinds: [String: DiscoveredResource] = [:]

        func resource(apiVersion: String, kind: String) -> DiscoveredResource? { kinds["\(apiVersion)/\(kind)"] }
    }

    private let client: Client
    private let clock: any WallClock
    private let maximumAge: Duration
    private let cached = Mutex<(answer: Answer, at: Duration)?>(nil)

    init(client: Client, clock: any WallClock, maximumAge: Duration = .seconds(30)) {
        self.client = client
        self.clock = clock
        self.maximumAge = maximumAge
    }

    func answer(fresh: Bool = false) async throws -> Answer {
        let now = clock.monotonic
        if !fresh, let cached = cached.withLock({ $0 }), now - cached.at < maximumAge { return cached.answer }
        let answer = try await ask()
        cached.withLock { $0 = (answer, now) }
        return answer
    }

    private func ask() async throws -> Answer {
        var answer = Answer()
        let groups = try await client.json("GET", "/apis")
        await add("/api/v1", group: "", version: "v1", isPreferred: true, to: &answer)
        for group in groups["groups"]?.array ?? [] {
            guard let name = group["name"]?.string else { continue }
            let preferred = group["preferredVersion"]?["version"]?.string
            for version in (group["versions"]?.array ?? []).compactMap({ $0["version"]?.string }) {
                await add("/apis/\(name)/\(version)", group: name, version: version, isPreferred: version == preferred, to: &answer)
            }
        }
        return answer
    }

    private func add(_ path: String, group: String, version: String, isPreferred: Bool, to answer: inout Answer) async {
        let list: JSONValue
        do {
            list = try await client.json("GET", path)
        } catch {
            answer.failures[group.isEmpty ? version : "\(group)/\(version)"] = describe(error)
            return
        }
        for entry in list["resources"]?.array ?? [] {
            guard let plural = entry["name"]?.string, !plural.contains("/"), let kind = entry["kind"]?.string else { continue }
            let resource = DiscoveredResource(
                group: group, version: version, kind: kind, plural: plural, isNamespaced: entry["namespaced"]?.bool ?? false,
                verbs: Set((entry["verbs"]?.array ?? []).compactMap(\.string)))
            answer.kinds["\(resource.apiVersion)/\(kind)"] = resource
            if let index = answer.resources.firstIndex(where: { $0.group == group && $0.plural == plural }) {
                if isPreferred { answer.resources[index] = resource }
            } else {
                answer.resources.append(resource)
            }
        }
    }
}

extension Client {
    /// A call without types; an answer that is not a success is thrown as the ``APIError`` it carries.
    @discardableResult
    func json(_ method: String, _ path: String, body: JSONValue? = nil, contentType: String = "application/json") async throws -> JSONValue {
        let (status, bytes) = try await raw(method, path, body: body, contentType: contentType)
        guard (200..<300).contains(status) else { throw APIError.answer(status, bytes) }
        return bytes.isEmpty ? .null : try JSONValue(parsing: bytes)
    }
}
