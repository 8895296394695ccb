import ContainerRuntime
import Foundation
import HTTPServer
import KubernetesAPI
import KubernetesClient
import Testing

@testable import Kubelet

/// Images from a real registry over a real containerd.
@Suite(
    .serialized,
    .enabled(if: ContainerdFixture.available, "needs root, containerd, runc, CNI plugins and busybox-static"),
    .enabled(if: TestRegistry.available, "needs Debian's docker-registry (scripts/test installs it)"))
struct RegistryTests {
    private func pod(_ name: String, _ image: String, policy: String? = nil, secret: String? = nil) -> Pod {
        var pod = Pod(metadata: ObjectMeta(name: name, namespace: "default"))
        pod.spec.nodeName = "node1"
        pod.spec.hostNetwork = true
        pod.spec.terminationGracePeriodSeconds = 0
        pod.spec.containers = [Container(name: "c", image: image, command: ["/bin/busybox", "sleep", "1000"], imagePullPolicy: policy)]
        if let secret { pod.spec.imagePullSecrets = [LocalObjectReference(name: secret)] }
        return pod
    }

    private func secret(_ name: String, _ registry: TestRegistry, password: String) -> Secret {
        let auth = Data("tester:\(password)".utf8).base64EncodedString()
        var secret = Secret(data: [".dockerconfigjson": Array(#"{"auths":{"http://\#(registry.address)/v2/":{"auth":"\#(auth)"}}}"#.utf8)])
        secret.metadata = ObjectMeta(name: name, namespace: "default", uid: "uid-" + name)
        secret.type = "kubernetes.io/dockerconfigjson"
        return secret
    }

    private func put(_ api: FakeAPI, _ secret: Secret) { api.put("/api/v1/namespaces/default/secrets/\(secret.metadata.name)", secret) }

    private func waiting(_ api: FakeAPI, _ name: String) -> ContainerStateWaiting? { api.pod(name)?.status.containerStatuses.first?.state.waiting }

    private func isRunning(_ api: FakeAPI, _ name: String) -> Bool { api.pod(name)?.status.containerStatuses.first?.state.running != nil }

    private func imageID(_ api: FakeAPI, _ name: String) -> String { api.pod(name)?.status.containerStatuses.first?.imageID ?? "" }

    private func told(_ api: FakeAPI, _ name: String, _ reason: String) -> [String] {
        api.events.filter { $0.involvedObject.name == name && $0.reason == reason }.map { $0.message ?? "" }
    }

    private func hasBegun(_ texts: [String], _ prefix: String, _ suffix: String) -> Bool {
        texts.contains { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) && $0.contains(" including waiting). Image size: ") }
    }

    @Test(.timeLimit(.minutes(3))) func byTagAndDigest() async throws {
        try await ContainerdFixture.with { fixture in
            let registry = try await TestRegistry(fixture, .open)
            defer { registry.stop() }
            for tag in ["1", "latest", "moving", "late"] { try registry.push("test.local/busybox:1", as: "team/app:\(tag)") }
            try registry.push("test.local/pause:1", as: "team/other:1")
            let digest = try registry.digest("test.local/busybox:1")
            let other = try registry.digest("test.local/pause:1")
            let base = registry.address + "/team"
            let api = FakeAPI()
            let kubelet = try TestKubelet(fixture, api: api) { $0.serializeImagePulls = false }
            api.create(pod("tag", base + "/app:1", policy: "IfNotPresent"))
            api.create(pod("plain", base + "/app", policy: "Always"))
            api.create(pod("digest", "\(base)/other@\(other)"))
            api.create(pod("both", "\(base)/app:no-such-tag@\(digest)"))
            api.create(pod("moving", base + "/app:moving", policy: "Always"))
            api.create(pod("missing", base + "/nothing:1"))
            api.create(pod("never", base + "/never:1", policy: "Never"))
            for name in ["tag", "plain", "digest", "both", "moving"] {
                #expect(await eventually { isRunning(api, name) }, "\(name): \(String(describing: waiting(api, name)))")
            }
            #expect(imageID(api, "tag").hasSuffix(digest) && imageID(api, "digest").hasSuffix(other))
            #expect(told(api, "tag", "Pulling") == ["Pulling image \"\(base)/app:1\""])
            #expect(hasBegun(told(api, "tag", "Pulled"), "Successfully pulled image \"\(base)/app:1\" in ", " bytes."))
            #expect(await eventually { waiting(api, "never")?.reason == "ErrImageNeverPull" })
            #expect(waiting(api, "never")?.message == "Container image \"\(base)/never:1\" is not present with pull policy of Never")
            #expect(await eventually { waiting(api, "missing")?.reason == "ImagePullBackOff" })
            let lost = waiting(api, "missing")?.message ?? ""
            #expect(lost.hasPrefix("Back-off pulling image \"\(base)/nothing:1\": ErrImagePull: rpc error: code = ") && lost.contains("not found"), "\(lost)")
            #expect(told(api, "missing", "Failed").contains { $0.hasPrefix("Failed to pull image \"\(base)/nothing:1\": rpc error") })
            #expect(told(api, "missing", "Failed").contains("Error: ErrImagePull"))

            // Another image goes by the tag now: Always sees it, IfNotPresent does not.
            try registry.push("test.local/pause:1", as: "team/app:moving")
            try registry.push("test.local/pause:1", as: "team/app:1")
            api.create(pod("moved", base + "/app:moving", policy: "Always"))
            api.create(pod("same", base + "/app:1", policy: "IfNotPresent"))
            #expect(await eventually { isRunning(api, "moved") && isRunning(api, "same") })
            #expect(imageID(api, "moved").hasSuffix(other) && imageID(api, "same").hasSuffix(digest))
            #expect(told(api, "same", "Pulled") == ["Container image \"\(base)/app:1\" already present on machine and can be accessed by the pod"])

            // Without the registry a pod waits, and starts when it is back.
            registry.stop()
            api.create(pod("later", base + "/app:late"))
            #expect(await eventually { waiting(api, "later")?.reason == "ErrImagePull" })
            #expect(waiting(api, "later")?.message?.contains("connection refused") == true)
            #expect(await eventually { waiting(api, "later")?.reason == "ImagePullBackOff" })
            try await registry.start()
            #expect(await afterBackOff { isRunning(api, "later") })
            await kubelet.stop()
        }
    }

    @Test(.timeLimit(.minutes(3))) func withPasswords() async throws {
        try await ContainerdFixture.with { fixture in
            let registry = try await TestRegistry(fixture, .password)
            defer { registry.stop() }
            for name in ["own", "private", "node"] { try registry.push("test.local/busybox:1", as: "\(name)/app:1") }
            let base = registry.address
            let api = FakeAPI()
            put(api, secret("good", registry, password: "secret"))
            put(api, secret("bad", registry, password: "wrong"))
            let kubelet = try TestKubelet(fixture, api: api)
            var both = pod("both", base + "/private/app:1", secret: "bad")
            both.spec.imagePullSecrets.append(LocalObjectReference(name: "good"))
            api.create(both)
            api.create(pod("none", base + "/own/app:1"))
            api.create(pod("wrong", base + "/own/app:1", secret: "bad"))
            api.create(pod("missing", base + "/own/app:1", secret: "no-such"))
            // Several logins are tried in turn.
            #expect(await eventually { isRunning(api, "both") })
            for name in ["none", "wrong", "missing"] {
                #expect(await eventually { waiting(api, name)?.message?.contains("401 Unauthorized") == true || waiting(api, name)?.message?.contains("authorization failed") == true },
                    "\(name): \(String(describing: waiting(api, name)))")
            }
            #expect(told(api, "missing", "FailedToRetrieveImagePullSecret").first
                == "Unable to retrieve some image pull secrets (no-such); attempting to pull the image may not succeed.")

            // The image is there, but it is not everybody's.
            api.create(pod("stranger", base + "/private/app:1", policy: "IfNotPresent"))
            api.create(pod("stranger-never", base + "/private/app:1", policy: "Never"))
            api.create(pod("friend", base + "/private/app:1", policy: "Never", secret: "good"))
            #expect(await eventually { isRunning(api, "friend") })
            #expect(await eventually { waiting(api, "stranger")?.reason.map { ["ErrImagePull", "ImagePullBackOff"].contains($0) } == true })
            #expect(await eventually { waiting(api, "stranger-never")?.reason == "ErrImageNeverPull" })
            #expect(waiting(api, "stranger-never")?.message == "Container image \"\(base)/private/app:1\" is present with pull policy of Never but does not have the proper credentials to access the image")
            // With the node's own login it would get the image, and with it everybody.
            api.delete("stranger", grace: 0)
            await kubelet.stop()

            // A kubelet that starts again still knows; the node's own login is everybody's.
            try FileManager.default.createDirectory(atPath: fixture.directory + "/kubelet", withIntermediateDirectories: true)
            let auth = Data("tester:secret".utf8).base64EncodedString()
            try Data(#"{"auths":{"\#(base)":{"auth":"\#(auth)"}}}"#.utf8).write(to: URL(fileURLWithPath: fixture.directory + "/kubelet/config.json"))
            let again = try TestKubelet(fixture, api: api)
            api.create(pod("still-stranger", base + "/private/app:1", policy: "Never"))
            #expect(await eventually { waiting(api, "still-stranger")?.reason == "ErrImageNeverPull" })
            api.create(pod("nodes", base + "/node/app:1"))
            #expect(await eventually { isRunning(api, "nodes") })
            api.create(pod("anybody", base + "/node/app:1", policy: "Never"))
            #expect(await eventually { isRunning(api, "anybody") })
            await again.stop()
        }
    }

    @Test(.timeLimit(.minutes(3))) func withTLSAndCredentialProvider() async throws {
        try await ContainerdFixture.with { fixture in
            let identity = try ServerPKI().serverPEM()
            let registry = try await TestRegistry(fixture, .open)
            defer { registry.stop() }
            try registry.push("test.local/busybox:1", as: "team/app:1")
            registry.stop()
            try await registry.start(.tls(certificatePEM: identity.certificate, keyPEM: identity.key))
            let base = registry.address
            // What the runtime trusts is the runtime's setting.
            let hosts = "\(fixture.directory)/certs.d/\(base)"
            try FileManager.default.createDirectory(atPath: hosts, withIntermediateDirectories: true)
            try Data(identity.authority.utf8).write(to: URL(fileURLWithPath: hosts + "/ca.crt"))
            func trust(_ ca: String) throws {
                try Data("server = \"https://\(base)\"\n[host.\"https://\(base)\"]\n  capabilities = [\"pull\", \"resolve\"]\n\(ca)".utf8).write(to: URL(fileURLWithPath: hosts + "/hosts.toml"))
            }
            try trust("")
            // A plug-in that says the password, and counts how often it was asked.
            let bin = fixture.directory + "/plugins"
            try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
            let answer = #"{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1","cacheKeyType":"Registry","cacheDuration":"1h","auth":{"127.0.0.1:*":{"username":"x","password":"x"},"\#(base)/team":{"username":"'$NAME'","password":"secret"}}}"#
            try Data("#!/bin/sh\ncat >> \(bin)/asked\necho >> \(bin)/asked\necho \"$1\" >> \(bin)/arguments\necho '\(answer)'\n".utf8).write(to: URL(fileURLWithPath: bin + "/helper"))
            chmod(bin + "/helper", 0o755)
            try Data("""
                kind: CredentialProviderConfig
                apiVersion: kubelet.config.k8s.io/v1
                providers:
                - name: helper
                  matchImages: ["127.0.0.1:\(base.split(separator: ":")[1])"]
                  defaultCacheDuration: 0s
                  apiVersion: credentialprovider.kubelet.k8s.io/v1
                  args: [get]
                  env: [{name: NAME, value: tester}]
                """.utf8).write(to: URL(fileURLWithPath: bin + "/config.yaml"))
            let api = FakeAPI()
            let kubelet = try TestKubelet(fixture, api: api) {
                $0.images.credentialProviderConfig = bin + "/config.yaml"
                $0.images.credentialProviderBinDirectory = bin
            }
            api.create(pod("a", base + "/team/app:1"))
            #expect(await eventually { waiting(api, "a")?.message?.contains("x509: certificate signed by unknown authority") == true }, "\(String(describing: waiting(api, "a")))")
            try trust("  ca = \"\(hosts)/ca.crt\"\n")
            api.create(pod("b", base + "/team/app:1"))
            #expect(await eventually { isRunning(api, "b") }, "\(String(describing: waiting(api, "b")))")
            #expect(await afterBackOff { isRunning(api, "a") })
            #expect(PodFiles.read(bin + "/asked") == #"{"apiVersion":"credentialprovider.kubelet.k8s.io/v1","image":"\#(base)/team/app","kind":"CredentialProviderRequest"}"# + "\n"
                || PodFiles.read(bin + "/asked") == #"{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/v1","image":"\#(base)/team/app"}"# + "\n")
            #expect(PodFiles.read(bin + "/arguments") == "get\n")
            await kubelet.stop()
        }
    }
}
