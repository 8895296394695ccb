/// A tar archive in the ustar format, as container images are made of.
struct TarArchive {
    private(set) var bytes: [UInt8] = []

    /// Adds a file of so much content; names are below the archive's root and at most 100 bytes long.
    mutating func add(file name: String, mode: Int = 0o644, content: [UInt8]) {
        header(name, mode: mode, size: content.count, type: 0x30)
        bytes += content
        bytes += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    mutating func add(directory name: String, mode: Int = 0o755) {
        header(name + "/", mode: mode, size: 0, type: 0x35)
    }

    /// The archive with its two closing blocks.
    var finished: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

    private mutating func header(_ name: String, mode: Int, size: Int, type: UInt8) {
        precondition(name.utf8.count <= 100, "a name in a tar header has at most 100 bytes")
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) { for (i, c) in text.utf8.enumerated() { block[offset + i] = c } }
        func octal(_ value: Int, _ width: Int) -> String {
            let digits = String(value, radix: 8)
            return String(repeating: "0", count: width - digits.count) + digits
        }
        put(name, at: 0)
        put(octal(mode, 7), at: 100)
        put(octal(0, 7), at: 108)
        put(octal(0, 7), at: 116)
        put(octal(size, 11), at: 124)
        put(octal(0, 11), at: 136)
        put("        ", at: 148)
        block[156] = type
        put("ustar", at: 257)
        put("00", at: 263)
        let sum = block.reduce(0) { $0 + Int($1) }
        put(octal(sum, 6), at: 148)
        block[154] = 0
        bytes += block
    }
}
