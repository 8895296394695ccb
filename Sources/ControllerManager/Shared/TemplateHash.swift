import JSON
import KubernetesAPI

/// The value of the label pod-template-hash (and of a controller revision's name): equal templates have equal hashes.
///
/// FNV-1a over the template's JSON with sorted keys, written in Kubernetes' safe alphabet. The number differs from the one
/// that Kubernetes computes over its Go structures; nothing but its stability is promised to users.
func templateHash(_ template: PodTemplateSpec, collisionCount: Int?) -> String {
    stableHash(template.jsonValue(), collisionCount: collisionCount)
}

func stableHash(_ value: JSONValue, collisionCount: Int?) -> String {
    var hash = FNV32a()
    hash.combine(value.sortedByKey().serialized())
    if let collisionCount {
        let bits = UInt64(UInt32(truncatingIfNeeded: collisionCount))
        hash.combine((0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) })
    }
    return safeEncoded(String(hash.value))
}

/// The Fowler–Noll–Vo hash of 32 bits, variant 1a.
struct FNV32a {
    private(set) var value: UInt32 = 2_166_136_261

    mutating func combine(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            value ^= UInt32(byte)
            value = value &* 16_777_619
        }
    }
}

/// The letters of generated names: no vowels and no look-alikes, so that no name spells a word.
let safeAlphabet = Array("bcdfghjklmnpqrstvwxz2456789".utf8)

/// Each byte of the text mapped into the safe alphabet.
func safeEncoded(_ text: String) -> String {
    String(decoding: text.utf8.map { safeAlphabet[Int($0) % safeAlphabet.count] }, as: UTF8.self)
}

extension JSONValue {
    /// The same value with the keys of every object in order.
    func sortedByKey() -> JSONValue {
        switch self {
        case .array(let values): return .array(values.map { $0.sortedByKey() })
        case .object(let object):
            var sorted = JSONObject()
            for (key, value) in object.map({ ($0.key, $0.value) }).sorted(by: { $0.0 < $1.0 }) { sorted[key] = value.sortedByKey() }
            return .object(sorted)
        default: return self
        }
    }
}
