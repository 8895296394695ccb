import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension IOError {
    /// The text of an error number as Go, and so Kubernetes, writes it: strerror's in lower case.
    static func goText(errno code: CInt) -> String {
        guard let text = strerror(code) else { return "errno \(code)" }
        return String(cString: text).lowercased()
    }
}
