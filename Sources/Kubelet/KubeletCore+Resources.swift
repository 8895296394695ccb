import ContainerRuntime
import KubernetesAPI

/// The cgroups of the node and the managers of its CPUs, memory and devices, kept in line with the pods.
extension KubeletCore {
    /// A runtime that tells its cgroup driver decides: with another one than its own no pod would start.
    func takeCgroupDriver() async {
        guard let driver = try? await cri.runtimeConfig().linux.cgroupDriver else { return }
        cgroups.driver = driver == .systemd ? .systemd : .cgroupfs
    }

    /// Keeps the weights of the QoS classes' cgroups in line with the pods.
    func keepClasses() async {
        for await _ in classesChanged.signals { await cgroups.updateClasses(workers.active) }
    }
}
