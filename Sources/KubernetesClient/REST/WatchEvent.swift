import JSON
import KubernetesAPI

/// One event of a watch.
public enum WatchEvent<T> {
    case added(T)
    case modified(T)
    /// With the object's last state.
    case deleted(T)
    /// Nothing happened up to this resource version.
    case bookmark(resourceVersion: String)
    /// The server ends the watch; 410 means to list again.
    case error(Status)
}

extension WatchEvent: Sendable where T: Sendable {}
extension WatchEvent: Equatable where T: Equatable {}

/// What a bookmark carries.
private struct BookmarkObject: JSONCodable {
    var resourceVersion = ""

    init(from reader: inout JSONReader) throws(JSONError) {
        let value = try reader.readValue()
        resourceVersion = value["metadata"]?["resourceVersion"]?.string ?? ""
    }

    func write(to writer: inout JSONWriter) {}
}

extension WatchEvent where T: JSONCodable {
    /// Reads one event: `{"type": "ADDED", "object": {…}}`.
    init(line: [UInt8]) throws(JSONError) {
        self = try JSONReader.read(line) { (reader) throws(JSONError) in
            var type: String?
            var event: WatchEvent?
            // An object before its type has to be kept until the type is known.
            var early: JSONValue?
            guard try reader.beginObject() else { throw JSONError("watch event is null") }
            while let key = try reader.nextKey() {
                switch (key, type) {
                case ("type", _): type = try reader.readString()
                case ("object", let known?): event = try WatchEvent(type: known, from: &reader)
                case ("object", nil): early = try reader.readValue()
                default: try reader.skipValue()
                }
            }
            if let early, let type {
                event = try JSONReader.read(early.serialized()) { (reader) throws(JSONError) in
                    try WatchEvent(type: type, from: &reader)
                }
            }
            guard let event else { throw JSONError("watch event without type or object") }
            return event
        }
    }

    private init(type: String, from reader: inout JSONReader) throws(JSONError) {
        switch type {
        case "ADDED": self = .added(try T(from: &reader))
        case "MODIFIED": self = .modified(try T(from: &reader))
        case "DELETED": self = .deleted(try T(from: &reader))
        case "BOOKMARK": self = .bookmark(resourceVersion: try BookmarkObject(from: &reader).resourceVersion)
        case "ERROR": self = .error(try Status(from: &reader))
        default: throw JSONError("unknown watch event type \"\(type)\"")
        }
    }
}
