/// Deals each flow a small hand of queues, so that two flows seldom have the same hand and a busy flow leaves most
/// queues of the others alone: Kubernetes' shuffle sharding.
enum ShuffleSharding {
    /// The hash of a flow: the schema's name and what it distinguishes by. FNV-1a with a finish that spreads the bits.
    static func hash(_ schema: String, _ distinguisher: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in schema.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = hash &* 0x100_0000_01b3
        for byte in distinguisher.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        return hash ^ (hash >> 31)
    }

    /// Writes `handSize` different numbers below `deckSize` into `hand`, ascending, chosen by the hash.
    static func deal(_ hash: UInt64, deckSize: Int, handSize: Int, into hand: inout [Int]) {
        hand.removeAll(keepingCapacity: true)
        var rest = hash
        for i in 0..<min(handSize, deckSize) {
            let left = UInt64(deckSize - i)
            var card = Int(rest % left)
            rest /= left
            // The card counts those that are still in the deck: step over the ones that are dealt.
            var place = 0
            while place < hand.count, hand[place] <= card {
                card += 1
                place += 1
            }
            hand.insert(card, at: place)
        }
    }
}
