/// The functions that expressions may call.
enum CELFunctions {
    private static let numbers = ["int", "uint", "double"]

    /// CEL's own operators and functions.
    static let standard: [String] = {
        var all = [
            "_?_:_(bool,A,A): A", "_&&_(bool,bool): bool", "_||_(bool,bool): bool", "!_(bool): bool", "_==_(A,A): bool", "_!=_(A,A): bool",
            "@in(A,list(A)): bool", "@in(A,map(A,B)): bool", "_[_](list(A),int): A", "_[_](map(A,B),A): B",
            "_[_](optional(list(A)),int): optional(A)", "_[_](optional(map(A,B)),A): optional(B)", "_[?_](list(A),int): optional(A)",
            "_[?_](map(A,B),A): optional(B)", "_[?_](optional(list(A)),int): optional(A)", "_[?_](optional(map(A,B)),A): optional(B)",
            "-_(int): int", "-_(double): double", "_%_(int,int): int", "_%_(uint,uint): uint",
            "_+_(string,string): string", "_+_(bytes,bytes): bytes", "_+_(list(A),list(A)): list(A)", "_+_(timestamp,duration): timestamp",
            "_+_(duration,timestamp): timestamp", "_+_(duration,duration): duration", "_-_(timestamp,timestamp): duration",
            "_-_(timestamp,duration): timestamp", "_-_(duration,duration): duration", "dyn(A): dyn", "type(A): type(A)",
            "string.contains(string): bool", "string.startsWith(string): bool", "string.endsWith(string): bool",
            "string.matches(string): bool", "matches(string,string): bool", "bool(bool): bool", "bool(string): bool",
            "bytes(bytes): bytes", "bytes(string): bytes", "duration(duration): duration", "duration(string): duration",
            "duration(int): duration", "timestamp(timestamp): timestamp", "timestamp(string): timestamp", "timestamp(int): timestamp",
            "int(timestamp): int", "int(duration): int", "string(bool): string", "string(bytes): string", "string(timestamp): string",
            "string(duration): string", "uint(string): uint", "int(string): int", "double(string): double", "string(string): string",
        ]
        for type in numbers {
            for operation in ["+", "-", "*", "/"] { all.append("_\(operation)_(\(type),\(type)): \(type)") }
            for other in numbers { all.append("\(type)(\(other)): \(type)") }
            all.append("string(\(type)): string")
        }
        for relation in ["<", "<=", ">", ">="] {
            for type in ["bool", "string", "bytes", "timestamp", "duration"] { all.append("_\(relation)_(\(type),\(type)): bool") }
            for a in numbers { for b in numbers { all.append("_\(relation)_(\(a),\(b)): bool") } }
        }
        for type in ["string", "bytes", "list(A)", "map(A,B)"] { all += ["size(\(type)): int", "\(type).size(): int"] }
        for part in ["FullYear", "Month", "DayOfYear", "DayOfMonth", "Date", "DayOfWeek", "Hours", "Minutes", "Seconds", "Milliseconds"] {
            all += ["timestamp.get\(part)(): int", "timestamp.get\(part)(string): int"]
        }
        for part in ["Hours", "Minutes", "Seconds", "Milliseconds"] { all.append("duration.get\(part)(): int") }
        return all
    }()

    /// The extensions of strings, sets, optional values and encoders.
    static let extensions = [
        "string.charAt(int): string", "string.indexOf(string): int", "string.indexOf(string,int): int", "string.lastIndexOf(string): int",
        "string.lastIndexOf(string,int): int", "string.lowerAscii(): string", "string.upperAscii(): string", "string.trim(): string",
        "string.replace(string,string): string", "string.replace(string,string,int): string", "string.split(string): list(string)",
        "string.split(string,int): list(string)", "string.substring(int): string", "string.substring(int,int): string",
        "string.format(list(dyn)): string", "list(string).join(): string", "list(string).join(string): string",
        "strings.quote(string): string", "string.reverse(): string", "sets.contains(list(A),list(A)): bool",
        "sets.equivalent(list(A),list(A)): bool", "sets.intersects(list(A),list(A)): bool", "optional.of(A): optional(A)",
        "optional.ofNonZeroValue(A): optional(A)", "optional.none(): optional(A)", "optional(A).hasValue(): bool", "optional(A).value(): A",
        "optional(A).or(optional(A)): optional(A)", "optional(A).orValue(A): A", "base64.encode(bytes): string",
        "base64.decode(string): bytes",
    ]

