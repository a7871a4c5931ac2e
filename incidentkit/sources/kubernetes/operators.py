"""What programs that many clusters run beside Kubernetes itself say: rows as those of `reasons`.

Autoscalers of nodes and pods, deployers, issuers of certificates, the operators of OpenShift, and what clouds and
node-problem-detector say of their machines. Whoever is not here is told in its own words.
Sources: the controllers' own event recorders: kubernetes-sigs/karpenter, kubernetes/autoscaler, kedacore/keda,
argoproj/argo-rollouts and argo-cd, fluxcd, cert-manager/cert-manager, openshift/library-go and machine-config-operator,
Azure/AKS, kubernetes/node-problem-detector
"""

from __future__ import annotations

import re

from incidentkit.sources.kubernetes import causes
from incidentkit.sources.kubernetes.rule import Rule


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# How an operator of OpenShift says what changed: one sentence, several conditions.
_OPERATOR = r"clusteroperator/(?P<operator>[a-z0-9.-]{1,63}) changed: [^\0]{0,2000}?"

RULES: tuple[Rule, ...] = (
    # Machines that come and go (Karpenter, the cluster autoscaler, clouds)
    Rule(("SpotInterrupted", "SpotInterruption", "PreemptScheduled"), "spot", 85,
         "{what} was taken back by the cloud (a spot machine)", "{pods} were taken back by the cloud (spot machines)",
         kinds=("Node",)),
    Rule(("SpotInterrupted",), "spot-claim", 0, "", kinds=("NodeClaim", "Machine")),
    Rule(("DisruptionTerminating", "InstanceTerminating", "InstanceStopping"), "node-leaves", 62,
         "{what} was to be taken out of the cluster{why}", "{pods} were to be taken out of the cluster{why}",
         kinds=("Node",), why=causes.after_colon),
    Rule(("DisruptionTerminating", "InstanceTerminating", "InstanceStopping"), "node-leaves", 0, "",
         kinds=("NodeClaim",)),
    Rule(("FailedDraining",), "drain", 64, "{what} could not be emptied: {left} pods were still to be moved",
         "{pods} could not be emptied of their pods", pattern=_p(r"(?P<left>\d{1,5}) pods are waiting to be evicted")),
    Rule(("InsufficientCapacityError", "ScaleUpTimedOut"), "scale-up", 86, "The autoscaler could not add nodes{why}"),
    Rule(("FreezeScheduled", "RebootScheduled", "RedeployScheduled", "TerminateScheduled"), "maintenance", 70,
         "The cloud announced maintenance of {subject}", "The cloud announced maintenance of {pods}", kinds=("Node",)),
    Rule(("VMEventScheduled",), "maintenance", 62, "The cloud announced maintenance of {subject}",
         "The cloud announced maintenance of {pods}", pattern=_p(r"is now: True"), echo=True, kinds=("Node",)),
    # Services that were merely (re)started: node-problem-detector calls it a warning.
    Rule(("KubeletStart", "DockerStart", "ContainerdStart"), "service-start", 40,
         "A service of {subject} was started{why}",
         "A service of {pods} was started", kinds=("Node",)),
    Rule(("NodeSysctlChange",), "sysctl", 0, ""),
    # Autoscalers of pods
    Rule(("FailedGetResourceMetric", "FailedGetContainerResourceMetric", "FailedGetPodsMetric", "FailedGetObjectMetric",
          "FailedGetExternalMetric"), "hpa-metric", 66, "{what} could not read its metrics{why}",
         "{pods} could not read their metrics{why}"),
    Rule(("FailedComputeMetricsReplicas",), "hpa-metric", 65, "{what} could not read its metrics{why}",
         "{pods} could not read their metrics{why}", echo=True),
    Rule(("FailedRescale", "FailedUpdateScale", "FailedGetScale"), "hpa-scale", 70,
         "{what} could not change the number of pods{why}", "{pods} could not change the number of pods{why}"),
    Rule(("KEDAScalerFailed", "KEDAMetricSourceFailed"), "keda-metric", 66, "{what} could not read its metrics{why}",
         "{pods} could not read their metrics{why}"),
    # Deployers (Argo, Flux)
    Rule(("RolloutUpdated",), "rollout-began", 80, "A rollout of {named} began: revision {revision}",
         pattern=_p(r"revision (?P<revision>\d{1,9})"), kind="rollout"),
    Rule(("RolloutCompleted",), "rollout-ended", 58, "The rollout of {named} was completed", kind="rollout"),
    Rule(("RolloutAborted",), "rollout-aborted", 84, "The rollout of {named} was aborted{why}", why=causes.after_colon),
    Rule(("AnalysisRunFailed", "AnalysisRunError"), "analysis", 0, "", kinds=("Rollout",)),
    Rule(("AnalysisRunFailed", "AnalysisRunError", "AnalysisRunInconclusive"), "analysis", 74,
         "A check of a rollout failed: {named}"),
    Rule(("MetricFailed", "MetricError"), "analysis", 76, "A check of a rollout failed: {named}, metric {metric}",
         pattern=_p(r"Metric '(?P<metric>[^']{1,120})'"), kinds=("AnalysisRun",)),
    Rule(("ResourceUpdated",), "app-health", 66, "{what} went from {before} to {after}",
         pattern=_p(r"health status: (?P<before>\w{1,30}) -> (?P<after>Degraded|Missing|Unknown)")),
    Rule(("ResourceUpdated",), "app-healthy", 52, "{what} became healthy again",
         pattern=_p(r"health status: (?:Degraded|Missing|Unknown) -> Healthy")),
    # Certificates
    Rule(("Failed",), "certificate", 76, "{what} could not be issued{why}", "{pods} could not be issued{why}",
         kinds=("Certificate",), why=causes.last_part),
    Rule(("OrderFailed",), "certificate-order", 0, ""),
    Rule(("ErrInitIssuer", "ErrVerifyACMEAccount", "ErrRegisterACMEAccount"), "issuer", 74,
         "{what} could not be set up{why}", "{pods} could not be set up{why}"),
    Rule(("PresentError", "CleanUpError"), "challenge", 74,
         "The proof for a certificate could not be given ({named}){why}",
         "The proof for certificates could not be given ({pods}){why}"),
    Rule(("CertificateExpirationWarning",), "certificate-expires", 76, "Certificates of {subject} are about to expire",
         "Certificates of {pods} are about to expire"),
    # OpenShift
    Rule(("OperatorStatusChanged",), "operator", 78, "Operator {operator} stopped being available",
         pattern=_p(_OPERATOR + r"\bAvailable changed from True to False")),
    Rule(("OperatorStatusChanged",), "operator", 74, "Operator {operator} reported trouble (degraded): {trouble}",
         pattern=_p(_OPERATOR + r"\bDegraded (?:changed from (?:False|Unknown) to True|set to True)"
                    r'(?: \("(?P<trouble>[^"\\\n]{1,160}))?')),
    Rule(("OperatorStatusChanged",), "operator-well", 54, "Operator {operator} reported that all is well again",
         pattern=_p(_OPERATOR + r"\b(?:Degraded changed from True to False|Available changed from False to True)")),
    Rule(("OperatorStatusChanged",), "operator-progress", 0, ""),
    Rule(("Reboot",), "node-reboots", 80, "{what} was told to reboot", "{pods} were told to reboot", kinds=("Node",)),
)  # fmt: skip
