/// The annotations and finalizers through which the parts of Kubernetes, and CSI's own, agree about volumes.
public enum StorageKeys {
    /// On claims: the binding is complete; a volume that is missing from now on is lost.
    public static let bindCompleted = "pv.kubernetes.io/bind-completed"
    /// On claims and volumes: the controller made the binding, not the user, and may take it back.
    public static let boundByController = "pv.kubernetes.io/bound-by-controller"
    /// On volumes: the provisioner that made it, and that is to delete it.
    public static let provisionedBy = "pv.kubernetes.io/provisioned-by"
    /// On claims: the provisioner that is to make a volume for it.
    public static let storageProvisioner = "volume.kubernetes.io/storage-provisioner"
    public static let betaStorageProvisioner = "volume.beta.kubernetes.io/storage-provisioner"
    /// On claims: the node that the scheduler chose for the first pod.
    public static let selectedNode = "volume.kubernetes.io/selected-node"
    /// On claims and volumes: the storage class, before there was a field for it.
    public static let betaStorageClass = "volume.beta.kubernetes.io/storage-class"
    /// On classes: claims without a class get this one.
    public static let defaultClass = "storageclass.kubernetes.io/is-default-class"
    public static let betaDefaultClass = "storageclass.beta.kubernetes.io/is-default-class"

    /// The finalizer of volumes that an external provisioner still has to delete behind the object.
    public static let provisionerFinalizer = "external-provisioner.volume.kubernetes.io/finalizer"

    /// The provisioner of classes whose volumes are made by hand.
    public static let noProvisioner = "kubernetes.io/no-provisioner"
}
