// Made by DistillAPI out of api/; do not edit.

/// The files of api/, for use at run time.
enum DescriptionText {
    static let all: [String] = [
#"""
version core v1 meta types
type meta.v1.APIGroup kind
- kind string
- apiVersion string
1! name string default=""
2! versions []meta.v1.GroupVersionForDiscovery list=atomic
3 preferredVersion meta.v1.GroupVersionForDiscovery default={}
4 serverAddressByClientCIDRs []meta.v1.ServerAddressByClientCIDR list=atomic
type meta.v1.APIGroupList kind
- kind string
- apiVersion string
1! groups []meta.v1.APIGroup list=atomic
type meta.v1.APIResource
1! name string default=""
6! singularName string default=""
2! namespaced bool default=false
8 group string
9 version string
3! kind string default=""
4! verbs []string
5 shortNames []string list=atomic
7 categories []string list=atomic
10 storageVersionHash string
type meta.v1.APIResourceList kind
- kind string
- apiVersion string
1! groupVersion string default=""
2! resources []meta.v1.APIResource list=atomic
type meta.v1.APIVersions kind
- kind string
- apiVersion string
1! versions []string list=atomic
2! serverAddressByClientCIDRs []meta.v1.ServerAddressByClientCIDR list=atomic
type meta.v1.Condition
1! type string default=""
2! status string default=""
3 observedGeneration int64
4! lastTransitionTime Time
5! reason string default=""
6! message string default=""
type meta.v1.CreateOptions kind
- kind string
- apiVersion string
1 dryRun []string
3 fieldManager string
4 fieldValidation string
type meta.v1.DeleteOptions kind
- kind string
- apiVersion string
1 gracePeriodSeconds int64
2 preconditions meta.v1.Preconditions
3 orphanDependents bool
4 propagationPolicy string
5 dryRun []string list=atomic
6 ignoreStoreReadErrorWithClusterBreakingPotential bool
type meta.v1.FieldSelectorRequirement
1! key string default=""
2! operator string default=""
3 values []string list=atomic
type meta.v1.GetOptions kind
- kind string
- apiVersion string
1 resourceVersion string
type meta.v1.GroupResource
1! group string default=""
2! resource string default=""
type meta.v1.GroupVersionForDiscovery
1! groupVersion string default=""
2! version string default=""
type meta.v1.LabelSelector atomic
1 matchLabels {}string
2 matchExpressions []meta.v1.LabelSelectorRequirement list=atomic
type meta.v1.LabelSelectorRequirement
1! key string default=""
2! operator string default=""
3 values []string list=atomic
type meta.v1.ListMeta
1 selfLink string
2 resourceVersion string
3 continue string
4 remainingItemCount int64
5 shardInfo meta.v1.ShardInfo
type meta.v1.ListOptions kind
- kind string
- apiVersion string
1 labelSelector string
2 fieldSelector string
3 watch bool
9 allowWatchBookmarks bool
4 resourceVersion string
10 resourceVersionMatch string
5 timeoutSeconds int64
7 limit int64
8 continue string
11 sendInitialEvents bool
15 shardSelector string
type meta.v1.ManagedFieldsEntry
1 manager string
2 operation string
3 apiVersion string
4 time Time
6 fieldsType string
7 fieldsV1 any
8 subresource string
type meta.v1.ObjectMeta
1 name string
2 generateName string
3 namespace string
4 selfLink string
5 uid string
6 resourceVersion string
7 generation int64
8 creationTimestamp Time
9 deletionTimestamp Time
10 deletionGracePeriodSeconds int64
11 labels {}string
12 annotations {}string
13 ownerReferences []meta.v1.OwnerReference list=map:uid patch=merge key=uid
14 finalizers []string list=set patch=merge
17 managedFields []meta.v1.ManagedFieldsEntry list=atomic
type meta.v1.OwnerReference atomic
5! apiVersion string default=""
1! kind string default=""
3! name string default=""
4! uid string default=""
6 controller bool
7 blockOwnerDeletion bool
type meta.v1.PatchOptions kind
- kind string
- apiVersion string
1 dryRun []string
2 force bool
3 fieldManager string
4 fieldValidation string
type meta.v1.Preconditions
1 uid string
2 resourceVersion string
type meta.v1.ServerAddressByClientCIDR
1! clientCIDR string default=""
2! serverAddress string default=""
type meta.v1.ShardInfo
1! selector string default=""
type meta.v1.Status kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2 status string
3 message string
4 reason string
5 details meta.v1.StatusDetails
6 code int32
type meta.v1.StatusCause
1 reason string
2 message string
3 field string
type meta.v1.StatusDetails
1 name string
2 group string
3 kind string
6 uid string
4 causes []meta.v1.StatusCause list=atomic
5 retryAfterSeconds int32
type meta.v1.WatchEvent
1! type string default=""
2! object any
"""#,
#"""
version core v1 core served
type core.v1.AWSElasticBlockStoreVolumeSource
1! volumeID string default=""
2 fsType string
3 partition int32
4 readOnly bool
type core.v1.Affinity
1 nodeAffinity core.v1.NodeAffinity
2 podAffinity core.v1.PodAffinity
3 podAntiAffinity core.v1.PodAntiAffinity
type core.v1.AppArmorProfile
1! type string default=""
2 localhostProfile string
type core.v1.AttachedVolume
1! name string default=""
2! devicePath string default=""
type core.v1.AzureDiskVolumeSource
1! diskName string default=""
2! diskURI string default=""
3 cachingMode string default="ReadWrite"
4 fsType string default="ext4"
5 readOnly bool default=false
6 kind string default="Shared"
type core.v1.AzureFilePersistentVolumeSource
1! secretName string default=""
2! shareName string default=""
3 readOnly bool
4 secretNamespace string
type core.v1.AzureFileVolumeSource
1! secretName string default=""
2! shareName string default=""
3 readOnly bool
type core.v1.Binding kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! target core.v1.ObjectReference default={}
type core.v1.CSIPersistentVolumeSource
1! driver string default=""
2! volumeHandle string default=""
3 readOnly bool
4 fsType string
5 volumeAttributes {}string
6 controllerPublishSecretRef core.v1.SecretReference
7 nodeStageSecretRef core.v1.SecretReference
8 nodePublishSecretRef core.v1.SecretReference
9 controllerExpandSecretRef core.v1.SecretReference
10 nodeExpandSecretRef core.v1.SecretReference
type core.v1.CSIVolumeSource
1! driver string default=""
2 readOnly bool
3 fsType string
4 volumeAttributes {}string
5 nodePublishSecretRef core.v1.LocalObjectReference
type core.v1.Capabilities
1 add []string list=atomic
2 drop []string list=atomic
type core.v1.CephFSPersistentVolumeSource
1! monitors []string list=atomic
2 path string
3 user string
4 secretFile string
5 secretRef core.v1.SecretReference
6 readOnly bool
type core.v1.CephFSVolumeSource
1! monitors []string list=atomic
2 path string
3 user string
4 secretFile string
5 secretRef core.v1.LocalObjectReference
6 readOnly bool
type core.v1.CinderPersistentVolumeSource
1! volumeID string default=""
2 fsType string
3 readOnly bool
4 secretRef core.v1.SecretReference
type core.v1.CinderVolumeSource
1! volumeID string default=""
2 fsType string
3 readOnly bool
4 secretRef core.v1.LocalObjectReference
type core.v1.ClientIPConfig
1 timeoutSeconds int32
type core.v1.ClusterTrustBundleProjection
1 name string
2 signerName string
3 labelSelector meta.v1.LabelSelector
5 optional bool
4! path string default=""
type core.v1.ComponentCondition
1! type string default=""
2! status string default=""
3 message string
4 error string
type core.v1.ComponentStatus kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 conditions []core.v1.ComponentCondition list=map:type patch=merge key=type
type core.v1.ComponentStatusList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []core.v1.ComponentStatus
type core.v1.ConfigMap kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
4 immutable bool
2 data {}string
3 binaryData {}bytes
type core.v1.ConfigMapEnvSource
1.1 name string default=""
2 optional bool
type core.v1.ConfigMapKeySelector atomic
1.1 name string default=""
2! key string default=""
3 optional bool
type core.v1.ConfigMapList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []core.v1.ConfigMap
type core.v1.ConfigMapNodeConfigSource
1! namespace string default=""
2! name string default=""
3 uid string
4 resourceVersion string
5! kubeletConfigKey string default=""
type core.v1.ConfigMapProjection
1.1 name string default=""
2 items []core.v1.KeyToPath list=atomic
4 optional bool
type core.v1.ConfigMapVolumeSource
1.1 name string default=""
2 items []core.v1.KeyToPath list=atomic
3 defaultMode int32
4 optional bool
type core.v1.Container
1! name string default=""
2 image string
3 command []string list=atomic
4 args []string list=atomic
5 workingDir string
6 ports []core.v1.ContainerPort list=map:containerPort,protocol patch=merge key=containerPort
19 envFrom []core.v1.EnvFromSource list=atomic
7 env []core.v1.EnvVar list=map:name patch=merge key=name
8 resources core.v1.ResourceRequirements default={}
23 resizePolicy []core.v1.ContainerResizePolicy list=atomic
24 restartPolicy string
25 restartPolicyRules []core.v1.ContainerRestartRule list=atomic
9 volumeMounts []core.v1.VolumeMount list=map:mountPath patch=merge key=mountPath
21 volumeDevices []core.v1.VolumeDevice list=map:devicePath patch=merge key=devicePath
10 livenessProbe core.v1.Probe
11 readinessProbe core.v1.Probe
22 startupProbe core.v1.Probe
12 lifecycle core.v1.Lifecycle
13 terminationMessagePath string
20 terminationMessagePolicy string
14 imagePullPolicy string
15 securityContext core.v1.SecurityContext
16 stdin bool
17 stdinOnce bool
18 tty bool
type core.v1.ContainerExtendedResourceRequest
1! containerName string default=""
2! resourceName string default=""
3! requestName string default=""
type core.v1.ContainerImage
1 names []string list=atomic
2 sizeBytes int64
type core.v1.ContainerPort
1 name string
2 hostPort int32
3! containerPort int32 default=0
4 protocol string default="TCP"
5 hostIP string
type core.v1.ContainerResizePolicy
1! resourceName string default=""
2! restartPolicy string default=""
type core.v1.ContainerRestartRule
1! action string
2 exitCodes core.v1.ContainerRestartRuleOnExitCodes
type core.v1.ContainerRestartRuleOnExitCodes
1! operator string
2 values []int32 list=set
type core.v1.ContainerState
1 waiting core.v1.ContainerStateWaiting
2 running core.v1.ContainerStateRunning
3 terminated core.v1.ContainerStateTerminated
type core.v1.ContainerStateRunning
1 startedAt Time
type core.v1.ContainerStateTerminated
1! exitCode int32 default=0
2 signal int32
3 reason string
4 message string
5 startedAt Time
6 finishedAt Time
7 containerID string
type core.v1.ContainerStateWaiting
1 reason string
2 message string
type core.v1.ContainerStatus
1! name string default=""
2 state core.v1.ContainerState default={}
3 lastState core.v1.ContainerState default={}
4! ready bool default=false
5! restartCount int32 default=0
6! image string default=""
7! imageID string default=""
8 containerID string
9 started bool
10 allocatedResources {}Quantity
11 resources core.v1.ResourceRequirements
12 volumeMounts []core.v1.VolumeMountStatus list=map:mountPath patch=merge key=mountPath
13 user core.v1.ContainerUser
14 allocatedResourcesStatus []core.v1.ResourceStatus list=map:name patch=merge key=name
15 stopSignal string
type core.v1.ContainerUser
1 linux core.v1.LinuxContainerUser
type core.v1.DaemonEndpoint
1! Port int32 default=0
type core.v1.DownwardAPIProjection
1 items []core.v1.DownwardAPIVolumeFile list=atomic
type core.v1.DownwardAPIVolumeFile
1! path string default=""
2 fieldRef core.v1.ObjectFieldSelector
3 resourceFieldRef core.v1.ResourceFieldSelector
4 mode int32
type core.v1.DownwardAPIVolumeSource
1 items []core.v1.DownwardAPIVolumeFile list=atomic
2 defaultMode int32
type core.v1.EmptyDirVolumeSource
1 medium string
2 sizeLimit Quantity
type core.v1.EndpointAddress atomic
1! ip string default=""
3 hostname string
4 nodeName string
2 targetRef core.v1.ObjectReference
type core.v1.EndpointPort atomic
1 name string
2! port int32 default=0
3 protocol string
4 appProtocol string
type core.v1.EndpointSubset
1 addresses []core.v1.EndpointAddress list=atomic
2 notReadyAddresses []core.v1.EndpointAddress list=atomic
3 ports []core.v1.EndpointPort list=atomic
type core.v1.Endpoints kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 subsets []core.v1.EndpointSubset list=atomic
type core.v1.EndpointsList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []core.v1.Endpoints
type core.v1.EnvFromSource
1 prefix string
2 configMapRef core.v1.ConfigMapEnvSource
3 secretRef core.v1.SecretEnvSource
type core.v1.EnvVar
1! name string default=""
2 value string
3 valueFrom core.v1.EnvVarSource
type core.v1.EnvVarSource
1 fieldRef core.v1.ObjectFieldSelector
2 resourceFieldRef core.v1.ResourceFieldSelector
3 configMapKeyRef core.v1.ConfigMapKeySelector
4 secretKeyRef core.v1.SecretKeySelector
5 fileKeyRef core.v1.FileKeySelector
type core.v1.EphemeralContainer
1.1! name string default=""
1.2 image string
1.3 command []string list=atomic
1.4 args []string list=atomic
1.5 workingDir string
1.6 ports []core.v1.ContainerPort list=map:containerPort,protocol patch=merge key=containerPort
1.19 envFrom []core.v1.EnvFromSource list=atomic
1.7 env []core.v1.EnvVar list=map:name patch=merge key=name
1.8 resources core.v1.ResourceRequirements default={}
1.23 resizePolicy []core.v1.ContainerResizePolicy list=atomic
1.24 restartPolicy string
1.25 restartPolicyRules []core.v1.ContainerRestartRule list=atomic
1.9 volumeMounts []core.v1.VolumeMount list=map:mountPath patch=merge key=mountPath
1.21 volumeDevices []core.v1.VolumeDevice list=map:devicePath patch=merge key=devicePath
1.10 livenessProbe core.v1.Probe
1.11 readinessProbe core.v1.Probe
1.22 startupProbe core.v1.Probe
1.12 lifecycle core.v1.Lifecycle
1.13 terminationMessagePath string
1.20 terminationMessagePolicy string
1.14 imagePullPolicy string
1.15 securityContext core.v1.SecurityContext
1.16 stdin bool
1.17 stdinOnce bool
1.18 tty bool
2 targetContainerName string
type core.v1.EphemeralVolumeSource
1 volumeClaimTemplate core.v1.PersistentVolumeClaimTemplate
type core.v1.Event kind
- kind string
- apiVersion string
1! metadata meta.v1.ObjectMeta default={}
2! involvedObject core.v1.ObjectReference default={}
3 reason string
4 message string
5 source core.v1.EventSource default={}
6 firstTimestamp Time
7 lastTimestamp Time
8 count int32
9 type string
10 eventTime MicroTime
11 series core.v1.EventSeries
12 action string
13 related core.v1.ObjectReference
14 reportingComponent string default=""
15 reportingInstance string default=""
type core.v1.EventList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []core.v1.Event
type core.v1.EventSeries
1 count int32
2 lastObservedTime MicroTime
type core.v1.EventSource
1 component string
2 host string
type core.v1.ExecAction
1 command []string list=atomic
type core.v1.FCVolumeSource
1 targetWWNs []string list=atomic
2 lun int32
3 fsType string
4 readOnly bool
5 wwids []string list=atomic
type core.v1.FileKeySelector atomic
1! volumeName string default=""
2! path string default=""
3! key string default=""
4 optional bool default=false
type core.v1.FlexPersistentVolumeSource
1! driver string default=""
2 fsType string
3 secretRef core.v1.SecretReference
4 readOnly bool
5 options {}string
type core.v1.FlexVolumeSource
1! driver string default=""
2 fsType string
3 secretRef core.v1.LocalObjectReference
4 readOnly bool
5 options {}string
type core.v1.FlockerVolumeSource
1 datasetName string
2 datasetUUID string
type core.v1.GCEPersistentDiskVolumeSource
1! pdName string default=""
2 fsType string
3 partition int32
4 readOnly bool
type core.v1.GRPCAction
1! port int32 default=0
2 service string default=""
type core.v1.GitRepoVolumeSource
1! repository string default=""
2 revision string
3 directory string
type core.v1.GlusterfsPersistentVolumeSource
1! endpoints string default=""
2! path string default=""
3 readOnly bool
4 endpointsNamespace string
type core.v1.GlusterfsVolumeSource
1! endpoints string default=""
2! path string default=""
3 readOnly bool
type core.v1.HTTPGetAction
1 path string
2! port IntOrString
3 host string
4 scheme string
5 httpHeaders []core.v1.HTTPHeader list=atomic
type core.v1.HTTPHeader
1! name string default=""
2! value string default=""
type core.v1.HostAlias
1! ip string default=""
2 hostnames []string list=atomic
type core.v1.HostIP
1! ip string default=""
type core.v1.HostPathVolumeSource
1! path string default=""
2 type string
type core.v1.ISCSIPersistentVolumeSource
1! targetPortal string default=""
2! iqn string default=""
3! lun int32 default=0
4 iscsiInterface string default="default"
5 fsType string
6 readOnly bool
7 portals []string list=atomic
8 chapAuthDiscovery bool
11 chapAuthSession bool
10 secretRef core.v1.SecretReference
12 initiatorName string
type core.v1.ISCSIVolumeSource
1! targetPortal string default=""
2! iqn string default=""
3! lun int32 default=0
4 iscsiInterface string default="default"
5 fsType string
6 readOnly bool
7 portals []string list=atomic
8 chapAuthDiscovery bool
11 chapAuthSession bool
10 secretRef core.v1.LocalObjectReference
12 initiatorName string
type core.v1.ImageVolumeSource
1 reference string
2 pullPolicy string
type core.v1.ImageVolumeStatus
1! imageRef string
type core.v1.KeyToPath
1! key string default=""
2! path string default=""
3 mode int32
type core.v1.Lifecycle
1 postStart core.v1.LifecycleHandler
2 preStop core.v1.LifecycleHandler
3 stopSignal string
type core.v1.LifecycleHandler
1 exec core.v1.ExecAction
2 httpGet core.v1.HTTPGetAction
3 tcpSocket core.v1.TCPSocketAction
4 sleep core.v1.SleepAction
type core.v1.LimitRange kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec core.v1.LimitRangeSpec default={}
type core.v1.LimitRangeItem
1! type string default=""
2 max {}Quantity
3 min {}Quantity
4 default {}Quantity
5 defaultRequest {}Quantity
6 maxLimitRequestRatio {}Quantity
type core.v1.LimitRangeList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []core.v1.LimitRange
type core.v1.LimitRangeSpec
1! limits []core.v1.LimitRangeItem list=atomic
type core.v1.LinuxContainerUser
1! uid int64 default=0
2! gid int64 default=0
3 supplementalGroups []int64 list=atomic
type core.v1.LoadBalancerIngress
1 ip string
2 hostname string
3 ipMode string
4 ports []core.v1.PortStatus list=atomic
type core.v1.LoadBalancerStatus
1 ingress []core.v1.LoadBalancerIngress list=atomic
type core.v1.LocalObjectReference atomic
1 name string default=""
type core.v1.LocalVolumeSource
1! path string default=""
2 fsType string
type core.v1.ModifyVolumeStatus
1 targetVolumeAttributesClassName string
2! status string default=""
type core.v1.NFSVolumeSource
1! server string default=""
2! path string default=""
3 readOnly bool
type core.v1.Namespace kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec core.v1.NamespaceSpec default={}
3 status core.v1.NamespaceStatus default={}
type core.v1.NamespaceCondition
1! type string default=""
2! status string default=""
4 lastTransitionTime Time
5 reason string
6 message string
type core.v1.NamespaceList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []core.v1.Namespace
type core.v1.NamespaceSpec
1 finalizers []string list=atomic
type core.v1.NamespaceStatus
1 phase string
2 conditions []core.v1.NamespaceCondition list=map:type patch=merge key=type
type core.v1.Node kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec core.v1.NodeSpec default={}
3 status core.v1.NodeStatus default={}
type core.v1.NodeAddress
1! type string default=""
2! address string default=""
type core.v1.NodeAffinity
1 requiredDuringSchedulingIgnoredDuringExecution core.v1.NodeSelector
2 preferredDuringSchedulingIgnoredDuringExecution []core.v1.PreferredSchedulingTerm list=atomic
type core.v1.NodeAllocatableResourceClaimStatus
1! resourceClaimName string default=""
2 containers []string list=set
3! resources {}Quantity
type core.v1.NodeCondition
1! type string default=""
2! status string default=""
3 lastHeartbeatTime Time
4 lastTransitionTime Time
5 reason string
6 message string
type core.v1.NodeConfigSource
2 configMap core.v1.ConfigMapNodeConfigSource
type core.v1.NodeConfigStatus
1 assigned core.v1.NodeConfigSource
2 active core.v1.NodeConfigSource
3 lastKnownGood core.v1.NodeConfigSource
4 error string
type core.v1.NodeDaemonEndpoints
1 kubeletEndpoint core.v1.DaemonEndpoint default={}
type core.v1.NodeFeatures
1 supplementalGroupsPolicy bool
type core.v1.NodeList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []core.v1.Node
type core.v1.NodeRuntimeHandler
1 name string default=""
2 features core.v1.NodeRuntimeHandlerFeatures
type core.v1.NodeRuntimeHandlerFeatures
1 recursiveReadOnlyMounts bool
2 userNamespaces bool
type core.v1.NodeSelector atomic
1! nodeSelectorTerms []core.v1.NodeSelectorTerm list=atomic
type core.v1.NodeSelectorRequirement
1! key string default=""
2! operator string default=""
3 values []string list=atomic
type core.v1.NodeSelectorTerm atomic
1 matchExpressions []core.v1.NodeSelectorRequirement list=atomic
2 matchFields []core.v1.NodeSelectorRequirement list=atomic
type core.v1.NodeSpec
1 podCIDR string
7 podCIDRs []string list=set patch=merge
3 providerID string
4 unschedulable bool
5 taints []core.v1.Taint list=atomic
6 configSource core.v1.NodeConfigSource
2 externalID string
type core.v1.NodeStatus
1 capacity {}Quantity
2 allocatable {}Quantity
3 phase string
4 conditions []core.v1.NodeCondition list=map:type patch=merge key=type
5 addresses []core.v1.NodeAddress list=map:type patch=merge key=type
6 daemonEndpoints core.v1.NodeDaemonEndpoints default={}
7 nodeInfo core.v1.NodeSystemInfo default={}
8 images []core.v1.ContainerImage list=atomic
9 volumesInUse []string list=atomic
10 volumesAttached []core.v1.AttachedVolume list=atomic
11 config core.v1.NodeConfigStatus
12 runtimeHandlers []core.v1.NodeRuntimeHandler list=atomic
13 features core.v1.NodeFeatures
14 declaredFeatures []string list=atomic
type core.v1.NodeSwapStatus
1 capacity int64
type core.v1.NodeSystemInfo
1! machineID string default=""
2! systemUUID string default=""
3! bootID string default=""
4! kernelVersion string default=""
5! osImage string default=""
6! containerRuntimeVersion string default=""
7! kubeletVersion string default=""
8! kubeProxyVersion string default=""
9! operatingSystem string default=""
10! architecture string default=""
11 swap core.v1.NodeSwapStatus
type core.v1.ObjectFieldSelector atomic
1 apiVersion string
2! fieldPath string default=""
type core.v1.ObjectReference atomic
1 kind string
2 namespace string
3 name string
4 uid string
5 apiVersion string
6 resourceVersion string
7 fieldPath string
type core.v1.PersistentVolume kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec core.v1.PersistentVolumeSpec default={}
3 status core.v1.PersistentVolumeStatus default={}
type core.v1.PersistentVolumeClaim kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec core.v1.PersistentVolumeClaimSpec default={}
3 status core.v1.PersistentVolumeClaimStatus default={}
type core.v1.PersistentVolumeClaimCondition
1! type string default=""
2! status string default=""
3 lastProbeTime Time
4 lastTransitionTime Time
5 reason string
6 message string
type core.v1.PersistentVolumeClaimList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []core.v1.PersistentVolumeClaim
type core.v1.PersistentVolumeClaimSpec
1 accessModes []string list=atomic
4 selector meta.v1.LabelSelector
2 resources core.v1.VolumeResourceRequirements default={}
3 volumeName string
5 storageClassName string
6 volumeMode string
7 dataSource core.v1.TypedLocalObjectReference
8 dataSourceRef core.v1.TypedObjectReference
9 volumeAttributesClassName string
type core.v1.PersistentVolumeClaimStatus
1 phase string
2 accessModes []string list=atomic
3 capacity {}Quantity
4 conditions []core.v1.PersistentVolumeClaimCondition list=map:type patch=merge key=type
5 allocatedResources {}Quantity
7 allocatedResourceStatuses {}string
8 currentVolumeAttributesClassName string
9 modifyVolumeStatus core.v1.ModifyVolumeStatus
type core.v1.PersistentVolumeClaimTemplate
1 metadata meta.v1.ObjectMeta default={}
2! spec core.v1.PersistentVolumeClaimSpec default={}
type core.v1.PersistentVolumeClaimVolumeSource
1! claimName string default=""
2 readOnly bool
type core.v1.PersistentVolumeList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []core.v1.PersistentVolume
type core.v1.PersistentVolumeSpec
1 capacity {}Quantity
2.1 gcePersistentDisk core.v1.GCEPersistentDiskVolumeSource
2.2 awsElasticBlockStore core.v1.AWSElasticBlockStoreVolumeSource
2.3 hostPath core.v1.HostPathVolumeSource
2.4 glusterfs core.v1.GlusterfsPersistentVolumeSource
2.5 nfs core.v1.NFSVolumeSource
2.6 rbd core.v1.RBDPersistentVolumeSource
2.7 iscsi core.v1.ISCSIPersistentVolumeSource
2.8 cinder core.v1.CinderPersistentVolumeSource
2.9 cephfs core.v1.CephFSPersistentVolumeSource
2.10 fc core.v1.FCVolumeSource
2.11 flocker core.v1.FlockerVolumeSource
2.12 flexVolume core.v1.FlexPersistentVolumeSource
2.13 azureFile core.v1.AzureFilePersistentVolumeSource
2.14 vsphereVolume core.v1.VsphereVirtualDiskVolumeSource
2.15 quobyte core.v1.QuobyteVolumeSource
2.16 azureDisk core.v1.AzureDiskVolumeSource
2.17 photonPersistentDisk core.v1.PhotonPersistentDiskVolumeSource
2.18 portworxVolume core.v1.PortworxVolumeSource
2.19 scaleIO core.v1.ScaleIOPersistentVolumeSource
2.20 local core.v1.LocalVolumeSource
2.21 storageos core.v1.StorageOSPersistentVolumeSource
2.22 csi core.v1.CSIPersistentVolumeSource
3 accessModes []string list=atomic
4 claimRef core.v1.ObjectReference
5 persistentVolumeReclaimPolicy string
6 storageClassName string
7 mountOptions []string list=atomic
8 volumeMode string
9 nodeAffinity core.v1.VolumeNodeAffinity
10 volumeAttributesClassName string
type core.v1.PersistentVolumeStatus
1 phase string
2 message string
3 reason string
4 lastPhaseTransitionTime Time
type core.v1.PhotonPersistentDiskVolumeSource
1! pdID string default=""
2 fsType string
type core.v1.Pod kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec core.v1.PodSpec default={}
3 status core.v1.PodStatus default={}
type core.v1.PodAffinity
1 requiredDuringSchedulingIgnoredDuringExecution []core.v1.PodAffinityTerm list=atomic
2 preferredDuringSchedulingIgnoredDuringExecution []core.v1.WeightedPodAffinityTerm list=atomic
type core.v1.PodAffinityTerm
1 labelSelector meta.v1.LabelSelector
2 namespaces []string list=atomic
3! topologyKey string default=""
4 namespaceSelector meta.v1.LabelSelector
5 matchLabelKeys []string list=atomic
6 mismatchLabelKeys []string list=atomic
type core.v1.PodAntiAffinity
1 requiredDuringSchedulingIgnoredDuringExecution []core.v1.PodAffinityTerm list=atomic
2 preferredDuringSchedulingIgnoredDuringExecution []core.v1.WeightedPodAffinityTerm list=atomic
type core.v1.PodCertificateProjection
1! signerName string
2! keyType string
3 maxExpirationSeconds int32
4 credentialBundlePath string
5 keyPath string
6 certificateChainPath string
7 userAnnotations {}string
type core.v1.PodCondition
1! type string default=""
7 observedGeneration int64
2! status string default=""
3 lastProbeTime Time
4 lastTransitionTime Time
5 reason string
6 message string
type core.v1.PodDNSConfig
1 nameservers []string list=atomic
2 searches []string list=atomic
3 options []core.v1.PodDNSConfigOption list=atomic
type core.v1.PodDNSConfigOption
1 name string
2 value string
type core.v1.PodExtendedResourceClaimStatus
1! requestMappings []core.v1.ContainerExtendedResourceRequest list=atomic
2! resourceClaimName string default=""
type core.v1.PodIP
1! ip string default=""
type core.v1.PodList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []core.v1.Pod
type core.v1.PodOS
1! name string default=""
type core.v1.PodReadinessGate
1! conditionType string default=""
type core.v1.PodResourceClaim
1! name string default=""
3 resourceClaimName string
4 resourceClaimTemplateName string
type core.v1.PodResourceClaimStatus
1! name string default=""
2 resourceClaimName string
type core.v1.PodSchedulingGate
1! name string default=""
type core.v1.PodSchedulingGroup
1 podGroupName string
type core.v1.PodSecurityContext
1 seLinuxOptions core.v1.SELinuxOptions
8 windowsOptions core.v1.WindowsSecurityContextOptions
2 runAsUser int64
6 runAsGroup int64
3 runAsNonRoot bool
4 supplementalGroups []int64 list=atomic
12 supplementalGroupsPolicy string
5 fsGroup int64
7 sysctls []core.v1.Sysctl list=atomic
9 fsGroupChangePolicy string
10 seccompProfile core.v1.SeccompProfile
11 appArmorProfile core.v1.AppArmorProfile
13 seLinuxChangePolicy string
type core.v1.PodSpec
1 volumes []core.v1.Volume list=map:name patch=merge,retainKeys key=name
20 initContainers []core.v1.Container list=map:name patch=merge key=name
2! containers []core.v1.Container list=map:name patch=merge key=name
34 ephemeralContainers []core.v1.EphemeralContainer list=map:name patch=merge key=name
3 restartPolicy string
4 terminationGracePeriodSeconds int64
5 activeDeadlineSeconds int64
6 dnsPolicy string
7 nodeSelector {}string map=atomic
8 serviceAccountName string
9 serviceAccount string
21 automountServiceAccountToken bool
10 nodeName string
11 hostNetwork bool
12 hostPID bool
13 hostIPC bool
27 shareProcessNamespace bool
14 securityContext core.v1.PodSecurityContext
15 imagePullSecrets []core.v1.LocalObjectReference list=map:name patch=merge key=name
16 hostname string
17 subdomain string
18 affinity core.v1.Affinity
19 schedulerName string
22 tolerations []core.v1.Toleration list=atomic
23 hostAliases []core.v1.HostAlias list=map:ip patch=merge key=ip
24 priorityClassName string
25 priority int32
26 dnsConfig core.v1.PodDNSConfig
28 readinessGates []core.v1.PodReadinessGate list=atomic
29 runtimeClassName string
30 enableServiceLinks bool
31 preemptionPolicy string
32 overhead {}Quantity
33 topologySpreadConstraints []core.v1.TopologySpreadConstraint list=map:topologyKey,whenUnsatisfiable patch=merge key=topologyKey
35 setHostnameAsFQDN bool
36 os core.v1.PodOS
37 hostUsers bool
38 schedulingGates []core.v1.PodSchedulingGate list=map:name patch=merge key=name
39 resourceClaims []core.v1.PodResourceClaim list=map:name patch=merge,retainKeys key=name
40 resources core.v1.ResourceRequirements
41 hostnameOverride string
43 schedulingGroup core.v1.PodSchedulingGroup
type core.v1.PodStatus
17 observedGeneration int64
1 phase string
2 conditions []core.v1.PodCondition list=map:type patch=merge key=type
3 message string
4 reason string
11 nominatedNodeName string
5 hostIP string
16 hostIPs []core.v1.HostIP list=atomic patch=merge key=ip
6 podIP string
12 podIPs []core.v1.PodIP list=map:ip patch=merge key=ip
7 startTime Time
10 initContainerStatuses []core.v1.ContainerStatus list=atomic
8 containerStatuses []core.v1.ContainerStatus list=atomic
9 qosClass string
13 ephemeralContainerStatuses []core.v1.ContainerStatus list=atomic
14 resize string
15 resourceClaimStatuses []core.v1.PodResourceClaimStatus list=map:name patch=merge,retainKeys key=name
18 extendedResourceClaimStatus core.v1.PodExtendedResourceClaimStatus
19 allocatedResources {}Quantity
20 resources core.v1.ResourceRequirements
21 nodeAllocatableResourceClaimStatuses []core.v1.NodeAllocatableResourceClaimStatus list=atomic
type core.v1.PodTemplate kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 template core.v1.PodTemplateSpec default={}
type core.v1.PodTemplateList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []core.v1.PodTemplate
type core.v1.PodTemplateSpec
1 metadata meta.v1.ObjectMeta default={}
2 spec core.v1.PodSpec default={}
type core.v1.PortStatus
1! port int32 default=0
2! protocol string default=""
3 error string
type core.v1.PortworxVolumeSource
1! volumeID string default=""
2 fsType string
3 readOnly bool
type core.v1.PreferredSchedulingTerm
1! weight int32 default=0
2! preference core.v1.NodeSelectorTerm default={}
type core.v1.Probe
1.1 exec core.v1.ExecAction
1.2 httpGet core.v1.HTTPGetAction
1.3 tcpSocket core.v1.TCPSocketAction
1.4 grpc core.v1.GRPCAction
2 initialDelaySeconds int32
3 timeoutSeconds int32
4 periodSeconds int32
5 successThreshold int32
6 failureThreshold int32
7 terminationGracePeriodSeconds int64
type core.v1.ProjectedVolumeSource
1 sources []core.v1.VolumeProjection list=atomic
2 defaultMode int32
type core.v1.QuobyteVolumeSource
1! registry string default=""
2! volume string default=""
3 readOnly bool
4 user string
5 group string
6 tenant string
type core.v1.RBDPersistentVolumeSource
1! monitors []string list=atomic
2! image string default=""
3 fsType string
4 pool string default="rbd"
5 user string default="admin"
6 keyring string default="/etc/ceph/keyring"
7 secretRef core.v1.SecretReference
8 readOnly bool
type core.v1.RBDVolumeSource
1! monitors []string list=atomic
2! image string default=""
3 fsType string
4 pool string default="rbd"
5 user string default="admin"
6 keyring string default="/etc/ceph/keyring"
7 secretRef core.v1.LocalObjectReference
8 readOnly bool
type core.v1.ReplicationController kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec core.v1.ReplicationControllerSpec default={}
3 status core.v1.ReplicationControllerStatus default={}
type core.v1.ReplicationControllerCondition
1! type string default=""
2! status string default=""
3 lastTransitionTime Time
4 reason string
5 message string
type core.v1.ReplicationControllerList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []core.v1.ReplicationController
type core.v1.ReplicationControllerSpec
1 replicas int32 default=1
4 minReadySeconds int32 default=0
2 selector {}string map=atomic
3 template core.v1.PodTemplateSpec
type core.v1.ReplicationControllerStatus
1! replicas int32 default=0
2 fullyLabeledReplicas int32
4 readyReplicas int32
5 availableReplicas int32
3 observedGeneration int64
6 conditions []core.v1.ReplicationControllerCondition list=map:type patch=merge key=type
type core.v1.ResourceClaim
1! name string default=""
2 request string
type core.v1.ResourceFieldSelector atomic
1 containerName string
2! resource string default=""
3 divisor Quantity
type core.v1.ResourceHealth
1! resourceID string default=""
2 health string
6 message string
type core.v1.ResourceQuota kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec core.v1.ResourceQuotaSpec default={}
3 status core.v1.ResourceQuotaStatus default={}
type core.v1.ResourceQuotaList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []core.v1.ResourceQuota
type core.v1.ResourceQuotaSpec
1 hard {}Quantity
2 scopes []string list=atomic
3 scopeSelector core.v1.ScopeSelector
type core.v1.ResourceQuotaStatus
1 hard {}Quantity
2 used {}Quantity
type core.v1.ResourceRequirements
1 limits {}Quantity
2 requests {}Quantity
3 claims []core.v1.ResourceClaim list=map:name
type core.v1.ResourceStatus
1! name string default=""
2 resources []core.v1.ResourceHealth list=map:resourceID
type core.v1.SELinuxOptions
1 user string
2 role string
3 type string
4 level string
type core.v1.ScaleIOPersistentVolumeSource
1! gateway string default=""
2! system string default=""
3! secretRef core.v1.SecretReference
4 sslEnabled bool
5 protectionDomain string
6 storagePool string
7 storageMode string default="ThinProvisioned"
8 volumeName string
9 fsType string default="xfs"
10 readOnly bool
type core.v1.ScaleIOVolumeSource
1! gateway string default=""
2! system string default=""
3! secretRef core.v1.LocalObjectReference
4 sslEnabled bool
5 protectionDomain string
6 storagePool string
7 storageMode string default="ThinProvisioned"
8 volumeName string
9 fsType string default="xfs"
10 readOnly bool
type core.v1.ScopeSelector atomic
1 matchExpressions []core.v1.ScopedResourceSelectorRequirement list=atomic
type core.v1.ScopedResourceSelectorRequirement
1! scopeName string default=""
2! operator string default=""
3 values []string list=atomic
type core.v1.SeccompProfile
1! type string default=""
2 localhostProfile string
type core.v1.Secret kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
5 immutable bool
2 data {}bytes
4 stringData {}string
3 type string
type core.v1.SecretEnvSource
1.1 name string default=""
2 optional bool
type core.v1.SecretKeySelector atomic
1.1 name string default=""
2! key string default=""
3 optional bool
type core.v1.SecretList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []core.v1.Secret
type core.v1.SecretProjection
1.1 name string default=""
2 items []core.v1.KeyToPath list=atomic
4 optional bool
type core.v1.SecretReference atomic
1 name string
2 namespace string
type core.v1.SecretVolumeSource
1 secretName string
2 items []core.v1.KeyToPath list=atomic
3 defaultMode int32
4 optional bool
type core.v1.SecurityContext
1 capabilities core.v1.Capabilities
2 privileged bool
3 seLinuxOptions core.v1.SELinuxOptions
10 windowsOptions core.v1.WindowsSecurityContextOptions
4 runAsUser int64
8 runAsGroup int64
5 runAsNonRoot bool
6 readOnlyRootFilesystem bool
7 allowPrivilegeEscalation bool
9 procMount string
11 seccompProfile core.v1.SeccompProfile
12 appArmorProfile core.v1.AppArmorProfile
type core.v1.Service kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec core.v1.ServiceSpec default={}
3 status core.v1.ServiceStatus default={}
type core.v1.ServiceAccount kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 secrets []core.v1.ObjectReference list=map:name patch=merge key=name
3 imagePullSecrets []core.v1.LocalObjectReference list=atomic
4 automountServiceAccountToken bool
type core.v1.ServiceAccountList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []core.v1.ServiceAccount
type core.v1.ServiceAccountTokenProjection
1 audience string
2 expirationSeconds int64
3! path string default=""
type core.v1.ServiceList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []core.v1.Service
type core.v1.ServicePort
1 name string
2 protocol string default="TCP"
6 appProtocol string
3! port int32 default=0
4 targetPort IntOrString
5 nodePort int32
type core.v1.ServiceSpec
1 ports []core.v1.ServicePort list=map:port,protocol patch=merge key=port
2 selector {}string map=atomic
3 clusterIP string
18 clusterIPs []string list=atomic
4 type string
5 externalIPs []string list=atomic
7 sessionAffinity string
8 loadBalancerIP string
9 loadBalancerSourceRanges []string list=atomic
10 externalName string
11 externalTrafficPolicy string
12 healthCheckNodePort int32
13 publishNotReadyAddresses bool
14 sessionAffinityConfig core.v1.SessionAffinityConfig
19 ipFamilies []string list=atomic
17 ipFamilyPolicy string
20 allocateLoadBalancerNodePorts bool
21 loadBalancerClass string
22 internalTrafficPolicy string
23 trafficDistribution string
type core.v1.ServiceStatus
1 loadBalancer core.v1.LoadBalancerStatus default={}
2 conditions []meta.v1.Condition list=map:type patch=merge key=type
type core.v1.SessionAffinityConfig
1 clientIP core.v1.ClientIPConfig
type core.v1.SleepAction
1! seconds int64 default=0
type core.v1.StorageOSPersistentVolumeSource
1 volumeName string
2 volumeNamespace string
3 fsType string
4 readOnly bool
5 secretRef core.v1.ObjectReference
type core.v1.StorageOSVolumeSource
1 volumeName string
2 volumeNamespace string
3 fsType string
4 readOnly bool
5 secretRef core.v1.LocalObjectReference
type core.v1.Sysctl
1! name string default=""
2! value string default=""
type core.v1.TCPSocketAction
1! port IntOrString
2 host string
type core.v1.Taint
1! key string default=""
2 value string
3! effect string default=""
4 timeAdded Time
type core.v1.Toleration
1 key string
2 operator string
3 value string
4 effect string
5 tolerationSeconds int64
type core.v1.TopologySelectorLabelRequirement
1! key string default=""
2! values []string list=atomic
type core.v1.TopologySelectorTerm atomic
1 matchLabelExpressions []core.v1.TopologySelectorLabelRequirement list=atomic
type core.v1.TopologySpreadConstraint
1! maxSkew int32 default=0
2! topologyKey string default=""
3! whenUnsatisfiable string default=""
4 labelSelector meta.v1.LabelSelector
5 minDomains int32
6 nodeAffinityPolicy string
7 nodeTaintsPolicy string
8 matchLabelKeys []string list=atomic
type core.v1.TypedLocalObjectReference atomic
1 apiGroup string
2! kind string default=""
3! name string default=""
type core.v1.TypedObjectReference
1 apiGroup string
2! kind string default=""
3! name string default=""
4 namespace string
type core.v1.Volume
1! name string default=""
2.1 hostPath core.v1.HostPathVolumeSource
2.2 emptyDir core.v1.EmptyDirVolumeSource
2.3 gcePersistentDisk core.v1.GCEPersistentDiskVolumeSource
2.4 awsElasticBlockStore core.v1.AWSElasticBlockStoreVolumeSource
2.5 gitRepo core.v1.GitRepoVolumeSource
2.6 secret core.v1.SecretVolumeSource
2.7 nfs core.v1.NFSVolumeSource
2.8 iscsi core.v1.ISCSIVolumeSource
2.9 glusterfs core.v1.GlusterfsVolumeSource
2.10 persistentVolumeClaim core.v1.PersistentVolumeClaimVolumeSource
2.11 rbd core.v1.RBDVolumeSource
2.12 flexVolume core.v1.FlexVolumeSource
2.13 cinder core.v1.CinderVolumeSource
2.14 cephfs core.v1.CephFSVolumeSource
2.15 flocker core.v1.FlockerVolumeSource
2.16 downwardAPI core.v1.DownwardAPIVolumeSource
2.17 fc core.v1.FCVolumeSource
2.18 azureFile core.v1.AzureFileVolumeSource
2.19 configMap core.v1.ConfigMapVolumeSource
2.20 vsphereVolume core.v1.VsphereVirtualDiskVolumeSource
2.21 quobyte core.v1.QuobyteVolumeSource
2.22 azureDisk core.v1.AzureDiskVolumeSource
2.23 photonPersistentDisk core.v1.PhotonPersistentDiskVolumeSource
2.26 projected core.v1.ProjectedVolumeSource
2.24 portworxVolume core.v1.PortworxVolumeSource
2.25 scaleIO core.v1.ScaleIOVolumeSource
2.27 storageos core.v1.StorageOSVolumeSource
2.28 csi core.v1.CSIVolumeSource
2.29 ephemeral core.v1.EphemeralVolumeSource
2.30 image core.v1.ImageVolumeSource
type core.v1.VolumeDevice
1! name string default=""
2! devicePath string default=""
type core.v1.VolumeMount
1! name string default=""
2 readOnly bool
7 recursiveReadOnly string
3! mountPath string default=""
4 subPath string
5 mountPropagation string
6 subPathExpr string
type core.v1.VolumeMountStatus
1! name string default=""
2! mountPath string default=""
3 readOnly bool
4 recursiveReadOnly string
5 volumeStatus core.v1.VolumeStatus
type core.v1.VolumeNodeAffinity
1 required core.v1.NodeSelector
type core.v1.VolumeProjection
1 secret core.v1.SecretProjection
2 downwardAPI core.v1.DownwardAPIProjection
3 configMap core.v1.ConfigMapProjection
4 serviceAccountToken core.v1.ServiceAccountTokenProjection
5 clusterTrustBundle core.v1.ClusterTrustBundleProjection
6 podCertificate core.v1.PodCertificateProjection
type core.v1.VolumeResourceRequirements
1 limits {}Quantity
2 requests {}Quantity
type core.v1.VolumeStatus
1 image core.v1.ImageVolumeStatus
type core.v1.VsphereVirtualDiskVolumeSource
1! volumePath string default=""
2 fsType string
3 storagePolicyName string
4 storagePolicyID string
type core.v1.WeightedPodAffinityTerm
1! weight int32 default=0
2! podAffinityTerm core.v1.PodAffinityTerm default={}
type core.v1.WindowsSecurityContextOptions
1 gmsaCredentialSpecName string
2 gmsaCredentialSpec string
3 runAsUserName string
4 hostProcess bool
resource bindings Binding namespaced served singular=binding verbs=create
resource componentstatuses ComponentStatus cluster served singular=componentstatus short=cs verbs=get,list
resource configmaps ConfigMap namespaced served singular=configmap short=cm verbs=create,delete,deletecollection,get,list,patch,update,watch
resource endpoints Endpoints namespaced served singular=endpoints short=ep verbs=create,delete,deletecollection,get,list,patch,update,watch
resource events Event namespaced served singular=event short=ev verbs=create,delete,deletecollection,get,list,patch,update,watch
resource limitranges LimitRange namespaced served singular=limitrange short=limits verbs=create,delete,deletecollection,get,list,patch,update,watch
resource namespaces Namespace cluster served singular=namespace short=ns verbs=create,delete,get,list,patch,update,watch
sub finalize core/v1/Namespace verbs=update
sub status core/v1/Namespace verbs=get,patch,update
resource nodes Node cluster served singular=node short=no verbs=create,delete,deletecollection,get,list,patch,update,watch
sub proxy core/v1/NodeProxyOptions verbs=create,delete,get,patch,update
sub status core/v1/Node verbs=get,patch,update
resource persistentvolumeclaims PersistentVolumeClaim namespaced served singular=persistentvolumeclaim short=pvc verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status core/v1/PersistentVolumeClaim verbs=get,patch,update
resource persistentvolumes PersistentVolume cluster served singular=persistentvolume short=pv verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status core/v1/PersistentVolume verbs=get,patch,update
resource pods Pod namespaced served singular=pod short=po categories=all verbs=create,delete,deletecollection,get,list,patch,update,watch
sub attach core/v1/PodAttachOptions verbs=create,get
sub binding core/v1/Binding verbs=create
sub ephemeralcontainers core/v1/Pod verbs=get,patch,update
sub eviction policy/v1/Eviction verbs=create
sub exec core/v1/PodExecOptions verbs=create,get
sub log core/v1/Pod verbs=get
sub portforward core/v1/PodPortForwardOptions verbs=create,get
sub proxy core/v1/PodProxyOptions verbs=create,delete,get,patch,update
sub resize core/v1/Pod verbs=get,patch,update
sub status core/v1/Pod verbs=get,patch,update
resource podtemplates PodTemplate namespaced served singular=podtemplate verbs=create,delete,deletecollection,get,list,patch,update,watch
resource replicationcontrollers ReplicationController namespaced served singular=replicationcontroller short=rc categories=all verbs=create,delete,deletecollection,get,list,patch,update,watch
sub scale autoscaling/v1/Scale verbs=get,patch,update
sub status core/v1/ReplicationController verbs=get,patch,update
resource resourcequotas ResourceQuota namespaced served singular=resourcequota short=quota verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status core/v1/ResourceQuota verbs=get,patch,update
resource secrets Secret namespaced served singular=secret verbs=create,delete,deletecollection,get,list,patch,update,watch
resource serviceaccounts ServiceAccount namespaced served singular=serviceaccount short=sa verbs=create,delete,deletecollection,get,list,patch,update,watch
sub token authentication.k8s.io/v1/TokenRequest verbs=create
resource services Service namespaced served singular=service short=svc categories=all verbs=create,delete,deletecollection,get,list,patch,update,watch
sub proxy core/v1/ServiceProxyOptions verbs=create,delete,get,patch,update
sub status core/v1/Service verbs=get,patch,update
"""#,
#"""
version admissionregistration.k8s.io v1 admissionregistration served
type admissionregistration.v1.ApplyConfiguration
1 expression string
type admissionregistration.v1.AuditAnnotation
1! key string default=""
2! valueExpression string default=""
type admissionregistration.v1.ExpressionWarning
2! fieldRef string default=""
3! warning string default=""
type admissionregistration.v1.JSONPatch
1 expression string
type admissionregistration.v1.MatchCondition
1! name string default=""
2! expression string default=""
type admissionregistration.v1.MatchResources atomic
1 namespaceSelector meta.v1.LabelSelector
2 objectSelector meta.v1.LabelSelector
3 resourceRules []admissionregistration.v1.NamedRuleWithOperations list=atomic
4 excludeResourceRules []admissionregistration.v1.NamedRuleWithOperations list=atomic
7 matchPolicy string
type admissionregistration.v1.MutatingAdmissionPolicy kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec admissionregistration.v1.MutatingAdmissionPolicySpec default={}
type admissionregistration.v1.MutatingAdmissionPolicyBinding kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec admissionregistration.v1.MutatingAdmissionPolicyBindingSpec default={}
type admissionregistration.v1.MutatingAdmissionPolicyBindingList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []admissionregistration.v1.MutatingAdmissionPolicyBinding
type admissionregistration.v1.MutatingAdmissionPolicyBindingSpec
1 policyName string
2 paramRef admissionregistration.v1.ParamRef
3 matchResources admissionregistration.v1.MatchResources
type admissionregistration.v1.MutatingAdmissionPolicyList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []admissionregistration.v1.MutatingAdmissionPolicy
type admissionregistration.v1.MutatingAdmissionPolicySpec
1 paramKind admissionregistration.v1.ParamKind
2 matchConstraints admissionregistration.v1.MatchResources
3 variables []admissionregistration.v1.Variable list=atomic
4 mutations []admissionregistration.v1.Mutation list=atomic
5 failurePolicy string
6 matchConditions []admissionregistration.v1.MatchCondition list=map:name patch=merge key=name
7 reinvocationPolicy string
type admissionregistration.v1.MutatingWebhook
1! name string default=""
2! clientConfig admissionregistration.v1.WebhookClientConfig default={}
3 rules []admissionregistration.v1.RuleWithOperations list=atomic
4 failurePolicy string
9 matchPolicy string
5 namespaceSelector meta.v1.LabelSelector
11 objectSelector meta.v1.LabelSelector
6! sideEffects string
7 timeoutSeconds int32
8! admissionReviewVersions []string list=atomic
10 reinvocationPolicy string
12 matchConditions []admissionregistration.v1.MatchCondition list=map:name patch=merge key=name
type admissionregistration.v1.MutatingWebhookConfiguration kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 webhooks []admissionregistration.v1.MutatingWebhook list=map:name patch=merge key=name
type admissionregistration.v1.MutatingWebhookConfigurationList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []admissionregistration.v1.MutatingWebhookConfiguration
type admissionregistration.v1.Mutation
2! patchType string default=""
3 applyConfiguration admissionregistration.v1.ApplyConfiguration
4 jsonPatch admissionregistration.v1.JSONPatch
type admissionregistration.v1.NamedRuleWithOperations atomic
1 resourceNames []string list=atomic
2.1 operations []string list=atomic
2.2.1 apiGroups []string list=atomic
2.2.2 apiVersions []string list=atomic
2.2.3 resources []string list=atomic
2.2.4 scope string
type admissionregistration.v1.ParamKind atomic
1 apiVersion string
2 kind string
type admissionregistration.v1.ParamRef atomic
1 name string
2 namespace string
3 selector meta.v1.LabelSelector
4 parameterNotFoundAction string
type admissionregistration.v1.RuleWithOperations
1 operations []string list=atomic
2.1 apiGroups []string list=atomic
2.2 apiVersions []string list=atomic
2.3 resources []string list=atomic
2.4 scope string
type admissionregistration.v1.ServiceReference
1! namespace string default=""
2! name string default=""
3 path string
4 port int32
type admissionregistration.v1.TypeChecking
1 expressionWarnings []admissionregistration.v1.ExpressionWarning list=atomic
type admissionregistration.v1.ValidatingAdmissionPolicy kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec admissionregistration.v1.ValidatingAdmissionPolicySpec default={}
3 status admissionregistration.v1.ValidatingAdmissionPolicyStatus default={}
type admissionregistration.v1.ValidatingAdmissionPolicyBinding kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec default={}
type admissionregistration.v1.ValidatingAdmissionPolicyBindingList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []admissionregistration.v1.ValidatingAdmissionPolicyBinding
type admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec
1! policyName string
2 paramRef admissionregistration.v1.ParamRef
3 matchResources admissionregistration.v1.MatchResources
4! validationActions []string list=set
type admissionregistration.v1.ValidatingAdmissionPolicyList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []admissionregistration.v1.ValidatingAdmissionPolicy
type admissionregistration.v1.ValidatingAdmissionPolicySpec
1 paramKind admissionregistration.v1.ParamKind
2 matchConstraints admissionregistration.v1.MatchResources
3 validations []admissionregistration.v1.Validation list=atomic
4 failurePolicy string
5 auditAnnotations []admissionregistration.v1.AuditAnnotation list=atomic
6 matchConditions []admissionregistration.v1.MatchCondition list=map:name patch=merge key=name
7 variables []admissionregistration.v1.Variable list=map:name patch=merge key=name
type admissionregistration.v1.ValidatingAdmissionPolicyStatus
1 observedGeneration int64
2 typeChecking admissionregistration.v1.TypeChecking
3 conditions []meta.v1.Condition list=map:type
type admissionregistration.v1.ValidatingWebhook
1! name string default=""
2! clientConfig admissionregistration.v1.WebhookClientConfig default={}
3 rules []admissionregistration.v1.RuleWithOperations list=atomic
4 failurePolicy string
9 matchPolicy string
5 namespaceSelector meta.v1.LabelSelector
10 objectSelector meta.v1.LabelSelector
6! sideEffects string
7 timeoutSeconds int32
8! admissionReviewVersions []string list=atomic
11 matchConditions []admissionregistration.v1.MatchCondition list=map:name patch=merge key=name
type admissionregistration.v1.ValidatingWebhookConfiguration kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 webhooks []admissionregistration.v1.ValidatingWebhook list=map:name patch=merge key=name
type admissionregistration.v1.ValidatingWebhookConfigurationList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []admissionregistration.v1.ValidatingWebhookConfiguration
type admissionregistration.v1.Validation
1! expression string default=""
2 message string
3 reason string
4 messageExpression string
type admissionregistration.v1.Variable atomic
1! name string default=""
2! expression string default=""
type admissionregistration.v1.WebhookClientConfig
3 url string
1 service admissionregistration.v1.ServiceReference
2 caBundle bytes
resource mutatingadmissionpolicies MutatingAdmissionPolicy cluster served singular=mutatingadmissionpolicy categories=api-extensions verbs=create,delete,deletecollection,get,list,patch,update,watch
resource mutatingadmissionpolicybindings MutatingAdmissionPolicyBinding cluster served singular=mutatingadmissionpolicybinding categories=api-extensions verbs=create,delete,deletecollection,get,list,patch,update,watch
resource mutatingwebhookconfigurations MutatingWebhookConfiguration cluster served singular=mutatingwebhookconfiguration categories=api-extensions verbs=create,delete,deletecollection,get,list,patch,update,watch
resource validatingadmissionpolicies ValidatingAdmissionPolicy cluster served singular=validatingadmissionpolicy categories=api-extensions verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy verbs=get,patch,update
resource validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding cluster served singular=validatingadmissionpolicybinding categories=api-extensions verbs=create,delete,deletecollection,get,list,patch,update,watch
resource validatingwebhookconfigurations ValidatingWebhookConfiguration cluster served singular=validatingwebhookconfiguration categories=api-extensions verbs=create,delete,deletecollection,get,list,patch,update,watch
"""#,
#"""
version admissionregistration.k8s.io v1alpha1 admissionregistration off
type admissionregistration.v1alpha1.ApplyConfiguration
1 expression string
type admissionregistration.v1alpha1.JSONPatch
1 expression string
type admissionregistration.v1alpha1.MatchCondition
1! name string default=""
2! expression string default=""
type admissionregistration.v1alpha1.MatchResources atomic
1 namespaceSelector meta.v1.LabelSelector
2 objectSelector meta.v1.LabelSelector
3 resourceRules []admissionregistration.v1alpha1.NamedRuleWithOperations list=atomic
4 excludeResourceRules []admissionregistration.v1alpha1.NamedRuleWithOperations list=atomic
7 matchPolicy string
type admissionregistration.v1alpha1.MutatingAdmissionPolicy kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec admissionregistration.v1alpha1.MutatingAdmissionPolicySpec default={}
type admissionregistration.v1alpha1.MutatingAdmissionPolicyBinding kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec admissionregistration.v1alpha1.MutatingAdmissionPolicyBindingSpec default={}
type admissionregistration.v1alpha1.MutatingAdmissionPolicyBindingList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []admissionregistration.v1alpha1.MutatingAdmissionPolicyBinding
type admissionregistration.v1alpha1.MutatingAdmissionPolicyBindingSpec
1 policyName string
2 paramRef admissionregistration.v1alpha1.ParamRef
3 matchResources admissionregistration.v1alpha1.MatchResources
type admissionregistration.v1alpha1.MutatingAdmissionPolicyList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []admissionregistration.v1alpha1.MutatingAdmissionPolicy
type admissionregistration.v1alpha1.MutatingAdmissionPolicySpec
1 paramKind admissionregistration.v1alpha1.ParamKind
2 matchConstraints admissionregistration.v1alpha1.MatchResources
3 variables []admissionregistration.v1alpha1.Variable list=atomic
4 mutations []admissionregistration.v1alpha1.Mutation list=atomic
5 failurePolicy string
6 matchConditions []admissionregistration.v1alpha1.MatchCondition list=map:name patch=merge key=name
7 reinvocationPolicy string
type admissionregistration.v1alpha1.Mutation
2! patchType string default=""
3 applyConfiguration admissionregistration.v1alpha1.ApplyConfiguration
4 jsonPatch admissionregistration.v1alpha1.JSONPatch
type admissionregistration.v1alpha1.NamedRuleWithOperations atomic
1 resourceNames []string list=atomic
2.1 operations []string list=atomic
2.2.1 apiGroups []string list=atomic
2.2.2 apiVersions []string list=atomic
2.2.3 resources []string list=atomic
2.2.4 scope string
type admissionregistration.v1alpha1.ParamKind atomic
1 apiVersion string
2 kind string
type admissionregistration.v1alpha1.ParamRef atomic
1 name string
2 namespace string
3 selector meta.v1.LabelSelector
4 parameterNotFoundAction string
type admissionregistration.v1alpha1.Variable
1! name string default=""
2! expression string default=""
resource mutatingadmissionpolicies MutatingAdmissionPolicy cluster off singular=mutatingadmissionpolicy categories=api-extensions verbs=create,delete,deletecollection,get,list,patch,update,watch
resource mutatingadmissionpolicybindings MutatingAdmissionPolicyBinding cluster off singular=mutatingadmissionpolicybinding categories=api-extensions verbs=create,delete,deletecollection,get,list,patch,update,watch
"""#,
#"""
version admissionregistration.k8s.io v1beta1 admissionregistration off
type admissionregistration.v1beta1.ApplyConfiguration
1 expression string
type admissionregistration.v1beta1.JSONPatch
1 expression string
type admissionregistration.v1beta1.MatchCondition
1! name string default=""
2! expression string default=""
type admissionregistration.v1beta1.MatchResources atomic
1 namespaceSelector meta.v1.LabelSelector
2 objectSelector meta.v1.LabelSelector
3 resourceRules []admissionregistration.v1beta1.NamedRuleWithOperations list=atomic
4 excludeResourceRules []admissionregistration.v1beta1.NamedRuleWithOperations list=atomic
7 matchPolicy string
type admissionregistration.v1beta1.MutatingAdmissionPolicy kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec admissionregistration.v1beta1.MutatingAdmissionPolicySpec default={}
type admissionregistration.v1beta1.MutatingAdmissionPolicyBinding kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec admissionregistration.v1beta1.MutatingAdmissionPolicyBindingSpec default={}
type admissionregistration.v1beta1.MutatingAdmissionPolicyBindingList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []admissionregistration.v1beta1.MutatingAdmissionPolicyBinding
type admissionregistration.v1beta1.MutatingAdmissionPolicyBindingSpec
1 policyName string
2 paramRef admissionregistration.v1beta1.ParamRef
3 matchResources admissionregistration.v1beta1.MatchResources
type admissionregistration.v1beta1.MutatingAdmissionPolicyList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []admissionregistration.v1beta1.MutatingAdmissionPolicy
type admissionregistration.v1beta1.MutatingAdmissionPolicySpec
1 paramKind admissionregistration.v1beta1.ParamKind
2 matchConstraints admissionregistration.v1beta1.MatchResources
3 variables []admissionregistration.v1beta1.Variable list=atomic
4 mutations []admissionregistration.v1beta1.Mutation list=atomic
5 failurePolicy string
6 matchConditions []admissionregistration.v1beta1.MatchCondition list=map:name patch=merge key=name
7 reinvocationPolicy string
type admissionregistration.v1beta1.Mutation
2! patchType string default=""
3 applyConfiguration admissionregistration.v1beta1.ApplyConfiguration
4 jsonPatch admissionregistration.v1beta1.JSONPatch
type admissionregistration.v1beta1.NamedRuleWithOperations atomic
1 resourceNames []string list=atomic
2.1 operations []string list=atomic
2.2.1 apiGroups []string list=atomic
2.2.2 apiVersions []string list=atomic
2.2.3 resources []string list=atomic
2.2.4 scope string
type admissionregistration.v1beta1.ParamKind atomic
1 apiVersion string
2 kind string
type admissionregistration.v1beta1.ParamRef atomic
1 name string
2 namespace string
3 selector meta.v1.LabelSelector
4 parameterNotFoundAction string
type admissionregistration.v1beta1.Variable atomic
1! name string default=""
2! expression string default=""
resource mutatingadmissionpolicies MutatingAdmissionPolicy cluster off singular=mutatingadmissionpolicy categories=api-extensions verbs=create,delete,deletecollection,get,list,patch,update,watch
resource mutatingadmissionpolicybindings MutatingAdmissionPolicyBinding cluster off singular=mutatingadmissionpolicybinding categories=api-extensions verbs=create,delete,deletecollection,get,list,patch,update,watch
"""#,
#"""
version apiextensions.k8s.io v1 apiextensions served
type apiextensions.v1.CustomResourceColumnDefinition
1! name string default=""
2! type string default=""
3 format string
4 description string
5 priority int32
6! jsonPath string default=""
type apiextensions.v1.CustomResourceConversion
1! strategy string default=""
2 webhook apiextensions.v1.WebhookConversion
type apiextensions.v1.CustomResourceDefinition kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec apiextensions.v1.CustomResourceDefinitionSpec default={}
3 status apiextensions.v1.CustomResourceDefinitionStatus default={}
type apiextensions.v1.CustomResourceDefinitionCondition
1! type string default=""
2! status string default=""
3 lastTransitionTime Time
4 reason string
5 message string
6 observedGeneration int64
type apiextensions.v1.CustomResourceDefinitionList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []apiextensions.v1.CustomResourceDefinition
type apiextensions.v1.CustomResourceDefinitionNames
1! plural string default=""
2 singular string
3 shortNames []string list=atomic
4! kind string default=""
5 listKind string
6 categories []string list=atomic
type apiextensions.v1.CustomResourceDefinitionSpec
1! group string default=""
3! names apiextensions.v1.CustomResourceDefinitionNames default={}
4! scope string default=""
7! versions []apiextensions.v1.CustomResourceDefinitionVersion list=atomic
9 conversion apiextensions.v1.CustomResourceConversion
10 preserveUnknownFields bool
type apiextensions.v1.CustomResourceDefinitionStatus
1 conditions []apiextensions.v1.CustomResourceDefinitionCondition list=map:type
2 acceptedNames apiextensions.v1.CustomResourceDefinitionNames default={}
3 storedVersions []string list=atomic
4 observedGeneration int64
type apiextensions.v1.CustomResourceDefinitionVersion
1! name string default=""
2! served bool default=false
3! storage bool default=false
7 deprecated bool
8 deprecationWarning string
4 schema apiextensions.v1.CustomResourceValidation
5 subresources apiextensions.v1.CustomResourceSubresources
6 additionalPrinterColumns []apiextensions.v1.CustomResourceColumnDefinition list=atomic
9 selectableFields []apiextensions.v1.SelectableField list=atomic
type apiextensions.v1.CustomResourceSubresourceScale
1! specReplicasPath string default=""
2! statusReplicasPath string default=""
3 labelSelectorPath string
type apiextensions.v1.CustomResourceSubresourceStatus
type apiextensions.v1.CustomResourceSubresources
1 status apiextensions.v1.CustomResourceSubresourceStatus
2 scale apiextensions.v1.CustomResourceSubresourceScale
type apiextensions.v1.CustomResourceValidation
1 openAPIV3Schema apiextensions.v1.JSONSchemaProps
type apiextensions.v1.ExternalDocumentation
1 description string
2 url string
type apiextensions.v1.JSONSchemaProps
1 id string
2 $schema string
3 $ref string
4 description string
5 type string
6 format string
7 title string
8 default any
9 maximum double
10 exclusiveMaximum bool
11 minimum double
12 exclusiveMinimum bool
13 maxLength int64
14 minLength int64
15 pattern string
16 maxItems int64
17 minItems int64
18 uniqueItems bool
19 multipleOf double
20 enum []any list=atomic
21 maxProperties int64
22 minProperties int64
23 required []string list=atomic
24 items any
25 allOf []apiextensions.v1.JSONSchemaProps list=atomic
26 oneOf []apiextensions.v1.JSONSchemaProps list=atomic
27 anyOf []apiextensions.v1.JSONSchemaProps list=atomic
28 not apiextensions.v1.JSONSchemaProps
29 properties {}apiextensions.v1.JSONSchemaProps
30 additionalProperties any
31 patternProperties {}apiextensions.v1.JSONSchemaProps
32 dependencies {}any
33 additionalItems any
34 definitions {}apiextensions.v1.JSONSchemaProps
35 externalDocs apiextensions.v1.ExternalDocumentation
36 example any
37 nullable bool
38 x-kubernetes-preserve-unknown-fields bool
39 x-kubernetes-embedded-resource bool
40 x-kubernetes-int-or-string bool
41 x-kubernetes-list-map-keys []string list=atomic
42 x-kubernetes-list-type string
43 x-kubernetes-map-type string
44 x-kubernetes-validations []apiextensions.v1.ValidationRule list=map:rule patch=merge key=rule
type apiextensions.v1.SelectableField
1! jsonPath string default=""
type apiextensions.v1.ServiceReference
1! namespace string default=""
2! name string default=""
3 path string
4 port int32
type apiextensions.v1.ValidationRule
1! rule string default=""
2 message string
3 messageExpression string
4 reason string
5 fieldPath string
6 optionalOldSelf bool
type apiextensions.v1.WebhookClientConfig
3 url string
1 service apiextensions.v1.ServiceReference
2 caBundle bytes
type apiextensions.v1.WebhookConversion
2 clientConfig apiextensions.v1.WebhookClientConfig
3! conversionReviewVersions []string list=atomic
resource customresourcedefinitions CustomResourceDefinition cluster served singular=customresourcedefinition short=crd,crds categories=api-extensions verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status apiextensions.k8s.io/v1/CustomResourceDefinition verbs=get,patch,update
"""#,
#"""
version apiregistration.k8s.io v1 apiregistration served
type apiregistration.v1.APIService kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec apiregistration.v1.APIServiceSpec default={}
3 status apiregistration.v1.APIServiceStatus default={}
type apiregistration.v1.APIServiceCondition
1! type string default=""
2! status string default=""
3 lastTransitionTime Time
4 reason string
5 message string
type apiregistration.v1.APIServiceList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []apiregistration.v1.APIService
type apiregistration.v1.APIServiceSpec
1 service apiregistration.v1.ServiceReference
2 group string
3 version string
4 insecureSkipTLSVerify bool
5 caBundle bytes list=atomic
7! groupPriorityMinimum int32 default=0
8! versionPriority int32 default=0
type apiregistration.v1.APIServiceStatus
1 conditions []apiregistration.v1.APIServiceCondition list=map:type patch=merge key=type
type apiregistration.v1.ServiceReference
1 namespace string
2 name string
3 port int32
resource apiservices APIService cluster served singular=apiservice categories=api-extensions verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status apiregistration.k8s.io/v1/APIService verbs=get,patch,update
"""#,
#"""
version internal.apiserver.k8s.io v1alpha1 apiserverinternal off
type apiserverinternal.v1alpha1.ServerStorageVersion
1! apiServerID string
2! encodingVersion string
3! decodableVersions []string list=set
4 servedVersions []string list=set
type apiserverinternal.v1alpha1.StorageVersion kind
- kind string
- apiVersion string
1! metadata meta.v1.ObjectMeta default={}
2 spec apiserverinternal.v1alpha1.StorageVersionSpec default={}
3 status apiserverinternal.v1alpha1.StorageVersionStatus default={}
type apiserverinternal.v1alpha1.StorageVersionCondition
1! type string default=""
2! status string default=""
3 observedGeneration int64
4 lastTransitionTime Time
5! reason string default=""
6! message string
type apiserverinternal.v1alpha1.StorageVersionList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []apiserverinternal.v1alpha1.StorageVersion
type apiserverinternal.v1alpha1.StorageVersionSpec
type apiserverinternal.v1alpha1.StorageVersionStatus
1 storageVersions []apiserverinternal.v1alpha1.ServerStorageVersion list=map:apiServerID
2 commonEncodingVersion string
3 conditions []apiserverinternal.v1alpha1.StorageVersionCondition list=map:type
resource storageversions StorageVersion cluster off singular=storageversion verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status internal.apiserver.k8s.io/v1alpha1/StorageVersion verbs=get,patch,update
"""#,
#"""
version apps v1 apps served
type apps.v1.ControllerRevision kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 data any
3! revision int64 default=0
type apps.v1.ControllerRevisionList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []apps.v1.ControllerRevision
type apps.v1.DaemonSet kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec apps.v1.DaemonSetSpec default={}
3 status apps.v1.DaemonSetStatus default={}
type apps.v1.DaemonSetCondition
1! type string default=""
2! status string default=""
3 lastTransitionTime Time
4 reason string
5 message string
type apps.v1.DaemonSetList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []apps.v1.DaemonSet
type apps.v1.DaemonSetSpec
1! selector meta.v1.LabelSelector
2! template core.v1.PodTemplateSpec default={}
3 updateStrategy apps.v1.DaemonSetUpdateStrategy default={}
4 minReadySeconds int32
6 revisionHistoryLimit int32
type apps.v1.DaemonSetStatus
1! currentNumberScheduled int32 default=0
2! numberMisscheduled int32 default=0
3! desiredNumberScheduled int32 default=0
4! numberReady int32 default=0
5 observedGeneration int64
6 updatedNumberScheduled int32
7 numberAvailable int32
8 numberUnavailable int32
9 collisionCount int32
10 conditions []apps.v1.DaemonSetCondition list=map:type patch=merge key=type
type apps.v1.DaemonSetUpdateStrategy
1 type string
2 rollingUpdate apps.v1.RollingUpdateDaemonSet
type apps.v1.Deployment kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec apps.v1.DeploymentSpec default={}
3 status apps.v1.DeploymentStatus default={}
type apps.v1.DeploymentCondition
1! type string default=""
2! status string default=""
6 lastUpdateTime Time
7 lastTransitionTime Time
4 reason string
5 message string
type apps.v1.DeploymentList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []apps.v1.Deployment
type apps.v1.DeploymentSpec
1 replicas int32
2! selector meta.v1.LabelSelector
3! template core.v1.PodTemplateSpec default={}
4 strategy apps.v1.DeploymentStrategy patch=retainKeys default={}
5 minReadySeconds int32
6 revisionHistoryLimit int32
7 paused bool
9 progressDeadlineSeconds int32
type apps.v1.DeploymentStatus
1 observedGeneration int64
2 replicas int32
3 updatedReplicas int32
7 readyReplicas int32
4 availableReplicas int32
5 unavailableReplicas int32
9 terminatingReplicas int32
6 conditions []apps.v1.DeploymentCondition list=map:type patch=merge key=type
8 collisionCount int32
type apps.v1.DeploymentStrategy
1 type string
2 rollingUpdate apps.v1.RollingUpdateDeployment
type apps.v1.ReplicaSet kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec apps.v1.ReplicaSetSpec default={}
3 status apps.v1.ReplicaSetStatus default={}
type apps.v1.ReplicaSetCondition
1! type string default=""
2! status string default=""
3 lastTransitionTime Time
4 reason string
5 message string
type apps.v1.ReplicaSetList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []apps.v1.ReplicaSet
type apps.v1.ReplicaSetSpec
1 replicas int32
4 minReadySeconds int32
2! selector meta.v1.LabelSelector
3 template core.v1.PodTemplateSpec default={}
type apps.v1.ReplicaSetStatus
1! replicas int32 default=0
2 fullyLabeledReplicas int32
4 readyReplicas int32
5 availableReplicas int32
7 terminatingReplicas int32
3 observedGeneration int64
6 conditions []apps.v1.ReplicaSetCondition list=map:type patch=merge key=type
type apps.v1.RollingUpdateDaemonSet
1 maxUnavailable IntOrString
2 maxSurge IntOrString
type apps.v1.RollingUpdateDeployment
1 maxUnavailable IntOrString
2 maxSurge IntOrString
type apps.v1.RollingUpdateStatefulSetStrategy
1 partition int32
2 maxUnavailable IntOrString
type apps.v1.StatefulSet kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec apps.v1.StatefulSetSpec default={}
3 status apps.v1.StatefulSetStatus default={}
type apps.v1.StatefulSetCondition
1! type string default=""
2! status string default=""
3 lastTransitionTime Time
4 reason string
5 message string
type apps.v1.StatefulSetList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []apps.v1.StatefulSet
type apps.v1.StatefulSetOrdinals
1 start int32 default=0
type apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy
1 whenDeleted string
2 whenScaled string
type apps.v1.StatefulSetSpec
1 replicas int32
2! selector meta.v1.LabelSelector
3! template core.v1.PodTemplateSpec default={}
4 volumeClaimTemplates []core.v1.PersistentVolumeClaim list=atomic
5 serviceName string default=""
6 podManagementPolicy string
7 updateStrategy apps.v1.StatefulSetUpdateStrategy default={}
8 revisionHistoryLimit int32
9 minReadySeconds int32
10 persistentVolumeClaimRetentionPolicy apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy
11 ordinals apps.v1.StatefulSetOrdinals
type apps.v1.StatefulSetStatus
1 observedGeneration int64
2! replicas int32 default=0
3 readyReplicas int32
4 currentReplicas int32
5 updatedReplicas int32
6 currentRevision string
7 updateRevision string
9 collisionCount int32
10 conditions []apps.v1.StatefulSetCondition list=map:type patch=merge key=type
11 availableReplicas int32 default=0
type apps.v1.StatefulSetUpdateStrategy
1 type string
2 rollingUpdate apps.v1.RollingUpdateStatefulSetStrategy
resource controllerrevisions ControllerRevision namespaced served singular=controllerrevision verbs=create,delete,deletecollection,get,list,patch,update,watch
resource daemonsets DaemonSet namespaced served singular=daemonset short=ds categories=all verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status apps/v1/DaemonSet verbs=get,patch,update
resource deployments Deployment namespaced served singular=deployment short=deploy categories=all verbs=create,delete,deletecollection,get,list,patch,update,watch
sub scale autoscaling/v1/Scale verbs=get,patch,update
sub status apps/v1/Deployment verbs=get,patch,update
resource replicasets ReplicaSet namespaced served singular=replicaset short=rs categories=all verbs=create,delete,deletecollection,get,list,patch,update,watch
sub scale autoscaling/v1/Scale verbs=get,patch,update
sub status apps/v1/ReplicaSet verbs=get,patch,update
resource statefulsets StatefulSet namespaced served singular=statefulset short=sts categories=all verbs=create,delete,deletecollection,get,list,patch,update,watch
sub scale autoscaling/v1/Scale verbs=get,patch,update
sub status apps/v1/StatefulSet verbs=get,patch,update
"""#,
#"""
version authentication.k8s.io v1 authentication served
type authentication.v1.BoundObjectReference
1 kind string
2 apiVersion string
3 name string
4 uid string
type authentication.v1.SelfSubjectReview kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 status authentication.v1.SelfSubjectReviewStatus default={}
type authentication.v1.SelfSubjectReviewStatus
1 userInfo authentication.v1.UserInfo default={}
type authentication.v1.TokenRequest kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec authentication.v1.TokenRequestSpec default={}
3 status authentication.v1.TokenRequestStatus default={}
type authentication.v1.TokenRequestSpec
1 audiences []string list=atomic
4 expirationSeconds int64
3 boundObjectRef authentication.v1.BoundObjectReference
type authentication.v1.TokenRequestStatus
1 token string default=""
2 expirationTimestamp Time
type authentication.v1.TokenReview kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec authentication.v1.TokenReviewSpec default={}
3 status authentication.v1.TokenReviewStatus default={}
type authentication.v1.TokenReviewSpec
1! token string
2 audiences []string list=atomic
type authentication.v1.TokenReviewStatus
1 authenticated bool
2 user authentication.v1.UserInfo default={}
4 audiences []string list=atomic
3 error string
type authentication.v1.UserInfo
1 username string
2 uid string
3 groups []string list=atomic
4 extra {}[]string
resource selfsubjectreviews SelfSubjectReview cluster served singular=selfsubjectreview verbs=create
resource tokenreviews TokenReview cluster served singular=tokenreview verbs=create
"""#,
#"""
version authorization.k8s.io v1 authorization served
type authorization.v1.FieldSelectorAttributes
1 rawSelector string
2 requirements []meta.v1.FieldSelectorRequirement list=atomic
type authorization.v1.LabelSelectorAttributes
1 rawSelector string
2 requirements []meta.v1.LabelSelectorRequirement list=atomic
type authorization.v1.LocalSubjectAccessReview kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec authorization.v1.SubjectAccessReviewSpec default={}
3 status authorization.v1.SubjectAccessReviewStatus default={}
type authorization.v1.NonResourceAttributes
1 path string
2 verb string
type authorization.v1.NonResourceRule
1! verbs []string list=atomic
2 nonResourceURLs []string list=atomic
type authorization.v1.ResourceAttributes
1 namespace string
2 verb string
3 group string
4 version string
5 resource string
6 subresource string
7 name string
8 fieldSelector authorization.v1.FieldSelectorAttributes
9 labelSelector authorization.v1.LabelSelectorAttributes
type authorization.v1.ResourceRule
1! verbs []string list=atomic
2 apiGroups []string list=atomic
3 resources []string list=atomic
4 resourceNames []string list=atomic
type authorization.v1.SelfSubjectAccessReview kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec authorization.v1.SelfSubjectAccessReviewSpec default={}
3 status authorization.v1.SubjectAccessReviewStatus default={}
type authorization.v1.SelfSubjectAccessReviewSpec
1 resourceAttributes authorization.v1.ResourceAttributes
2 nonResourceAttributes authorization.v1.NonResourceAttributes
type authorization.v1.SelfSubjectRulesReview kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec authorization.v1.SelfSubjectRulesReviewSpec default={}
3 status authorization.v1.SubjectRulesReviewStatus default={}
type authorization.v1.SelfSubjectRulesReviewSpec
1 namespace string
type authorization.v1.SubjectAccessReview kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec authorization.v1.SubjectAccessReviewSpec default={}
3 status authorization.v1.SubjectAccessReviewStatus default={}
type authorization.v1.SubjectAccessReviewSpec
1 resourceAttributes authorization.v1.ResourceAttributes
2 nonResourceAttributes authorization.v1.NonResourceAttributes
3 user string
4 groups []string list=atomic
5 extra {}[]string
6 uid string
type authorization.v1.SubjectAccessReviewStatus
1! allowed bool default=false
4 denied bool
2 reason string
3 evaluationError string
type authorization.v1.SubjectRulesReviewStatus
1! resourceRules []authorization.v1.ResourceRule list=atomic
2! nonResourceRules []authorization.v1.NonResourceRule list=atomic
3! incomplete bool default=false
4 evaluationError string
resource localsubjectaccessreviews LocalSubjectAccessReview namespaced served singular=localsubjectaccessreview verbs=create
resource selfsubjectaccessreviews SelfSubjectAccessReview cluster served singular=selfsubjectaccessreview verbs=create
resource selfsubjectrulesreviews SelfSubjectRulesReview cluster served singular=selfsubjectrulesreview verbs=create
resource subjectaccessreviews SubjectAccessReview cluster served singular=subjectaccessreview verbs=create
"""#,
#"""
version autoscaling v1 autoscaling served
type autoscaling.v1.CrossVersionObjectReference atomic
1! kind string default=""
2! name string default=""
3 apiVersion string
type autoscaling.v1.HorizontalPodAutoscaler kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec autoscaling.v1.HorizontalPodAutoscalerSpec default={}
3 status autoscaling.v1.HorizontalPodAutoscalerStatus default={}
type autoscaling.v1.HorizontalPodAutoscalerList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []autoscaling.v1.HorizontalPodAutoscaler
type autoscaling.v1.HorizontalPodAutoscalerSpec
1! scaleTargetRef autoscaling.v1.CrossVersionObjectReference default={}
2 minReplicas int32
3! maxReplicas int32 default=0
4 targetCPUUtilizationPercentage int32
type autoscaling.v1.HorizontalPodAutoscalerStatus
1 observedGeneration int64
2 lastScaleTime Time
3! currentReplicas int32 default=0
4! desiredReplicas int32 default=0
5 currentCPUUtilizationPercentage int32
type autoscaling.v1.Scale kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec autoscaling.v1.ScaleSpec default={}
3 status autoscaling.v1.ScaleStatus default={}
type autoscaling.v1.ScaleSpec
1 replicas int32 default=0
type autoscaling.v1.ScaleStatus
1! replicas int32 default=0
2 selector string
resource horizontalpodautoscalers HorizontalPodAutoscaler namespaced served singular=horizontalpodautoscaler short=hpa categories=all verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status autoscaling/v1/HorizontalPodAutoscaler verbs=get,patch,update
"""#,
#"""
version autoscaling v2 autoscaling served
type autoscaling.v2.ContainerResourceMetricSource
1! name string default=""
2! target autoscaling.v2.MetricTarget default={}
3! container string default=""
type autoscaling.v2.ContainerResourceMetricStatus
1! name string default=""
2! current autoscaling.v2.MetricValueStatus default={}
3! container string default=""
type autoscaling.v2.CrossVersionObjectReference
1! kind string default=""
2! name string default=""
3 apiVersion string
type autoscaling.v2.ExternalMetricSource
1! metric autoscaling.v2.MetricIdentifier default={}
2! target autoscaling.v2.MetricTarget default={}
type autoscaling.v2.ExternalMetricStatus
1! metric autoscaling.v2.MetricIdentifier default={}
2! current autoscaling.v2.MetricValueStatus default={}
type autoscaling.v2.HPAScalingPolicy
1! type string default=""
2! value int32 default=0
3! periodSeconds int32 default=0
type autoscaling.v2.HPAScalingRules
3 stabilizationWindowSeconds int32
1 selectPolicy string
2 policies []autoscaling.v2.HPAScalingPolicy list=atomic
4 tolerance Quantity
type autoscaling.v2.HorizontalPodAutoscaler kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec autoscaling.v2.HorizontalPodAutoscalerSpec default={}
3 status autoscaling.v2.HorizontalPodAutoscalerStatus default={}
type autoscaling.v2.HorizontalPodAutoscalerBehavior
1 scaleUp autoscaling.v2.HPAScalingRules
2 scaleDown autoscaling.v2.HPAScalingRules
type autoscaling.v2.HorizontalPodAutoscalerCondition
1! type string default=""
2! status string default=""
3 lastTransitionTime Time
4 reason string
5 message string
type autoscaling.v2.HorizontalPodAutoscalerList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []autoscaling.v2.HorizontalPodAutoscaler
type autoscaling.v2.HorizontalPodAutoscalerSpec
1! scaleTargetRef autoscaling.v2.CrossVersionObjectReference default={}
2 minReplicas int32
3! maxReplicas int32 default=0
4 metrics []autoscaling.v2.MetricSpec list=atomic
5 behavior autoscaling.v2.HorizontalPodAutoscalerBehavior
type autoscaling.v2.HorizontalPodAutoscalerStatus
1 observedGeneration int64
2 lastScaleTime Time
3 currentReplicas int32
4! desiredReplicas int32 default=0
5 currentMetrics []autoscaling.v2.MetricStatus list=atomic
6 conditions []autoscaling.v2.HorizontalPodAutoscalerCondition list=map:type patch=merge key=type
type autoscaling.v2.MetricIdentifier
1! name string default=""
2 selector meta.v1.LabelSelector
type autoscaling.v2.MetricSpec
1! type string default=""
2 object autoscaling.v2.ObjectMetricSource
3 pods autoscaling.v2.PodsMetricSource
4 resource autoscaling.v2.ResourceMetricSource
7 containerResource autoscaling.v2.ContainerResourceMetricSource
5 external autoscaling.v2.ExternalMetricSource
type autoscaling.v2.MetricStatus
1! type string default=""
2 object autoscaling.v2.ObjectMetricStatus
3 pods autoscaling.v2.PodsMetricStatus
4 resource autoscaling.v2.ResourceMetricStatus
7 containerResource autoscaling.v2.ContainerResourceMetricStatus
5 external autoscaling.v2.ExternalMetricStatus
type autoscaling.v2.MetricTarget
1! type string default=""
2 value Quantity
3 averageValue Quantity
4 averageUtilization int32
type autoscaling.v2.MetricValueStatus
1 value Quantity
2 averageValue Quantity
3 averageUtilization int32
type autoscaling.v2.ObjectMetricSource
1! describedObject autoscaling.v2.CrossVersionObjectReference default={}
2! target autoscaling.v2.MetricTarget default={}
3! metric autoscaling.v2.MetricIdentifier default={}
type autoscaling.v2.ObjectMetricStatus
1! metric autoscaling.v2.MetricIdentifier default={}
2! current autoscaling.v2.MetricValueStatus default={}
3! describedObject autoscaling.v2.CrossVersionObjectReference default={}
type autoscaling.v2.PodsMetricSource
1! metric autoscaling.v2.MetricIdentifier default={}
2! target autoscaling.v2.MetricTarget default={}
type autoscaling.v2.PodsMetricStatus
1! metric autoscaling.v2.MetricIdentifier default={}
2! current autoscaling.v2.MetricValueStatus default={}
type autoscaling.v2.ResourceMetricSource
1! name string default=""
2! target autoscaling.v2.MetricTarget default={}
type autoscaling.v2.ResourceMetricStatus
1! name string default=""
2! current autoscaling.v2.MetricValueStatus default={}
resource horizontalpodautoscalers HorizontalPodAutoscaler namespaced served singular=horizontalpodautoscaler short=hpa categories=all verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status autoscaling/v2/HorizontalPodAutoscaler verbs=get,patch,update
"""#,
#"""
version batch v1 batch served
type batch.v1.CronJob kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec batch.v1.CronJobSpec default={}
3 status batch.v1.CronJobStatus default={}
type batch.v1.CronJobList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []batch.v1.CronJob
type batch.v1.CronJobSpec
1! schedule string default=""
8 timeZone string
2 startingDeadlineSeconds int64
3 concurrencyPolicy string
4 suspend bool
5! jobTemplate batch.v1.JobTemplateSpec default={}
6 successfulJobsHistoryLimit int32
7 failedJobsHistoryLimit int32
type batch.v1.CronJobStatus
1 active []core.v1.ObjectReference list=atomic
4 lastScheduleTime Time
5 lastSuccessfulTime Time
type batch.v1.Job kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec batch.v1.JobSpec default={}
3 status batch.v1.JobStatus default={}
type batch.v1.JobCondition
1! type string default=""
2! status string default=""
3 lastProbeTime Time
4 lastTransitionTime Time
5 reason string
6 message string
type batch.v1.JobList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []batch.v1.Job
type batch.v1.JobSpec
1 parallelism int32
2 completions int32
3 activeDeadlineSeconds int64
11 podFailurePolicy batch.v1.PodFailurePolicy
16 successPolicy batch.v1.SuccessPolicy
7 backoffLimit int32
12 backoffLimitPerIndex int32
13 maxFailedIndexes int32
4 selector meta.v1.LabelSelector
5 manualSelector bool
6! template core.v1.PodTemplateSpec default={}
8 ttlSecondsAfterFinished int32
9 completionMode string
10 suspend bool
14 podReplacementPolicy string
15 managedBy string
type batch.v1.JobStatus
1 conditions []batch.v1.JobCondition list=atomic patch=merge key=type
2 startTime Time
3 completionTime Time
4 active int32
5 succeeded int32
6 failed int32
11 terminating int32
7 completedIndexes string
10 failedIndexes string
8 uncountedTerminatedPods batch.v1.UncountedTerminatedPods
9 ready int32
type batch.v1.JobTemplateSpec
1 metadata meta.v1.ObjectMeta default={}
2 spec batch.v1.JobSpec default={}
type batch.v1.PodFailurePolicy
1! rules []batch.v1.PodFailurePolicyRule list=atomic
type batch.v1.PodFailurePolicyOnExitCodesRequirement
1 containerName string
2! operator string default=""
3! values []int32 list=set
type batch.v1.PodFailurePolicyOnPodConditionsPattern
1! type string default=""
2 status string default=""
type batch.v1.PodFailurePolicyRule
1! action string default=""
2 onExitCodes batch.v1.PodFailurePolicyOnExitCodesRequirement
3 onPodConditions []batch.v1.PodFailurePolicyOnPodConditionsPattern list=atomic
type batch.v1.SuccessPolicy
1! rules []batch.v1.SuccessPolicyRule list=atomic
type batch.v1.SuccessPolicyRule
1 succeededIndexes string
2 succeededCount int32
type batch.v1.UncountedTerminatedPods
1 succeeded []string list=set
2 failed []string list=set
resource cronjobs CronJob namespaced served singular=cronjob short=cj categories=all verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status batch/v1/CronJob verbs=get,patch,update
resource jobs Job namespaced served singular=job categories=all verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status batch/v1/Job verbs=get,patch,update
"""#,
#"""
version certificates.k8s.io v1 certificates served
type certificates.v1.CertificateSigningRequest kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec certificates.v1.CertificateSigningRequestSpec default={}
3 status certificates.v1.CertificateSigningRequestStatus default={}
type certificates.v1.CertificateSigningRequestCondition
1! type string default=""
6! status string default=""
2 reason string
3 message string
4 lastUpdateTime Time
5 lastTransitionTime Time
type certificates.v1.CertificateSigningRequestList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []certificates.v1.CertificateSigningRequest
type certificates.v1.CertificateSigningRequestSpec
1! request bytes
7! signerName string default=""
8 expirationSeconds int32
5 usages []string list=atomic
2 username string
3 uid string
4 groups []string list=atomic
6 extra {}[]string
type certificates.v1.CertificateSigningRequestStatus
1 conditions []certificates.v1.CertificateSigningRequestCondition list=map:type
2 certificate bytes
resource certificatesigningrequests CertificateSigningRequest cluster served singular=certificatesigningrequest short=csr verbs=create,delete,deletecollection,get,list,patch,update,watch
sub approval certificates.k8s.io/v1/CertificateSigningRequest verbs=get,patch,update
sub status certificates.k8s.io/v1/CertificateSigningRequest verbs=get,patch,update
"""#,
#"""
version certificates.k8s.io v1alpha1 certificates off
type certificates.v1alpha1.ClusterTrustBundle kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec certificates.v1alpha1.ClusterTrustBundleSpec default={}
type certificates.v1alpha1.ClusterTrustBundleList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []certificates.v1alpha1.ClusterTrustBundle
type certificates.v1alpha1.ClusterTrustBundleSpec
1 signerName string
2! trustBundle string default=""
resource clustertrustbundles ClusterTrustBundle cluster off singular=clustertrustbundle verbs=create,delete,deletecollection,get,list,patch,update,watch
"""#,
#"""
version certificates.k8s.io v1beta1 certificates off
type certificates.v1beta1.ClusterTrustBundle kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec certificates.v1beta1.ClusterTrustBundleSpec default={}
type certificates.v1beta1.ClusterTrustBundleList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []certificates.v1beta1.ClusterTrustBundle
type certificates.v1beta1.ClusterTrustBundleSpec
1 signerName string
2! trustBundle string default=""
type certificates.v1beta1.PodCertificateRequest kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec certificates.v1beta1.PodCertificateRequestSpec default={}
3 status certificates.v1beta1.PodCertificateRequestStatus default={}
type certificates.v1beta1.PodCertificateRequestList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []certificates.v1beta1.PodCertificateRequest
type certificates.v1beta1.PodCertificateRequestSpec
1! signerName string default=""
2! podName string default=""
3! podUID string default=""
4! serviceAccountName string default=""
5! serviceAccountUID string default=""
6! nodeName string default=""
7! nodeUID string default=""
8 maxExpirationSeconds int32 default=86400
9 pkixPublicKey bytes
10 proofOfPossession bytes
12! stubPKCS10Request bytes
11 unverifiedUserAnnotations {}string
type certificates.v1beta1.PodCertificateRequestStatus
1 conditions []meta.v1.Condition list=map:type patch=merge key=type
2 certificateChain string
4 notBefore Time
5 beginRefreshAt Time
6 notAfter Time
resource clustertrustbundles ClusterTrustBundle cluster off singular=clustertrustbundle verbs=create,delete,deletecollection,get,list,patch,update,watch
resource podcertificaterequests PodCertificateRequest namespaced off singular=podcertificaterequest verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status certificates.k8s.io/v1beta1/PodCertificateRequest verbs=get,patch,update
"""#,
#"""
version coordination.k8s.io v1 coordination served
type coordination.v1.Lease kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec coordination.v1.LeaseSpec default={}
type coordination.v1.LeaseList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []coordination.v1.Lease
type coordination.v1.LeaseSpec
1 holderIdentity string
2 leaseDurationSeconds int32
3 acquireTime MicroTime
4 renewTime MicroTime
5 leaseTransitions int32
6 strategy string
7 preferredHolder string
resource leases Lease namespaced served singular=lease verbs=create,delete,deletecollection,get,list,patch,update,watch
"""#,
#"""
version coordination.k8s.io v1alpha2 coordination off
type coordination.v1alpha2.LeaseCandidate kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec coordination.v1alpha2.LeaseCandidateSpec default={}
type coordination.v1alpha2.LeaseCandidateList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []coordination.v1alpha2.LeaseCandidate
type coordination.v1alpha2.LeaseCandidateSpec
1! leaseName string default=""
2 pingTime MicroTime
3 renewTime MicroTime
4! binaryVersion string default=""
5 emulationVersion string
6! strategy string
resource leasecandidates LeaseCandidate namespaced off singular=leasecandidate verbs=create,delete,deletecollection,get,list,patch,update,watch
"""#,
#"""
version coordination.k8s.io v1beta1 coordination off
type coordination.v1beta1.LeaseCandidate kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec coordination.v1beta1.LeaseCandidateSpec default={}
type coordination.v1beta1.LeaseCandidateList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []coordination.v1beta1.LeaseCandidate
type coordination.v1beta1.LeaseCandidateSpec
1! leaseName string default=""
2 pingTime MicroTime
3 renewTime MicroTime
4! binaryVersion string default=""
5 emulationVersion string
6! strategy string
resource leasecandidates LeaseCandidate namespaced off singular=leasecandidate verbs=create,delete,deletecollection,get,list,patch,update,watch
"""#,
#"""
version discovery.k8s.io v1 discovery served
type discovery.v1.Endpoint
1! addresses []string list=set
2 conditions discovery.v1.EndpointConditions default={}
3 hostname string
4 targetRef core.v1.ObjectReference
5 deprecatedTopology {}string
6 nodeName string
7 zone string
8 hints discovery.v1.EndpointHints
type discovery.v1.EndpointConditions
1 ready bool
2 serving bool
3 terminating bool
type discovery.v1.EndpointHints
1 forZones []discovery.v1.ForZone list=atomic
2 forNodes []discovery.v1.ForNode list=atomic
type discovery.v1.EndpointPort atomic
1 name string
2 protocol string
3 port int32
4 appProtocol string
type discovery.v1.EndpointSlice kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
4! addressType string default=""
2 endpoints []discovery.v1.Endpoint list=atomic
3 ports []discovery.v1.EndpointPort list=atomic
type discovery.v1.EndpointSliceList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []discovery.v1.EndpointSlice
type discovery.v1.ForNode
1! name string default=""
type discovery.v1.ForZone
1! name string default=""
resource endpointslices EndpointSlice namespaced served singular=endpointslice verbs=create,delete,deletecollection,get,list,patch,update,watch
"""#,
#"""
version events.k8s.io v1 events served
type events.v1.Event kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! eventTime MicroTime
3 series events.v1.EventSeries
4 reportingController string
5 reportingInstance string
6 action string
7 reason string
8 regarding core.v1.ObjectReference default={}
9 related core.v1.ObjectReference
10 note string
11 type string
12 deprecatedSource core.v1.EventSource default={}
13 deprecatedFirstTimestamp Time
14 deprecatedLastTimestamp Time
15 deprecatedCount int32
type events.v1.EventList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []events.v1.Event
type events.v1.EventSeries
1! count int32 default=0
2! lastObservedTime MicroTime
resource events Event namespaced served singular=event short=ev verbs=create,delete,deletecollection,get,list,patch,update,watch
"""#,
#"""
version flowcontrol.apiserver.k8s.io v1 flowcontrol served
type flowcontrol.v1.ExemptPriorityLevelConfiguration
1 nominalConcurrencyShares int32
2 lendablePercent int32
type flowcontrol.v1.FlowDistinguisherMethod
1! type string default=""
type flowcontrol.v1.FlowSchema kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec flowcontrol.v1.FlowSchemaSpec default={}
3 status flowcontrol.v1.FlowSchemaStatus default={}
type flowcontrol.v1.FlowSchemaCondition
1 type string
2 status string
3 lastTransitionTime Time
4 reason string
5 message string
type flowcontrol.v1.FlowSchemaList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []flowcontrol.v1.FlowSchema
type flowcontrol.v1.FlowSchemaSpec
1! priorityLevelConfiguration flowcontrol.v1.PriorityLevelConfigurationReference default={}
2 matchingPrecedence int32 default=0
3 distinguisherMethod flowcontrol.v1.FlowDistinguisherMethod
4 rules []flowcontrol.v1.PolicyRulesWithSubjects list=atomic
type flowcontrol.v1.FlowSchemaStatus
1 conditions []flowcontrol.v1.FlowSchemaCondition list=map:type patch=merge key=type
type flowcontrol.v1.GroupSubject
1! name string default=""
type flowcontrol.v1.LimitResponse
1! type string default=""
2 queuing flowcontrol.v1.QueuingConfiguration
type flowcontrol.v1.LimitedPriorityLevelConfiguration
1 nominalConcurrencyShares int32
2 limitResponse flowcontrol.v1.LimitResponse default={}
3 lendablePercent int32
4 borrowingLimitPercent int32
type flowcontrol.v1.NonResourcePolicyRule
1! verbs []string list=set
6! nonResourceURLs []string list=set
type flowcontrol.v1.PolicyRulesWithSubjects
1! subjects []flowcontrol.v1.Subject list=atomic
2 resourceRules []flowcontrol.v1.ResourcePolicyRule list=atomic
3 nonResourceRules []flowcontrol.v1.NonResourcePolicyRule list=atomic
type flowcontrol.v1.PriorityLevelConfiguration kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec flowcontrol.v1.PriorityLevelConfigurationSpec default={}
3 status flowcontrol.v1.PriorityLevelConfigurationStatus default={}
type flowcontrol.v1.PriorityLevelConfigurationCondition
1 type string
2 status string
3 lastTransitionTime Time
4 reason string
5 message string
type flowcontrol.v1.PriorityLevelConfigurationList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []flowcontrol.v1.PriorityLevelConfiguration
type flowcontrol.v1.PriorityLevelConfigurationReference
1! name string default=""
type flowcontrol.v1.PriorityLevelConfigurationSpec
1! type string default=""
2 limited flowcontrol.v1.LimitedPriorityLevelConfiguration
3 exempt flowcontrol.v1.ExemptPriorityLevelConfiguration
type flowcontrol.v1.PriorityLevelConfigurationStatus
1 conditions []flowcontrol.v1.PriorityLevelConfigurationCondition list=map:type patch=merge key=type
type flowcontrol.v1.QueuingConfiguration
1 queues int32 default=0
2 handSize int32 default=0
3 queueLengthLimit int32 default=0
type flowcontrol.v1.ResourcePolicyRule
1! verbs []string list=set
2! apiGroups []string list=set
3! resources []string list=set
4 clusterScope bool
5 namespaces []string list=set
type flowcontrol.v1.ServiceAccountSubject
1! namespace string default=""
2! name string default=""
type flowcontrol.v1.Subject
1! kind string default=""
2 user flowcontrol.v1.UserSubject
3 group flowcontrol.v1.GroupSubject
4 serviceAccount flowcontrol.v1.ServiceAccountSubject
type flowcontrol.v1.UserSubject
1! name string default=""
resource flowschemas FlowSchema cluster served singular=flowschema verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status flowcontrol.apiserver.k8s.io/v1/FlowSchema verbs=get,patch,update
resource prioritylevelconfigurations PriorityLevelConfiguration cluster served singular=prioritylevelconfiguration verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration verbs=get,patch,update
"""#,
#"""
version networking.k8s.io v1 networking served
type networking.v1.HTTPIngressPath
1 path string
3! pathType string
2! backend networking.v1.IngressBackend default={}
type networking.v1.HTTPIngressRuleValue
1! paths []networking.v1.HTTPIngressPath list=atomic
type networking.v1.IPAddress kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec networking.v1.IPAddressSpec default={}
type networking.v1.IPAddressList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []networking.v1.IPAddress
type networking.v1.IPAddressSpec
1! parentRef networking.v1.ParentReference
type networking.v1.IPBlock
1! cidr string default=""
2 except []string list=atomic
type networking.v1.Ingress kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec networking.v1.IngressSpec default={}
3 status networking.v1.IngressStatus default={}
type networking.v1.IngressBackend
4 service networking.v1.IngressServiceBackend
3 resource core.v1.TypedLocalObjectReference
type networking.v1.IngressClass kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec networking.v1.IngressClassSpec default={}
type networking.v1.IngressClassList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []networking.v1.IngressClass
type networking.v1.IngressClassParametersReference
1 apiGroup string
2! kind string default=""
3! name string default=""
4 scope string
5 namespace string
type networking.v1.IngressClassSpec
1 controller string
2 parameters networking.v1.IngressClassParametersReference
type networking.v1.IngressList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []networking.v1.Ingress
type networking.v1.IngressLoadBalancerIngress
1 ip string
2 hostname string
4 ports []networking.v1.IngressPortStatus list=atomic
type networking.v1.IngressLoadBalancerStatus
1 ingress []networking.v1.IngressLoadBalancerIngress list=atomic
type networking.v1.IngressPortStatus
1! port int32 default=0
2! protocol string default=""
3 error string
type networking.v1.IngressRule
1 host string
2.1 http networking.v1.HTTPIngressRuleValue
type networking.v1.IngressServiceBackend
1! name string default=""
2 port networking.v1.ServiceBackendPort default={}
type networking.v1.IngressSpec
4 ingressClassName string
1 defaultBackend networking.v1.IngressBackend
2 tls []networking.v1.IngressTLS list=atomic
3 rules []networking.v1.IngressRule list=atomic
type networking.v1.IngressStatus
1 loadBalancer networking.v1.IngressLoadBalancerStatus default={}
type networking.v1.IngressTLS
1 hosts []string list=atomic
2 secretName string
type networking.v1.NetworkPolicy kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec networking.v1.NetworkPolicySpec default={}
type networking.v1.NetworkPolicyEgressRule
1 ports []networking.v1.NetworkPolicyPort list=atomic
2 to []networking.v1.NetworkPolicyPeer list=atomic
type networking.v1.NetworkPolicyIngressRule
1 ports []networking.v1.NetworkPolicyPort list=atomic
2 from []networking.v1.NetworkPolicyPeer list=atomic
type networking.v1.NetworkPolicyList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []networking.v1.NetworkPolicy
type networking.v1.NetworkPolicyPeer
1 podSelector meta.v1.LabelSelector
2 namespaceSelector meta.v1.LabelSelector
3 ipBlock networking.v1.IPBlock
type networking.v1.NetworkPolicyPort
1 protocol string
2 port IntOrString
3 endPort int32
type networking.v1.NetworkPolicySpec
1 podSelector meta.v1.LabelSelector default={}
2 ingress []networking.v1.NetworkPolicyIngressRule list=atomic
3 egress []networking.v1.NetworkPolicyEgressRule list=atomic
4 policyTypes []string list=atomic
type networking.v1.ParentReference
1 group string
2! resource string
3 namespace string
4! name string
type networking.v1.ServiceBackendPort atomic
1 name string
2 number int32
type networking.v1.ServiceCIDR kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec networking.v1.ServiceCIDRSpec default={}
3 status networking.v1.ServiceCIDRStatus default={}
type networking.v1.ServiceCIDRList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []networking.v1.ServiceCIDR
type networking.v1.ServiceCIDRSpec
1 cidrs []string list=atomic
type networking.v1.ServiceCIDRStatus
1 conditions []meta.v1.Condition list=map:type patch=merge key=type
resource ingressclasses IngressClass cluster served singular=ingressclass verbs=create,delete,deletecollection,get,list,patch,update,watch
resource ingresses Ingress namespaced served singular=ingress short=ing verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status networking.k8s.io/v1/Ingress verbs=get,patch,update
resource ipaddresses IPAddress cluster served singular=ipaddress short=ip verbs=create,delete,deletecollection,get,list,patch,update,watch
resource networkpolicies NetworkPolicy namespaced served singular=networkpolicy short=netpol verbs=create,delete,deletecollection,get,list,patch,update,watch
resource servicecidrs ServiceCIDR cluster served singular=servicecidr verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status networking.k8s.io/v1/ServiceCIDR verbs=get,patch,update
"""#,
#"""
version networking.k8s.io v1beta1 networking off
type networking.v1beta1.IPAddress kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec networking.v1beta1.IPAddressSpec default={}
type networking.v1beta1.IPAddressList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []networking.v1beta1.IPAddress
type networking.v1beta1.IPAddressSpec
1! parentRef networking.v1beta1.ParentReference
type networking.v1beta1.ParentReference
1 group string
2! resource string
3 namespace string
4! name string
type networking.v1beta1.ServiceCIDR kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec networking.v1beta1.ServiceCIDRSpec default={}
3 status networking.v1beta1.ServiceCIDRStatus default={}
type networking.v1beta1.ServiceCIDRList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []networking.v1beta1.ServiceCIDR
type networking.v1beta1.ServiceCIDRSpec
1 cidrs []string list=atomic
type networking.v1beta1.ServiceCIDRStatus
1 conditions []meta.v1.Condition list=map:type patch=merge key=type
resource ipaddresses IPAddress cluster off singular=ipaddress short=ip verbs=create,delete,deletecollection,get,list,patch,update,watch
resource servicecidrs ServiceCIDR cluster off singular=servicecidr verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status networking.k8s.io/v1beta1/ServiceCIDR verbs=get,patch,update
"""#,
#"""
version node.k8s.io v1 node served
type node.v1.Overhead
1 podFixed {}Quantity
type node.v1.RuntimeClass kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! handler string default=""
3 overhead node.v1.Overhead
4 scheduling node.v1.Scheduling
type node.v1.RuntimeClassList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []node.v1.RuntimeClass
type node.v1.Scheduling
1 nodeSelector {}string map=atomic
2 tolerations []core.v1.Toleration list=atomic
resource runtimeclasses RuntimeClass cluster served singular=runtimeclass verbs=create,delete,deletecollection,get,list,patch,update,watch
"""#,
#"""
version policy v1 policy served
type policy.v1.Eviction kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 deleteOptions meta.v1.DeleteOptions
type policy.v1.PodDisruptionBudget kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec policy.v1.PodDisruptionBudgetSpec default={}
3 status policy.v1.PodDisruptionBudgetStatus default={}
type policy.v1.PodDisruptionBudgetList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []policy.v1.PodDisruptionBudget
type policy.v1.PodDisruptionBudgetSpec
1 minAvailable IntOrString
2 selector meta.v1.LabelSelector patch=replace
3 maxUnavailable IntOrString
4 unhealthyPodEvictionPolicy string
type policy.v1.PodDisruptionBudgetStatus
1 observedGeneration int64
2 disruptedPods {}Time
3 disruptionsAllowed int32 default=0
4 currentHealthy int32 default=0
5 desiredHealthy int32 default=0
6 expectedPods int32 default=0
7 conditions []meta.v1.Condition list=map:type patch=merge key=type
resource poddisruptionbudgets PodDisruptionBudget namespaced served singular=poddisruptionbudget short=pdb verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status policy/v1/PodDisruptionBudget verbs=get,patch,update
"""#,
#"""
version rbac.authorization.k8s.io v1 rbac served
type rbac.v1.AggregationRule
1 clusterRoleSelectors []meta.v1.LabelSelector list=atomic
type rbac.v1.ClusterRole kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 rules []rbac.v1.PolicyRule list=atomic
3 aggregationRule rbac.v1.AggregationRule
type rbac.v1.ClusterRoleBinding kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 subjects []rbac.v1.Subject list=atomic
3! roleRef rbac.v1.RoleRef default={}
type rbac.v1.ClusterRoleBindingList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []rbac.v1.ClusterRoleBinding
type rbac.v1.ClusterRoleList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []rbac.v1.ClusterRole
type rbac.v1.PolicyRule
1! verbs []string list=atomic
2 apiGroups []string list=atomic
3 resources []string list=atomic
4 resourceNames []string list=atomic
5 nonResourceURLs []string list=atomic
type rbac.v1.Role kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 rules []rbac.v1.PolicyRule list=atomic
type rbac.v1.RoleBinding kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 subjects []rbac.v1.Subject list=atomic
3! roleRef rbac.v1.RoleRef default={}
type rbac.v1.RoleBindingList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []rbac.v1.RoleBinding
type rbac.v1.RoleList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []rbac.v1.Role
type rbac.v1.RoleRef atomic
1 apiGroup string default=""
2! kind string default=""
3! name string default=""
type rbac.v1.Subject atomic
1! kind string default=""
2 apiGroup string
3! name string default=""
4 namespace string
resource clusterrolebindings ClusterRoleBinding cluster served singular=clusterrolebinding verbs=create,delete,deletecollection,get,list,patch,update,watch
resource clusterroles ClusterRole cluster served singular=clusterrole verbs=create,delete,deletecollection,get,list,patch,update,watch
resource rolebindings RoleBinding namespaced served singular=rolebinding verbs=create,delete,deletecollection,get,list,patch,update,watch
resource roles Role namespaced served singular=role verbs=create,delete,deletecollection,get,list,patch,update,watch
"""#,
#"""
version resource.k8s.io v1 resource served
type resource.v1.AllocatedDeviceStatus
1! driver string default=""
2! pool string default=""
3! device string default=""
7 shareID string
4 conditions []meta.v1.Condition list=map:type
5 data any
6 networkData resource.v1.NetworkDeviceData
type resource.v1.AllocationResult
1 devices resource.v1.DeviceAllocationResult default={}
3 nodeSelector core.v1.NodeSelector
5 allocationTimestamp Time
type resource.v1.CELDeviceSelector
1! expression string default=""
type resource.v1.CapacityRequestPolicy
1 default Quantity
3 validValues []Quantity list=atomic
4 validRange resource.v1.CapacityRequestPolicyRange
type resource.v1.CapacityRequestPolicyRange
1! min Quantity
2 max Quantity
3 step Quantity
type resource.v1.CapacityRequirements
1 requests {}Quantity
type resource.v1.Counter
1! value Quantity
type resource.v1.CounterSet
1! name string default=""
2! counters {}resource.v1.Counter
type resource.v1.Device
1! name string default=""
2 attributes {}resource.v1.DeviceAttribute
3 capacity {}resource.v1.DeviceCapacity
4 consumesCounters []resource.v1.DeviceCounterConsumption list=atomic
5 nodeName string
6 nodeSelector core.v1.NodeSelector
7 allNodes bool
8 taints []resource.v1.DeviceTaint list=atomic
9 bindsToNode bool
10 bindingConditions []string list=atomic
11 bindingFailureConditions []string list=atomic
12 allowMultipleAllocations bool
13 nodeAllocatableResourceMappings {}resource.v1.NodeAllocatableResourceMapping
type resource.v1.DeviceAllocationConfiguration
1! source string default=""
2 requests []string list=atomic
3.1 opaque resource.v1.OpaqueDeviceConfiguration
type resource.v1.DeviceAllocationResult
1 results []resource.v1.DeviceRequestAllocationResult list=atomic
2 config []resource.v1.DeviceAllocationConfiguration list=atomic
type resource.v1.DeviceAttribute
2 int int64
3 bool bool
4 string string
5 version string
6 ints []int64 list=atomic
7 bools []bool list=atomic
8 strings []string list=atomic
9 versions []string list=atomic
type resource.v1.DeviceCapacity
1! value Quantity
2 requestPolicy resource.v1.CapacityRequestPolicy
type resource.v1.DeviceClaim
1 requests []resource.v1.DeviceRequest list=atomic
2 constraints []resource.v1.DeviceConstraint list=atomic
3 config []resource.v1.DeviceClaimConfiguration list=atomic
type resource.v1.DeviceClaimConfiguration
1 requests []string list=atomic
2.1 opaque resource.v1.OpaqueDeviceConfiguration
type resource.v1.DeviceClass kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec resource.v1.DeviceClassSpec default={}
type resource.v1.DeviceClassConfiguration
1.1 opaque resource.v1.OpaqueDeviceConfiguration
type resource.v1.DeviceClassList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []resource.v1.DeviceClass
type resource.v1.DeviceClassSpec
1 selectors []resource.v1.DeviceSelector list=atomic
2 config []resource.v1.DeviceClassConfiguration list=atomic
4 extendedResourceName string
type resource.v1.DeviceConstraint
1 requests []string list=atomic
2 matchAttribute string
3 distinctAttribute string
type resource.v1.DeviceCounterConsumption
1! counterSet string default=""
2! counters {}resource.v1.Counter
type resource.v1.DeviceRequest
1! name string default=""
2 exactly resource.v1.ExactDeviceRequest
3 firstAvailable []resource.v1.DeviceSubRequest list=atomic
type resource.v1.DeviceRequestAllocationResult
1! request string default=""
2! driver string default=""
3! pool string default=""
4! device string default=""
5 adminAccess bool
6 tolerations []resource.v1.DeviceToleration list=atomic
7 bindingConditions []string list=atomic
8 bindingFailureConditions []string list=atomic
9 shareID string
10 consumedCapacity {}Quantity
type resource.v1.DeviceSelector
1 cel resource.v1.CELDeviceSelector
type resource.v1.DeviceSubRequest
1! name string default=""
2! deviceClassName string default=""
3 selectors []resource.v1.DeviceSelector list=atomic
4 allocationMode string
5 count int64
6 tolerations []resource.v1.DeviceToleration list=atomic
7 capacity resource.v1.CapacityRequirements
type resource.v1.DeviceTaint
1! key string default=""
2 value string
3! effect string default=""
4 timeAdded Time
type resource.v1.DeviceToleration
1 key string
2 operator string default="Equal"
3 value string
4 effect string
5 tolerationSeconds int64
type resource.v1.ExactDeviceRequest
1! deviceClassName string default=""
2 selectors []resource.v1.DeviceSelector list=atomic
3 allocationMode string
4 count int64
5 adminAccess bool
6 tolerations []resource.v1.DeviceToleration list=atomic
7 capacity resource.v1.CapacityRequirements
type resource.v1.NetworkDeviceData
1 interfaceName string
2 ips []string list=atomic
3 hardwareAddress string
type resource.v1.NodeAllocatableResourceMapping
1 capacityKey string
2 allocationMultiplier Quantity
type resource.v1.OpaqueDeviceConfiguration
1! driver string default=""
2! parameters any
type resource.v1.ResourceClaim kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec resource.v1.ResourceClaimSpec default={}
3 status resource.v1.ResourceClaimStatus default={}
type resource.v1.ResourceClaimConsumerReference
1 apiGroup string
3! resource string default=""
4! name string default=""
5! uid string default=""
type resource.v1.ResourceClaimList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []resource.v1.ResourceClaim
type resource.v1.ResourceClaimSpec
1 devices resource.v1.DeviceClaim default={}
type resource.v1.ResourceClaimStatus
1 allocation resource.v1.AllocationResult
2 reservedFor []resource.v1.ResourceClaimConsumerReference list=map:uid patch=merge key=uid
4 devices []resource.v1.AllocatedDeviceStatus list=map:driver,device,pool,shareID
type resource.v1.ResourceClaimTemplate kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec resource.v1.ResourceClaimTemplateSpec default={}
type resource.v1.ResourceClaimTemplateList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []resource.v1.ResourceClaimTemplate
type resource.v1.ResourceClaimTemplateSpec
1 metadata meta.v1.ObjectMeta default={}
2! spec resource.v1.ResourceClaimSpec default={}
type resource.v1.ResourcePool
1! name string default=""
2! generation int64 default=0
3! resourceSliceCount int64 default=0
type resource.v1.ResourceSlice kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec resource.v1.ResourceSliceSpec default={}
type resource.v1.ResourceSliceList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []resource.v1.ResourceSlice
type resource.v1.ResourceSliceSpec
1! driver string default=""
2! pool resource.v1.ResourcePool default={}
3 nodeName string
4 nodeSelector core.v1.NodeSelector
5 allNodes bool
6 devices []resource.v1.Device list=atomic
7 perDeviceNodeSelection bool
8 sharedCounters []resource.v1.CounterSet list=atomic
resource deviceclasses DeviceClass cluster served singular=deviceclass verbs=create,delete,deletecollection,get,list,patch,update,watch
resource resourceclaims ResourceClaim namespaced served singular=resourceclaim verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status resource.k8s.io/v1/ResourceClaim verbs=get,patch,update
resource resourceclaimtemplates ResourceClaimTemplate namespaced served singular=resourceclaimtemplate verbs=create,delete,deletecollection,get,list,patch,update,watch
resource resourceslices ResourceSlice cluster served singular=resourceslice verbs=create,delete,deletecollection,get,list,patch,update,watch
"""#,
#"""
version resource.k8s.io v1alpha3 resource off
type resource.v1alpha3.DeviceTaint
1! key string default=""
2 value string
3! effect string default=""
4 timeAdded Time
type resource.v1alpha3.DeviceTaintRule kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec resource.v1alpha3.DeviceTaintRuleSpec default={}
3 status resource.v1alpha3.DeviceTaintRuleStatus default={}
type resource.v1alpha3.DeviceTaintRuleList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []resource.v1alpha3.DeviceTaintRule
type resource.v1alpha3.DeviceTaintRuleSpec
1 deviceSelector resource.v1alpha3.DeviceTaintSelector
2! taint resource.v1alpha3.DeviceTaint default={}
type resource.v1alpha3.DeviceTaintRuleStatus
1 conditions []meta.v1.Condition list=map:type patch=merge key=type
type resource.v1alpha3.DeviceTaintSelector
2 driver string
3 pool string
4 device string
type resource.v1alpha3.PoolStatus
1! driver string
2! poolName string
9! generation int64 default=0
8 resourceSliceCount int32
4 totalDevices int32
5 allocatedDevices int32
6 availableDevices int32
7 unavailableDevices int32
3 nodeName string
10 validationError string
type resource.v1alpha3.ResourcePoolStatusRequest kind
- kind string
- apiVersion string
1! metadata meta.v1.ObjectMeta default={}
2! spec resource.v1alpha3.ResourcePoolStatusRequestSpec default={}
3 status resource.v1alpha3.ResourcePoolStatusRequestStatus
type resource.v1alpha3.ResourcePoolStatusRequestList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []resource.v1alpha3.ResourcePoolStatusRequest
type resource.v1alpha3.ResourcePoolStatusRequestSpec
1! driver string default=""
2 poolName string
3 limit int32 default=100
type resource.v1alpha3.ResourcePoolStatusRequestStatus
6! poolCount int32
2 pools []resource.v1alpha3.PoolStatus list=atomic
3 conditions []meta.v1.Condition list=map:type patch=merge key=type
resource devicetaintrules DeviceTaintRule cluster off singular=devicetaintrule verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status resource.k8s.io/v1alpha3/DeviceTaintRule verbs=get,patch,update
resource resourcepoolstatusrequests ResourcePoolStatusRequest cluster off singular=resourcepoolstatusrequest verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status resource.k8s.io/v1alpha3/ResourcePoolStatusRequest verbs=get,patch,update
"""#,
#"""
version resource.k8s.io v1beta1 resource off
type resource.v1beta1.AllocatedDeviceStatus
1! driver string default=""
2! pool string default=""
3! device string default=""
7 shareID string
4 conditions []meta.v1.Condition list=map:type
5 data any
6 networkData resource.v1beta1.NetworkDeviceData
type resource.v1beta1.AllocationResult
1 devices resource.v1beta1.DeviceAllocationResult default={}
3 nodeSelector core.v1.NodeSelector
5 allocationTimestamp Time
type resource.v1beta1.BasicDevice
1 attributes {}resource.v1beta1.DeviceAttribute
2 capacity {}resource.v1beta1.DeviceCapacity
3 consumesCounters []resource.v1beta1.DeviceCounterConsumption list=atomic
4 nodeName string
5 nodeSelector core.v1.NodeSelector
6 allNodes bool
7 taints []resource.v1beta1.DeviceTaint list=atomic
8 bindsToNode bool
9 bindingConditions []string list=atomic
10 bindingFailureConditions []string list=atomic
11 allowMultipleAllocations bool
12 nodeAllocatableResourceMappings {}resource.v1beta1.NodeAllocatableResourceMapping
type resource.v1beta1.CELDeviceSelector
1! expression string default=""
type resource.v1beta1.CapacityRequestPolicy
1 default Quantity
3 validValues []Quantity list=atomic
4 validRange resource.v1beta1.CapacityRequestPolicyRange
type resource.v1beta1.CapacityRequestPolicyRange
1! min Quantity
2 max Quantity
3 step Quantity
type resource.v1beta1.CapacityRequirements
1 requests {}Quantity
type resource.v1beta1.Counter
1! value Quantity
type resource.v1beta1.CounterSet
1! name string default=""
2! counters {}resource.v1beta1.Counter
type resource.v1beta1.Device
1! name string default=""
2 basic resource.v1beta1.BasicDevice
type resource.v1beta1.DeviceAllocationConfiguration
1! source string default=""
2 requests []string list=atomic
3.1 opaque resource.v1beta1.OpaqueDeviceConfiguration
type resource.v1beta1.DeviceAllocationResult
1 results []resource.v1beta1.DeviceRequestAllocationResult list=atomic
2 config []resource.v1beta1.DeviceAllocationConfiguration list=atomic
type resource.v1beta1.DeviceAttribute
2 int int64
3 bool bool
4 string string
5 version string
6 ints []int64 list=atomic
7 bools []bool list=atomic
8 strings []string list=atomic
9 versions []string list=atomic
type resource.v1beta1.DeviceCapacity
1! value Quantity
2 requestPolicy resource.v1beta1.CapacityRequestPolicy
type resource.v1beta1.DeviceClaim
1 requests []resource.v1beta1.DeviceRequest list=atomic
2 constraints []resource.v1beta1.DeviceConstraint list=atomic
3 config []resource.v1beta1.DeviceClaimConfiguration list=atomic
type resource.v1beta1.DeviceClaimConfiguration
1 requests []string list=atomic
2.1 opaque resource.v1beta1.OpaqueDeviceConfiguration
type resource.v1beta1.DeviceClass kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec resource.v1beta1.DeviceClassSpec default={}
type resource.v1beta1.DeviceClassConfiguration
1.1 opaque resource.v1beta1.OpaqueDeviceConfiguration
type resource.v1beta1.DeviceClassList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []resource.v1beta1.DeviceClass
type resource.v1beta1.DeviceClassSpec
1 selectors []resource.v1beta1.DeviceSelector list=atomic
2 config []resource.v1beta1.DeviceClassConfiguration list=atomic
4 extendedResourceName string
type resource.v1beta1.DeviceConstraint
1 requests []string list=atomic
2 matchAttribute string
3 distinctAttribute string
type resource.v1beta1.DeviceCounterConsumption
1! counterSet string default=""
2! counters {}resource.v1beta1.Counter
type resource.v1beta1.DeviceRequest
1! name string default=""
2 deviceClassName string default=""
3 selectors []resource.v1beta1.DeviceSelector list=atomic
4 allocationMode string
5 count int64
6 adminAccess bool
7 firstAvailable []resource.v1beta1.DeviceSubRequest list=atomic
8 tolerations []resource.v1beta1.DeviceToleration list=atomic
9 capacity resource.v1beta1.CapacityRequirements
type resource.v1beta1.DeviceRequestAllocationResult
1! request string default=""
2! driver string default=""
3! pool string default=""
4! device string default=""
5 adminAccess bool
6 tolerations []resource.v1beta1.DeviceToleration list=atomic
7 bindingConditions []string list=atomic
8 bindingFailureConditions []string list=atomic
9 shareID string
10 consumedCapacity {}Quantity
type resource.v1beta1.DeviceSelector
1 cel resource.v1beta1.CELDeviceSelector
type resource.v1beta1.DeviceSubRequest
1! name string default=""
2! deviceClassName string default=""
3 selectors []resource.v1beta1.DeviceSelector list=atomic
4 allocationMode string
5 count int64
7 tolerations []resource.v1beta1.DeviceToleration list=atomic
8 capacity resource.v1beta1.CapacityRequirements
type resource.v1beta1.DeviceTaint
1! key string default=""
2 value string
3! effect string default=""
4 timeAdded Time
type resource.v1beta1.DeviceToleration
1 key string
2 operator string default="Equal"
3 value string
4 effect string
5 tolerationSeconds int64
type resource.v1beta1.NetworkDeviceData
1 interfaceName string
2 ips []string list=atomic
3 hardwareAddress string
type resource.v1beta1.NodeAllocatableResourceMapping
1 capacityKey string
2 allocationMultiplier Quantity
type resource.v1beta1.OpaqueDeviceConfiguration
1! driver string default=""
2! parameters any
type resource.v1beta1.ResourceClaim kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec resource.v1beta1.ResourceClaimSpec default={}
3 status resource.v1beta1.ResourceClaimStatus default={}
type resource.v1beta1.ResourceClaimConsumerReference
1 apiGroup string
3! resource string default=""
4! name string default=""
5! uid string default=""
type resource.v1beta1.ResourceClaimList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []resource.v1beta1.ResourceClaim
type resource.v1beta1.ResourceClaimSpec
1 devices resource.v1beta1.DeviceClaim default={}
type resource.v1beta1.ResourceClaimStatus
1 allocation resource.v1beta1.AllocationResult
2 reservedFor []resource.v1beta1.ResourceClaimConsumerReference list=map:uid patch=merge key=uid
4 devices []resource.v1beta1.AllocatedDeviceStatus list=map:driver,device,pool,shareID
type resource.v1beta1.ResourceClaimTemplate kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec resource.v1beta1.ResourceClaimTemplateSpec default={}
type resource.v1beta1.ResourceClaimTemplateList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []resource.v1beta1.ResourceClaimTemplate
type resource.v1beta1.ResourceClaimTemplateSpec
1 metadata meta.v1.ObjectMeta default={}
2! spec resource.v1beta1.ResourceClaimSpec default={}
type resource.v1beta1.ResourcePool
1! name string default=""
2! generation int64 default=0
3! resourceSliceCount int64 default=0
type resource.v1beta1.ResourceSlice kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec resource.v1beta1.ResourceSliceSpec default={}
type resource.v1beta1.ResourceSliceList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []resource.v1beta1.ResourceSlice
type resource.v1beta1.ResourceSliceSpec
1! driver string default=""
2! pool resource.v1beta1.ResourcePool default={}
3 nodeName string
4 nodeSelector core.v1.NodeSelector
5 allNodes bool
6 devices []resource.v1beta1.Device list=atomic
7 perDeviceNodeSelection bool
8 sharedCounters []resource.v1beta1.CounterSet list=atomic
resource deviceclasses DeviceClass cluster off singular=deviceclass verbs=create,delete,deletecollection,get,list,patch,update,watch
resource resourceclaims ResourceClaim namespaced off singular=resourceclaim verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status resource.k8s.io/v1beta1/ResourceClaim verbs=get,patch,update
resource resourceclaimtemplates ResourceClaimTemplate namespaced off singular=resourceclaimtemplate verbs=create,delete,deletecollection,get,list,patch,update,watch
resource resourceslices ResourceSlice cluster off singular=resourceslice verbs=create,delete,deletecollection,get,list,patch,update,watch
"""#,
#"""
version resource.k8s.io v1beta2 resource off
type resource.v1beta2.AllocatedDeviceStatus
1! driver string default=""
2! pool string default=""
3! device string default=""
7 shareID string
4 conditions []meta.v1.Condition list=map:type
5 data any
6 networkData resource.v1beta2.NetworkDeviceData
type resource.v1beta2.AllocationResult
1 devices resource.v1beta2.DeviceAllocationResult default={}
3 nodeSelector core.v1.NodeSelector
5 allocationTimestamp Time
type resource.v1beta2.CELDeviceSelector
1! expression string default=""
type resource.v1beta2.CapacityRequestPolicy
1 default Quantity
3 validValues []Quantity list=atomic
4 validRange resource.v1beta2.CapacityRequestPolicyRange
type resource.v1beta2.CapacityRequestPolicyRange
1! min Quantity
2 max Quantity
3 step Quantity
type resource.v1beta2.CapacityRequirements
1 requests {}Quantity
type resource.v1beta2.Counter
1! value Quantity
type resource.v1beta2.CounterSet
1! name string default=""
2! counters {}resource.v1beta2.Counter
type resource.v1beta2.Device
1! name string default=""
2 attributes {}resource.v1beta2.DeviceAttribute
3 capacity {}resource.v1beta2.DeviceCapacity
4 consumesCounters []resource.v1beta2.DeviceCounterConsumption list=atomic
5 nodeName string
6 nodeSelector core.v1.NodeSelector
7 allNodes bool
8 taints []resource.v1beta2.DeviceTaint list=atomic
9 bindsToNode bool
10 bindingConditions []string list=atomic
11 bindingFailureConditions []string list=atomic
12 allowMultipleAllocations bool
13 nodeAllocatableResourceMappings {}resource.v1beta2.NodeAllocatableResourceMapping
type resource.v1beta2.DeviceAllocationConfiguration
1! source string default=""
2 requests []string list=atomic
3.1 opaque resource.v1beta2.OpaqueDeviceConfiguration
type resource.v1beta2.DeviceAllocationResult
1 results []resource.v1beta2.DeviceRequestAllocationResult list=atomic
2 config []resource.v1beta2.DeviceAllocationConfiguration list=atomic
type resource.v1beta2.DeviceAttribute
2 int int64
3 bool bool
4 string string
5 version string
6 ints []int64 list=atomic
7 bools []bool list=atomic
8 strings []string list=atomic
9 versions []string list=atomic
type resource.v1beta2.DeviceCapacity
1! value Quantity
2 requestPolicy resource.v1beta2.CapacityRequestPolicy
type resource.v1beta2.DeviceClaim
1 requests []resource.v1beta2.DeviceRequest list=atomic
2 constraints []resource.v1beta2.DeviceConstraint list=atomic
3 config []resource.v1beta2.DeviceClaimConfiguration list=atomic
type resource.v1beta2.DeviceClaimConfiguration
1 requests []string list=atomic
2.1 opaque resource.v1beta2.OpaqueDeviceConfiguration
type resource.v1beta2.DeviceClass kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec resource.v1beta2.DeviceClassSpec default={}
type resource.v1beta2.DeviceClassConfiguration
1.1 opaque resource.v1beta2.OpaqueDeviceConfiguration
type resource.v1beta2.DeviceClassList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []resource.v1beta2.DeviceClass
type resource.v1beta2.DeviceClassSpec
1 selectors []resource.v1beta2.DeviceSelector list=atomic
2 config []resource.v1beta2.DeviceClassConfiguration list=atomic
4 extendedResourceName string
type resource.v1beta2.DeviceConstraint
1 requests []string list=atomic
2 matchAttribute string
3 distinctAttribute string
type resource.v1beta2.DeviceCounterConsumption
1! counterSet string default=""
2! counters {}resource.v1beta2.Counter
type resource.v1beta2.DeviceRequest
1! name string default=""
2 exactly resource.v1beta2.ExactDeviceRequest
3 firstAvailable []resource.v1beta2.DeviceSubRequest list=atomic
type resource.v1beta2.DeviceRequestAllocationResult
1! request string default=""
2! driver string default=""
3! pool string default=""
4! device string default=""
5 adminAccess bool
6 tolerations []resource.v1beta2.DeviceToleration list=atomic
7 bindingConditions []string list=atomic
8 bindingFailureConditions []string list=atomic
9 shareID string
10 consumedCapacity {}Quantity
type resource.v1beta2.DeviceSelector
1 cel resource.v1beta2.CELDeviceSelector
type resource.v1beta2.DeviceSubRequest
1! name string default=""
2! deviceClassName string default=""
3 selectors []resource.v1beta2.DeviceSelector list=atomic
4 allocationMode string
5 count int64
6 tolerations []resource.v1beta2.DeviceToleration list=atomic
7 capacity resource.v1beta2.CapacityRequirements
type resource.v1beta2.DeviceTaint
1! key string default=""
2 value string
3! effect string default=""
4 timeAdded Time
type resource.v1beta2.DeviceTaintRule kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec resource.v1beta2.DeviceTaintRuleSpec default={}
3 status resource.v1beta2.DeviceTaintRuleStatus default={}
type resource.v1beta2.DeviceTaintRuleList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []resource.v1beta2.DeviceTaintRule
type resource.v1beta2.DeviceTaintRuleSpec
1 deviceSelector resource.v1beta2.DeviceTaintSelector
2! taint resource.v1beta2.DeviceTaint default={}
type resource.v1beta2.DeviceTaintRuleStatus
1 conditions []meta.v1.Condition list=map:type patch=merge key=type
type resource.v1beta2.DeviceTaintSelector
2 driver string
3 pool string
4 device string
type resource.v1beta2.DeviceToleration
1 key string
2 operator string default="Equal"
3 value string
4 effect string
5 tolerationSeconds int64
type resource.v1beta2.ExactDeviceRequest
1! deviceClassName string default=""
2 selectors []resource.v1beta2.DeviceSelector list=atomic
3 allocationMode string
4 count int64
5 adminAccess bool
6 tolerations []resource.v1beta2.DeviceToleration list=atomic
7 capacity resource.v1beta2.CapacityRequirements
type resource.v1beta2.NetworkDeviceData
1 interfaceName string
2 ips []string list=atomic
3 hardwareAddress string
type resource.v1beta2.NodeAllocatableResourceMapping
1 capacityKey string
2 allocationMultiplier Quantity
type resource.v1beta2.OpaqueDeviceConfiguration
1! driver string default=""
2! parameters any
type resource.v1beta2.ResourceClaim kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec resource.v1beta2.ResourceClaimSpec default={}
3 status resource.v1beta2.ResourceClaimStatus default={}
type resource.v1beta2.ResourceClaimConsumerReference
1 apiGroup string
3! resource string default=""
4! name string default=""
5! uid string default=""
type resource.v1beta2.ResourceClaimList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []resource.v1beta2.ResourceClaim
type resource.v1beta2.ResourceClaimSpec
1 devices resource.v1beta2.DeviceClaim default={}
type resource.v1beta2.ResourceClaimStatus
1 allocation resource.v1beta2.AllocationResult
2 reservedFor []resource.v1beta2.ResourceClaimConsumerReference list=map:uid patch=merge key=uid
4 devices []resource.v1beta2.AllocatedDeviceStatus list=map:driver,device,pool,shareID
type resource.v1beta2.ResourceClaimTemplate kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec resource.v1beta2.ResourceClaimTemplateSpec default={}
type resource.v1beta2.ResourceClaimTemplateList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []resource.v1beta2.ResourceClaimTemplate
type resource.v1beta2.ResourceClaimTemplateSpec
1 metadata meta.v1.ObjectMeta default={}
2! spec resource.v1beta2.ResourceClaimSpec default={}
type resource.v1beta2.ResourcePool
1! name string default=""
2! generation int64 default=0
3! resourceSliceCount int64 default=0
type resource.v1beta2.ResourceSlice kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec resource.v1beta2.ResourceSliceSpec default={}
type resource.v1beta2.ResourceSliceList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []resource.v1beta2.ResourceSlice
type resource.v1beta2.ResourceSliceSpec
1! driver string default=""
2! pool resource.v1beta2.ResourcePool default={}
3 nodeName string
4 nodeSelector core.v1.NodeSelector
5 allNodes bool
6 devices []resource.v1beta2.Device list=atomic
7 perDeviceNodeSelection bool
8 sharedCounters []resource.v1beta2.CounterSet list=atomic
resource deviceclasses DeviceClass cluster off singular=deviceclass verbs=create,delete,deletecollection,get,list,patch,update,watch
resource devicetaintrules DeviceTaintRule cluster off singular=devicetaintrule verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status resource.k8s.io/v1beta2/DeviceTaintRule verbs=get,patch,update
resource resourceclaims ResourceClaim namespaced off singular=resourceclaim verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status resource.k8s.io/v1beta2/ResourceClaim verbs=get,patch,update
resource resourceclaimtemplates ResourceClaimTemplate namespaced off singular=resourceclaimtemplate verbs=create,delete,deletecollection,get,list,patch,update,watch
resource resourceslices ResourceSlice cluster off singular=resourceslice verbs=create,delete,deletecollection,get,list,patch,update,watch
"""#,
#"""
version scheduling.k8s.io v1 scheduling served
type scheduling.v1.PriorityClass kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 value int32 default=0
3 globalDefault bool
4 description string
5 preemptionPolicy string
type scheduling.v1.PriorityClassList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []scheduling.v1.PriorityClass
resource priorityclasses PriorityClass cluster served singular=priorityclass short=pc verbs=create,delete,deletecollection,get,list,patch,update,watch
"""#,
#"""
version scheduling.k8s.io v1alpha2 scheduling off
type scheduling.v1alpha2.BasicSchedulingPolicy
type scheduling.v1alpha2.GangSchedulingPolicy
1! minCount int32 default=0
type scheduling.v1alpha2.PodGroup kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec scheduling.v1alpha2.PodGroupSpec default={}
3 status scheduling.v1alpha2.PodGroupStatus default={}
type scheduling.v1alpha2.PodGroupList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []scheduling.v1alpha2.PodGroup
type scheduling.v1alpha2.PodGroupResourceClaim
1! name string default=""
2 resourceClaimName string
3 resourceClaimTemplateName string
type scheduling.v1alpha2.PodGroupResourceClaimStatus
1! name string default=""
2 resourceClaimName string
type scheduling.v1alpha2.PodGroupSchedulingConstraints
1 topology []scheduling.v1alpha2.TopologyConstraint list=atomic
type scheduling.v1alpha2.PodGroupSchedulingPolicy
1 basic scheduling.v1alpha2.BasicSchedulingPolicy
2 gang scheduling.v1alpha2.GangSchedulingPolicy
type scheduling.v1alpha2.PodGroupSpec
1 podGroupTemplateRef scheduling.v1alpha2.PodGroupTemplateReference
2! schedulingPolicy scheduling.v1alpha2.PodGroupSchedulingPolicy default={}
3 schedulingConstraints scheduling.v1alpha2.PodGroupSchedulingConstraints
4 resourceClaims []scheduling.v1alpha2.PodGroupResourceClaim list=map:name patch=merge,retainKeys key=name
5 disruptionMode string default="Pod"
6 priorityClassName string
7 priority int32
type scheduling.v1alpha2.PodGroupStatus
1 conditions []meta.v1.Condition list=map:type patch=merge key=type
2 resourceClaimStatuses []scheduling.v1alpha2.PodGroupResourceClaimStatus list=map:name patch=merge,retainKeys key=name
type scheduling.v1alpha2.PodGroupTemplate
1! name string default=""
2! schedulingPolicy scheduling.v1alpha2.PodGroupSchedulingPolicy default={}
3 schedulingConstraints scheduling.v1alpha2.PodGroupSchedulingConstraints
4 resourceClaims []scheduling.v1alpha2.PodGroupResourceClaim list=map:name patch=merge,retainKeys key=name
5 disruptionMode string
6 priorityClassName string
7 priority int32
type scheduling.v1alpha2.PodGroupTemplateReference
1 workload scheduling.v1alpha2.WorkloadPodGroupTemplateReference
type scheduling.v1alpha2.TopologyConstraint
1! key string default=""
type scheduling.v1alpha2.TypedLocalObjectReference
1 apiGroup string
2! kind string default=""
3! name string default=""
type scheduling.v1alpha2.Workload kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec scheduling.v1alpha2.WorkloadSpec default={}
type scheduling.v1alpha2.WorkloadList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []scheduling.v1alpha2.Workload
type scheduling.v1alpha2.WorkloadPodGroupTemplateReference
1! workloadName string default=""
2! podGroupTemplateName string default=""
type scheduling.v1alpha2.WorkloadSpec
1 controllerRef scheduling.v1alpha2.TypedLocalObjectReference
2! podGroupTemplates []scheduling.v1alpha2.PodGroupTemplate list=map:name
resource podgroups PodGroup namespaced off singular=podgroup verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status scheduling.k8s.io/v1alpha2/PodGroup verbs=get,patch,update
resource workloads Workload namespaced off singular=workload verbs=create,delete,deletecollection,get,list,patch,update,watch
"""#,
#"""
version storage.k8s.io v1 storage served
type storage.v1.CSIDriver kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec storage.v1.CSIDriverSpec default={}
type storage.v1.CSIDriverList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []storage.v1.CSIDriver
type storage.v1.CSIDriverSpec
1 attachRequired bool
2 podInfoOnMount bool
3 volumeLifecycleModes []string list=set
4 storageCapacity bool
5 fsGroupPolicy string
6 tokenRequests []storage.v1.TokenRequest list=atomic
7 requiresRepublish bool
8 seLinuxMount bool
9 nodeAllocatableUpdatePeriodSeconds int64
10 serviceAccountTokenInSecrets bool
11 preventPodSchedulingIfMissing bool
type storage.v1.CSINode kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec storage.v1.CSINodeSpec default={}
type storage.v1.CSINodeDriver
1! name string default=""
2! nodeID string default=""
3 topologyKeys []string list=atomic
4 allocatable storage.v1.VolumeNodeResources
type storage.v1.CSINodeList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []storage.v1.CSINode
type storage.v1.CSINodeSpec
1! drivers []storage.v1.CSINodeDriver list=map:name patch=merge key=name
type storage.v1.CSIStorageCapacity kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 nodeTopology meta.v1.LabelSelector
3! storageClassName string default=""
4 capacity Quantity
5 maximumVolumeSize Quantity
type storage.v1.CSIStorageCapacityList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []storage.v1.CSIStorageCapacity
type storage.v1.StorageClass kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! provisioner string default=""
3 parameters {}string
4 reclaimPolicy string
5 mountOptions []string list=atomic
6 allowVolumeExpansion bool
7 volumeBindingMode string
8 allowedTopologies []core.v1.TopologySelectorTerm list=atomic
type storage.v1.StorageClassList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []storage.v1.StorageClass
type storage.v1.TokenRequest
1! audience string default=""
2 expirationSeconds int64
type storage.v1.VolumeAttachment kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! spec storage.v1.VolumeAttachmentSpec default={}
3 status storage.v1.VolumeAttachmentStatus default={}
type storage.v1.VolumeAttachmentList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []storage.v1.VolumeAttachment
type storage.v1.VolumeAttachmentSource
1 persistentVolumeName string
2 inlineVolumeSpec core.v1.PersistentVolumeSpec
type storage.v1.VolumeAttachmentSpec
1! attacher string default=""
2! source storage.v1.VolumeAttachmentSource default={}
3! nodeName string default=""
type storage.v1.VolumeAttachmentStatus
1! attached bool default=false
2 attachmentMetadata {}string
3 attachError storage.v1.VolumeError
4 detachError storage.v1.VolumeError
type storage.v1.VolumeAttributesClass kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! driverName string default=""
3 parameters {}string
type storage.v1.VolumeAttributesClassList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []storage.v1.VolumeAttributesClass
type storage.v1.VolumeError
1 time Time
2 message string
3 errorCode int32
type storage.v1.VolumeNodeResources
1 count int32
resource csidrivers CSIDriver cluster served singular=csidriver verbs=create,delete,deletecollection,get,list,patch,update,watch
resource csinodes CSINode cluster served singular=csinode verbs=create,delete,deletecollection,get,list,patch,update,watch
resource csistoragecapacities CSIStorageCapacity namespaced served singular=csistoragecapacity verbs=create,delete,deletecollection,get,list,patch,update,watch
resource storageclasses StorageClass cluster served singular=storageclass short=sc verbs=create,delete,deletecollection,get,list,patch,update,watch
resource volumeattachments VolumeAttachment cluster served singular=volumeattachment verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status storage.k8s.io/v1/VolumeAttachment verbs=get,patch,update
resource volumeattributesclasses VolumeAttributesClass cluster served singular=volumeattributesclass short=vac verbs=create,delete,deletecollection,get,list,patch,update,watch
"""#,
#"""
version storage.k8s.io v1beta1 storage off
type storage.v1beta1.VolumeAttributesClass kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2! driverName string default=""
3 parameters {}string
type storage.v1beta1.VolumeAttributesClassList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []storage.v1beta1.VolumeAttributesClass
resource volumeattributesclasses VolumeAttributesClass cluster off singular=volumeattributesclass short=vac verbs=create,delete,deletecollection,get,list,patch,update,watch
"""#,
#"""
version storagemigration.k8s.io v1beta1 storagemigration off
type storagemigration.v1beta1.StorageVersionMigration kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta default={}
2 spec storagemigration.v1beta1.StorageVersionMigrationSpec default={}
3 status storagemigration.v1beta1.StorageVersionMigrationStatus default={}
type storagemigration.v1beta1.StorageVersionMigrationList kind
- kind string
- apiVersion string
1 metadata meta.v1.ListMeta default={}
2! items []storagemigration.v1beta1.StorageVersionMigration
type storagemigration.v1beta1.StorageVersionMigrationSpec
1! resource meta.v1.GroupResource default={}
type storagemigration.v1beta1.StorageVersionMigrationStatus
1 conditions []meta.v1.Condition list=map:type patch=merge key=type
2 resourceVersion string
resource storageversionmigrations StorageVersionMigration cluster off singular=storageversionmigration verbs=create,delete,deletecollection,get,list,patch,update,watch
sub status storagemigration.k8s.io/v1beta1/StorageVersionMigration verbs=get,patch,update
"""#,
#"""
version admission.k8s.io v1 admission types
type admission.v1.AdmissionRequest
1 uid string
2 kind meta.v1.GroupVersionKind
3 resource meta.v1.GroupVersionResource
4 subResource string
13 requestKind meta.v1.GroupVersionKind
14 requestResource meta.v1.GroupVersionResource
15 requestSubResource string
5 name string
6 namespace string
7 operation string
8 userInfo authentication.v1.UserInfo
9 object any
10 oldObject any
11 dryRun bool
12 options any
type admission.v1.AdmissionResponse
1 uid string
2 allowed bool
3 status meta.v1.Status
4 patch bytes
5 patchType string
6 auditAnnotations {}string
7 warnings []string
type admission.v1.AdmissionReview kind
- kind string
- apiVersion string
1 request admission.v1.AdmissionRequest
2 response admission.v1.AdmissionResponse
type meta.v1.GroupVersionKind
1 group string
2 version string
3 kind string
type meta.v1.GroupVersionResource
1 group string
2 version string
3 resource string
"""#,
#"""
version admissionregistration.k8s.io v1beta1 admissionregistration types
type admissionregistration.v1beta1.AuditAnnotation
1 key string
2 valueExpression string
type admissionregistration.v1beta1.ExpressionWarning
2 fieldRef string
3 warning string
type admissionregistration.v1beta1.TypeChecking
1 expressionWarnings []admissionregistration.v1beta1.ExpressionWarning
type admissionregistration.v1beta1.ValidatingAdmissionPolicy kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec admissionregistration.v1beta1.ValidatingAdmissionPolicySpec
3 status admissionregistration.v1beta1.ValidatingAdmissionPolicyStatus
type admissionregistration.v1beta1.ValidatingAdmissionPolicySpec
1 paramKind admissionregistration.v1beta1.ParamKind
2 matchConstraints admissionregistration.v1beta1.MatchResources
3 validations []admissionregistration.v1beta1.Validation
4 failurePolicy string
5 auditAnnotations []admissionregistration.v1beta1.AuditAnnotation
6 matchConditions []admissionregistration.v1beta1.MatchCondition
7 variables []admissionregistration.v1beta1.Variable
type admissionregistration.v1beta1.ValidatingAdmissionPolicyStatus
1 observedGeneration int64
2 typeChecking admissionregistration.v1beta1.TypeChecking
3 conditions []meta.v1.Condition
type admissionregistration.v1beta1.Validation
1 expression string
2 message string
3 reason string
4 messageExpression string
type admissionregistration.v1beta1.ValidatingAdmissionPolicyBinding kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec admissionregistration.v1beta1.ValidatingAdmissionPolicyBindingSpec
type admissionregistration.v1beta1.ValidatingAdmissionPolicyBindingSpec
1 policyName string
2 paramRef admissionregistration.v1beta1.ParamRef
3 matchResources admissionregistration.v1beta1.MatchResources
4 validationActions []string
type admissionregistration.v1beta1.ServiceReference
1 namespace string
2 name string
3 path string
4 port int32
type admissionregistration.v1beta1.ValidatingWebhook
1 name string
2 clientConfig admissionregistration.v1beta1.WebhookClientConfig
3 rules []admissionregistration.v1.RuleWithOperations
4 failurePolicy string
9 matchPolicy string
5 namespaceSelector meta.v1.LabelSelector
10 objectSelector meta.v1.LabelSelector
6 sideEffects string
7 timeoutSeconds int32
8 admissionReviewVersions []string
11 matchConditions []admissionregistration.v1beta1.MatchCondition
type admissionregistration.v1beta1.ValidatingWebhookConfiguration kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 webhooks []admissionregistration.v1beta1.ValidatingWebhook
type admissionregistration.v1beta1.WebhookClientConfig
3 url string
1 service admissionregistration.v1beta1.ServiceReference
2 caBundle bytes
"""#,
#"""
version apidiscovery.k8s.io v2 apidiscovery types
type apidiscovery.v2.APIGroupDiscovery kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 versions []apidiscovery.v2.APIVersionDiscovery
type apidiscovery.v2.APIResourceDiscovery
1 resource string
2 responseKind meta.v1.GroupVersionKind
3 scope string
4 singularResource string
5 verbs []string
6 shortNames []string
7 categories []string
8 subresources []apidiscovery.v2.APISubresourceDiscovery
type apidiscovery.v2.APISubresourceDiscovery
1 subresource string
2 responseKind meta.v1.GroupVersionKind
3 acceptedTypes []meta.v1.GroupVersionKind
4 verbs []string
type apidiscovery.v2.APIVersionDiscovery
1 version string
2 resources []apidiscovery.v2.APIResourceDiscovery
3 freshness string
"""#,
#"""
version apidiscovery.k8s.io v2beta1 apidiscovery types
type apidiscovery.v2beta1.APIGroupDiscovery kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 versions []apidiscovery.v2beta1.APIVersionDiscovery
type apidiscovery.v2beta1.APIResourceDiscovery
1 resource string
2 responseKind meta.v1.GroupVersionKind
3 scope string
4 singularResource string
5 verbs []string
6 shortNames []string
7 categories []string
8 subresources []apidiscovery.v2beta1.APISubresourceDiscovery
type apidiscovery.v2beta1.APISubresourceDiscovery
1 subresource string
2 responseKind meta.v1.GroupVersionKind
3 acceptedTypes []meta.v1.GroupVersionKind
4 verbs []string
type apidiscovery.v2beta1.APIVersionDiscovery
1 version string
2 resources []apidiscovery.v2beta1.APIResourceDiscovery
3 freshness string
"""#,
#"""
version apps v1beta1 apps types
type apps.v1beta1.Deployment kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec apps.v1beta1.DeploymentSpec
3 status apps.v1beta1.DeploymentStatus
type apps.v1beta1.DeploymentCondition
1 type string
2 status string
6 lastUpdateTime Time
7 lastTransitionTime Time
4 reason string
5 message string
type apps.v1beta1.DeploymentSpec
1 replicas int32
2 selector meta.v1.LabelSelector
3 template core.v1.PodTemplateSpec
4 strategy apps.v1beta1.DeploymentStrategy
5 minReadySeconds int32
6 revisionHistoryLimit int32
7 paused bool
8 rollbackTo apps.v1beta1.RollbackConfig
9 progressDeadlineSeconds int32
type apps.v1beta1.DeploymentStatus
1 observedGeneration int64
2 replicas int32
3 updatedReplicas int32
7 readyReplicas int32
4 availableReplicas int32
5 unavailableReplicas int32
9 terminatingReplicas int32
6 conditions []apps.v1beta1.DeploymentCondition
8 collisionCount int32
type apps.v1beta1.DeploymentStrategy
1 type string
2 rollingUpdate apps.v1beta1.RollingUpdateDeployment
type apps.v1beta1.RollbackConfig
1 revision int64
type apps.v1beta1.RollingUpdateDeployment
1 maxUnavailable IntOrString
2 maxSurge IntOrString
type apps.v1beta1.DeploymentRollback kind
- kind string
- apiVersion string
1 name string
2 updatedAnnotations {}string
3 rollbackTo apps.v1beta1.RollbackConfig
type apps.v1beta1.RollingUpdateStatefulSetStrategy
1 partition int32
2 maxUnavailable IntOrString
type apps.v1beta1.StatefulSet kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec apps.v1beta1.StatefulSetSpec
3 status apps.v1beta1.StatefulSetStatus
type apps.v1beta1.StatefulSetCondition
1 type string
2 status string
3 lastTransitionTime Time
4 reason string
5 message string
type apps.v1beta1.StatefulSetOrdinals
1 start int32
type apps.v1beta1.StatefulSetPersistentVolumeClaimRetentionPolicy
1 whenDeleted string
2 whenScaled string
type apps.v1beta1.StatefulSetSpec
1 replicas int32
2 selector meta.v1.LabelSelector
3 template core.v1.PodTemplateSpec
4 volumeClaimTemplates []core.v1.PersistentVolumeClaim
5 serviceName string
6 podManagementPolicy string
7 updateStrategy apps.v1beta1.StatefulSetUpdateStrategy
8 revisionHistoryLimit int32
9 minReadySeconds int32
10 persistentVolumeClaimRetentionPolicy apps.v1beta1.StatefulSetPersistentVolumeClaimRetentionPolicy
11 ordinals apps.v1beta1.StatefulSetOrdinals
type apps.v1beta1.StatefulSetStatus
1 observedGeneration int64
2 replicas int32
3 readyReplicas int32
4 currentReplicas int32
5 updatedReplicas int32
6 currentRevision string
7 updateRevision string
9 collisionCount int32
10 conditions []apps.v1beta1.StatefulSetCondition
11 availableReplicas int32
type apps.v1beta1.StatefulSetUpdateStrategy
1 type string
2 rollingUpdate apps.v1beta1.RollingUpdateStatefulSetStrategy
"""#,
#"""
version apps v1beta2 apps types
type apps.v1beta2.ControllerRevision kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 data any
3 revision int64
type apps.v1beta2.DaemonSet kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec apps.v1beta2.DaemonSetSpec
3 status apps.v1beta2.DaemonSetStatus
type apps.v1beta2.DaemonSetCondition
1 type string
2 status string
3 lastTransitionTime Time
4 reason string
5 message string
type apps.v1beta2.DaemonSetSpec
1 selector meta.v1.LabelSelector
2 template core.v1.PodTemplateSpec
3 updateStrategy apps.v1beta2.DaemonSetUpdateStrategy
4 minReadySeconds int32
6 revisionHistoryLimit int32
type apps.v1beta2.DaemonSetStatus
1 currentNumberScheduled int32
2 numberMisscheduled int32
3 desiredNumberScheduled int32
4 numberReady int32
5 observedGeneration int64
6 updatedNumberScheduled int32
7 numberAvailable int32
8 numberUnavailable int32
9 collisionCount int32
10 conditions []apps.v1beta2.DaemonSetCondition
type apps.v1beta2.DaemonSetUpdateStrategy
1 type string
2 rollingUpdate apps.v1beta2.RollingUpdateDaemonSet
type apps.v1beta2.RollingUpdateDaemonSet
1 maxUnavailable IntOrString
2 maxSurge IntOrString
type apps.v1beta2.Deployment kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec apps.v1beta2.DeploymentSpec
3 status apps.v1beta2.DeploymentStatus
type apps.v1beta2.DeploymentCondition
1 type string
2 status string
6 lastUpdateTime Time
7 lastTransitionTime Time
4 reason string
5 message string
type apps.v1beta2.DeploymentSpec
1 replicas int32
2 selector meta.v1.LabelSelector
3 template core.v1.PodTemplateSpec
4 strategy apps.v1beta2.DeploymentStrategy
5 minReadySeconds int32
6 revisionHistoryLimit int32
7 paused bool
9 progressDeadlineSeconds int32
type apps.v1beta2.DeploymentStatus
1 observedGeneration int64
2 replicas int32
3 updatedReplicas int32
7 readyReplicas int32
4 availableReplicas int32
5 unavailableReplicas int32
9 terminatingReplicas int32
6 conditions []apps.v1beta2.DeploymentCondition
8 collisionCount int32
type apps.v1beta2.DeploymentStrategy
1 type string
2 rollingUpdate apps.v1beta2.RollingUpdateDeployment
type apps.v1beta2.RollingUpdateDeployment
1 maxUnavailable IntOrString
2 maxSurge IntOrString
type apps.v1beta2.RollingUpdateStatefulSetStrategy
1 partition int32
2 maxUnavailable IntOrString
type apps.v1beta2.StatefulSet kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec apps.v1beta2.StatefulSetSpec
3 status apps.v1beta2.StatefulSetStatus
type apps.v1beta2.StatefulSetCondition
1 type string
2 status string
3 lastTransitionTime Time
4 reason string
5 message string
type apps.v1beta2.StatefulSetOrdinals
1 start int32
type apps.v1beta2.StatefulSetPersistentVolumeClaimRetentionPolicy
1 whenDeleted string
2 whenScaled string
type apps.v1beta2.StatefulSetSpec
1 replicas int32
2 selector meta.v1.LabelSelector
3 template core.v1.PodTemplateSpec
4 volumeClaimTemplates []core.v1.PersistentVolumeClaim
5 serviceName string
6 podManagementPolicy string
7 updateStrategy apps.v1beta2.StatefulSetUpdateStrategy
8 revisionHistoryLimit int32
9 minReadySeconds int32
10 persistentVolumeClaimRetentionPolicy apps.v1beta2.StatefulSetPersistentVolumeClaimRetentionPolicy
11 ordinals apps.v1beta2.StatefulSetOrdinals
type apps.v1beta2.StatefulSetStatus
1 observedGeneration int64
2 replicas int32
3 readyReplicas int32
4 currentReplicas int32
5 updatedReplicas int32
6 currentRevision string
7 updateRevision string
9 collisionCount int32
10 conditions []apps.v1beta2.StatefulSetCondition
11 availableReplicas int32
type apps.v1beta2.StatefulSetUpdateStrategy
1 type string
2 rollingUpdate apps.v1beta2.RollingUpdateStatefulSetStrategy
"""#,
#"""
version authentication.k8s.io v1beta1 authentication types
type authentication.v1beta1.SelfSubjectReview kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 status authentication.v1beta1.SelfSubjectReviewStatus
type authentication.v1beta1.SelfSubjectReviewStatus
1 userInfo authentication.v1.UserInfo
type authentication.v1beta1.TokenReview kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec authentication.v1beta1.TokenReviewSpec
3 status authentication.v1beta1.TokenReviewStatus
type authentication.v1beta1.TokenReviewSpec
1 token string
2 audiences []string
type authentication.v1beta1.TokenReviewStatus
1 authenticated bool
2 user authentication.v1beta1.UserInfo
4 audiences []string
3 error string
type authentication.v1beta1.UserInfo
1 username string
2 uid string
3 groups []string
4 extra {}[]string
"""#,
#"""
version authorization.k8s.io v1beta1 authorization types
type authorization.v1beta1.LocalSubjectAccessReview kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec authorization.v1beta1.SubjectAccessReviewSpec
3 status authorization.v1beta1.SubjectAccessReviewStatus
type authorization.v1beta1.NonResourceAttributes
1 path string
2 verb string
type authorization.v1beta1.ResourceAttributes
1 namespace string
2 verb string
3 group string
4 version string
5 resource string
6 subresource string
7 name string
8 fieldSelector authorization.v1.FieldSelectorAttributes
9 labelSelector authorization.v1.LabelSelectorAttributes
type authorization.v1beta1.SubjectAccessReviewSpec
1 resourceAttributes authorization.v1beta1.ResourceAttributes
2 nonResourceAttributes authorization.v1beta1.NonResourceAttributes
3 user string
4 group []string
5 extra {}[]string
6 uid string
type authorization.v1beta1.SubjectAccessReviewStatus
1 allowed bool
4 denied bool
2 reason string
3 evaluationError string
type authorization.v1beta1.SelfSubjectAccessReview kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec authorization.v1beta1.SelfSubjectAccessReviewSpec
3 status authorization.v1beta1.SubjectAccessReviewStatus
type authorization.v1beta1.SelfSubjectAccessReviewSpec
1 resourceAttributes authorization.v1beta1.ResourceAttributes
2 nonResourceAttributes authorization.v1beta1.NonResourceAttributes
type authorization.v1beta1.NonResourceRule
1 verbs []string
2 nonResourceURLs []string
type authorization.v1beta1.ResourceRule
1 verbs []string
2 apiGroups []string
3 resources []string
4 resourceNames []string
type authorization.v1beta1.SelfSubjectRulesReview kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec authorization.v1beta1.SelfSubjectRulesReviewSpec
3 status authorization.v1beta1.SubjectRulesReviewStatus
type authorization.v1beta1.SelfSubjectRulesReviewSpec
1 namespace string
type authorization.v1beta1.SubjectRulesReviewStatus
1 resourceRules []authorization.v1beta1.ResourceRule
2 nonResourceRules []authorization.v1beta1.NonResourceRule
3 incomplete bool
4 evaluationError string
type authorization.v1beta1.SubjectAccessReview kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec authorization.v1beta1.SubjectAccessReviewSpec
3 status authorization.v1beta1.SubjectAccessReviewStatus
"""#,
#"""
version certificates.k8s.io v1beta1 certificates types
type certificates.v1beta1.CertificateSigningRequest kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec certificates.v1beta1.CertificateSigningRequestSpec
3 status certificates.v1beta1.CertificateSigningRequestStatus
type certificates.v1beta1.CertificateSigningRequestCondition
1 type string
6 status string
2 reason string
3 message string
4 lastUpdateTime Time
5 lastTransitionTime Time
type certificates.v1beta1.CertificateSigningRequestSpec
1 request bytes
7 signerName string
8 expirationSeconds int32
5 usages []string
2 username string
3 uid string
4 groups []string
6 extra {}[]string
type certificates.v1beta1.CertificateSigningRequestStatus
1 conditions []certificates.v1beta1.CertificateSigningRequestCondition
2 certificate bytes
"""#,
#"""
version coordination.k8s.io v1beta1 coordination types
type coordination.v1beta1.Lease kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec coordination.v1beta1.LeaseSpec
type coordination.v1beta1.LeaseSpec
1 holderIdentity string
2 leaseDurationSeconds int32
3 acquireTime MicroTime
4 renewTime MicroTime
5 leaseTransitions int32
6 strategy string
7 preferredHolder string
"""#,
#"""
version core v1 core types
type core.v1.PodAttachOptions kind
- kind string
- apiVersion string
1 stdin bool
2 stdout bool
3 stderr bool
4 tty bool
5 container string
type core.v1.PodLogOptions kind
- kind string
- apiVersion string
1 container string
2 follow bool
3 previous bool
4 sinceSeconds int64
5 sinceTime Time
6 timestamps bool
7 tailLines int64
8 limitBytes int64
9 insecureSkipTLSVerifyBackend bool
10 stream string
type core.v1.PodPortForwardOptions kind
- kind string
- apiVersion string
1 ports []int32
type core.v1.PodProxyOptions kind
- kind string
- apiVersion string
1 path string
type core.v1.RangeAllocation kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 range string
3 data bytes
type core.v1.SerializedReference kind
- kind string
- apiVersion string
1 reference core.v1.ObjectReference
type core.v1.ServiceProxyOptions kind
- kind string
- apiVersion string
1 path string
"""#,
#"""
version discovery.k8s.io v1beta1 discovery types
type discovery.v1beta1.Endpoint
1 addresses []string
2 conditions discovery.v1beta1.EndpointConditions
3 hostname string
4 targetRef core.v1.ObjectReference
5 topology {}string
6 nodeName string
7 hints discovery.v1beta1.EndpointHints
type discovery.v1beta1.EndpointConditions
1 ready bool
2 serving bool
3 terminating bool
type discovery.v1beta1.EndpointHints
1 forZones []discovery.v1beta1.ForZone
2 forNodes []discovery.v1beta1.ForNode
type discovery.v1beta1.EndpointPort
1 name string
2 protocol string
3 port int32
4 appProtocol string
type discovery.v1beta1.EndpointSlice kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
4 addressType string
2 endpoints []discovery.v1beta1.Endpoint
3 ports []discovery.v1beta1.EndpointPort
type discovery.v1beta1.ForNode
1 name string
type discovery.v1beta1.ForZone
1 name string
"""#,
#"""
version events.k8s.io v1beta1 events types
type events.v1beta1.Event kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 eventTime MicroTime
3 series events.v1beta1.EventSeries
4 reportingController string
5 reportingInstance string
6 action string
7 reason string
8 regarding core.v1.ObjectReference
9 related core.v1.ObjectReference
10 note string
11 type string
12 deprecatedSource core.v1.EventSource
13 deprecatedFirstTimestamp Time
14 deprecatedLastTimestamp Time
15 deprecatedCount int32
type events.v1beta1.EventSeries
1 count int32
2 lastObservedTime MicroTime
"""#,
#"""
version extensions v1beta1 extensions types
type extensions.v1beta1.DaemonSet kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec extensions.v1beta1.DaemonSetSpec
3 status extensions.v1beta1.DaemonSetStatus
type extensions.v1beta1.DaemonSetCondition
1 type string
2 status string
3 lastTransitionTime Time
4 reason string
5 message string
type extensions.v1beta1.DaemonSetSpec
1 selector meta.v1.LabelSelector
2 template core.v1.PodTemplateSpec
3 updateStrategy extensions.v1beta1.DaemonSetUpdateStrategy
4 minReadySeconds int32
5 templateGeneration int64
6 revisionHistoryLimit int32
type extensions.v1beta1.DaemonSetStatus
1 currentNumberScheduled int32
2 numberMisscheduled int32
3 desiredNumberScheduled int32
4 numberReady int32
5 observedGeneration int64
6 updatedNumberScheduled int32
7 numberAvailable int32
8 numberUnavailable int32
9 collisionCount int32
10 conditions []extensions.v1beta1.DaemonSetCondition
type extensions.v1beta1.DaemonSetUpdateStrategy
1 type string
2 rollingUpdate extensions.v1beta1.RollingUpdateDaemonSet
type extensions.v1beta1.RollingUpdateDaemonSet
1 maxUnavailable IntOrString
2 maxSurge IntOrString
type extensions.v1beta1.DeploymentRollback kind
- kind string
- apiVersion string
1 name string
2 updatedAnnotations {}string
3 rollbackTo extensions.v1beta1.RollbackConfig
type extensions.v1beta1.RollbackConfig
1 revision int64
type extensions.v1beta1.HTTPIngressPath
1 path string
3 pathType string
2 backend extensions.v1beta1.IngressBackend
type extensions.v1beta1.HTTPIngressRuleValue
1 paths []extensions.v1beta1.HTTPIngressPath
type extensions.v1beta1.Ingress kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec extensions.v1beta1.IngressSpec
3 status extensions.v1beta1.IngressStatus
type extensions.v1beta1.IngressBackend
1 serviceName string
2 servicePort IntOrString
3 resource core.v1.TypedLocalObjectReference
type extensions.v1beta1.IngressLoadBalancerIngress
1 ip string
2 hostname string
4 ports []extensions.v1beta1.IngressPortStatus
type extensions.v1beta1.IngressLoadBalancerStatus
1 ingress []extensions.v1beta1.IngressLoadBalancerIngress
type extensions.v1beta1.IngressPortStatus
1 port int32
2 protocol string
3 error string
type extensions.v1beta1.IngressRule
1 host string
2.1 http extensions.v1beta1.HTTPIngressRuleValue
type extensions.v1beta1.IngressSpec
4 ingressClassName string
1 backend extensions.v1beta1.IngressBackend
2 tls []extensions.v1beta1.IngressTLS
3 rules []extensions.v1beta1.IngressRule
type extensions.v1beta1.IngressStatus
1 loadBalancer extensions.v1beta1.IngressLoadBalancerStatus
type extensions.v1beta1.IngressTLS
1 hosts []string
2 secretName string
type extensions.v1beta1.IPBlock
1 cidr string
2 except []string
type extensions.v1beta1.NetworkPolicy kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec extensions.v1beta1.NetworkPolicySpec
type extensions.v1beta1.NetworkPolicyEgressRule
1 ports []extensions.v1beta1.NetworkPolicyPort
2 to []extensions.v1beta1.NetworkPolicyPeer
type extensions.v1beta1.NetworkPolicyIngressRule
1 ports []extensions.v1beta1.NetworkPolicyPort
2 from []extensions.v1beta1.NetworkPolicyPeer
type extensions.v1beta1.NetworkPolicyPeer
1 podSelector meta.v1.LabelSelector
2 namespaceSelector meta.v1.LabelSelector
3 ipBlock extensions.v1beta1.IPBlock
type extensions.v1beta1.NetworkPolicyPort
1 protocol string
2 port IntOrString
3 endPort int32
type extensions.v1beta1.NetworkPolicySpec
1 podSelector meta.v1.LabelSelector
2 ingress []extensions.v1beta1.NetworkPolicyIngressRule
3 egress []extensions.v1beta1.NetworkPolicyEgressRule
4 policyTypes []string
type extensions.v1beta1.ReplicaSet kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec extensions.v1beta1.ReplicaSetSpec
3 status extensions.v1beta1.ReplicaSetStatus
type extensions.v1beta1.ReplicaSetCondition
1 type string
2 status string
3 lastTransitionTime Time
4 reason string
5 message string
type extensions.v1beta1.ReplicaSetSpec
1 replicas int32
4 minReadySeconds int32
2 selector meta.v1.LabelSelector
3 template core.v1.PodTemplateSpec
type extensions.v1beta1.ReplicaSetStatus
1 replicas int32
2 fullyLabeledReplicas int32
4 readyReplicas int32
5 availableReplicas int32
7 terminatingReplicas int32
3 observedGeneration int64
6 conditions []extensions.v1beta1.ReplicaSetCondition
type extensions.v1beta1.Scale kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec extensions.v1beta1.ScaleSpec
3 status extensions.v1beta1.ScaleStatus
type extensions.v1beta1.ScaleSpec
1 replicas int32
type extensions.v1beta1.ScaleStatus
1 replicas int32
2 selector {}string
3 targetSelector string
"""#,
#"""
version flowcontrol.apiserver.k8s.io v1beta1 flowcontrol types
type flowcontrol.v1beta1.FlowDistinguisherMethod
1 type string
type flowcontrol.v1beta1.FlowSchema kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec flowcontrol.v1beta1.FlowSchemaSpec
3 status flowcontrol.v1beta1.FlowSchemaStatus
type flowcontrol.v1beta1.FlowSchemaCondition
1 type string
2 status string
3 lastTransitionTime Time
4 reason string
5 message string
type flowcontrol.v1beta1.FlowSchemaSpec
1 priorityLevelConfiguration flowcontrol.v1beta1.PriorityLevelConfigurationReference
2 matchingPrecedence int32
3 distinguisherMethod flowcontrol.v1beta1.FlowDistinguisherMethod
4 rules []flowcontrol.v1beta1.PolicyRulesWithSubjects
type flowcontrol.v1beta1.FlowSchemaStatus
1 conditions []flowcontrol.v1beta1.FlowSchemaCondition
type flowcontrol.v1beta1.GroupSubject
1 name string
type flowcontrol.v1beta1.NonResourcePolicyRule
1 verbs []string
6 nonResourceURLs []string
type flowcontrol.v1beta1.PolicyRulesWithSubjects
1 subjects []flowcontrol.v1beta1.Subject
2 resourceRules []flowcontrol.v1beta1.ResourcePolicyRule
3 nonResourceRules []flowcontrol.v1beta1.NonResourcePolicyRule
type flowcontrol.v1beta1.PriorityLevelConfigurationReference
1 name string
type flowcontrol.v1beta1.ResourcePolicyRule
1 verbs []string
2 apiGroups []string
3 resources []string
4 clusterScope bool
5 namespaces []string
type flowcontrol.v1beta1.ServiceAccountSubject
1 namespace string
2 name string
type flowcontrol.v1beta1.Subject
1 kind string
2 user flowcontrol.v1beta1.UserSubject
3 group flowcontrol.v1beta1.GroupSubject
4 serviceAccount flowcontrol.v1beta1.ServiceAccountSubject
type flowcontrol.v1beta1.UserSubject
1 name string
"""#,
#"""
version flowcontrol.apiserver.k8s.io v1beta2 flowcontrol types
type flowcontrol.v1beta2.FlowDistinguisherMethod
1 type string
type flowcontrol.v1beta2.FlowSchema kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec flowcontrol.v1beta2.FlowSchemaSpec
3 status flowcontrol.v1beta2.FlowSchemaStatus
type flowcontrol.v1beta2.FlowSchemaCondition
1 type string
2 status string
3 lastTransitionTime Time
4 reason string
5 message string
type flowcontrol.v1beta2.FlowSchemaSpec
1 priorityLevelConfiguration flowcontrol.v1beta2.PriorityLevelConfigurationReference
2 matchingPrecedence int32
3 distinguisherMethod flowcontrol.v1beta2.FlowDistinguisherMethod
4 rules []flowcontrol.v1beta2.PolicyRulesWithSubjects
type flowcontrol.v1beta2.FlowSchemaStatus
1 conditions []flowcontrol.v1beta2.FlowSchemaCondition
type flowcontrol.v1beta2.GroupSubject
1 name string
type flowcontrol.v1beta2.NonResourcePolicyRule
1 verbs []string
6 nonResourceURLs []string
type flowcontrol.v1beta2.PolicyRulesWithSubjects
1 subjects []flowcontrol.v1beta2.Subject
2 resourceRules []flowcontrol.v1beta2.ResourcePolicyRule
3 nonResourceRules []flowcontrol.v1beta2.NonResourcePolicyRule
type flowcontrol.v1beta2.PriorityLevelConfigurationReference
1 name string
type flowcontrol.v1beta2.ResourcePolicyRule
1 verbs []string
2 apiGroups []string
3 resources []string
4 clusterScope bool
5 namespaces []string
type flowcontrol.v1beta2.ServiceAccountSubject
1 namespace string
2 name string
type flowcontrol.v1beta2.Subject
1 kind string
2 user flowcontrol.v1beta2.UserSubject
3 group flowcontrol.v1beta2.GroupSubject
4 serviceAccount flowcontrol.v1beta2.ServiceAccountSubject
type flowcontrol.v1beta2.UserSubject
1 name string
type flowcontrol.v1beta2.ExemptPriorityLevelConfiguration
1 nominalConcurrencyShares int32
2 lendablePercent int32
type flowcontrol.v1beta2.LimitResponse
1 type string
2 queuing flowcontrol.v1beta2.QueuingConfiguration
type flowcontrol.v1beta2.LimitedPriorityLevelConfiguration
1 assuredConcurrencyShares int32
2 limitResponse flowcontrol.v1beta2.LimitResponse
3 lendablePercent int32
4 borrowingLimitPercent int32
type flowcontrol.v1beta2.PriorityLevelConfiguration kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec flowcontrol.v1beta2.PriorityLevelConfigurationSpec
3 status flowcontrol.v1beta2.PriorityLevelConfigurationStatus
type flowcontrol.v1beta2.PriorityLevelConfigurationCondition
1 type string
2 status string
3 lastTransitionTime Time
4 reason string
5 message string
type flowcontrol.v1beta2.PriorityLevelConfigurationSpec
1 type string
2 limited flowcontrol.v1beta2.LimitedPriorityLevelConfiguration
3 exempt flowcontrol.v1beta2.ExemptPriorityLevelConfiguration
type flowcontrol.v1beta2.PriorityLevelConfigurationStatus
1 conditions []flowcontrol.v1beta2.PriorityLevelConfigurationCondition
type flowcontrol.v1beta2.QueuingConfiguration
1 queues int32
2 handSize int32
3 queueLengthLimit int32
"""#,
#"""
version flowcontrol.apiserver.k8s.io v1beta3 flowcontrol types
type flowcontrol.v1beta3.FlowDistinguisherMethod
1 type string
type flowcontrol.v1beta3.FlowSchema kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec flowcontrol.v1beta3.FlowSchemaSpec
3 status flowcontrol.v1beta3.FlowSchemaStatus
type flowcontrol.v1beta3.FlowSchemaCondition
1 type string
2 status string
3 lastTransitionTime Time
4 reason string
5 message string
type flowcontrol.v1beta3.FlowSchemaSpec
1 priorityLevelConfiguration flowcontrol.v1beta3.PriorityLevelConfigurationReference
2 matchingPrecedence int32
3 distinguisherMethod flowcontrol.v1beta3.FlowDistinguisherMethod
4 rules []flowcontrol.v1beta3.PolicyRulesWithSubjects
type flowcontrol.v1beta3.FlowSchemaStatus
1 conditions []flowcontrol.v1beta3.FlowSchemaCondition
type flowcontrol.v1beta3.GroupSubject
1 name string
type flowcontrol.v1beta3.NonResourcePolicyRule
1 verbs []string
6 nonResourceURLs []string
type flowcontrol.v1beta3.PolicyRulesWithSubjects
1 subjects []flowcontrol.v1beta3.Subject
2 resourceRules []flowcontrol.v1beta3.ResourcePolicyRule
3 nonResourceRules []flowcontrol.v1beta3.NonResourcePolicyRule
type flowcontrol.v1beta3.PriorityLevelConfigurationReference
1 name string
type flowcontrol.v1beta3.ResourcePolicyRule
1 verbs []string
2 apiGroups []string
3 resources []string
4 clusterScope bool
5 namespaces []string
type flowcontrol.v1beta3.ServiceAccountSubject
1 namespace string
2 name string
type flowcontrol.v1beta3.Subject
1 kind string
2 user flowcontrol.v1beta3.UserSubject
3 group flowcontrol.v1beta3.GroupSubject
4 serviceAccount flowcontrol.v1beta3.ServiceAccountSubject
type flowcontrol.v1beta3.UserSubject
1 name string
type flowcontrol.v1beta3.ExemptPriorityLevelConfiguration
1 nominalConcurrencyShares int32
2 lendablePercent int32
type flowcontrol.v1beta3.LimitResponse
1 type string
2 queuing flowcontrol.v1beta3.QueuingConfiguration
type flowcontrol.v1beta3.LimitedPriorityLevelConfiguration
1 nominalConcurrencyShares int32
2 limitResponse flowcontrol.v1beta3.LimitResponse
3 lendablePercent int32
4 borrowingLimitPercent int32
type flowcontrol.v1beta3.PriorityLevelConfiguration kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec flowcontrol.v1beta3.PriorityLevelConfigurationSpec
3 status flowcontrol.v1beta3.PriorityLevelConfigurationStatus
type flowcontrol.v1beta3.PriorityLevelConfigurationCondition
1 type string
2 status string
3 lastTransitionTime Time
4 reason string
5 message string
type flowcontrol.v1beta3.PriorityLevelConfigurationSpec
1 type string
2 limited flowcontrol.v1beta3.LimitedPriorityLevelConfiguration
3 exempt flowcontrol.v1beta3.ExemptPriorityLevelConfiguration
type flowcontrol.v1beta3.PriorityLevelConfigurationStatus
1 conditions []flowcontrol.v1beta3.PriorityLevelConfigurationCondition
type flowcontrol.v1beta3.QueuingConfiguration
1 queues int32
2 handSize int32
3 queueLengthLimit int32
"""#,
#"""
version imagepolicy.k8s.io v1alpha1 imagepolicy types
type imagepolicy.v1alpha1.ImageReview kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec imagepolicy.v1alpha1.ImageReviewSpec
3 status imagepolicy.v1alpha1.ImageReviewStatus
type imagepolicy.v1alpha1.ImageReviewContainerSpec
1 image string
type imagepolicy.v1alpha1.ImageReviewSpec
1 containers []imagepolicy.v1alpha1.ImageReviewContainerSpec
2 annotations {}string
3 namespace string
type imagepolicy.v1alpha1.ImageReviewStatus
1 allowed bool
2 reason string
3 auditAnnotations {}string
"""#,
#"""
version networking.k8s.io v1beta1 networking types
type networking.v1beta1.HTTPIngressPath
1 path string
3 pathType string
2 backend networking.v1beta1.IngressBackend
type networking.v1beta1.HTTPIngressRuleValue
1 paths []networking.v1beta1.HTTPIngressPath
type networking.v1beta1.Ingress kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec networking.v1beta1.IngressSpec
3 status networking.v1beta1.IngressStatus
type networking.v1beta1.IngressBackend
1 serviceName string
2 servicePort IntOrString
3 resource core.v1.TypedLocalObjectReference
type networking.v1beta1.IngressLoadBalancerIngress
1 ip string
2 hostname string
4 ports []networking.v1beta1.IngressPortStatus
type networking.v1beta1.IngressLoadBalancerStatus
1 ingress []networking.v1beta1.IngressLoadBalancerIngress
type networking.v1beta1.IngressPortStatus
1 port int32
2 protocol string
3 error string
type networking.v1beta1.IngressRule
1 host string
2.1 http networking.v1beta1.HTTPIngressRuleValue
type networking.v1beta1.IngressSpec
4 ingressClassName string
1 backend networking.v1beta1.IngressBackend
2 tls []networking.v1beta1.IngressTLS
3 rules []networking.v1beta1.IngressRule
type networking.v1beta1.IngressStatus
1 loadBalancer networking.v1beta1.IngressLoadBalancerStatus
type networking.v1beta1.IngressTLS
1 hosts []string
2 secretName string
"""#,
#"""
version node.k8s.io v1beta1 node types
type node.v1beta1.Overhead
1 podFixed {}Quantity
type node.v1beta1.RuntimeClass kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 handler string
3 overhead node.v1beta1.Overhead
4 scheduling node.v1beta1.Scheduling
type node.v1beta1.Scheduling
1 nodeSelector {}string
2 tolerations []core.v1.Toleration
"""#,
#"""
version policy v1beta1 policy types
type policy.v1beta1.Eviction kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 deleteOptions meta.v1.DeleteOptions
"""#,
#"""
version rbac.authorization.k8s.io v1alpha1 rbac types
type rbac.v1alpha1.AggregationRule
1 clusterRoleSelectors []meta.v1.LabelSelector
type rbac.v1alpha1.ClusterRole kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 rules []rbac.v1alpha1.PolicyRule
3 aggregationRule rbac.v1alpha1.AggregationRule
type rbac.v1alpha1.PolicyRule
1 verbs []string
3 apiGroups []string
4 resources []string
5 resourceNames []string
6 nonResourceURLs []string
type rbac.v1alpha1.ClusterRoleBinding kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 subjects []rbac.v1alpha1.Subject
3 roleRef rbac.v1alpha1.RoleRef
type rbac.v1alpha1.RoleRef
1 apiGroup string
2 kind string
3 name string
type rbac.v1alpha1.Subject
1 kind string
2 apiVersion string
3 name string
4 namespace string
type rbac.v1alpha1.Role kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 rules []rbac.v1alpha1.PolicyRule
type rbac.v1alpha1.RoleBinding kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 subjects []rbac.v1alpha1.Subject
3 roleRef rbac.v1alpha1.RoleRef
"""#,
#"""
version rbac.authorization.k8s.io v1beta1 rbac types
type rbac.v1beta1.PolicyRule
1 verbs []string
2 apiGroups []string
3 resources []string
4 resourceNames []string
5 nonResourceURLs []string
type rbac.v1beta1.Role kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 rules []rbac.v1beta1.PolicyRule
type rbac.v1beta1.RoleBinding kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 subjects []rbac.v1beta1.Subject
3 roleRef rbac.v1beta1.RoleRef
type rbac.v1beta1.RoleRef
1 apiGroup string
2 kind string
3 name string
type rbac.v1beta1.Subject
1 kind string
2 apiGroup string
3 name string
4 namespace string
"""#,
#"""
version scheduling.k8s.io v1beta1 scheduling types
type scheduling.v1beta1.PriorityClass kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 value int32
3 globalDefault bool
4 description string
5 preemptionPolicy string
"""#,
#"""
version storage.k8s.io v1alpha1 storage types
type storage.v1alpha1.CSIStorageCapacity kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 nodeTopology meta.v1.LabelSelector
3 storageClassName string
4 capacity Quantity
5 maximumVolumeSize Quantity
type storage.v1alpha1.VolumeAttachment kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec storage.v1alpha1.VolumeAttachmentSpec
3 status storage.v1alpha1.VolumeAttachmentStatus
type storage.v1alpha1.VolumeAttachmentSource
1 persistentVolumeName string
2 inlineVolumeSpec core.v1.PersistentVolumeSpec
type storage.v1alpha1.VolumeAttachmentSpec
1 attacher string
2 source storage.v1alpha1.VolumeAttachmentSource
3 nodeName string
type storage.v1alpha1.VolumeAttachmentStatus
1 attached bool
2 attachmentMetadata {}string
3 attachError storage.v1alpha1.VolumeError
4 detachError storage.v1alpha1.VolumeError
type storage.v1alpha1.VolumeError
1 time Time
2 message string
3 errorCode int32
type storage.v1alpha1.VolumeAttributesClass kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 driverName string
3 parameters {}string
"""#,
#"""
version storage.k8s.io v1beta1 storage types
type storage.v1beta1.CSIDriver kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec storage.v1beta1.CSIDriverSpec
type storage.v1beta1.CSIDriverSpec
1 attachRequired bool
2 podInfoOnMount bool
3 volumeLifecycleModes []string
4 storageCapacity bool
5 fsGroupPolicy string
6 tokenRequests []storage.v1beta1.TokenRequest
7 requiresRepublish bool
8 seLinuxMount bool
9 nodeAllocatableUpdatePeriodSeconds int64
10 serviceAccountTokenInSecrets bool
11 preventPodSchedulingIfMissing bool
type storage.v1beta1.TokenRequest
1 audience string
2 expirationSeconds int64
type storage.v1beta1.StorageClass kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 provisioner string
3 parameters {}string
4 reclaimPolicy string
5 mountOptions []string
6 allowVolumeExpansion bool
7 volumeBindingMode string
8 allowedTopologies []core.v1.TopologySelectorTerm
type storage.v1beta1.VolumeAttachment kind
- kind string
- apiVersion string
1 metadata meta.v1.ObjectMeta
2 spec storage.v1beta1.VolumeAttachmentSpec
3 status storage.v1beta1.VolumeAttachmentStatus
type storage.v1beta1.VolumeAttachmentSource
1 persistentVolumeName string
2 inlineVolumeSpec core.v1.PersistentVolumeSpec
type storage.v1beta1.VolumeAttachmentSpec
1 attacher string
2 source storage.v1beta1.VolumeAttachmentSource
3 nodeName string
type storage.v1beta1.VolumeAttachmentStatus
1 attached bool
2 attachmentMetadata {}string
3 attachError storage.v1beta1.VolumeError
4 detachError storage.v1beta1.VolumeError
type storage.v1beta1.VolumeError
1 time Time
2 message string
3 errorCode int32
"""#,
    ]
}
