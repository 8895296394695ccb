import JSON
import KubernetesAPI

/// Settings that are more than one simple value.
enum SpecialSettings {
    typealias WrongType = KubeletSetting.WrongType

    /// `--manifest-url-header a:hello,b:again`
    static let manifestURLHeader = KubeletSetting(
        name: "staticPodURLHeader", flag: "manifest-url-header",
        parse: { (text) throws(SettingsError) in
            var object = JSONObject()
            for pair in text.split(separator: ",") {
                guard let colon = pair.firstIndex(of: ":") else { throw SettingsError("malformed pair, expect string:string, got \"\(pair)\"") }
                let key = pair[..<colon].trimmed
                object[key] = .array((object[key]?.array ?? []) + [.string(pair[pair.index(after: colon)...].trimmed)])
            }
            return .object(object)
        },
        read: { settings in
            let headers = settings.options.sources.manifestURLHeader
            return headers.isEmpty ? nil : KubeletSetting.object(headers.mapValues { _ in .array([.string("<masked>")]) })
        },
        write: { (settings, value) throws(WrongType) in
            guard let given = value.object else { throw WrongType("map[string][]string") }
            var headers: [String: [String]] = [:]
            for (name, values) in given { headers[name] = try KubeletSetting.texts(values) }
            settings.options.sources.manifestURLHeader = headers
        })

    static let maxParallelImagePulls = KubeletSetting(
        name: "maxParallelImagePulls", flag: "", parse: KubeletSetting.parseInteger,
        read: { settings in settings.options.images.maxParallelPulls.map { .int(Int64($0)) } },
        write: { (settings, value) throws(WrongType) in
            guard let number = value.int.flatMap({ Int32(exactly: $0) }) else { throw WrongType("int32") }
            settings.options.images.maxParallelPulls = Int(number)
        })

    static let singleProcessOOMKill = KubeletSetting(
        name: "singleProcessOOMKill", flag: "", parse: KubeletSetting.parseBool,
        read: { settings in settings.options.resourceManagers.singleProcessOOMKill.map { .bool($0) } },
        write: { (settings, value) throws(WrongType) in
            guard let flag = value.bool else { throw WrongType("bool") }
            settings.options.resourceManagers.singleProcessOOMKill = flag
        })

    /// Flags add to what the file says.
    static let featureGates = KubeletSetting(
        name: "featureGates", flag: "feature-gates",
        parse: { (text) throws(SettingsError) in
            var object = JSONObject()
            for pair in text.split(separator: ",") {
                guard let equals = pair.firstIndex(of: "=") else { throw SettingsError("missing bool value for \(pair)") }
                object[pair[..<equals].trimmed] = try KubeletSetting.parseBool(pair[pair.index(after: equals)...].trimmed)
            }
            return .object(object)
        },
        read: { settings in
            let gates = settings.options.node.featureGates
            return gates.isEmpty ? nil : KubeletSetting.object(gates.mapValues { .bool($0) })
        },
        write: { (settings, value) throws(WrongType) in
            guard let given = value.object else { throw WrongType("map[string]bool") }
            for (name, value) in given {
                guard let flag = value.bool else { throw WrongType("bool") }
                settings.options.node.featureGates[name] = flag
            }
        })

    /// In the file objects with key, value and effect; as a flag `key=value:effect`.
    static let registerWithTaints = KubeletSetting(
        name: "registerWithTaints", flag: "register-with-taints", parse: KubeletSetting.parseList,
        read: { settings in
            let taints = settings.options.registerWithTaints.compactMap(NodeRegistration.taint)
            return taints.isEmpty ? nil : .array(taints.map { $0.jsonValue() })
        },
        write: { (settings, value) throws(WrongType) in
            guard let items = value.array else { throw WrongType("[]v1.Taint") }
            var taints: [String] = []
            for item in items {
                if let text = item.string {
                    taints.append(text)
                } else {
                    guard let key = item["key"]?.string, let effect = item["effect"]?.string else { throw WrongType("v1.Taint") }
                    let value = item["value"]?.string ?? ""
                    taints.append(value.isEmpty ? "\(key):\(effect)" : "\(key)=\(value):\(effect)")
                }
            }
            settings.options.registerWithTaints = taints
        })

