import Crypto
import KubernetesAPI

/// The image of a pod's sandbox: a program of some two hundred bytes that sleeps and leaves no zombies.
///
/// It is made here, so that a cluster needs no registry to start its first pod.
enum PauseImage {
    static let reference = "registry.k8s.io/pause:3.10.1"

    /// An OCI archive with the one image; nil on a machine whose instructions are not known here.
    static func archive() -> [UInt8]? {
        #if arch(x86_64)
        let program = executable(machine: 62, code: x86_64)
        let architecture = "amd64"
        #elseif arch(arm64)
        let program = executable(machine: 183, code: arm64)
        let architecture = "arm64"
        #else
        return nil
        #endif
        var layer = TarArchive()
        layer.add(file: "pause", mode: 0o755, content: program)
        return OCIArchive.make(reference: reference, architecture: architecture, layer: layer.finished, entrypoint: ["/pause"], user: "65535:65535")
    }

    /// rt_sigaction(SIGCHLD, SIG_IGN): the kernel then reaps children itself; and pause() for ever.
    private static let x86_64: [UInt8] = [
        0xB8, 13, 0, 0, 0,  // mov eax, rt_sigaction
        0xBF, 17, 0, 0, 0,  // mov edi, SIGCHLD
        0x48, 0x8D, 0x35, 23, 0, 0, 0,  // lea rsi, [rip + action]
        0x31, 0xD2,  // xor edx, edx
        0x41, 0xBA, 8, 0, 0, 0,  // mov r10d, 8
        0x0F, 0x05,  // syscall
        0xB8, 34, 0, 0, 0,  // mov eax, pause
        0x0F, 0x05,  // syscall
        0xEB, 0xF7,  // jmp to the mov before
        0, 0, 0, 0,  // so that the action is aligned
        1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ]

    /// The same; ppoll() of nothing stands for pause(), which this architecture has not.
    private static let arm64: [UInt8] = words([
        0xD280_0220,  // mov x0, SIGCHLD
        0x1000_01A1,  // adr x1, action
        0xD280_0002,  // mov x2, 0
        0xD280_0103,  // mov x3, 8
        0xD280_10C8,  // mov x8, rt_sigaction
        0xD400_0001,  // svc 0
        0xD280_0000, 0xD280_0001, 0xD280_0002, 0xD280_0003, 0xD280_0004,  // mov x0…x4, 0
        0xD280_0928,  // mov x8, ppoll
        0xD400_0001,  // svc 0
        0x17FF_FFF9,  // b to the seventh instruction
        1, 0, 0, 0, 0, 0, 0, 0,
    ])

    private static func words(_ values: [UInt32]) -> [UInt8] { values.flatMap { little($0) } }
    private static func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }

    /// A static ELF program of one segment.
    private static func executable(machine: UInt16, code: [UInt8]) -> [UInt8] {
        let base: UInt64 = 0x40_0000
        let headers: UInt64 = 64 + 56
        let size = headers + UInt64(code.count)
        var elf: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0] + [UInt8](repeating: 0, count: 8)
        elf += little(UInt16(2)) + little(machine) + little(UInt32(1))
        elf += little(base + headers) + little(UInt64(64)) + little(UInt64(0)) + little(UInt32(0))
        elf += little(UInt16(64)) + little(UInt16(56)) + little(UInt16(1)) + little(UInt16(0)) + little(UInt16(0)) + little(UInt16(0))
        elf += little(UInt32(1)) + little(UInt32(5)) + little(UInt64(0)) + little(base) + little(base) + little(size) + little(size) + little(UInt64(0x1000))
        return elf + code
    }
}

/// An OCI image layout in a tar archive, as `ctr images import` reads it.
enum OCIArchive {
    /// An image of one uncompressed layer.
    static func make(reference: String, architecture: String, layer: [UInt8], entrypoint: [String], user: String) -> [UInt8] {
        let layerDigest = digest(layer)
        let config: JSONValue = [
            "architecture": .string(architecture), "os": "linux",
            "config": ["Entrypoint": .array(entrypoint.map { .string($0) }), "User": .string(user), "WorkingDir": "/"],
            "rootfs": ["type": "layers", "diff_ids": [.string(layerDigest)]],
        ]
        let configBytes = config.serialized()
        let manifest: JSONValue = [
            "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": descriptor("application/vnd.oci.image.config.v1+json", configBytes),
            "layers": [descriptor("application/vnd.oci.image.layer.v1.tar", layer)],
        ]
        let manifestBytes = manifest.serialized()
        var entry = descriptor("application/vnd.oci.image.manifest.v1+json", manifestBytes)
        entry["annotations"] = ["io.containerd.image.name": .string(reference)]
        entry["platform"] = ["architecture": .string(architecture), "os": "linux"]
        let index: JSONValue = ["schemaVersion": 2, "manifests": [entry]]
        var archive = TarArchive()
        archive.add(file: "oci-layout", content: Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8))
        archive.add(file: "index.json", content: index.serialized())
        for blob in [manifestBytes, configBytes, layer] { archive.add(file: "blobs/sha256/" + digest(blob).dropFirst(7), content: blob) }
        return archive.finished
    }

    private static func descriptor(_ type: String, _ bytes: [UInt8]) -> JSONValue {
        ["mediaType": .string(type), "digest": .string(digest(bytes)), "size": .int(Int64(bytes.count))]
    }

    private static func digest(_ bytes: [UInt8]) -> String {
        let hex = Array("0123456789abcdef")
        return "sha256:" + String(SHA256.hash(data: bytes).flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] })
    }
}
