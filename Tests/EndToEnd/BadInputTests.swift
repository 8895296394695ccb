import JSON
import KubernetesAPI
import KubernetesClient
import Testing

extension Walk {
    /// What is wrong is said as Kubernetes says it, and the server stays up.
    @Test func badInputGetsAStatus() async throws {
        try await Room.open("bad-input") { room in
            let pods = "/api/v1/namespaces/\(room.namespace)/pods"
            try await expect(room, "POST", pods, Array("{\"kind\": \"Pod\", ".utf8), 400, "BadRequest")
            try await expect(room, "POST", pods, Array("kind: [Pod\n".utf8), 400, "BadRequest", type: "application/yaml")
            try await expect(room, "POST", pods, Array(#"{"kind":"Pot","apiVersion":"v1"}"#.utf8), 400, "BadRequest")
            try await expect(room, "POST", pods, Array(#"{"kind":"Pod","apiVersion":"v1","spec":{"containers":{}}}"#.utf8), 400, "BadRequest")
            try await expect(room, "POST", pods, Array(#"{"kind":"Pod","apiVersion":"v1","metadata":{"name":"Not Valid"},"spec":{"containers":[]}}"#.utf8), 422, "Invalid")
            try await expect(room, "POST", pods, Array("x".utf8), 415, "UnsupportedMediaType", type: "text/plain")
            try await expect(room, "GET", pods + "?labelSelector=a%3D%3D%3Db", nil, 400, "BadRequest")
            try await expect(room, "GET", pods + "?fieldSelector=spec.none%3D1", nil, 400, "BadRequest")
            try await expect(room, "GET", pods + "/none", nil, 404, "NotFound")
            try await expect(room, "GET", "/apis/none/v1/things", nil, 404, nil)
            try await expect(room, "PUT", "/api/v1/namespaces/\(room.namespace)/configmaps", Array("{}".utf8), 405, "MethodNotAllowed")
            try await expect(room, "GET", pods, nil, 403, "Forbidden", token: "stranger-token")
            try await expect(room, "GET", pods, nil, 401, "Unauthorized", token: "no-such-token")
            // A server that was just started answers requests a little before it calls itself ready.
            try await eventually("the server is ready") {
                let (status, body) = try await room.client.raw("GET", "/readyz")
                return status == 200 && body == Array("ok".utf8)
            }
        }
    }

    private func expect(
        _ room: Room, _ method: String, _ path: String, _ body: [UInt8]?, _ status: Int, _ reason: String?, type: String = "application/json", token: String? = nil
    ) async throws {
        let client = token == nil ? room.client : try room.cluster.client(token: token)
        let response = try await client.transport.send(
            ClientRequest(method: method, path: path, headers: body == nil ? [] : [("Content-Type", type)], body: body, timeout: .seconds(60)))
        let text = try await response.body.collect(upTo: 1 << 20)
        #expect(response.status == status, "\(method) \(path) \(String(decoding: text.prefix(300), as: UTF8.self))")
        guard let reason else { return }
        let answer = try JSONValue(parsing: text)
        #expect(answer["kind"]?.string == "Status" && answer["apiVersion"]?.string == "v1" && answer["status"]?.string == "Failure")
        #expect(answer["code"]?.int == Int64(status))
        #expect(answer["reason"]?.string == reason, "\(method) \(path) \(answer)")
    }

    /// A second cluster on the same ports, an archive that is none, a place without rights: one clear line each.
    @Test func commandsSayWhatIsWrong() async throws {
        let cluster = try #require(TestCluster.current)
        func line(_ words: [String]) async throws -> String {
            let command = try await Command.run(["nsenter", "--net=/run/netns/\(cluster.name)"] + words, seconds: 30)
            #expect(command.status != 0)
            #expect(command.error.split(separator: "\n").count == 1, "\(command)")
            return command.error
        }
        let elsewhere = ["--data-dir", cluster.directory + "/none", "--run-dir", cluster.directory + "/none-run", "--kubeconfig", cluster.directory + "/none.conf"]
        #expect(try await line([Machine.apus, "up", "--secure-port", "\(TestCluster.securePort)"] + elsewhere).contains("port \(TestCluster.securePort)"))
        #expect(try await line([Machine.apus, "image", "import", "--run-dir", cluster.runDirectory, "/etc/passwd"]).contains("cannot import /etc/passwd"))
        #expect(try await line([Machine.apus, "image", "import", "--run-dir", cluster.runDirectory, "/none.tar"]).contains("cannot read /none.tar"))
        #expect(try await line(["setpriv", "--reuid=65534", Machine.apus, "up"] + elsewhere).contains("needs root"))
    }
}
