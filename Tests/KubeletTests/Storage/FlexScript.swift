import Foundation

@testable import Kubelet

/// A driver of FlexVolumes for tests: a shell script that writes down how it is called, and does what it is told.
struct FlexScript {
    let directory: String
    private var folder: String { directory + "/example.com~flex" }

    init(_ directory: String) { self.directory = directory }

    /// Writes the driver, or another one in its place.
    /// - Parameter cases: of the shell's `case`, beside `init`; the rest is not supported.
    func install(capabilities: String, _ cases: String) throws {
        let script = """
            #!/bin/sh
            ok() { echo '{"status": "Success"}'; }
            printf '%s\\n' "$*" >> "\(folder)/calls"
            case "$1" in
            init) echo '{"status": "Success", "capabilities": {\(capabilities)}}';;
            \(cases)
            *) echo '{"status": "Not supported"}'; exit 1;;
            esac

            """
        try POSIXFiles.makeDirectories(folder, mode: 0o755)
        try POSIXFiles.write(Array(script.utf8), to: folder + "/.new", mode: 0o755)
        try POSIXFiles.move(folder + "/.new", to: folder + "/flex")
    }

    func uninstall() throws { try POSIXFiles.remove(folder + "/flex") }

    /// How it was called since the last look, one line a call.
    func calls() -> [String] {
        defer { unlink(folder + "/calls") }
        return (POSIXFiles.read(folder + "/calls").map { String(decoding: $0, as: UTF8.self) } ?? "").split(separator: "\n").map(String.init)
    }
}
