import GRPCCore
import Store

/// What etcd's errors mean. It tells some only by their text.
enum EtcdErrors {
    static func isCompacted(_ error: RPCError) -> Bool {
        error.code == .outOfRange && error.message.contains("compacted")
    }

    static func isFuture(_ error: RPCError) -> Bool {
        error.code == .outOfRange && error.message.contains("future revision")
    }

    /// The error as Kubernetes prints it: etcd's own words, or gRPC's where etcd said nothing.
    static func storeError(_ error: RPCError) -> StoreError {
        if error.message.hasPrefix("etcdserver:") { return .unavailable(error.message) }
        let code = name(error.code)
        return .unavailable("rpc error: code = \(code) desc = \(error.message)\(error.cause.map { $0 is NotSent ? "" : " (\($0))" } ?? "")")
    }

    /// A code in Go's spelling.
    private static func name(_ code: RPCError.Code) -> String {
        switch code {
        case .cancelled: "Canceled"
        case .deadlineExceeded: "DeadlineExceeded"
        case .invalidArgument: "InvalidArgument"
        case .permissionDenied: "PermissionDenied"
        case .resourceExhausted: "ResourceExhausted"
        case .unauthenticated: "Unauthenticated"
        case .unavailable: "Unavailable"
        case .internalError: "Internal"
        default: "Unknown"
        }
    }
}
