import HTTPServer

/// `--tls-min-version` and `--tls-cipher-suites`, in Go's names.
enum TLSSettings {
    /// Puts the settings into a configuration.
    /// - Throws: for names that are not known.
    static func apply(_ options: APIServerOptions, to tls: inout HTTPServerConfiguration.TLS) throws {
        do {
            try tls.apply(minVersion: options.tlsMinVersion, cipherSuites: options.tlsCipherSuites)
        } catch {
            throw Assembly.BadOption(description: "\(error)")
        }
    }
}
