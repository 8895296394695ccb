import JSON
import KubernetesAPI

/// One of the things that the server makes for itself when it starts, and keeps in order while it runs.
struct BootstrapStep: Sendable {
    /// The name of the post-start hook: /readyz is not ok before the step has succeeded once.
    var hook: String
    /// How often it is done again.
    var period: Duration
    /// Makes what is missing; whether all is as it should be.
    var run: @Sendable (SystemClient) async -> Bool
}

/// Runs the steps, in their order once, and then each at its period.
struct Bootstrap: Sendable {
    let steps: [BootstrapStep]
    let client: SystemClient
    let hooks: PostStartHooks

    init(steps: [BootstrapStep], client: SystemClient, hooks: PostStartHooks) {
        self.steps = steps
        self.client = client
        self.hooks = hooks
        for step in steps { hooks.add(step.hook) }
    }

    /// Does every step, and those that fail again until they succeed.
    func start() async throws {
        var left = steps
        while !left.isEmpty {
            var failed: [BootstrapStep] = []
            for step in left {
                if await step.run(client) { hooks.finish(step.hook) } else { failed.append(step) }
            }
            left = failed
            if !left.isEmpty { try await client.clock.sleep(for: .seconds(1)) }
        }
    }

    /// Keeps things in order until the task is cancelled.
    func run() async throws {
        let clock = client.clock
        var due = steps.map { clock.monotonic + $0.period }
        while !Task.isCancelled, let next = due.min() {
            try await clock.sleep(for: max(.zero, next - clock.monotonic))
            for (index, step) in steps.enumerated() where due[index] <= clock.monotonic {
                _ = await step.run(client)
                due[index] = clock.monotonic + step.period
            }
        }
    }
}

/// The system's namespaces and priority classes.
enum SystemObjects {
    private static let namespaces = ["default", "kube-system", "kube-public", "kube-node-lease"]

    static let namespaceStep = BootstrapStep(hook: "start-system-namespaces-controller", period: .seconds(60)) { client in
        var isDone = true
        for name in namespaces {
            let object: JSONValue = ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
            isDone = await client.ensure("/api/v1/namespaces", object) && isDone
        }
        return isDone
    }

    static let priorityClassStep = BootstrapStep(hook: "scheduling/bootstrap-system-priority-classes", period: .seconds(60)) { client in
        var isDone = true
        for (name, value) in PriorityClassRules.system {
            let use = name == "system-node-critical"
                ? "Used for system critical pods that must not be moved from their current node."
                : "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."
            let object: JSONValue = [
                "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": ["name": .string(name)],
                "value": .int(value), "description": .string(use),
            ]
            isDone = await client.ensure("/apis/scheduling.k8s.io/v1/priorityclasses", object) && isDone
        }
        return isDone
    }

    /// Since when the uses of tokens in secrets are noted, for those who remove such secrets.
    static let tokenTrackingStep = BootstrapStep(hook: "start-legacy-token-tracking-controller", period: .seconds(600)) { client in
        let map: JSONValue = [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": "kube-apiserver-legacy-service-account-token-tracking", "namespace": "kube-system"],
            "data": ["since": .string(String(client.clock.time.description.prefix(10)))],
        ]
        return await client.ensure("/api/v1/namespaces/kube-system/configmaps", map)
    }
}
