/// The form in which a client wants an answer.
struct Representation: Sendable, Hashable {
    /// The encoding of the answer.
    enum Encoding: Sendable, Hashable { case json, yaml }
    /// The kind the objects are turned into.
    enum Shape: Sendable, Hashable {
        /// As they are.
        case object
        /// `Table` of meta.k8s.io.
        case table
        /// `PartialObjectMetadata` of meta.k8s.io.
        case partialMetadata
        /// `PartialObjectMetadataList` of meta.k8s.io.
        case partialMetadataList
    }

    var encoding: Encoding
    var shape: Shape
    /// Whether JSON is indented.
    var pretty = false

    var contentType: String { encoding == .yaml ? "application/yaml" : "application/json" }

    /// What the server can give for objects and lists, as its refusals name it.
    static let available = [
        "application/json", "application/yaml", "application/vnd.kubernetes.protobuf",
        "application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch",
    ]

    /// Chooses what the client likes best of what there is.
    /// - Throws: 406 when there is nothing it accepts.
    static func negotiate(accept: String?, pretty: Bool = false, tables: Bool = true) throws(APIStatusError) -> Representation {
        guard let accept, !accept.isEmpty else { return Representation(encoding: .json, shape: .object, pretty: pretty) }
        let clauses = accept.split(separator: ",").compactMap { MediaType($0) }
        let ranked = clauses.enumerated().sorted { a, b in
            a.element.quality != b.element.quality ? a.element.quality > b.element.quality : a.offset < b.offset
        }
        for (_, clause) in ranked where clause.quality > 0 {
            let encoding: Encoding
            switch clause.type {
            case "application/json", "*/*", "application/*": encoding = .json
            case "application/yaml": encoding = .yaml
            default: continue
            }
            var shape = Shape.object
            if let kind = clause.parameters["as"] {
                guard tables, clause.parameters["g"] == "meta.k8s.io",
                    let version = clause.parameters["v"], ["v1", "v1beta1"].contains(version)
                else { continue }
                switch kind {
                case "Table": shape = .table
                case "PartialObjectMetadata": shape = .partialMetadata
                case "PartialObjectMetadataList": shape = .partialMetadataList
                default: continue
                }
            }
            return Representation(encoding: encoding, shape: shape, pretty: pretty)
        }
        throw .notAcceptable(available)
    }
}
