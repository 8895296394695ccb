import JSON
import KubernetesAPI
import Testing

@testable import VolumeKinds

@Suite struct CSIMigrationTests {
    private func persistent(_ spec: JSONValue, labels: [String: String] = [:], annotations: [String: String] = [:]) throws -> PersistentVolume {
        var volume = try PersistentVolume(json: ["spec": spec])
        volume.metadata.name = "pv"
        volume.metadata.labels = labels
        volume.metadata.annotations = annotations
        return volume
    }

    @Test(arguments: [
        (
            ["awsElasticBlockStore": ["volumeID": "aws://eu-west-1a/vol-1", "fsType": "xfs", "partition": 2, "readOnly": true]],
            ["driver": "ebs.csi.aws.com", "volumeHandle": "vol-1", "readOnly": true, "fsType": "xfs", "volumeAttributes": ["partition": "2"]], "vol-1"
        ),
        (
            ["gcePersistentDisk": ["pdName": "disk-1", "fsType": "ext4"]],
            [
                "driver": "pd.csi.storage.gke.io", "volumeHandle": "projects/UNSPECIFIED/zones/UNSPECIFIED/disks/disk-1", "fsType": "ext4",
                "volumeAttributes": ["partition": ""],
            ], "disk-1"
        ),
        (
            ["azureDisk": ["diskName": "d", "diskURI": "/subscriptions/s/d", "cachingMode": "None", "fsType": "ext4", "kind": "Dedicated"]],
            [
                "driver": "disk.csi.azure.com", "volumeHandle": "/subscriptions/s/d", "fsType": "ext4",
                "volumeAttributes": ["kind": "Dedicated", "csi-migration": "true", "cachingMode": "None", "fsType": "ext4"],
            ], "d"
        ),
        (
            ["cinder": ["volumeID": "c-1", "fsType": "ext3", "readOnly": true]],
            ["driver": "cinder.csi.openstack.org", "volumeHandle": "c-1", "fsType": "ext3", "readOnly": true], "c-1"
        ),
        (
            ["vsphereVolume": ["volumePath": "[ds] a/b.vmdk", "fsType": "ext4", "storagePolicyName": "gold"]],
            [
                "driver": "csi.vsphere.vmware.com", "volumeHandle": "[ds] a/b.vmdk", "fsType": "ext4", "volumeAttributes": ["storagepolicyname": "gold"],
            ], "[ds] a/b.vmdk"
        ),
        (
            ["portworxVolume": ["volumeID": "p-1", "fsType": "ext4", "readOnly": true]],
            ["driver": "pxd.portworx.com", "volumeHandle": "p-1", "fsType": "ext4"], "p-1"
        ),
    ] as [(JSONValue, JSONValue, String)])
    func translatesSources(source: JSONValue, csi: JSONValue, name: String) throws {
        let wanted = try CSIPersistentVolumeSource(json: csi)
        let translated = try #require(try CSIMigration.translated(persistent(source)))
        #expect(translated.spec.csi == wanted && translated.metadata.name == "pv" && translated.spec.gcePersistentDisk == nil)
        #expect(translated.spec.awsElasticBlockStore == nil && translated.spec.azureDisk == nil && translated.spec.cinder == nil)
        let own = try Volume(json: source)
        let inline = try #require(try CSIMigration.translated(own, namespace: "ns"))
        #expect(inline.spec.csi == wanted && inline.metadata.name == "\(wanted.driver)-\(name)" && inline.spec.volumeMode == "Filesystem")
        #expect(inline.spec.accessModes == (wanted.driver == "pxd.portworx.com" ? ["ReadOnlyMany"] : ["ReadWriteOnce"]) && own.isMigrated)
    }

