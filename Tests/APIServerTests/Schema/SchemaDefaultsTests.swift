import JSON
import Testing

@testable import APIServer

@Suite struct SchemaDefaultsTests {
    @Test func fillsInWhatTheDescriptionSays() throws {
        var service = json(#"{"spec":{"ports":[{"port":80},{"port":53,"protocol":"UDP"}]}}"#)
        SchemaDefaults.apply(to: &service, schema: try TestSchemas.schema("", "v1", "Service"))
        #expect(service[path: ["spec", "ports"]]?[0]?["protocol"] == "TCP")
        #expect(service[path: ["spec", "ports"]]?[1]?["protocol"] == "UDP")
    }

    @Test func namesMissingFieldsAndRepeatedItems() throws {
        let schema = try TestSchemas.schema("", "v1", "Service")
        let service = json(#"{"spec":{"ports":[{"port":80,"protocol":"TCP"},{"port":80,"protocol":"TCP"}]}}"#)
        let errors = SchemaValidation.validate(service, schema: schema)
        #expect(errors.map(\.description) == [#"spec.ports[1]: Duplicate value: {"port":80,"protocol":"TCP"}"#])
    }
}
