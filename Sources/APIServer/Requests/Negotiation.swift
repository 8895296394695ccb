/// The form in which a client wants an answer.
struct Representation: Sendable, Hashable {
    /// The encoding of the answer.
    enum Encoding: Sendable, Hashable { case json, yaml, protobuf }
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
    /// The version of meta.k8s.io that the shape is of.
    var metaVersion = "v1"

    /// Objects in JSON, which everybody understands.
    static let json = Representation(encoding: .json, shape: .object)

    var contentType: String {
        switch encoding {
        case .json: "application/json"
        case .yaml: "application/yaml"
        case .protobuf: "application/vnd.kubernetes.protobuf"
        }
    }

    /// The version and group of the shape.
    var metaAPIVersion: String { metaVersion == "v1" ? "meta.k8s.io/v1" : "meta.k8s.io/v1beta1" }

    /// What the server can give for one object, as its refusals name it.
    static let objectTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]
    /// What it can give for lists and watches.
    static let listTypes =
        objectTypes + ["application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"]

    /// What the client gets.
    struct Request: Sendable {
        var accept: String?
        /// Whether the answer may be a list or a stream of events.
        var isList = false
        /// Whether it is a stream of events, for which there is no YAML.
        var isWatch = false
        /// Whether JSON is to be indented.
        var pretty = false
        /// Whether objects may be turned into Tables and metadata.
        var shapes = true
        /// Whether they may be turned into Tables; not what is asked and never stored.
        var tables = true
        /// Whether there is protobuf; not for kinds that have no numbers.
        var protobuf = true
    }

    /// Chooses what the client likes best of what there is.
    /// - Throws: 406 when there is nothing it accepts.
    static func negotiate(_ request: Request) throws(APIStatusError) -> Representation {
        guard let accept = request.accept, !accept.isEmpty, accept != "*/*" else {
            return Representation(encoding: .json, shape: .object, pretty: request.pretty)
        }
        if accept == "application/json" { return Representation(encoding: .json, shape: .object, pretty: request.pretty) }
        let clauses = accept.split(separator: ",").compactMap { MediaType($0) }
        let ranked = clauses.enumerated().sorted { a, b in
            let (left, right) = (a.element.rank, b.element.rank)
            return left != right ? left > right : a.offset < b.offset
        }
        var isKnownType = false
        for (_, clause) in ranked {
            for encoding in encodings(of: clause.type) {
                isKnownType = true
                if let chosen = chosen(clause, encoding, request) { return chosen }
            }
        }
        // A type that no route gives fails before the object is looked at, with other words.
        throw isKnownType
            ? .notAcceptable(message: "only the following media types are accepted: " + listTypes.joined(separator: ", "))
            : .notAcceptable(request.isList ? listTypes : objectTypes)
    }

    private static func encodings(of type: String) -> [Encoding] {
        switch type {
        case "application/json": [.json]
        case "application/yaml": [.yaml]
        case "application/vnd.kubernetes.protobuf": [.protobuf]
        case "*/*", "application/*": [.json, .yaml, .protobuf]
        default: []
        }
    }

    private static func chosen(_ clause: MediaType, _ encoding: Encoding, _ request: Request) -> Representation? {
        if encoding == .protobuf, !request.protobuf { return nil }
        if encoding == .yaml, request.isWatch { return nil }
        if let stream = clause.parameters["stream"], !stream.isEmpty, stream != "watch" || encoding == .yaml { return nil }
        var result = Representation(
            encoding: encoding, shape: .object, pretty: request.pretty || clause.parameters["pretty"] == "1")
        guard let kind = clause.parameters["as"] else { return result }
        guard request.shapes, clause.parameters["g"] == "meta.k8s.io", let version = clause.parameters["v"],
            version == "v1" || version == "v1beta1"
        else { return nil }
        switch kind {
        case "Table" where encoding != .protobuf && request.tables: result.shape = .table
        case "PartialObjectMetadata": result.shape = .partialMetadata
        case "PartialObjectMetadataList": result.shape = .partialMetadataList
        default: return nil
        }
        result.metaVersion = version
        return result
    }
}

extension MediaType {
    /// What it is preferred by: its quality, then how exactly it says what it wants.
    fileprivate var rank: (Double, Int) { (quality, type == "*/*" ? 0 : type.hasSuffix("/*") ? 1 : 2) }
}
