import JSON
import NIOCore
import Synchronization

/// One object at one revision, as the watch cache holds it: its bytes as they go to clients, and what selectors look at.
///
/// Safe to use from any thread. Other forms of it (metadata only, other versions) are made when first asked for and
/// kept as long as the object.
final class StoredObject: Sendable {
    /// The facts that a writer knows already, passed along to the cache so that it need not parse the bytes.
    struct Facts: Sendable {
        var layout: ObjectLayout
        var labels: [String: String]
        var fields: [String: String]
    }

    /// The revision of the object's last change: its resourceVersion.
    let revision: Int64
    let labels: [String: String]
    /// The values of the selectable fields by name.
    let fields: [String: String]
    /// The encoded object with its resourceVersion, and `}\n`.
    private let framed: ByteBuffer
    private let typeLength: Int
    private let revisionDigits: Range<Int>
    /// What was made of the object since; most objects are never asked for more than their bytes.
    private let extras = Mutex<Extras?>(nil)

    private struct Extras {
        var forms: [String: ByteBuffer] = [:]
        /// The start of the object's row in a Table, and the second it was made for: ages change with time.
        var row: (second: Int64, bytes: ByteBuffer)?
        var tree: JSONValue?
    }

    init(bytes: [UInt8], revision: Int64, facts: Facts) {
        let (framed, digits) = facts.layout.framed(bytes, revision: revision)
        self.framed = ByteBuffer(bytes: framed)
        self.revision = revision
        labels = facts.labels
        fields = facts.fields
        typeLength = facts.layout.typeLength
        revisionDigits = digits
    }

    /// The object as JSON.
    var json: ByteBuffer { framed.getSlice(at: 0, length: framed.readableBytes - 2) ?? ByteBuffer() }

    /// The object's metadata as JSON.
    var metadata: ByteBuffer {
        let start = typeLength + ObjectLayout.metadataKeyLength
        let length = framed.withUnsafeReadableBytes { ObjectLayout.objectLength($0, at: start) }
        return framed.getSlice(at: start, length: length) ?? ByteBuffer(staticString: "{}")
    }

    /// The object as it stands in a list, behind a `{`: without kind and apiVersion unless it is a custom one.
    func listItem(typed: Bool) -> ByteBuffer {
        let start = typed ? 1 : typeLength
        return framed.getSlice(at: start, length: framed.readableBytes - 2 - start) ?? ByteBuffer()
    }

    /// The object with the end of a watch event's frame behind it.
    var frameTail: ByteBuffer { framed }

    /// The same for the event of its deletion, which has a revision of its own.
    func frameTail(deletedAt revision: Int64) -> ByteBuffer {
        form("deleted \(revision)") { object in
            var buffer = ByteBufferAllocator().buffer(capacity: object.framed.readableBytes + 20)
            buffer.writeImmutableBuffer(object.framed.getSlice(at: 0, length: object.revisionDigits.lowerBound) ?? ByteBuffer())
            buffer.writeString(String(revision))
            let end = object.revisionDigits.upperBound
            buffer.writeImmutableBuffer(object.framed.getSlice(at: end, length: object.framed.readableBytes - end) ?? ByteBuffer())
            return buffer
        }
    }

    /// Another form of the object, made once.
    func form(_ name: String, make: (StoredObject) -> ByteBuffer) -> ByteBuffer {
        if let made = extras.withLock({ $0?.forms[name] }) { return made }
        let made = make(self)
        change { $0.forms[name] = made }
        return made
    }

    /// The start of the object's row in a Table as it is in a second.
    func row(second: Int64, make: (StoredObject) -> ByteBuffer) -> ByteBuffer {
        if let made = extras.withLock({ $0?.row }), made.second == second { return made.bytes }
        let made = make(self)
        change { $0.row = (second, made) }
        return made
    }

    private func change(_ body: (inout Extras) -> Void) {
        extras.withLock { extras in
            var changed = extras.take() ?? Extras()
            body(&changed)
            extras = changed
        }
    }

    /// The object as a tree that is kept with it: for the few objects that every write looks at, such as namespaces.
    var keptTree: JSONValue {
        if let made = extras.withLock({ $0?.tree }) { return made }
        let made = tree
        change { $0.tree = made }
        return made
    }

    /// The object as a tree.
    var tree: JSONValue {
        // What is in the cache was encoded by us or parsed when it was loaded.
        (try? JSONValue(parsing: Array(json.readableBytesView))) ?? .null
    }
}
