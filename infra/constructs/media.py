"""The buckets: raw uploads for a day, clean and generated media, and their access logs."""

from typing import Final

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.settings import Stage

__all__ = ["EXPORTS", "Media", "private_bucket"]

EXPORTS: Final = "exports/"
EXPORT_DAYS: Final = 31  # a day longer than links to them are given out


class Media(Construct):
    def __init__(self, scope: Construct, id: str, *, stage: Stage) -> None:
        super().__init__(scope, id)
        origins = [stage.public_url] if stage.public_url else ["*"]
        self.logs = private_bucket(
            self,
            "Logs",
            removal_policy=RemovalPolicy.RETAIN,
            lifecycle_rules=[s3.LifecycleRule(expiration=Duration.days(90))],
        )
        self.raw = private_bucket(
            self,
            "Raw",
            removal_policy=RemovalPolicy.DESTROY,
            server_access_logs_bucket=self.logs,
            server_access_logs_prefix="raw/",
            lifecycle_rules=[s3.LifecycleRule(expiration=Duration.days(1))],
            # A presigned POST carries its own permission, so the origin is no secret to guard.
            cors=[
                s3.CorsRule(
                    allowed_methods=[s3.HttpMethods.POST],
                    allowed_origins=origins,
                    allowed_headers=["*"],
                    max_age=3600,
                )
            ],
        )
        self.media = private_bucket(
            self,
            "Media",
            removal_policy=RemovalPolicy.RETAIN,
            server_access_logs_bucket=self.logs,
            server_access_logs_prefix="media/",
            versioned=True,
            # A deleted or replaced picture can be brought back for a week, then it is gone.
            # Files of exports can be made again; whoever wants them later orders them anew.
            lifecycle_rules=[
                s3.LifecycleRule(
                    noncurrent_version_expiration=Duration.days(7),
                    expired_object_delete_marker=True,
                ),
                s3.LifecycleRule(prefix=EXPORTS, expiration=Duration.days(EXPORT_DAYS)),
            ],
            cors=[
                s3.CorsRule(
                    allowed_methods=[s3.HttpMethods.GET],
                    allowed_origins=origins,
                    allowed_headers=["*"],
                    max_age=3600,
                )
            ],
        )


def private_bucket(
    scope: Construct,
    id: str,
    *,
    removal_policy: RemovalPolicy,
    lifecycle_rules: list[s3.LifecycleRule] | None = None,
    cors: list[s3.CorsRule] | None = None,
    versioned: bool = False,
    object_ownership: s3.ObjectOwnership = s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    server_access_logs_bucket: s3.IBucket | None = None,
    server_access_logs_prefix: str | None = None,
) -> s3.Bucket:
    """A bucket nobody outside reaches without a signature, over TLS, leaving no torn uploads."""
    bucket = s3.Bucket(
        scope,
        id,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        encryption=s3.BucketEncryption.S3_MANAGED,
        enforce_ssl=True,
        minimum_tls_version=1.2,
        object_ownership=object_ownership,
        removal_policy=removal_policy,
        versioned=versioned,
        cors=cors,
        lifecycle_rules=lifecycle_rules,
        server_access_logs_bucket=server_access_logs_bucket,
        server_access_logs_prefix=server_access_logs_prefix,
    )
    bucket.add_lifecycle_rule(abort_incomplete_multipart_upload_after=Duration.days(1))
    return bucket
