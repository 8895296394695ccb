import NIOCore
import Testing

@testable import GRPCConnections

@Suite struct PingFilterTests {
    @Test(arguments: [1, 3, 1000]) func answersPingsAndPassesTheRest(pieceLength: Int) {
        let data: [UInt8] = [0, 0, 3, 0, 1, 0, 0, 0, 5, 7, 8, 9]
        let ping: [UInt8] = [0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]
        let acknowledgement: [UInt8] = [0, 0, 8, 6, 1, 0, 0, 0, 0, 8, 7, 6, 5, 4, 3, 2, 1]
        let all = data + ping + acknowledgement + ping + data
        var filter = PingFilter()
        var passed: [UInt8] = []
        var answered: [UInt8] = []
        for start in stride(from: 0, to: all.count, by: pieceLength) {
            let (rest, answers) = filter.split(ByteBuffer(bytes: all[start..<min(start + pieceLength, all.count)]))
            passed += rest.readableBytesView
            answered += answers.readableBytesView
        }
        #expect(passed == data + acknowledgement + data)
        let answer: [UInt8] = [0, 0, 8, 6, 1, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]
        #expect(answered == answer + answer)
    }
}