    static let shutdownByPriority = KubeletSetting(
        name: "shutdownGracePeriodByPodPriority", flag: "", parse: KubeletSetting.parseString,
        read: { settings in
            let periods = settings.options.shutdown.byPodPriority
            return periods.isEmpty ? nil : .array(periods.map { ["priority": .int(Int64($0.priority)), "shutdownGracePeriodSeconds": .int($0.seconds)] })
        },
        write: { (settings, value) throws(WrongType) in
            guard let items = value.array else { throw WrongType("[]ShutdownGracePeriodByPodPriority") }
            var periods: [ShutdownOptions.PriorityPeriod] = []
            for item in items {
                guard let priority = item["priority"]?.int.flatMap({ Int32(exactly: $0) }), let seconds = item["shutdownGracePeriodSeconds"]?.int else {
                    throw WrongType("ShutdownGracePeriodByPodPriority")
                }
                periods.append(.init(priority: priority, seconds: seconds))
            }
            settings.options.shutdown.byPodPriority = periods
        })

    /// In the file a list of `numaNode` and `limits`; as a flag `0:memory=1Gi,hugepages-2Mi=4Mi;1:memory=2Gi`.
    static let reservedMemory = KubeletSetting(
        name: "reservedMemory", flag: "reserved-memory",
        parse: { (text) throws(SettingsError) in
            var items: [JSONValue] = []
            for part in text.split(separator: ";") {
                guard let colon = part.firstIndex(of: ":"), let node = Int64(part[..<colon].trimmed) else {
                    throw SettingsError("the reserved memory has incorrect format, expected numaNodeID:type=quantity[,type=quantity...], got \(part)")
                }
                items.append(["numaNode": .int(node), "limits": try KubeletSetting.parseMap(String(part[part.index(after: colon)...]), "=")])
            }
            return .array(items)
        },
        read: { settings in
            let reserved = settings.options.resourceManagers.reservedMemory
            if reserved.isEmpty { return nil }
            return .array(reserved.sorted { $0.key < $1.key }.map { ["numaNode": .int(Int64($0.key)), "limits": KubeletSetting.object($0.value.mapValues { .string($0) })] })
        },
        write: { (settings, value) throws(WrongType) in
            guard let items = value.array else { throw WrongType("[]MemoryReservation") }
            var reserved: [Int: [String: String]] = [:]
            for item in items {
                guard let node = item["numaNode"]?.int.flatMap({ Int32(exactly: $0) }), let limits = item["limits"]?.object else { throw WrongType("MemoryReservation") }
                for (name, value) in limits {
                    guard let text = value.string ?? value.int.map(String.init) else { throw WrongType("resource.Quantity") }
                    reserved[Int(node), default: [:]][name] = text
                }
            }
            settings.options.resourceManagers.reservedMemory = reserved
        })

    static let evictionSoftGracePeriod = KubeletSetting(
        name: "evictionSoftGracePeriod", flag: "eviction-soft-grace-period", parse: { (text) throws(SettingsError) in try KubeletSetting.parseMap(text, "=") },
        read: { settings in
            let periods = settings.options.eviction.softGracePeriod
            return periods.isEmpty ? nil : KubeletSetting.object(periods.mapValues { .string($0.goText) })
        },
        write: { (settings, value) throws(WrongType) in
            guard let given = value.object else { throw WrongType("map[string]string") }
            var periods: [String: Duration] = [:]
            for (signal, value) in given {
                guard let text = value.string else { throw WrongType("string") }
                guard let duration = try? GoDurationText.parse(text) else { throw WrongType("Duration", "time: invalid duration \"\(text)\"") }
                periods[signal] = duration
            }
            settings.options.eviction.softGracePeriod = periods
        })
}
