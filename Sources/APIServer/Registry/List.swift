import APISchema
import JSON
import NIOCore
import Store

/// A page of a list: the objects, and what its metadata say.
struct ListPage: Sendable {
    /// What a page is of.
    enum Content: Sendable {
        case objects([StoredObject])
        /// Everything below a prefix.
        case whole(CacheSnapshot<StoredObject>, prefix: String, bodies: ListBodies)
    }

    var content: Content
    var revision: Int64
    var continueToken: String?
    var remaining: Int?

    var objects: [StoredObject] {
        switch content {
        case .objects(let objects): objects
        case .whole(let snapshot, let prefix, _): snapshot.items(prefix: prefix).map(\.entry)
        }
    }

    /// The joined items in a form, which are kept for the next who asks where they are those of a whole list.
    /// - Parameter second: the second that the form holds for; 0 when it does not change with time.
    func items(
        _ form: String, _ request: RequestContext, second: Int64 = 0, make: ([StoredObject]) -> ByteBuffer
    ) -> ByteBuffer {
        guard case .whole(let snapshot, let prefix, let bodies) = content else { return make(objects) }
        let key = ListBodies.Key(
            prefix: prefix, apiVersion: request.resource.description.apiVersion, form: form, second: second)
        return bodies.body(key, snapshot, clock: request.clock, make: make)
    }
}

extension Registry {
    /// Objects of one resource, as many as the client asks for.
    func list(_ request: RequestContext) async throws -> ListPage {
        let parameters = try ListParameters(request.query, verb: "list")
        let resource = request.resource
        var selection = try Selection(parameters, resource: resource)
        if !request.info.name.isEmpty { selection.restrict(toName: request.info.name) }
        let storage = resource.storage
        let prefix = storage.prefix(namespace: request.info.namespace)

        var start: String?
        let snapshot: CacheSnapshot<StoredObject>
        if !parameters.continueToken.isEmpty {
            if !parameters.resourceVersion.isEmpty, parameters.resourceVersion != "0" {
                throw APIStatusError.badRequest("specifying resource version is not allowed when using continue")
            }
            let token = try ContinueToken(parameters.continueToken)
            start = prefix + token.startKey
            if token.revision < 0 {
                try await storage.refresh()
                snapshot = storage.cache.snapshot()
            } else {
                snapshot = try await self.snapshot(at: token.revision, start: token.startKey, storage)
            }
        } else {
            snapshot = try await self.snapshot(for: parameters, resource)
        }
        // A list from the cache at whatever revision it has ignores the limit, as Kubernetes does.
        let limit = parameters.resourceVersion == "0" && parameters.resourceVersionMatch != "Exact" ? 0 : parameters.limit
        return page(snapshot, storage, prefix: prefix, start: start, limit: limit, selection, request)
    }

    private func page(
        _ snapshot: CacheSnapshot<StoredObject>, _ storage: ResourceStorage, prefix: String, start: String?, limit: Int,
        _ selection: Selection, _ request: RequestContext
    ) -> ListPage {
        if selection.isAll, start == nil, limit == 0 {
            return ListPage(content: .whole(snapshot, prefix: prefix, bodies: storage.listBodies), revision: snapshot.revision)
        }
        var objects: [StoredObject] = []
        var page = ListPage(content: .objects([]), revision: snapshot.revision)
        if let name = selection.name, !request.info.namespace.isEmpty || !storage.isNamespaced {
            let item = snapshot.get(storage.key(namespace: request.info.namespace, name: name))
            if let item, selection.matches(item.entry) { page.content = .objects([item.entry]) }
            return page
        }
        var last: String?
        for item in snapshot.items(prefix: prefix, start: start) where selection.matches(item.entry) {
            if limit > 0, objects.count == limit, let last {
                let next = RangeQuery.successor(of: last)
                page.continueToken =
                    ContinueToken(revision: snapshot.revision, startKey: String(next.dropFirst(prefix.count))).text
                // How many are left is only known when nothing is filtered out.
                if selection.isAll { page.remaining = snapshot.count(prefix: prefix, start: next) }
                break
            }
            objects.append(item.entry)
            last = item.key
        }
        page.content = .objects(objects)
        return page
    }

    /// The state that the parameters ask for.
    private func snapshot(for parameters: ListParameters, _ resource: ServedResource) async throws -> CacheSnapshot<StoredObject> {
        let cache = resource.storage.cache
        switch parameters.resourceVersion {
        case "":
            try await resource.storage.refresh()
        case "0":
            break
        case let text:
            guard let revision = Int64(text), revision >= 0 else {
                let quoted = FieldError.quoted(text)
                throw APIStatusError.badRequest(
                    "invalid resource version: resourceVersion: Invalid value: \(quoted): strconv.ParseUint: parsing \(quoted): invalid syntax")
            }
            try await waitForRevision(revision, resource)
            // A page without a match rule is of exactly that revision; the whole list only as new as that.
            if parameters.resourceVersionMatch == "Exact" || (parameters.resourceVersionMatch.isEmpty && parameters.limit > 0) {
                do {
                    return try cache.snapshot(at: revision)
                } catch CacheError.expired {
                    throw APIStatusError.expired("The resourceVersion for the provided list is too old.")
                }
            }
        }
        return cache.snapshot()
    }

    /// The state of the first page.
    private func snapshot(at revision: Int64, start: String, _ storage: ResourceStorage) async throws -> CacheSnapshot<StoredObject> {
        do {
            return try storage.cache.snapshot(at: revision)
        } catch CacheError.expired {
            var failure = APIStatusError.expired(
                "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
                    + "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. "
                    + "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or "
                    + "deleted between the time the first chunk was returned and now may show up in the list.")
            failure.continueToken = ContinueToken(revision: -1, startKey: start).text
            throw failure
        }
    }
}
