import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle

/// Puts into a cluster what every cluster of Apus has beside Kubernetes' own objects: a default storage class.
///
/// What is there already is left as it is, so that who changes it, or says that another class is the default, is not overruled
/// at the next start. The rights of our own controllers are the exception: those are what this version needs.
struct Addons: ServiceLifecycle.Service {
    var client: Client
    var clock: any WallClock
    var logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await apply()
                    break
                } catch {
                    // The API server is still starting.
                    logger.debug("addons have to wait", metadata: ["error": "\(error)"])
                }
                do { try await clock.sleep(for: .seconds(1)) } catch { return }
            }
            // A service that returns ends the others.
            while (try? await clock.sleep(for: .seconds(3600))) != nil {}
        }
    }

    private func apply() async throws {
        _ = try await client.patch(ClusterRole.self, LocalPathStorage.account, .apply(LocalPathStorage.role, fieldManager: "apus", force: true))
        _ = try await client.patch(ClusterRoleBinding.self, LocalPathStorage.account, .apply(LocalPathStorage.roleBinding, fieldManager: "apus", force: true))
        do {
            _ = try await client.create(LocalPathStorage.storageClass)
        } catch let error as APIError where error.isAlreadyExists {
            return
        }
    }
}
