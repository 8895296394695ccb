import ComponentMetrics
import KubernetesAPI
import KubernetesClient
import Testing

@testable import ControllerManager

/// What /metrics shows of the controllers' work, by Kubernetes' names.
@Suite(.timeLimit(.minutes(3))) struct ControllerMetricsTests {
    @Test func workIsMeasured() async throws {
        try await TestCluster.run(controllers: TestCluster.patient) { cluster in
            try await cluster.addNode()
            var job = Sample.job("work", completions: 2, parallelism: 2, indexed: true)
            job.spec.ttlSecondsAfterFinished = 3
            _ = try await cluster.client.create(job)
            var external = Sample.job("external")
            external.spec.managedBy = "example.com/other"
            _ = try await cluster.client.create(external)
            _ = try await cluster.client.create(Sample.cronJob())
            _ = try await cluster.client.create(Sample.deployment(replicas: 2))
            var service = KubernetesAPI.Service()
            service.metadata = ObjectMeta(name: "web", namespace: "default")
            service.spec.selector = ["app": "web"]
            service.spec.ports = [ServicePort(port: 80)]
            service.spec.trafficDistribution = "PreferSameZone"
            _ = try await cluster.client.create(service)
            var manual = KubernetesAPI.Service()
            manual.metadata = ObjectMeta(name: "manual", namespace: "default")
            manual.spec.ports = [ServicePort(port: 80)]
            _ = try await cluster.client.create(manual)
            var endpoints = Endpoints()
            endpoints.metadata = ObjectMeta(name: "manual", namespace: "default")
            endpoints.subsets = [EndpointSubset(addresses: [EndpointAddress(ip: "10.9.9.9")], ports: [EndpointPort(port: 80)])]
            _ = try await cluster.client.create(endpoints)
            try await cluster.eventually("the job is done and gone", step: .milliseconds(500)) {
                for pod in try await cluster.pods() where pod.isReady && pod.metadata.labels["job"] == "work" { try await cluster.finish(pod, phase: "Succeeded") }
                return try await !cluster.client.list(Job.self, namespace: "default").items.contains { $0.metadata.name == "work" }
            }
            try await cluster.eventually("the clock has struck", step: .seconds(1)) {
                try await cluster.client.list(Job.self, namespace: "default").items.contains { $0.metadata.controllerRef?.kind == "CronJob" }
            }
            let expected = [
                #"job_controller_job_syncs_total{completion_mode="Indexed",result="success",action="pods_created"} "#,
                #"job_controller_job_sync_duration_seconds_count{completion_mode="Indexed",result="success",action="tracking"} "#,
                #"job_controller_jobs_finished_total{completion_mode="Indexed",result="succeeded",reason="CompletionsReached"} 1"#,
                #"job_controller_job_pods_finished_total{completion_mode="Indexed",result="succeeded"} 2"#,
                #"job_controller_job_finished_indexes_total{status="succeeded",backoffLimit="global"} 2"#,
                #"job_controller_job_pods_creation_total{reason="new",status="succeeded"} "#,
                #"job_controller_jobs_by_external_controller_total{controller_name="example.com/other"} 1"#,
                #"job_controller_terminated_pods_tracking_finalizer_total{event="delete"} 2"#,
                "cronjob_controller_job_creation_skew_duration_seconds_count ", "ttl_after_finished_controller_job_deletion_duration_seconds_count 1",
                "endpoint_slice_controller_endpoints_desired 2", "endpoint_slice_controller_num_endpoint_slices 1", "endpoint_slice_controller_desired_endpoint_slices 1",
                #"endpoint_slice_controller_services_count_by_traffic_distribution{traffic_distribution="PreferSameZone"} 1"#,
                #"endpoint_slice_controller_changes{operation="create"} "#, #"endpoint_slice_controller_syncs{result="success"} "#,
                #"endpoint_slice_controller_endpointslices_changed_per_sync_count{topology="Disabled",traffic_distribution="PreferSameZone"} "#,
                #"endpoint_slice_mirroring_controller_changes{operation="create"} 1"#, "endpoint_slice_mirroring_controller_endpoints_added_per_sync_count ",
                "node_collector_update_all_nodes_health_duration_seconds_count ", #"node_collector_zone_size{zone=""} 1"#,
                #"root_ca_cert_publisher_sync_total{code="200"} "#, "garbagecollector_controller_resources_sync_error_total 0",
                "ephemeral_volume_controller_create_total 0", #"workqueue_depth{name="job_orphan_pod"} "#, #"workqueue_depth{name="stale_pod_disruption"} "#,
                #"workqueue_adds_total{name="garbage_collector_attempt_to_delete"} "#, #"workqueue_adds_total{name="claims"} "#,
            ]
            try await cluster.eventually("all is shown") {
                let page = cluster.telemetry.metricsPage()
                return expected.allSatisfy { page.contains($0) }
            }
            let page = cluster.telemetry.metricsPage()
            for line in expected { #expect(page.contains("\n" + line), "\(line)") }
            let names = page.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
            #expect(Set(names).count == names.count, "a family is there twice")
        }
    }

    @Test func whatSlicesGainAndLoseIsCounted() {
        func slice(_ name: String, _ addresses: [String], ready: Bool = true) -> EndpointSlice {
            var slice = EndpointSlice()
            slice.metadata.name = name
            slice.endpoints = addresses.map { DiscoveryV1.Endpoint(addresses: [$0], conditions: .init(ready: ready)) }
            return slice
        }
        let existing = [slice("a", ["1", "2"]), slice("b", ["3"]), slice("c", ["9"])]
        let difference = SliceMetrics.Difference(existing: existing, create: [slice("", ["5"])], update: [slice("a", ["2", "4"], ready: false)], delete: [slice("b", ["3"])])
        #expect(difference.added == 2 && difference.updated == 1 && difference.removed == 2)
    }
}
