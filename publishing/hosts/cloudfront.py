"""A CloudFormation template: a private S3 bucket, and CloudFront before it, which alone may read it.

Files lie in the bucket under the path of their public address: 30-years/index.html for https://news.example/30-years/.
Two functions run at the edge. One leads folders' addresses on, which S3 does not know; the other tells how long a file
may be kept, and who may read, frame and list it, by the same table that all hosts are told from.
"""

from __future__ import annotations

import json
from typing import Any

from publishing.hosts.edge import lead_on, tell
from publishing.hosts.site import AGAIN, MADE, Site
from publishing.manifest import EMBEDS
from publishing.policy import embed_policy, header, page_policy

# What a response headers policy sets by itself, and what only the function can.
FIXED = (
    "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
)  # fmt: skip
PLAIN_HEADERS = {"Permissions-Policy", "Cross-Origin-Opener-Policy"}  # CloudFront has no setting of their own for them


def cloudfront(site: Site) -> str:
    """The template, as JSON."""
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"{MADE} for {site.address or site.base}, {AGAIN}.",
        "Parameters": parameters(site),
        "Conditions": {"HasName": {"Fn::Not": [{"Fn::Equals": [{"Ref": "CertificateArn"}, ""]}]}},
        "Resources": {
            "Bucket": bucket(),
            "BucketPolicy": bucket_policy(),
            "Access": access(),
            "LeadOn": function("lead-on", lead_on(site)),
            "Tell": function("tell", tell(site)),
            "Kept": cache_policy(),
            "PageHeaders": headers_policy(site, "pages", "index.html"),
            "EmbedHeaders": headers_policy(site, "embeds", f"{EMBEDS}/x.html"),
            "Distribution": distribution(site),
        },
        "Outputs": {
            "BucketName": {"Value": {"Ref": "Bucket"}},
            "DomainName": {"Value": {"Fn::GetAtt": ["Distribution", "DomainName"]}},
        },
    }
    return json.dumps(template, indent=1, ensure_ascii=False) + "\n"


def parameters(site: Site) -> dict[str, Any]:
    return {
        "HostName": {"Type": "String", "Default": site.host, "Description": "The name that readers use."},
        "CertificateArn": {
            "Type": "String",
            "Default": "",
            "Description": "Of a certificate in us-east-1 for that name; empty to try it under CloudFront's own name.",
        },
    }


def bucket() -> dict[str, Any]:
    private = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    return {
        "Type": "AWS::S3::Bucket",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "PublicAccessBlockConfiguration": dict.fromkeys(private, True),
            "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        },
    }


