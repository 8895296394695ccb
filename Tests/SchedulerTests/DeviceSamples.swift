import KubernetesAPI

/// A device of the driver gpu.example.com with 40 GiB of memory.
func makeDevice(_ name: String, _ change: (inout ResourceV1.Device) -> Void = { _ in }) -> ResourceV1.Device {
    var device = ResourceV1.Device(name: name)
    device.attributes["model"] = .init(string: "A100")
    device.attributes["driverVersion"] = .init(version: "1.2.0")
    device.attributes["numa"] = .init(int: name.hasSuffix("1") ? 1 : 0)
    device.capacity["memory"] = .init(value: "40Gi")
    change(&device)
    return device
}

func makeSlice(_ pool: String, node: String? = "n1", generation: Int = 1, of count: Int = 1, _ devices: [ResourceV1.Device], _ change: (inout ResourceV1.ResourceSlice) -> Void = { _ in }) -> ResourceV1.ResourceSlice {
    var slice = ResourceV1.ResourceSlice()
    slice.metadata.name = "\(pool)-\(generation)-\(devices.first?.name ?? "")"
    slice.spec.driver = "gpu.example.com"
    slice.spec.pool = .init(name: pool, generation: generation, resourceSliceCount: count)
    slice.spec.nodeName = node
    slice.spec.devices = devices
    change(&slice)
    return slice
}

func makeRequest(_ name: String = "r", count: Int? = nil, all: Bool = false, cel: [String] = [], _ change: (inout ResourceV1.ExactDeviceRequest) -> Void = { _ in }) -> ResourceV1.DeviceRequest {
    var exact = ResourceV1.ExactDeviceRequest(deviceClassName: "gpu")
    exact.allocationMode = all ? "All" : "ExactCount"
    exact.count = count
    exact.selectors = cel.map { ResourceV1.DeviceSelector(cel: .init(expression: $0)) }
    change(&exact)
    return ResourceV1.DeviceRequest(name: name, exactly: exact)
}

func makeClaim(_ requests: [ResourceV1.DeviceRequest], _ change: (inout ResourceV1.ResourceClaim) -> Void = { _ in }) -> ResourceV1.ResourceClaim { makeClaim("claim", requests, change) }

func makeClaim(_ name: String, _ requests: [ResourceV1.DeviceRequest], _ change: (inout ResourceV1.ResourceClaim) -> Void = { _ in }) -> ResourceV1.ResourceClaim {
    var claim = ResourceV1.ResourceClaim()
    claim.metadata.name = name
    claim.metadata.namespace = "default"
    claim.metadata.uid = "uid-\(name)"
    claim.metadata.resourceVersion = "1"
    claim.spec.devices.requests = requests
    change(&claim)
    return claim
}

let gpuClass: DeviceClass = {
    var deviceClass = DeviceClass()
    deviceClass.metadata.name = "gpu"
    deviceClass.spec.selectors = [.init(cel: .init(expression: "device.driver == 'gpu.example.com'"))]
    return deviceClass
}()
