import Foundation
import HTTPServer
import KubernetesAPI
import NIOCore
import NIOHTTP1

/// `/debug/flags/v`, which changes how much is logged, and of `/debug/pprof` what is not about Go's runtime: the command line.
struct DebugPages {
    let options: ServingOptions

    func respond(_ path: [String], _ request: HTTPRequest) -> HTTPResponse {
        switch path {
        case ["debug", "flags", "v"] where options.debugFlagsHandler: return setVerbosity(request)
        case ["debug", "pprof", "cmdline"] where options.profilingHandler:
            return .text(CommandLine.arguments.joined(separator: "\0"))
        case _ where path.count > 1 && path[1] == "pprof" && options.profilingHandler:
            return .text("the profiles of Go's runtime are not there: this kubelet is not written in Go; perf(1) shows where it spends its time\n", status: .notFound)
        default: return .text("404 page not found\n", status: .notFound)
        }
    }

    private func setVerbosity(_ request: HTTPRequest) -> HTTPResponse {
        guard request.method == .PUT else { return .text("unsupported http method", status: .notAcceptable) }
        let text = String(buffer: request.body)
        guard let value = Int32(text), value >= 0, let verbosity = options.verbosity else {
            return .text("failed set klog.logging.verbosity \(text): strconv.ParseInt: parsing \"\(text)\": invalid syntax", status: .badRequest)
        }
        verbosity.value = Int(value)
        return .text("successfully set klog.logging.verbosity to \(text)")
    }
}
