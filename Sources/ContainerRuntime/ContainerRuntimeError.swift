import GRPCCore

/// Why a call to the container runtime failed: the gRPC status in the terms the kubelet decides by.
public struct ContainerRuntimeError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure that callers treat differently.
    public enum Code: String, Sendable {
        /// No such container, sandbox or image.
        case notFound = "NotFound"
        /// The name is reserved by a container or sandbox that exists.
        case alreadyExists = "AlreadyExists"
        /// The request cannot be carried out as it was written.
        case invalidArgument = "InvalidArgument"
        /// The object is in a state that does not allow this, as exec in a stopped container.
        case failedPrecondition = "FailedPrecondition"
        /// The runtime, or the command run by ``ContainerRuntimeClient/execSync(_:command:timeout:)``, took too long.
        case deadlineExceeded = "DeadlineExceeded"
        /// The runtime cannot be reached, or is not ready yet.
        case unavailable = "Unavailable"
        /// This runtime does not know the call.
        case unimplemented = "Unimplemented"
        /// The caller's task was cancelled.
        case cancelled = "Canceled"
        /// The registry or the runtime refused for lack of rights.
        case permissionDenied = "PermissionDenied"
        /// Space, memory or a quota is used up.
        case resourceExhausted = "ResourceExhausted"
        /// Everything else; `message` is all there is.
        case unknown = "Unknown"
    }

    /// What kind of failure it is.
    public let code: Code
    /// The runtime's own words.
    public let message: String
    /// The CRI method that failed, such as `RunPodSandbox`.
    public let method: String

    /// Makes an error; runtimes in tests use this too.
    public init(code: Code, message: String, method: String) {
        self.code = code
        self.message = message
        self.method = method
    }

    /// The error as Kubernetes prints one that came over gRPC.
    public var description: String {
        "rpc error: code = \(code.rawValue) desc = \(message)"
    }

    /// There is no such container, sandbox or image (any more).
    public var isNotFound: Bool { code == .notFound }

    init(_ error: any Error, method: String) {
        switch error {
        case let error as ContainerRuntimeError:
            self = error
        case let error as RPCError:
            self.init(code: Code(error.code), message: error.message, method: method)
        case is CancellationError:
            self.init(code: .cancelled, message: "the call was cancelled", method: method)
        default:
            self.init(code: .unknown, message: String(describing: error), method: method)
        }
    }
}

extension ContainerRuntimeError.Code {
    init(_ code: RPCError.Code) {
        switch code {
        case .notFound: self = .notFound
        case .alreadyExists: self = .alreadyExists
        case .invalidArgument, .outOfRange: self = .invalidArgument
        case .failedPrecondition: self = .failedPrecondition
        case .deadlineExceeded: self = .deadlineExceeded
        case .unavailable: self = .unavailable
        case .unimplemented: self = .unimplemented
        case .cancelled: self = .cancelled
        case .permissionDenied, .unauthenticated: self = .permissionDenied
        case .resourceExhausted: self = .resourceExhausted
        default: self = .unknown
        }
    }
}
