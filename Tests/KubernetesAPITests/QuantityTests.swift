import KubernetesAPI
import Testing

@Suite struct QuantityTests {
    @Test(arguments: [
        ("0", "0"), ("0.5", "500m"), ("1024Mi", "1Gi"), ("1.5Gi", "1536Mi"), ("1000m", "1"), ("100m", "100m"), ("1e3", "1e3"), ("1000", "1k"), ("1500", "1500"),
        ("0.001", "1m"), ("0.0001", "100u"), ("1n", "1n"), ("0.1n", "1n"), ("512", "512"), ("500Ki", "500Ki"), ("0.5Ki", "512"), ("1.1Ki", "1126400m"),
        ("12E", "9223372036854775807"), ("1Ei", "1Ei"), ("-1Ki", "-1Ki"), ("+5", "5"), ("1.", "1"), (".5", "500m"), ("123456789k", "123456789k"), ("2e-3", "2e-3"), ("1E3", "1e3"),
        ("1E", "1E"), ("100000000", "100M"), ("1023Ki", "1023Ki"), ("1025", "1025"), ("99999999999999999999", "9223372036854775807"),
    ])
    func canonicalForm(text: String, canonical: String) throws { #expect(try Quantity(parsing: text).description == canonical) }

    @Test(arguments: ["", "a", "1x", "1.2.3", "1Kii", "--1", "1e", "e3", "1 ", "Ki", "1mi"])
    func refuses(text: String) { #expect(throws: Quantity.ParseError.self) { try Quantity(parsing: text) } }

    @Test func countsAndCompares() {
        #expect(Quantity("1500m").value == 2 && Quantity("1500m").milliValue == 1500)
        #expect(Quantity("1") == Quantity("1000m") && Quantity("1Gi") > Quantity("1G"))
        #expect(("1Gi" as Quantity + "512Mi").description == "1536Mi")
        #expect((Quantity("100m") - "1").description == "-900m")
        #expect(Quantity("9223372036854775807").value == Int.max)
    }
}