def bucket_policy() -> dict[str, Any]:
    """Only this distribution reads. Listing is allowed to it, so that what is missing is a 404 and not a 403."""
    arn = {"Fn::GetAtt": ["Bucket", "Arn"]}
    source = {"Fn::Sub": "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${Distribution}"}
    statements = [
        {
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": action,
            "Resource": resource,
            "Condition": {"StringEquals": {"AWS:SourceArn": source}},
        }
        for action, resource in (("s3:GetObject", {"Fn::Sub": "${Bucket.Arn}/*"}), ("s3:ListBucket", arn))
    ]
    policy = {"Version": "2012-10-17", "Statement": statements}
    return {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": {"Ref": "Bucket"}, "PolicyDocument": policy}}


def access() -> dict[str, Any]:
    config = {
        "Name": {"Fn::Sub": "${AWS::StackName}"},
        "OriginAccessControlOriginType": "s3",
        "SigningBehavior": "always",
        "SigningProtocol": "sigv4",
    }
    return {"Type": "AWS::CloudFront::OriginAccessControl", "Properties": {"OriginAccessControlConfig": config}}


def cache_policy() -> dict[str, Any]:
    """How long CloudFront itself keeps a file: as the file says, else a minute; AWS's own policies keep it a day."""
    nothing = {
        "CookiesConfig": {"CookieBehavior": "none"},
        "HeadersConfig": {"HeaderBehavior": "none"},
        "QueryStringsConfig": {"QueryStringBehavior": "none"},
    }
    config = {
        "Name": {"Fn::Sub": "${AWS::StackName}"},
        "MinTTL": 0,
        "DefaultTTL": 60,
        "MaxTTL": 31_536_000,
        "ParametersInCacheKeyAndForwardedToOrigin": {
            "EnableAcceptEncodingBrotli": True,
            "EnableAcceptEncodingGzip": True,
            **nothing,
        },
    }
    return {"Type": "AWS::CloudFront::CachePolicy", "Properties": {"CachePolicyConfig": config}}


def function(name: str, code: str) -> dict[str, Any]:
    return {
        "Type": "AWS::CloudFront::Function",
        "Properties": {
            "Name": {"Fn::Sub": f"${{AWS::StackName}}-{name}"},
            "AutoPublish": True,
            "FunctionCode": code,
            "FunctionConfig": {"Comment": name, "Runtime": "cloudfront-js-2.0"},
        },
    }


def headers_policy(site: Site, name: str, path: str) -> dict[str, Any]:
    """The headers of pages, or of embeds; other files of that place go with them, and can stand it."""
    value = {each: header(site.rules, each, path) for each in FIXED}
    found, before = site.policy.found, site.policy.before
    if name == "pages":  # pictures and data lie beside pages
        csp = page_policy(found.pages | before.pages)
    else:
        csp = embed_policy(found.embeds | before.embeds)
    items = ((each, value[each]) for each in FIXED if each in PLAIN_HEADERS and value[each])
    plain = [{"Header": each, "Value": text, "Override": True} for each, text in items]
    config = {
        "Name": {"Fn::Sub": f"${{AWS::StackName}}-{name}"},
        "CustomHeadersConfig": {"Items": plain},
        "SecurityHeadersConfig": {
            "ContentSecurityPolicy": {"ContentSecurityPolicy": csp, "Override": True},
            "ContentTypeOptions": {"Override": True},
            "ReferrerPolicy": {"ReferrerPolicy": value["Referrer-Policy"], "Override": True},
        },
    }
    return {"Type": "AWS::CloudFront::ResponseHeadersPolicy", "Properties": {"ResponseHeadersPolicyConfig": config}}


def distribution(site: Site) -> dict[str, Any]:
    pages, embeds = behavior("PageHeaders"), behavior("EmbedHeaders")
    missing = {"ResponseCode": 404, "ResponsePagePath": site.href("404.html"), "ErrorCachingMinTTL": 10}
    origin = {
        "Id": "bucket",
        "DomainName": {"Fn::GetAtt": ["Bucket", "RegionalDomainName"]},
        "OriginAccessControlId": {"Ref": "Access"},
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    certificate = {
        "AcmCertificateArn": {"Ref": "CertificateArn"},
        "MinimumProtocolVersion": "TLSv1.2_2021",
        "SslSupportMethod": "sni-only",
    }
    config = {
        "Enabled": True,
        "Comment": site.address or site.base,
        "HttpVersion": "http2and3",
        "IPV6Enabled": True,
        "DefaultRootObject": "index.html",
        "Aliases": {"Fn::If": ["HasName", [{"Ref": "HostName"}], {"Ref": "AWS::NoValue"}]},
        "ViewerCertificate": {"Fn::If": ["HasName", certificate, {"CloudFrontDefaultCertificate": True}]},
        "Origins": [origin],
        "DefaultCacheBehavior": pages,
        "CacheBehaviors": [{"PathPattern": f"{site.href(str(EMBEDS))}/*", **embeds}],
        "CustomErrorResponses": [{"ErrorCode": code, **missing} for code in (403, 404)],
    }
    return {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": config}}


def behavior(headers: str) -> dict[str, Any]:
    functions = (("viewer-request", "LeadOn"), ("viewer-response", "Tell"))
    return {
        "TargetOriginId": "bucket",
        "ViewerProtocolPolicy": "redirect-to-https",
        "AllowedMethods": ["GET", "HEAD"],
        "Compress": True,
        "CachePolicyId": {"Ref": "Kept"},
        "ResponseHeadersPolicyId": {"Ref": headers},
        "FunctionAssociations": [
            {"EventType": event, "FunctionARN": {"Fn::GetAtt": [name, "FunctionARN"]}} for event, name in functions
        ],
    }
