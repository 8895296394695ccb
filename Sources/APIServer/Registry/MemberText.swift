import JSON
import NIOCore

/// The text of one member of an encoded object, blanks and all.
///
/// Kubernetes keeps what has no schema (`RawExtension`) as the bytes that came. Where such a member must not change, the bytes are
/// compared: a ControllerRevision whose data was sent with blanks cannot be patched, since a patch writes them without.
enum MemberText {
    /// The text behind the name of a member at the top of an object; nil where there is none, or no object.
    static func find(_ name: String, in bytes: some RandomAccessCollection<UInt8>) -> [UInt8]? {
        let bytes = Array(bytes)
        let quoted = Array("\"\(name)\"".utf8)
        var depth = 0
        var position = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "\""):
                let start = position
                position = endOfString(bytes, from: start)
                guard depth == 1, bytes[start..<min(position + 1, bytes.count)].elementsEqual(quoted) else { break }
                var value = position + 1
                while value < bytes.count, isBlank(bytes[value]) { value += 1 }
                // A string that is no name has no colon behind it.
                guard value < bytes.count, bytes[value] == UInt8(ascii: ":") else { break }
                value += 1
                while value < bytes.count, isBlank(bytes[value]) { value += 1 }
                return self.value(bytes, from: value)
            default: break
            }
            position += 1
        }
        return nil
    }

    /// The value that begins at a place.
    private static func value(_ bytes: [UInt8], from start: Int) -> [UInt8] {
        var depth = 0
        var position = start
        loop: while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""): position = endOfString(bytes, from: position)
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { break loop }
                depth -= 1
            case UInt8(ascii: ",") where depth == 0: break loop
            default: break
            }
            position += 1
        }
        var end = min(position, bytes.count)
        while end > start, isBlank(bytes[end - 1]) { end -= 1 }
        return Array(bytes[min(start, end)..<end])
    }

    /// The place of the closing quote of a string that begins at a place.
    private static func endOfString(_ bytes: [UInt8], from start: Int) -> Int {
        var position = start + 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        return position
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
}

extension Registry {
    /// The text of the member that a kind keeps as it came; nil for other kinds.
    func sentText(_ object: JSONValue, _ request: RequestContext) -> [UInt8]? {
        guard let member = request.resource.rules.textMember, let value = object[member] else { return nil }
        let type = request.headers["content-type"].flatMap { MediaType($0)?.type } ?? "application/json"
        if type == "application/json", let text = MemberText.find(member, in: request.body), (try? JSONValue(parsing: text)) == value {
            return text
        }
        return value.serialized()
    }

    /// - Throws: 422 when the member that a kind keeps as it came is not what it was, to the letter.
    func checkText(_ object: JSONValue, _ stored: StoredObject, _ request: RequestContext) throws(APIStatusError) -> [UInt8]? {
        guard let member = request.resource.rules.textMember, let value = object[member] else { return nil }
        let old = MemberText.find(member, in: stored.json.readableBytesView)
        // A patch says nothing of how the rest was written.
        guard old == (request.info.verb == "update" ? sentText(object, request) : value.serialized()) else {
            throw request.resource.invalid(request.info.name, TemplateRules.immutable(value, .null, member))
        }
        return old
    }
}
