import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import Kubelet

@Suite struct EnvironmentTests {
    let clock = ManualClock()
    let server: ObjectServer

    init() {
        server = ObjectServer(clock: clock)
        server.put("/api/v1/namespaces/default/configmaps/settings", ConfigMap(data: ["color": "red", "size": "9", "a=b": "no"]))
        server.put("/api/v1/namespaces/default/secrets/keys", Secret(data: ["password": Array("hush".utf8)]))
    }

    private func variables(_ yaml: String, services: [Service] = []) async throws -> [String: String] {
        let pod = try makePod(yaml)
        let builder = EnvironmentBuilder(
            objects: PodObjects(client: Client(transport: server), clock: clock), services: { services },
            allocatable: { ["cpu": "2", "memory": "4Gi"] })
        let container = try #require(pod.spec.containers.first)
        let list = try await builder.environment(
            of: container, in: pod, addresses: PodAddresses(podIPs: ["10.1.0.5", "fd::5"], hostIPs: ["192.168.0.1"]))
        return Dictionary(list.map { ($0.name, $0.value) }) { _, last in last }
    }

    @Test func comesFromEverywhere() async throws {
        let found = try await variables(
            """
            metadata: {name: p, labels: {app: web}}
            spec:
              nodeName: n1
              serviceAccountName: robot
              containers:
              - name: c
                resources: {limits: {cpu: 1500m}, requests: {memory: 64Mi}}
                envFrom:
                - {prefix: CFG_, configMapRef: {name: settings}}
                - secretRef: {name: missing, optional: true}
                env:
                - {name: PLAIN, value: x}
                - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                - {name: APP, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}}
                - {name: IPS, valueFrom: {fieldRef: {fieldPath: status.podIPs}}}
                - {name: HOST, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}
                - {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
                - {name: MILLI, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m}}}
                - {name: MEM, valueFrom: {resourceFieldRef: {resource: requests.memory, divisor: 1Mi}}}
                - {name: MAX, valueFrom: {resourceFieldRef: {resource: limits.memory}}}
                - {name: PASSWORD, valueFrom: {secretKeyRef: {name: keys, key: password}}}
                - {name: COLOR, valueFrom: {configMapKeyRef: {name: settings, key: color}}}
                - {name: NOTHING, valueFrom: {configMapKeyRef: {name: settings, key: none, optional: true}}}
                - {name: TEXT, value: "$(PLAIN)-$(CFG_size)-$$(PLAIN)-$(UNKNOWN)-$(LATER)-$"}
                - {name: LATER, value: l}
            """)
        #expect(found["CFG_color"] == "red" && found["CFG_a=b"] == nil)
        #expect(found["NAME"] == "p" && found["APP"] == "web" && found["IPS"] == "10.1.0.5,fd::5" && found["HOST"] == "192.168.0.1")
        #expect(found["CPU"] == "2" && found["MILLI"] == "1500" && found["MEM"] == "64" && found["MAX"] == "4294967296")
        #expect(found["PASSWORD"] == "hush" && found["COLOR"] == "red" && found["NOTHING"] == nil)
        #expect(found["TEXT"] == "x-9-$(PLAIN)-$(UNKNOWN)-$(LATER)-$")
    }

    @Test(arguments: [
        ("envFrom: [{configMapRef: {name: none}}]", "configmap \"none\" not found"),
        ("envFrom: [{secretRef: {name: none}}]", "secret \"none\" not found"),
        ("env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: k}}}]", "couldn't find key k in ConfigMap default/settings"),
        ("env: [{name: A, valueFrom: {secretKeyRef: {name: keys, key: k}}}]", "couldn't find key k in Secret default/keys"),
        ("env: [{name: A, valueFrom: {fieldRef: {fieldPath: spec.x}}}]", "unsupported fieldPath: spec.x"),
    ])
    func saysWhatIsMissing(field: String, message: String) async throws {
        await #expect {
            _ = try await variables("{metadata: {name: p}, spec: {containers: [{name: c, \(field)}]}}")
        } throws: { ($0 as? EnvironmentError)?.message == message }
    }

    @Test func tellsOfServices() async throws {
        func service(_ name: String, _ namespace: String, _ ip: String) -> Service {
            var service = Service()
            service.metadata.name = name
            service.metadata.namespace = namespace
            service.spec.clusterIP = ip
            service.spec.ports = [ServicePort(name: "http", protocol: "TCP", port: 80), ServicePort(name: "dns", protocol: "UDP", port: 53)]
            return service
        }
        let all = [
            service("kubernetes", "default", "10.96.0.1"), service("my-web", "shop", "10.96.0.2"), service("other", "else", "10.96.0.3"),
            service("headless", "shop", "None"),
        ]
        let yaml = "{metadata: {name: p, namespace: shop}, spec: {containers: [{name: c, env: [{name: U, value: $(MY_WEB_SERVICE_HOST)}]}]}}"
        let found = try await variables(yaml, services: all)
        #expect(found["KUBERNETES_SERVICE_HOST"] == "10.96.0.1" && found["MY_WEB_SERVICE_PORT_DNS"] == "53" && found["U"] == "10.96.0.2")
        #expect(found["MY_WEB_PORT"] == "tcp://10.96.0.2:80" && found["MY_WEB_PORT_53_UDP_PROTO"] == "udp")
        #expect(found["MY_WEB_PORT_80_TCP_ADDR"] == "10.96.0.2" && found["OTHER_SERVICE_HOST"] == nil && found["HEADLESS_SERVICE_HOST"] == nil)
        let without = try await variables(yaml.replacing("spec: {", with: "spec: {enableServiceLinks: false, "), services: all)
        #expect(without["KUBERNETES_SERVICE_PORT"] == "80" && without["MY_WEB_SERVICE_HOST"] == nil)
    }
}
