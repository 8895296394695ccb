import CNFTables
import Synchronization

/// libnftables: commands in, one netlink transaction out. Thread-safe. A call blocks while the kernel works.
///
/// It works on the network namespace of the thread that made it.
final class NFTables: Sendable {
    /// nftables' own words about what it did not like.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// The context is used under the lock only.
    private struct Context: @unchecked Sendable {
        var pointer: OpaquePointer
    }

    private let context: Mutex<Context>

    init() throws {
        guard let pointer = nft_ctx_new(UInt32(NFT_CTX_DEFAULT)) else { throw Failure(description: "cannot open libnftables") }
        nft_ctx_buffer_output(pointer)
        nft_ctx_buffer_error(pointer)
        context = Mutex(Context(pointer: pointer))
    }

    deinit {
        context.withLock { nft_ctx_free($0.pointer) }
    }

    /// Runs commands as one transaction: all of them take effect at once, or none. Returns what they print.
    @discardableResult
    func run(_ commands: [String]) throws -> String {
        try context.withLock { context in
            let status = nft_run_cmd_from_buffer(context.pointer, commands.joined(separator: "\n") + "\n")
            let output = nft_ctx_get_output_buffer(context.pointer).map { String(cString: $0) } ?? ""
            let error = nft_ctx_get_error_buffer(context.pointer).map { String(cString: $0) } ?? ""
            guard status == 0 else { throw Failure(description: error.split(separator: "\n").prefix(4).joined(separator: " ")) }
            return output
        }
    }
}
