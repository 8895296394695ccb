import JSON
import Testing

@testable import APIServer

/// What is refused, kind by kind: a sound object, a change to it, and all that is told.
@Suite struct GroupRulesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let base: String
        let path: String
        let value: JSONValue?
        let told: [String]
        init(_ base: String, _ path: String, _ value: JSONValue?, _ told: String...) { (self.base, self.path, self.value, self.told) = (base, path, value, told) }
        var testDescription: String { "\(base) \(path)" }
    }

    private static let rules: JSONValue = [["apiGroups": ["apps"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["deployments"]]]
    private static let bases: [String: (resource: String, object: JSONValue)] = [
        "ingress": (
            "ingresses.networking.k8s.io",
            ["metadata": ["name": "x"], "spec": ["rules": [["host": "a.b", "http": ["paths": [["path": "/", "pathType": "Prefix", "backend": ["service": ["name": "s", "port": ["number": 80]]]]]]]]]]
        ),
        "class": ("ingressclasses.networking.k8s.io", ["metadata": ["name": "x"], "spec": ["controller": "a.b/c", "parameters": ["kind": "K", "name": "n"]]]),
        "policy": ("networkpolicies.networking.k8s.io", ["metadata": ["name": "x"], "spec": ["podSelector": [:], "ingress": [["from": [["ipBlock": ["cidr": "10.0.0.0/8"]]], "ports": [["port": 80]]]]]]),
        "cidr": ("servicecidrs.networking.k8s.io", ["metadata": ["name": "x"], "spec": ["cidrs": ["10.0.0.0/24"]]]),
        "ip": ("ipaddresses.networking.k8s.io", ["metadata": ["name": "10.0.0.1"], "spec": ["parentRef": ["resource": "services", "namespace": "d", "name": "s"]]]),
        "storageclass": ("storageclasses.storage.k8s.io", ["metadata": ["name": "x"], "provisioner": "a.b/c"]),
        "driver": ("csidrivers.storage.k8s.io", ["metadata": ["name": "x"], "spec": [:]]),
        "node": ("csinodes.storage.k8s.io", ["metadata": ["name": "x"], "spec": ["drivers": [["name": "a.b", "nodeID": "n"]]]]),
        "attachment": ("volumeattachments.storage.k8s.io", ["metadata": ["name": "x"], "spec": ["attacher": "a.b", "nodeName": "n", "source": ["persistentVolumeName": "v"]]]),
        "capacity": ("csistoragecapacities.storage.k8s.io", ["metadata": ["name": "x"], "storageClassName": "s", "capacity": "1Gi"]),
        "attributes": ("volumeattributesclasses.storage.k8s.io", ["metadata": ["name": "x"], "driverName": "a.b", "parameters": ["a": "b"]]),
        "priority": ("priorityclasses.scheduling.k8s.io", ["metadata": ["name": "x"], "value": 1]),
        "runtime": ("runtimeclasses.node.k8s.io", ["metadata": ["name": "x"], "handler": "h"]),
        "hook": (
            "validatingwebhookconfigurations.admissionregistration.k8s.io",
            ["metadata": ["name": "x"], "webhooks": [["name": "a.b.c", "clientConfig": ["url": "https://h/x"], "rules": rules, "sideEffects": "None", "admissionReviewVersions": ["v1"]]]]
        ),
        "vap": ("validatingadmissionpolicies.admissionregistration.k8s.io", ["metadata": ["name": "x"], "spec": ["matchConstraints": ["resourceRules": rules], "validations": [["expression": "object.a == 1"]]]]),
        "map": (
            "mutatingadmissionpolicies.admissionregistration.k8s.io",
            ["metadata": ["name": "x"], "spec": ["matchConstraints": ["resourceRules": rules], "reinvocationPolicy": "Never", "mutations": [["patchType": "ApplyConfiguration", "applyConfiguration": ["expression": "Object{metadata: Object.metadata{labels: {'a': 'b'}}}"]]]]]
        ),
        "binding": ("validatingadmissionpolicybindings.admissionregistration.k8s.io", ["metadata": ["name": "x"], "spec": ["policyName": "p", "validationActions": ["Deny"]]]),
        "apiservice": ("apiservices.apiregistration.k8s.io", ["metadata": ["name": "v1.a.b"], "spec": ["group": "a.b", "version": "v1", "groupPriorityMinimum": 100, "versionPriority": 10, "service": ["name": "s", "namespace": "d"]]]),
        "schema": ("flowschemas.flowcontrol.apiserver.k8s.io", ["metadata": ["name": "x"], "spec": ["priorityLevelConfiguration": ["name": "p"], "rules": [["subjects": [["kind": "User", "user": ["name": "u"]]], "nonResourceRules": [["verbs": ["*"], "nonResourceURLs": ["/a/*"]]]]]]]),
        "level": ("prioritylevelconfigurations.flowcontrol.apiserver.k8s.io", ["metadata": ["name": "x"], "spec": ["type": "Limited", "limited": ["limitResponse": ["type": "Queue", "queuing": [:]]]]]),
        "claim": ("resourceclaims.resource.k8s.io", ["metadata": ["name": "x"], "spec": ["devices": ["requests": [["name": "r", "exactly": ["deviceClassName": "c"]]]]]]),
        "deviceclass": ("deviceclasses.resource.k8s.io", ["metadata": ["name": "x"], "spec": ["selectors": [["cel": ["expression": "device.driver == 'a.b'"]]]]]),
        "slice": ("resourceslices.resource.k8s.io", ["metadata": ["name": "x"], "spec": ["driver": "a.b", "nodeName": "n", "pool": ["name": "p", "generation": 1, "resourceSliceCount": 1], "devices": [["name": "d", "attributes": ["a": ["int": 1]]]]]]),
        "crd": (
            "customresourcedefinitions.apiextensions.k8s.io",
            ["metadata": ["name": "foos.g.x"], "spec": ["group": "g.x", "scope": "Namespaced", "names": ["plural": "foos", "kind": "Foo"], "versions": [["name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": ["type": "object", "properties": ["spec": ["type": "object", "properties": ["n": ["type": "integer"]]]]]]]]]]
        ),
    ]

    @Test(arguments: bases.keys.sorted())
    func aSoundObjectPasses(_ name: String) throws {
        let (resource, object) = try #require(Self.bases[name])
        #expect(RuleTables.create(resource, object) == [])
        #expect(RuleTables.update(resource, object, from: object) == [])
    }

    private static let path = "spec/rules/0/http/paths/0"
    private static let schema = "spec/versions/0/schema/openAPIV3Schema"
    private static let shownSchema = "spec.validation.openAPIV3Schema"
    private static let refused: [Case] = [
        Case("ingress", "spec/rules/0/host", "1.2.3.4", "spec.rules[0].host: Invalid value: \"1.2.3.4\": must be a DNS name, not an IP address"),
        Case("ingress", "\(path)/path", "/a//b", "spec.rules[0].http.paths[0].path: Invalid value: \"/a//b\": must not contain '//'"),
        Case("ingress", "\(path)/backend/service/port", ["name": "x--y"], "spec.rules[0].http.paths[0].backend.service.port.name: Invalid value: \"x--y\": must not contain consecutive hyphens"),
        Case("ingress", "\(path)/backend", [:], "spec.rules[0].http.paths[0].backend: Invalid value: \"\": resource or service backend is required"),
        Case("ingress", "spec/tls", [["hosts": ["a.*"]]], "spec.tls[0].hosts[0]: Invalid value: \"a.*\": \(NameRules.wildcardMessage)"),
        Case("class", "spec/controller", "abc", "spec.controller: Invalid value: \"abc\": must be a domain-prefixed path (such as \"acme.io/foo\")"),
        Case("class", "spec/parameters/scope", "Namespace", "spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'"),
        Case("policy", "spec/ingress/0/from/0/ipBlock/cidr", "10.0.0.1/8", "spec.ingress[0].from[0].ipBlock.cidr: Invalid value: \"10.0.0.1/8\": must not have bits set beyond the prefix length"),
        Case("policy", "spec/ingress/0/ports/0/port", 0, "spec.ingress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive"),
        Case("cidr", "spec/cidrs", [], "spec.cidrs: Required value: at least one CIDR required"),
        Case("cidr", "spec/cidrs", ["FD00::/64"], "spec.cidrs[0]: Invalid value: \"FD00::/64\": must be in canonical form (\"fd00::/64\")"),
        Case("ip", "spec/parentRef", nil, "spec.parentRef: Required value"),
        Case("ip", "spec/parentRef/resource", "", "spec.parentRef.resource: Required value"),
        Case("storageclass", "provisioner", "", "provisioner: Required value"),
        Case("storageclass", "allowedTopologies", [["matchLabelExpressions": [["key": "k", "values": []]]]], "allowedTopologies[0].matchLabelExpressions[0].values: Required value"),
        Case("driver", "spec/tokenRequests", [["audience": "a", "expirationSeconds": 1]], "spec.tokenRequests[0].expirationSeconds: Invalid value: 1: may not specify a duration less than 10 minutes"),
        Case("driver", "spec/fsGroupPolicy", "Maybe", "spec.fsGroupPolicy: Unsupported value: \"Maybe\": supported values: \"File\", \"None\", \"ReadWriteOnceWithFSType\""),
        Case("node", "spec/drivers/0/nodeID", "", "spec.drivers[0].nodeID: Required value"),
        Case("node", "spec/drivers/1", ["name": "a.b", "nodeID": "m"], "spec.drivers[1].name: Duplicate value: \"a.b\""),
        Case("attachment", "spec/source", [:], "spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName"),
        Case("capacity", "capacity", "-1", "capacity: Invalid value: \"-1\": must be greater than or equal to 0"),
        Case("attributes", "parameters", [:], "parameters: Required value: must contain at least one key/value pair"),
        Case("priority", "preemptionPolicy", "Maybe", "preemptionPolicy: Unsupported value: \"Maybe\": supported values: \"PreemptLowerPriority\", \"Never\""),
        Case("runtime", "handler", "A_B", "handler: Invalid value: \"A_B\": \(NameRules.dnsLabelMessage)"),
        Case("hook", "webhooks/0/clientConfig/url", "http://u@h/?q#f",
            "webhooks[0].clientConfig.url: Invalid value: \"http\": 'https' is the only allowed URL scheme; desired format: https://host[/path]",
            "webhooks[0].clientConfig.url: Invalid value: \"u\": user information is not permitted in the URL",
            "webhooks[0].clientConfig.url: Invalid value: \"f\": fragments are not permitted in the URL",
            "webhooks[0].clientConfig.url: Invalid value: \"q\": query parameters are not permitted in the URL"),
        Case("hook", "webhooks/0/rules/0/resources", ["*/*", "pods"], "webhooks[0].rules[0].resources: Invalid value: [\"*/*\",\"pods\"]: if '*/*' is present, must not specify other resources"),
        Case("hook", "webhooks/0/matchConditions", [["name": "n", "expression": "1"]], "webhooks[0].matchConditions[0].expression: Invalid value: \"1\": must evaluate to bool but got int"),
        Case("vap", "spec/validations/0/expression", "params.x == 1", "spec.validations[0].expression: Invalid value: \"params.x == 1\": compilation failed: ERROR: <input>:1:1: undeclared reference to 'params' (in container '')\n | params.x == 1\n | ^"),
        Case("vap", "spec/variables", [["name": "v", "expression": "1"]]),
        Case("vap", "spec/variables", [["name": "in", "expression": "1 +"]],
            "spec.variables[0].name: Invalid value: \"in\": name is not a valid CEL identifier",
            "spec.variables[0].expression: Invalid value: \"1 +\": compilation failed: ERROR: <input>:1:4: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | 1 +\n | ...^"),
        Case("vap", "spec/paramKind", ["apiVersion": "a/b/c", "kind": "K"], "spec.paramKind.apiVersion: Invalid value: \"a/b/c\": unexpected GroupVersion string: a/b/c"),
        Case("map", "spec/mutations", [], "spec.mutations: Required value: mutations must contain at least one item"),
        Case("map", "spec/reinvocationPolicy", "Maybe", "spec.reinvocationPolicy: Unsupported value: \"Maybe\": supported values: \"IfNeeded\", \"Never\""),
        Case("binding", "spec/validationActions", [], "spec.validationActions: Required value: at least one validation action is required"),
        Case("binding", "spec/paramRef", [:], "spec.paramRef: Required value: one of name or selector must be specified"),
        Case("apiservice", "spec/versionPriority", 0, "spec.versionPriority: Invalid value: 0: must be positive and less than 1000"),
        Case("apiservice", "spec/service/port", 0, "spec.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive"),
        Case("schema", "spec/rules/0/subjects", [], "spec.rules[0].subjects: Required value: subjects must contain at least one value"),
        Case("schema", "spec/rules/0/nonResourceRules/0/nonResourceURLs", ["a"], "spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: \"a\": must start with slash"),
        Case("level", "spec/limited/limitResponse/queuing", ["queues": 10_000_000, "handSize": 8], "spec.limited.limitResponse.queuing.handSize: Invalid value: 8: required entropy bits of deckSize 10000000 and handSize 8 should not be greater than 60"),
        Case("level", "spec/limited", nil, "spec.limited: Required value: must not be empty when type is Limited"),
        Case("claim", "spec/devices/requests/0/exactly/count", -1, "spec.devices.requests[0].exactly.count: Invalid value: -1: must be greater than zero"),
        Case("claim", "spec/devices/requests/0/firstAvailable", [["name": "s", "deviceClassName": "c"]], "spec.devices.requests[0]: Invalid value: null: exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set"),
        Case("claim", "spec/devices/constraints", [["requests": ["q"], "matchAttribute": "a.b/c"]], "spec.devices.constraints[0].requests[0]: Invalid value: \"q\": must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"),
        Case("deviceclass", "spec/selectors/0/cel/expression", "device.driver", "spec.selectors[0].cel.expression: Invalid value: \"device.driver\": must evaluate to bool or the unknown type, not string"),
        Case("slice", "spec/nodeName", nil, "spec: Required value: exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required"),
        Case("slice", "spec/devices/0/attributes/a", [:], "spec.devices[0].attributes[a]: Invalid value: \"\": exactly one value must be specified"),
        Case("slice", "spec/devices/0/attributes/a", ["version": "1.02.3"], "spec.devices[0].attributes[a].version: Invalid value: \"1.02.3\": must be a string compatible with semver.org spec 2.0.0"),
        Case("crd", "metadata/name", "x.g.x", "metadata.name: Invalid value: \"x.g.x\": must be spec.names.plural+\".\"+spec.group"),
        Case("crd", "\(schema)/properties/spec/properties/n/default", "x", "\(shownSchema).properties[spec].properties[n].default: Invalid value: \"string\":  in body must be of type integer: \"string\""),
        Case("crd", "\(schema)/properties/spec/default", ["n": true], "\(shownSchema).properties[spec].default.n: Invalid value: \"boolean\": n in body must be of type integer: \"boolean\""),
        Case("crd", "\(schema)/properties/spec/type", nil, "\(shownSchema).properties[spec].type: Required value: must not be empty for specified object fields"),
        Case("crd", "\(schema)/properties/l", ["type": "array"], "\(shownSchema).properties[l].items: Required value: must be specified"),
        Case("crd", "\(schema)/anyOf", [["properties": ["q": ["minimum": 1]]]], "\(shownSchema).properties[q]: Required value: because it is defined in \(shownSchema).anyOf[0].properties[q]"),
        Case("crd", "\(schema)/x-kubernetes-validations", [["rule": "self.spec.n > 'a'"]],
            "\(shownSchema).x-kubernetes-validations[0].rule: Invalid value: {\"Rule\":\"self.spec.n \\u003e 'a'\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: compilation failed: ERROR: <input>:1:13: found no matching overload for '_>_' applied to '(int, string)'\n | self.spec.n > 'a'\n | ............^"),
        Case("crd", "\(schema)/x-kubernetes-validations", [["rule": "self.spec.n >= oldSelf.spec.n"]]),
        Case("crd", "spec/versions/0/selectableFields", [["jsonPath": ".spec"]], "spec.selectableFields[0].jsonPath: Invalid value: \".spec\": must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed."),
        Case("crd", "spec/conversion", ["strategy": "Webhook"], "spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook", "spec.conversion.conversionReviewVersions: Required value"),
        Case("crd", "spec/versions/0/storage", false,
            "spec.versions: Invalid value: [{\"Name\":\"v1\",\"Served\":true,\"Storage\":false,\"Deprecated\":false,\"DeprecationWarning\":null,\"Schema\":null,\"Subresources\":null,\"AdditionalPrinterColumns\":null,\"SelectableFields\":null}]: must have exactly one version marked as storage version",
            "status.storedVersions: Invalid value: null: must have at least one stored version"),
    ]

    @Test(arguments: refused)
    func whatIsWrongIsTold(_ test: Case) throws {
        let (resource, object) = try #require(Self.bases[test.base])
        #expect(RuleTables.create(resource, object.with(test.path, test.value)) == test.told)
    }

    private static let fixed: [Case] = [
        Case("class", "spec/controller", "a.b/d", "spec.controller: Invalid value: \"a.b/d\": field is immutable"),
        Case("ip", "spec/parentRef/name", "t", "spec.parentRef: Invalid value: {\"Group\":\"\",\"Resource\":\"services\",\"Namespace\":\"d\",\"Name\":\"t\"}: field is immutable"),
        Case("cidr", "spec/cidrs", ["10.0.0.0/24", "fd00::/64"]),
        Case("cidr", "spec/cidrs", ["10.1.0.0/24", "fd00::/64"], "spec.cidrs[0]: Invalid value: \"10.1.0.0/24\": field is immutable"),
        Case("storageclass", "reclaimPolicy", "Retain", "reclaimPolicy: Invalid value: \"Retain\": field is immutable"),
        Case("node", "spec/drivers/0/allocatable", ["count": 3]),
        Case("node", "spec/drivers/0/nodeID", "m", "spec.drivers: Invalid value: {\"Name\":\"a.b\",\"NodeID\":\"m\",\"TopologyKeys\":null,\"Allocatable\":null}: field is immutable"),
        Case("priority", "value", 2, "value: Forbidden: may not be changed in an update."),
        Case("slice", "spec/driver", "c.d", "spec.driver: Invalid value: \"c.d\": field is immutable"),
    ]

    @Test(arguments: fixed)
    func whatMayNotChangeIsTold(_ test: Case) throws {
        let (resource, object) = try #require(Self.bases[test.base])
        #expect(RuleTables.update(resource, object.with(test.path, test.value), from: object) == test.told)
    }

    /// What an object did not keep before is not asked of it now.
    @Test func oldSinsAreForgiven() throws {
        let (resource, object) = try #require(Self.bases["hook"])
        let old = object.with("webhooks/0/sideEffects", "Some")
        #expect(RuleTables.create(resource, old).count == 1)
        #expect(RuleTables.update(resource, old, from: old) == [])
        let (ingresses, ingress) = try #require(Self.bases["ingress"])
        let bad = ingress.with("spec/tls", [["secretName": "A_B"]])
        #expect(RuleTables.create(ingresses, bad).count == 1)
        #expect(RuleTables.update(ingresses, bad, from: bad) == [])
    }

    @Test func defaultsAreFilledIn() throws {
        let claim = try #require(Self.bases["claim"])
        let request = RuleTables.defaulted(claim.resource, claim.object)[at: "spec.devices.requests.0.exactly"]
        #expect(request == ["deviceClassName": "c", "allocationMode": "ExactCount", "count": 1])
        let definition = try #require(Self.bases["crd"])
        let crd = RuleTables.defaulted(definition.resource, definition.object)
        #expect(crd[at: "spec.names"] == ["plural": "foos", "kind": "Foo", "singular": "foo", "listKind": "FooList"])
        #expect(crd[at: "spec.conversion"] == ["strategy": "None"] && crd[at: "status.storedVersions"] == ["v1"])
    }
}
