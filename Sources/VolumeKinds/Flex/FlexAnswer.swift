import JSON

/// Why a FlexVolume driver did not do what it was asked, in Kubernetes' words.
public struct FlexError: Error, CustomStringConvertible, Sendable, Equatable {
    /// What went wrong, as the driver or the system says it.
    public var description: String
    /// - Parameter description: what events and logs show.
    public init(_ description: String) { self.description = description }

    /// The driver has no such call: the caller does what is usual.
    public static let notSupported = FlexError("Not supported")
    /// The driver took longer than it was given.
    public static let timeout = FlexError("timeout")
}

/// What a driver can do. It is taken to do what it does not say, but for metrics.
public struct FlexCapabilities: Sendable, Equatable {
    /// The control plane attaches its volumes to nodes.
    public var attach = true
    /// SELinux labels may be put on its volumes.
    public var selinuxRelabel = true
    /// What its file systems tell of their use is right.
    public var supportsMetrics = false
    /// The kubelet gives its volumes to the pod's fsGroup.
    public var fsGroup = true
    /// The node makes the file system larger after the volume has become so.
    public var requiresFSResize = true
}

/// A driver's answer to a call that it has done.
public struct FlexAnswer: Sendable, Equatable {
    /// The device of a volume that is attached; empty for none.
    public var devicePath = ""
    /// Whether the volume is attached, of `isattached`.
    public var attached = false
    /// What the driver can do, of `init`.
    public var capabilities = FlexCapabilities()
    /// The volume's size in bytes after it was made larger; 0 when the driver does not say.
    public var newSize: Int64 = 0

    /// Reads what the driver wrote.
    /// - Throws: `FlexError` for everything but success.
    public init(_ output: [UInt8], of command: String) throws {
        let value: JSONValue
        do { value = try JSONValue(parsing: output) } catch { throw Self.unreadable(output) }
        guard let object = value.object else { throw FlexError("json: cannot unmarshal \(value.goTypeName) into Go value of type flexvolume.DriverStatus") }
        let fields = Fields(object)
        let status = fields["status"]?.string ?? ""
        if status == FlexError.notSupported.description { throw FlexError.notSupported }
        guard status == "Success" else {
            throw FlexError("\(command) command failed, status: \(status), reason: \(fields["message"]?.string ?? "")")
        }
        devicePath = fields["device"]?.string ?? ""
        attached = fields["attached"]?.bool ?? false
        newSize = fields["volumeNewSize"]?.int ?? 0
        guard let told = fields["capabilities"]?.object.map(Fields.init) else { return }
        capabilities.attach = told["attach"]?.bool ?? capabilities.attach
        capabilities.selinuxRelabel = told["selinuxRelabel"]?.bool ?? capabilities.selinuxRelabel
        capabilities.supportsMetrics = told["supportsMetrics"]?.bool ?? capabilities.supportsMetrics
        capabilities.fsGroup = told["fsGroup"]?.bool ?? capabilities.fsGroup
        capabilities.requiresFSResize = told["requiresFSResize"]?.bool ?? capabilities.requiresFSResize
    }

    private static func unreadable(_ output: [UInt8]) -> FlexError {
        guard let first = output.first(where: { ![9, 10, 13, 32].contains($0) }) else { return FlexError("unexpected end of JSON input") }
        if first == UInt8(ascii: "{") { return FlexError("invalid JSON: \(String(decoding: output.prefix(256), as: UTF8.self))") }
        return FlexError("invalid character '\(Character(UnicodeScalar(first)))' looking for beginning of value")
    }

    /// Drivers were written against a reader to which the case of names does not matter.
    private struct Fields {
        private var values: [String: JSONValue] = [:]

        init(_ object: JSONObject) {
            for (key, value) in object { values[key.lowercased()] = value }
        }

        subscript(_ name: String) -> JSONValue? { values[name.lowercased()] }
    }
}
