/// What a batch of calls came to: how many succeeded, and the first error.
struct BatchResult: Sendable {
    var successes = 0
    var error: (any Error)?
}

/// Makes `count` calls in batches of 1, 2, 4, … at once, and stops after the first batch in which one fails: a template
/// that cannot be created (quota, admission) then costs one request, not hundreds.
func slowStart(_ count: Int, _ call: @escaping @Sendable (Int) async throws -> Void) async -> BatchResult {
    var result = BatchResult()
    var started = 0
    var size = 1
    while started < count {
        size = min(size, count - started)
        let batch = await atOnce(started..<(started + size), call)
        result.successes += batch.successes
        if let error = batch.error {
            result.error = error
            return result
        }
        started += size
        size *= 2
    }
    return result
}

/// Makes all the calls at once and waits for every one of them.
func atOnce(_ range: Range<Int>, _ call: @escaping @Sendable (Int) async throws -> Void) async -> BatchResult {
    await withTaskGroup(of: (any Error)?.self) { group in
        for index in range {
            group.addTask {
                do {
                    try await call(index)
                    return nil
                } catch {
                    return error
                }
            }
        }
        var result = BatchResult()
        for await error in group {
            if let error { result.error = result.error ?? error } else { result.successes += 1 }
        }
        return result
    }
}
