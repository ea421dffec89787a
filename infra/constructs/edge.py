"""The public face: CloudFront with the console's bucket at / and the API at /v1."""

from typing import Final

from aws_cdk import Duration, Fn, RemovalPolicy, Stack
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.constructs.media import private_bucket
from infra.nag import acknowledge
from infra.settings import Stage

__all__ = ["Edge"]

# The console is one page that reads its own path: /poster/123 must fetch /index.html.
ONE_PAGE: Final = """
function handler(event) {
  var request = event.request;
  if (!request.uri.split('/').pop().includes('.')) { request.uri = '/index.html'; }
  return request;
}
"""


class Edge(Construct):
    def __init__(
        self, scope: Construct, id: str, *, stage: Stage, api_url: str, web_acl_arn: str
    ) -> None:
        super().__init__(scope, id)
        logs = private_bucket(
            self,
            "Logs",
            removal_policy=RemovalPolicy.RETAIN,
            # CloudFront's standard logs are delivered with an ACL.
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
            lifecycle_rules=[s3.LifecycleRule(expiration=Duration.days(90))],
        )
        self.web = private_bucket(
            self,
            "Web",
            removal_policy=RemovalPolicy.RETAIN,
            server_access_logs_bucket=logs,
            server_access_logs_prefix="web/",
        )
        certificate = (
            acm.Certificate.from_certificate_arn(self, "Certificate", stage.certificate_arn)
            if stage.certificate_arn
            else None
        )
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"Lumiku ({stage.name})",
            certificate=certificate,
            domain_names=[stage.public_url.removeprefix("https://")] if certificate else None,
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021
            if certificate
            else None,
            default_root_object="index.html",
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            # Every edge but the dearest regions'; Jakarta's and Singapore's are in it.
            price_class=cloudfront.PriceClass.PRICE_CLASS_200,
            web_acl_id=web_acl_arn,
            log_bucket=logs,
            log_file_prefix="cdn/",
            default_behavior=self._console(),
            additional_behaviors={"/v1/*": self._api(api_url)},
        )
        self._acknowledge(certified=certificate is not None)

    def _console(self) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=origins.S3BucketOrigin.with_origin_access_control(self.web),
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            compress=True,
            response_headers_policy=self._headers(),
            function_associations=[
                cloudfront.FunctionAssociation(
                    event_type=cloudfront.FunctionEventType.VIEWER_REQUEST,
                    function=cloudfront.Function(
                        self,
                        "OnePage",
                        code=cloudfront.FunctionCode.from_inline(ONE_PAGE),
                        runtime=cloudfront.FunctionRuntime.JS_2_0,
                    ),
                )
            ],
        )

    def _api(self, api_url: str) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            # https://<id>.execute-api.<region>.amazonaws.com
            origin=origins.HttpOrigin(Fn.select(2, Fn.split("/", api_url))),
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            # API Gateway answers to its own host name only.
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        )

    def _headers(self) -> cloudfront.ResponseHeadersPolicy:
        region = Stack.of(self).region
        buckets = f"https://*.s3.{region}.amazonaws.com https://s3.{region}.amazonaws.com"
        policy = "; ".join(
            (
                "default-src 'self'",
                f"img-src 'self' data: blob: {buckets}",
                f"connect-src 'self' https://cognito-idp.{region}.amazonaws.com {buckets}",
                "style-src 'self' 'unsafe-inline'",
                "font-src 'self'",
                "object-src 'none'",
                "base-uri 'none'",
                "frame-ancestors 'none'",
            )
        )
        return cloudfront.ResponseHeadersPolicy(
            self,
            "Headers",
            security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
                content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                    content_security_policy=policy, override=True
                ),
                content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
                frame_options=cloudfront.ResponseHeadersFrameOptions(
                    frame_option=cloudfront.HeadersFrameOption.DENY, override=True
                ),
                referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                    referrer_policy=cloudfront.HeadersReferrerPolicy.SAME_ORIGIN, override=True
                ),
                strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=Duration.days(730),
                    include_subdomains=True,
                    override=True,
                ),
            ),
        )

    def _acknowledge(self, *, certified: bool) -> None:
        reasons = {"AwsSolutions-CFR1": "Merchants travel; no country is shut out."}
        if not certified:
            reasons["AwsSolutions-CFR4"] = (
                "Without a domain of ours CloudFront's own certificate fixes the TLS policy."
            )
        acknowledge(self.distribution, reasons)
