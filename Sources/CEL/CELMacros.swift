/// Which calls are macros: by their name, their number of arguments, and whether they have a target.
enum CELMacros {
    struct Failure: Error { var issue: CELIssue }

    /// The macro that a call is; nil for an ordinary call.
    static func expand(
        _ target: CELExpression?, _ name: String, _ arguments: [CELExpression], _ position: Int
    ) -> Result<CELExpression, Failure>? {
        func macro(_ kind: CELMacro, _ target: CELExpression?, _ variables: [String], _ arguments: [CELExpression]) -> Result<CELExpression, Failure> {
            .success(CELExpression(kind: .macro(kind, target: target, variables: variables, arguments: arguments), position: position))
        }
        func refuse(_ message: String, _ place: Int) -> Result<CELExpression, Failure> {
            .failure(Failure(issue: CELIssue(position: place, message: message)))
        }
        /// A macro over a range, whose first arguments name its variables.
        func range(_ kind: CELMacro, _ count: Int) -> Result<CELExpression, Failure> {
            var variables: [String] = []
            for argument in arguments.prefix(count) {
                guard case .identifier(let name, false) = argument.kind else {
                    return refuse(count == 1 && [.map, .filter].contains(kind) ? "argument is not an identifier" : "argument must be a simple name", argument.position)
                }
                variables.append(name)
            }
            return macro(kind, target, variables, Array(arguments.dropFirst(count)))
        }
        guard let target else {
            guard name == "has", arguments.count == 1 else { return nil }
            guard case .select = arguments[0].kind else { return refuse("invalid argument to has() macro", arguments[0].position) }
            return macro(.has, nil, [], arguments)
        }
        switch (name, arguments.count) {
        case ("all", 2): return range(.all, 1)
        case ("exists", 2): return range(.exists, 1)
        case ("exists_one", 2), ("existsOne", 2): return range(.existsOne, 1)
        case ("map", 2), ("map", 3): return range(.map, 1)
        case ("filter", 2): return range(.filter, 1)
        case ("all", 3): return range(.all, 2)
        case ("exists", 3): return range(.exists, 2)
        case ("exists_one", 3), ("existsOne", 3): return range(.existsOne, 2)
        case ("transformList", 3), ("transformList", 4): return range(.transformList, 2)
        case ("transformMap", 3), ("transformMap", 4): return range(.transformMap, 2)
        case ("transformMapEntry", 3), ("transformMapEntry", 4): return range(.transformMapEntry, 2)
        case ("optMap", 2): return range(.optMap, 1)
        case ("optFlatMap", 2): return range(.optFlatMap, 1)
        case ("bind", 3):
            guard case .identifier("cel", _) = target.kind else { return nil }
            guard case .identifier(let variable, false) = arguments[0].kind else {
                return refuse("cel.bind() variable names must be simple identifiers", arguments[0].position)
            }
            return macro(.bind, nil, [variable], Array(arguments.dropFirst()))
        default: return nil
        }
    }
}
