/// Does nothing: it is there for the flag that names it.
struct AlwaysAdmit: AdmissionPlugin {
    static let name = "AlwaysAdmit"
}