    @Test func sharesOfAzureBringTheirSecret() throws {
        let volume = try persistent(
            ["azureFile": ["secretName": "azure-storage-account-acc-secret", "shareName": "s", "readOnly": true]],
            annotations: ["kubernetes.io/azure-file-resource-group": "rg"])
        let csi = try #require(try CSIMigration.translated(volume)?.spec.csi)
        #expect(csi.volumeHandle == "rg#acc#s#" && csi.readOnly == true && csi.volumeAttributes == ["sharename": "s"])
        #expect(csi.nodeStageSecretRef == CoreV1.SecretReference(name: "azure-storage-account-acc-secret", namespace: "default"))
        let own = try #require(try CSIMigration.translated(Volume(json: ["azureFile": ["secretName": "other", "shareName": "s"]]), namespace: "ns"))
        #expect(own.spec.csi?.volumeHandle == "#other#s#" && own.spec.csi?.nodeStageSecretRef?.namespace == "ns" && own.spec.accessModes == ["ReadWriteMany"])
    }

    @Test func disksLieInZones() throws {
        let disk: JSONValue = ["gcePersistentDisk": ["pdName": "d"], "accessModes": ["ReadWriteMany", "ReadOnlyMany"]]
        func handle(_ labels: [String: String]) throws -> String? { try CSIMigration.translated(persistent(disk, labels: labels))?.spec.csi?.volumeHandle }
        #expect(try handle(["topology.kubernetes.io/zone": "us-east1-b"]) == "projects/UNSPECIFIED/zones/us-east1-b/disks/d")
        #expect(try handle(["failure-domain.beta.kubernetes.io/zone": "us-east1-b__us-east1-c"]) == "projects/UNSPECIFIED/regions/us-east1/disks/d")
        #expect(throws: MigrationError.self) { try handle(["topology.kubernetes.io/zone": "us-east1-b__us-west1-c"]) }
        let translated = try #require(try CSIMigration.translated(persistent(disk, labels: ["topology.kubernetes.io/zone": "us-east1-c__us-east1-b"])))
        let requirement = translated.spec.nodeAffinity?.required?.nodeSelectorTerms.first?.matchExpressions.first
        #expect(requirement?.key == "topology.gke.io/zone" && requirement?.values == ["us-east1-b", "us-east1-c"])
        #expect(translated.spec.accessModes == ["ReadWriteOnce"])

        func terms(_ zone: String, _ region: String) -> JSONValue {
            [["matchExpressions": [["key": .string(zone), "operator": "In", "values": ["z"]], ["key": .string(region), "operator": "In", "values": ["r"]]]]]
        }
        for prefix in ["topology.kubernetes.io", "failure-domain.beta.kubernetes.io"] {
            let volume = try persistent([
                "awsElasticBlockStore": ["volumeID": "vol-1"],
                "nodeAffinity": ["required": ["nodeSelectorTerms": terms(prefix + "/zone", prefix + "/region")]],
            ])
            let keys = try CSIMigration.translated(volume)?.spec.nodeAffinity?.required?.nodeSelectorTerms.first?.matchExpressions.map(\.key)
            #expect(keys == ["topology.ebs.csi.aws.com/zone", "topology.kubernetes.io/region"])
        }
    }

    @Test func leavesOthersAlone() throws {
        #expect(try CSIMigration.translated(persistent(["hostPath": ["path": "/x"]])) == nil)
        #expect(try CSIMigration.translated(Volume(json: ["emptyDir": [:]]), namespace: "") == nil)
        #expect(throws: MigrationError(description: "failed to translate Kubernetes ID to EBS Volume ID Invalid format for AWS volume (aws://z/snap-1)")) {
            try CSIMigration.translated(persistent(["awsElasticBlockStore": ["volumeID": "aws://z/snap-1"]]))
        }
        #expect(CSIMigration.driver(of: "kubernetes.io/gce-pd") == "pd.csi.storage.gke.io" && CSIMigration.driver(of: "kubernetes.io/rbd") == nil)
        #expect(CSIMigration.plugins.hasPrefix("kubernetes.io/aws-ebs,kubernetes.io/azure-disk,kubernetes.io/azure-file,kubernetes.io/cinder,"))
    }
}
