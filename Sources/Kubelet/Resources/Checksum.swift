/// The checksum of Kubernetes' checkpoint files: FNV-1a of the text in which Go's kubelet prints the value, with types and
/// names. Written here by hand for the few types that are kept, so that files go over from one kubelet to the other.
enum Checksum {
    static func of(_ text: String) -> UInt64 { UInt64(ContainerHash.fnv32a(Array(text.utf8))) }

    /// A map as Go prints it; keys come sorted.
    static func map(_ entries: [(key: String, value: String)]) -> String {
        "map[" + entries.map { "\($0.key):\($0.value)" }.joined(separator: " ") + "]"
    }

    static func list(_ entries: some Sequence<String>) -> String { "[" + entries.joined(separator: " ") + "]" }
}