    /// The libraries that Kubernetes adds.
    static let kubernetes: [String] = {
        var all = [
            "string.find(string): string", "string.findAll(string): list(string)", "string.findAll(string,int): list(string)",
            "list(A).isSorted(): bool", "list(A).min(): A", "list(A).max(): A", "list(A).indexOf(A): int", "list(A).lastIndexOf(A): int",
            "url(string): kubernetes.URL", "isURL(string): bool",
            "kubernetes.URL.getQuery(): map(string,list(string))", "isQuantity(string): bool", "quantity(string): kubernetes.Quantity",
            "kubernetes.Quantity.sign(): int", "kubernetes.Quantity.isInteger(): bool", "kubernetes.Quantity.asInteger(): int",
            "kubernetes.Quantity.asApproximateFloat(): double", "isSemver(string): bool", "isSemver(string,bool): bool",
            "semver(string): kubernetes.Semver", "semver(string,bool): kubernetes.Semver", "kubernetes.Semver.major(): int",
            "kubernetes.Semver.minor(): int", "kubernetes.Semver.patch(): int", "ip(string): net.IP", "isIP(string): bool",
            "ip.isCanonical(string): bool", "string(net.IP): string", "net.IP.family(): int", "cidr(string): net.CIDR",
            "isCIDR(string): bool", "string(net.CIDR): string", "net.CIDR.containsIP(string): bool", "net.CIDR.containsIP(net.IP): bool",
            "net.CIDR.containsCIDR(string): bool", "net.CIDR.containsCIDR(net.CIDR): bool", "net.CIDR.ip(): net.IP",
            "net.CIDR.masked(): net.CIDR", "net.CIDR.prefixLength(): int", "format.named(string): optional(kubernetes.NamedFormat)",
            "kubernetes.NamedFormat.validate(string): optional(list(string))",
        ]
        for member in ["getScheme", "getHost", "getHostname", "getPort", "getEscapedPath"] { all.append("kubernetes.URL.\(member)(): string") }
        for type in ["int", "uint", "double", "duration"] { all.append("list(\(type)).sum(): \(type)") }
        for type in ["Quantity", "Semver"] {
            let name = "kubernetes.\(type)"
            all += ["\(name).isGreaterThan(\(name)): bool", "\(name).isLessThan(\(name)): bool", "\(name).compareTo(\(name)): int"]
        }
        for operation in ["add", "sub"] {
            for other in ["kubernetes.Quantity", "int"] { all.append("kubernetes.Quantity.\(operation)(\(other)): kubernetes.Quantity") }
        }
        for member in ["isUnspecified", "isLoopback", "isLinkLocalMulticast", "isLinkLocalUnicast", "isGlobalUnicast"] {
            all.append("net.IP.\(member)(): bool")
        }
        for format in [
            "dns1123Label", "dns1123Subdomain", "dns1035Label", "qualifiedName", "dns1123LabelPrefix", "dns1123SubdomainPrefix",
            "dns1035LabelPrefix", "labelValue", "uri", "uuid", "byte", "date", "datetime",
        ] { all.append("format.\(format)(): kubernetes.NamedFormat") }
        let auth = "kubernetes.authorization"
        all += [
            "\(auth).Authorizer.path(string): \(auth).PathCheck", "\(auth).Authorizer.group(string): \(auth).GroupCheck",
            "\(auth).Authorizer.serviceAccount(string,string): \(auth).Authorizer",
            "\(auth).GroupCheck.resource(string): \(auth).ResourceCheck", "\(auth).PathCheck.check(string): \(auth).Decision",
            "\(auth).Decision.errored(): bool", "\(auth).Decision.error(): string", "\(auth).Decision.allowed(): bool",
            "\(auth).Decision.reason(): string",
        ]
        for member in ["subresource", "namespace", "name", "fieldSelector", "labelSelector"] {
            all.append("\(auth).ResourceCheck.\(member)(string): \(auth).ResourceCheck")
        }
        all.append("\(auth).ResourceCheck.check(string): \(auth).Decision")
        return all + ["jsonpatch.escapeKey(string): string"]
    }()
}
