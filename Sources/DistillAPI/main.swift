// Makes the project's own description of the Kubernetes API, and the Swift types out of it.
//
//     DistillAPI distil DATA    reads OpenAPI, discovery and protobuf tables below DATA, writes api/*.txt
//     DistillAPI generate       reads api/*.txt, writes Sources/KubernetesAPI/Generated
//
// Both run in the project's root. What they write is committed, so that a build needs neither.

import APISchema
import Foundation
import JSON

let arguments = CommandLine.arguments
do {
    switch arguments.dropFirst().first {
    case "distil" where arguments.count == 3:
        try Distiller(data: URL(filePath: arguments[2], directoryHint: .isDirectory)).write(to: "api")
    case "generate" where arguments.count == 2:
        try SwiftGenerator(descriptions: "api").write(to: "Sources/KubernetesAPI/Generated")
    default:
        FileHandle.standardError.write(Data("usage: DistillAPI distil DATA | generate\n".utf8))
        exit(2)
    }
} catch {
    FileHandle.standardError.write(Data("DistillAPI: \(error)\n".utf8))
    exit(1)
}
