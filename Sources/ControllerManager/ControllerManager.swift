// ControllerManager
