"""What only the cloud has: the public face, alarms and dashboard, the GPU endpoint."""

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from infra.constructs.alarms import Alarms
from infra.constructs.dashboard import Dashboard
from infra.constructs.edge import Edge
from infra.constructs.firewall import Firewall
from infra.constructs.gpu import Gpu
from infra.settings import Stage
from infra.stack import LumikuStack

__all__ = ["CloudStack", "FirewallStack"]


class FirewallStack(Stack):
    """CloudFront takes its firewall from us-east-1 only, wherever the product runs."""

    def __init__(self, scope: Construct, id: str, *, stage: Stage) -> None:
        super().__init__(
            scope,
            id,
            env={"region": "us-east-1"},
            description=f"Lumiku firewall ({stage.name})",
            termination_protection=stage.protected,
        )
        self.firewall = Firewall(self, "Firewall")


class CloudStack(Stack):
    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        lumiku: LumikuStack,
        firewall: FirewallStack,
    ) -> None:
        super().__init__(
            scope,
            id,
            env={"region": stage.region},
            description=f"Lumiku in the cloud ({stage.name})",
            termination_protection=stage.protected,
        )
        self.edge = Edge(
            self,
            "Edge",
            stage=stage,
            api_url=lumiku.api.url,
            web_acl_arn=firewall.firewall.acl.attr_arn,
        )
        self.alarms = Alarms(self, "Alarms", lumiku=lumiku)
        Dashboard(self, "Dashboard", lumiku=lumiku, alarms=self.alarms)
        if stage.gpu:
            Gpu(self, "Gpu", stage=stage, lumiku=lumiku)
        self._outputs()

    def _outputs(self) -> None:
        outputs = {
            "Url": f"https://{self.edge.distribution.distribution_domain_name}",
            "WebBucket": self.edge.web.bucket_name,
            "DistributionId": self.edge.distribution.distribution_id,
        }
        for name, value in outputs.items():
            CfnOutput(self, name, value=value)
