import Foundation
import NIOCore

/// The little that older protocols need to know of a Status.
enum StatusText {
    /// The message of a Status that is a failure; `nil` for success.
    static func failureMessage(_ status: ByteBuffer) -> String? {
        let data = Data(status.readableBytesView)
        guard let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            return String(buffer: status)
        }
        guard object["status"] as? String != "Success" else { return nil }
        return object["message"] as? String ?? String(buffer: status)
    }
}
