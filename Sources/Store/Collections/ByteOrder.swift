/// The order of keys: by their UTF-8 bytes, as etcd and SQLite have it.
///
/// Swift compares strings by canonical equivalence, which would take two different keys for one.
enum ByteOrder {
    static func compare(_ left: String, _ right: String) -> Int {
        let fast = left.utf8.withContiguousStorageIfAvailable { l in
            right.utf8.withContiguousStorageIfAvailable { r in compare(l, r) }
        }
        if let fast, let result = fast { return result }
        return Array(left.utf8).withUnsafeBufferPointer { l in
            Array(right.utf8).withUnsafeBufferPointer { r in compare(l, r) }
        }
    }

    @inline(__always)
    static func less(_ left: String, _ right: String) -> Bool { compare(left, right) < 0 }

    @inline(__always)
    static func equal(_ left: String, _ right: String) -> Bool { compare(left, right) == 0 }

    /// Whether `key` begins with `prefix`, byte for byte.
    static func hasPrefix(_ key: String, _ prefix: String) -> Bool {
        let fast = key.utf8.withContiguousStorageIfAvailable { k in
            prefix.utf8.withContiguousStorageIfAvailable { p in
                p.count <= k.count && compare(UnsafeBufferPointer(rebasing: k[..<p.count]), p) == 0
            }
        }
        if let fast, let result = fast { return result }
        return key.utf8.starts(with: prefix.utf8)
    }

    private static func compare(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
        let common = min(left.count, right.count)
        var index = 0
        // Keys of one resource share a long prefix: eight bytes a step pass over it quickly.
        while index + 8 <= common {
            let l = UnsafeRawPointer(left.baseAddress!).loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let r = UnsafeRawPointer(right.baseAddress!).loadUnaligned(fromByteOffset: index, as: UInt64.self)
            if l != r { return l.bigEndian < r.bigEndian ? -1 : 1 }
            index += 8
        }
        while index < common {
            if left[index] != right[index] { return left[index] < right[index] ? -1 : 1 }
            index += 1
        }
        return left.count - right.count
    }

    /// The smallest string that is greater than every string with this prefix; nil if there is none.
    static func end(ofPrefix prefix: String) -> String? {
        var scalars = Array(prefix.unicodeScalars)
        while let last = scalars.popLast() {
            // The order of UTF-8 bytes is the order of scalars; the surrogates between D7FF and E000 do not exist.
            let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
            if let scalar = Unicode.Scalar(next) {
                scalars.append(scalar)
                var view = String.UnicodeScalarView()
                view.append(contentsOf: scalars)
                return String(view)
            }
        }
        return nil
    }
}
