import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The randomness of names and uids: the kernel's, fetched a few kilobytes at a time.
///
/// Every object and every answer carries a uid. Asking the kernel for each costs more system calls than all the
/// rest of a request. Safe to use from any task.
final class RandomSource: Sendable {
    private struct Stock {
        var bytes = [UInt8](repeating: 0, count: 4096)
        var used = 4096

        mutating func take(_ count: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
            if used + count > bytes.count { refill() }
            bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[used..<used + count])) }
            used += count
        }

        private mutating func refill() {
            bytes.withUnsafeMutableBytes { buffer in
                #if canImport(Darwin)
                    arc4random_buf(buffer.baseAddress, buffer.count)
                #else
                    // 256 bytes is what it gives at once; with that it never fails.
                    for start in stride(from: 0, to: buffer.count, by: 256) {
                        _ = getentropy(buffer.baseAddress?.advanced(by: start), 256)
                    }
                #endif
            }
            used = 0
        }
    }

    private let stock = Mutex(Stock())

    /// Random bits.
    func next() -> UInt64 {
        var value: UInt64 = 0
        stock.withLock { $0.take(8) { value = $0.loadUnaligned(as: UInt64.self) } }
        return value
    }

    /// A random UUID (version 4) in lower case: the `uid` of an object, the id of a request.
    func uuid() -> String {
        let high = next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return String(unsafeUninitializedCapacity: 36) { text in
            var position = 0
            for (word, isHigh) in [(high, true), (low, false)] {
                for shift in stride(from: 60, through: 0, by: -4) {
                    let digit = UInt8(truncatingIfNeeded: word >> UInt64(shift)) & 15
                    text[position] = digit < 10 ? 0x30 + digit : 0x57 + digit
                    position += 1
                    if isHigh ? shift == 32 || shift == 16 || shift == 0 : shift == 48 {
                        text[position] = 0x2D
                        position += 1
                    }
                }
            }
            return position
        }
    }
}

/// A generator that draws from a source, for what wants a `RandomNumberGenerator`.
struct RandomDraw: RandomNumberGenerator {
    let source: RandomSource
    mutating func next() -> UInt64 { source.next() }
}
