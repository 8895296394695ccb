import Foundation
import JSON

/// `PriorityLevelConfiguration` of flowcontrol.apiserver.k8s.io/v1.
struct PriorityLevelRules: ResourceRules {
    var tracksGeneration: Bool { true }

    func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            spec.edit("limited") { limited in
                limited.setDefault("nominalConcurrencyShares", 30)
                limited.setDefault("lendablePercent", 0)
                limited.edit("limitResponse") { response in
                    response.edit("queuing") { queuing in
                        queuing.setDefault("queues", 64)
                        queuing.setDefault("handSize", 8)
                        queuing.setDefault("queueLengthLimit", 50)
                    }
                }
            }
            spec.edit("exempt") { exempt in
                exempt.setDefault("nominalConcurrencyShares", 0)
                exempt.setDefault("lendablePercent", 0)
            }
        }
    }

    func validate(_ object: JSONValue) -> [FieldError] {
        let spec = object["spec"] ?? [:]
        let name = object["metadata"]?.text("name") ?? ""
        let type = spec.text("type")
        var errors: [FieldError] = []
        if (type == "Exempt") != (name == "exempt") {
            errors.append(.invalid("spec.type", string: type, "must be 'Exempt' if and only if `name` is 'exempt'"))
        }
        switch type {
        case "Exempt":
            if spec["limited"] != nil { errors.append(.forbidden("spec.limited", "must be nil if the type is not Limited")) }
            if let exempt = spec["exempt"] { errors += shares(exempt, "spec.exempt") }
        case "Limited":
            if spec["exempt"] != nil { errors.append(.forbidden("spec.exempt", "must be nil if the type is Limited")) }
            if let limited = spec["limited"] {
                errors += self.limited(limited, "spec.limited")
            } else {
                errors.append(.required("spec.limited", "must not be empty when type is Limited"))
            }
        default: errors.append(.notSupported("spec.type", type, ["Exempt", "Limited"]))
        }
        if name == "catch-all", spec != Self.catchAll {
            errors.append(.invalid("spec", GoText.json(spec), "spec of 'catch-all' must equal the fixed value"))
        }
        return errors + FlowSchemaRules.conditions(object)
    }

    func validateStatusUpdate(_ object: JSONValue, old: JSONValue) -> [FieldError] { FlowSchemaRules.conditions(object) }

    private static let catchAll: JSONValue = [
        "type": "Limited", "limited": ["nominalConcurrencyShares": 5, "limitResponse": ["type": "Reject"], "lendablePercent": 0],
    ]

    private func shares(_ settings: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        if let shares = settings["nominalConcurrencyShares"]?.int, shares < 0 {
            errors.append(.invalid("\(field).nominalConcurrencyShares", "\(shares)", "must be a non-negative integer"))
        }
        if let percent = settings["lendablePercent"]?.int, !(0...100).contains(percent) {
            errors.append(.invalid("\(field).lendablePercent", "\(percent)", "must be between 0 and 100, inclusive"))
        }
        return errors
    }

    private func limited(_ limited: JSONValue, _ field: String) -> [FieldError] {
        var errors = shares(limited, field)
        if let percent = limited["borrowingLimitPercent"]?.int, percent < 0 {
            errors.append(.invalid("\(field).borrowingLimitPercent", "\(percent)", "if specified, must be a non-negative integer"))
        }
        let response = limited["limitResponse"] ?? [:]
        let place = "\(field).limitResponse"
        switch response.text("type") {
        case "Reject":
            if response["queuing"] != nil {
                errors.append(.forbidden("\(place).queuing", "must be nil if limited.limitResponse.type is not Limited"))
            }
        case "Queue":
            if let queuing = response["queuing"] {
                errors += self.queuing(queuing, "\(place).queuing")
            } else {
                errors.append(.required("\(place).queuing", "must not be empty if limited.limitResponse.type is Limited"))
            }
        case let type: errors.append(.notSupported("\(place).type", type, ["Queue", "Reject"]))
        }
        return errors
    }

    private func queuing(_ queuing: JSONValue, _ field: String) -> [FieldError] {
        let (queues, hand) = (queuing["queues"]?.int ?? 0, queuing["handSize"]?.int ?? 0)
        let length = queuing["queueLengthLimit"]?.int ?? 0
        var errors: [FieldError] = []
        if length <= 0 { errors.append(.invalid("\(field).queueLengthLimit", "\(length)", "must be positive")) }
        if queues <= 0 {
            errors.append(.invalid("\(field).queues", "\(queues)", "must be positive"))
        } else if queues > 10_000_000 {
            errors.append(.invalid("\(field).queues", "\(queues)", "must not be greater than 10000000"))
        }
        if hand <= 0 {
            errors.append(.invalid("\(field).handSize", "\(hand)", "must be positive"))
        } else if hand > queues {
            errors.append(.invalid("\(field).handSize", "\(hand)", "should not be greater than queues (\(queues))"))
        } else if Self.entropyBits(queues, hand) > 60 {
            errors.append(
                .invalid(
                    "\(field).handSize", "\(hand)",
                    "required entropy bits of deckSize \(queues) and handSize \(hand) should not be greater than 60"))
        }
        return errors
    }

    /// How many bits of a hash it takes to deal a hand of cards from a deck.
    private static func entropyBits(_ deck: Int64, _ hand: Int64) -> Int {
        var bits = 0.0
        for i in 0..<hand {
            bits += log2(Double(deck - i))
            if bits > 64 { break }
        }
        return Int(bits.rounded(.up))
    }
}
