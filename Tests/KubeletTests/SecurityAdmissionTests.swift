import ContainerRuntime
import Foundation
import KubernetesAPI
import Testing

@testable import Kubelet

/// What cannot be shown on every machine: user namespaces, AppArmor, the handlers of newer runtimes.
@Suite final class SecurityAdmissionTests {
    let root = NSTemporaryDirectory() + "security-\(UUID())"

    deinit { try? FileManager.default.removeItem(atPath: root) }

    private func pod(_ spec: String, uid: String = "u1") throws -> Pod {
        try makePod("{metadata: {name: p, uid: \(uid), annotations: {}}, spec: {\(spec), containers: [{name: c}]}}")
    }

    private func verdict(_ spec: String, unsafe: [String] = [], appArmor: Bool = true, node: Node? = nil) throws -> String? {
        try SecurityAdmission(allowedUnsafeSysctls: unsafe, appArmor: appArmor, node: node).check(pod(spec)).map { "\($0.reason): \($0.message)" }
    }

    private func sysctl(_ name: String, _ more: String = "") -> String { "\(more)securityContext: {sysctls: [{name: \(name), value: '1'}]}" }

    @Test func sysctls() throws {
        #expect(try verdict(sysctl("kernel.shm_rmid_forced")) == nil && verdict(sysctl("net/ipv4/tcp_syncookies")) == nil)
        #expect(try verdict(sysctl("kernel.msgmax")) == "SysctlForbidden: forbidden sysctl: \"kernel.msgmax\" not allowlisted")
        #expect(try verdict(sysctl("kernel.msgmax"), unsafe: ["kernel.msg*"]) == nil)
        #expect(try verdict(sysctl("net.core.somaxconn"), unsafe: ["kernel.msg*", "net.core.somaxconn"]) == nil)
        #expect(try verdict(sysctl("vm.swappiness"), unsafe: ["vm.*"]) != nil)
        #expect(try verdict(sysctl("net.ipv4.tcp_syncookies", "hostNetwork: true, "))?.hasSuffix("\"net.ipv4.tcp_syncookies\" not allowed with host net enabled") == true)
        #expect(try verdict(sysctl("kernel.shm_rmid_forced", "hostIPC: true, "))?.hasSuffix("not allowed with host ipc enabled") == true)
        #expect(Sysctls.normalized("net/ipv4/conf/eth0.1/mtu") == "net.ipv4.conf.eth0/1.mtu" && Sysctls.normalized("net.ipv4.conf.eth0/1.mtu") == "net.ipv4.conf.eth0/1.mtu")
        #expect(Sysctls.problem(ofPatterns: ["net.*", "kernel.sem"]) == nil && Sysctls.problem(ofPatterns: ["vm.*"]) != nil)
    }

    @Test func profilesAndGroupsNeedTheNode() throws {
        let confined = "securityContext: {appArmorProfile: {type: RuntimeDefault}}"
        #expect(try verdict(confined) == nil)
        #expect(try verdict(confined, appArmor: false) == "AppArmor: Cannot enforce AppArmor: AppArmor is not enabled on the host")
        #expect(try verdict("securityContext: {appArmorProfile: {type: Unconfined}}", appArmor: false) == nil)
        var old = try pod("hostNetwork: false")
        old.metadata.annotations["container.apparmor.security.beta.kubernetes.io/c"] = "localhost/mine"
        #expect(AppArmor.isAsked(by: old))
        let context = try SecurityContexts(pod: old, options: KubeletOptions(nodeName: "n")).container(old.spec.containers[0], image: CRIImage())
        #expect(context.apparmor.localhostRef == "mine" && context.apparmorProfile == "localhost/mine")
        // An image without a user is root, which a group can go with.
        #expect(context.hasRunAsUser && context.runAsUser.value == 0)
        let strict = "securityContext: {supplementalGroupsPolicy: Strict}"
        var node = Node()
        #expect(try verdict(strict, node: node) == "SupplementalGroupsPolicyNotSupported: SupplementalGroupsPolicy=Strict is not supported in this node")
        node.status.features = NodeFeatures(supplementalGroupsPolicy: true)
        #expect(try verdict(strict, node: node) == nil)
    }

    @Test func podsGetIDsOfTheirOwn() throws {
        var options = KubeletOptions(nodeName: "n")
        options.rootDirectory = root
        options.maxPods = 2
        let namespaces = UserNamespaces(options: options, subordinate: "")
        func first(_ uid: String) throws -> UInt32? {
            try namespaces.namespace(of: pod("hostUsers: false", uid: uid), handler: "", isSupported: true)?.uids.first?.hostID
        }
        #expect(try first("a") == 65536 && first("b") == 131072 && first("a") == 65536)
        #expect { try first("c") } throws: { "\($0)" == "could not find an empty slot to allocate a user namespace" }
        UserNamespaces.release(podDirectory: root + "/pods/a")
        #expect(try first("c") == 65536)
        let own = UserNamespaces(options: options, subordinate: "root:1:2\nkubelet:1048576:131072\n")
        let mapping = try own.namespace(of: pod("hostUsers: false", uid: "d"), handler: "", isSupported: true)
        #expect(mapping?.uids.first?.hostID == 1_048_576 && mapping?.gids.first?.length == 65536 && mapping?.mode == .pod)
        #expect(try namespaces.namespace(of: pod("hostNetwork: true"), handler: "", isSupported: true)?.mode == .node)
        #expect(try namespaces.namespace(of: pod("hostNetwork: true"), handler: "", isSupported: false) == nil)
        #expect { try namespaces.namespace(of: pod("hostUsers: false"), handler: "old", isSupported: false) } throws: {
            "\($0)" == "can't set `spec.hostUsers: false`, RuntimeClass handler \"old\" does not support user namespaces"
        }
    }

    @Test func runtimesTellWhatTheyCan() {
        let handlers = RuntimeHandlers()
        var status = CRIStatusResponse()
        var handler = CRIRuntimeHandler()
        handler.name = "runc"
        handler.features.userNamespaces = true
        status.runtimeHandlers = [handler]
        handlers.set(status)
        #expect(handlers.features(of: "runc").userNamespaces && !handlers.features(of: "").userNamespaces && !handlers.mountsImages)
        var version = CRIVersionResponse()
        version.runtimeName = "containerd"
        for (text, can) in [("1.6.20~ds1", false), ("v2.0.5", false), ("2.1.0", true), ("v3.0.0-rc.1", true)] {
            version.runtimeVersion = text
            handlers.set(version)
            #expect(handlers.mountsImages == can)
        }
    }

    @Test func containersTellTheirUserAndMounts() {
        var pod = makePod()
        pod.spec.containers = [Container(name: "a", volumeMounts: [
            VolumeMount(name: "v", readOnly: true, mountPath: "/v"), VolumeMount(name: "w", readOnly: true, mountPath: "/w"), VolumeMount(name: "x", mountPath: "/x"),
        ])]
        var record = ContainerRecord(id: "1", name: "a", state: .running, startedAt: 1)
        record.user = ContainerUser(linux: LinuxContainerUser(uid: 1, gid: 2, supplementalGroups: [2, 3]))
        record.recursivelyReadOnly = ["/v"]
        let status = ContainerStatuses(
            pod: pod, runtime: RuntimePodStatus(containers: [record]), old: PodStatus(), waitReason: { _ in nil }, probes: { _ in ProbeResults() }
        ).main()[0]
        #expect(status.user?.linux?.supplementalGroups == [2, 3])
        #expect(status.volumeMounts.map(\.recursiveReadOnly) == ["Enabled", "Disabled", nil])
    }
}
