#!/usr/bin/env bash
# Applies everything to moto, a server that imitates AWS, on a free port of this machine: what exists afterward, whether a second plan finds no
# changes, and whether destroy succeeds. It requires terraform with the AWS provider, and a Python with moto (pip install 'moto[server]'):
# python3, or the one in PYTHON. Where one of them is missing it prints "SKIPPED <what>: <why>" and exits with 77.
set -euo pipefail
cd "$(dirname "$0")"
skip() { echo "SKIPPED apply to moto: $1" && exit 77; }
# What the caller has configured for Terraform is not for here: a mirror may have nothing but the schemas of the provider.
unset "${!TF_@}"
command -v terraform >/dev/null || skip 'terraform is not installed'
python=${PYTHON:-python3}
"$python" -c 'import moto.server' 2>/dev/null || skip "$python has no moto[server]"

work=$(mktemp -d)
server=
finish() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap finish EXIT
cp -r . "$work/terraform"
# What a deployment from here has left.
rm -rf "$work/terraform"/{.terraform,*.tfstate*,*.tfvars,backend.tf}
in_copy() { terraform -chdir="$work/terraform" "$@" -no-color; }

port=$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
url=http://127.0.0.1:$port
services=(acm appautoscaling cloudwatch ec2 ecs elbv2 iam logs s3 secretsmanager sts wafv2)
{
  echo 'provider "aws" {'
  echo '  access_key = "test"'
  echo '  secret_key = "test"'
  echo '  skip_credentials_validation = true'
  echo '  skip_metadata_api_check = true'
  echo '  skip_region_validation = true'
  echo '  s3_use_path_style = true'
  echo '  endpoints {'
  for service in "${services[@]}"; do echo "    $service = \"$url\""; done
  echo '  }'
  echo '}'
} >"$work/terraform/moto_override.tf"
in_copy init -backend=false -input=false >"$work/init" 2>&1 || skip "terraform init cannot get the provider: $(grep -m1 -oE 'Error: .*' "$work/init")"

"$python" -m moto.server -H 127.0.0.1 -p "$port" >"$work/moto" 2>&1 &
server=$!
for _ in $(seq 150); do
  "$python" -c "import socket; socket.create_connection(('127.0.0.1', $port), 1)" 2>/dev/null && break
  kill -0 "$server" 2>/dev/null || { cat "$work/moto" && exit 1; }
  sleep 0.2
done

export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=eu-central-1 AWS_ENDPOINT_URL=$url
certificate=$("$python" -c 'import boto3; print(boto3.client("acm").request_certificate(DomainName="orderdeck.example.com")["CertificateArn"])')
export TF_VAR_ghcr_pat=not-a-token-but-long-enough TF_VAR_confluent_api_key=key TF_VAR_confluent_api_secret=secret
export TF_VAR_couchbase_username=user TF_VAR_couchbase_password=password
export TF_VAR_auth_tokens=ci:admin:0000000000000000000000000000000000000000000000000000000000000000
# moto starts no tasks: nothing becomes steady.
cat >"$work/terraform/terraform.tfvars" <<END
image                       = "ghcr.io/example-org/orderdeck:0.1.0"
ghcr_username               = "example-org"
confluent_bootstrap_servers = "broker.example.com:9092"
couchbase_host              = "db.example.com"
certificate_arn             = "$certificate"
wait_for_steady_state       = false
deletion_protection         = false
END

in_copy apply -auto-approve -input=false
alarms=$(in_copy state list | grep -c '^aws_cloudwatch_metric_alarm\.')
"$python" - "$alarms" <<'END'
import sys
import boto3

services = {arn.rsplit("/", 1)[1] for arn in boto3.client("ecs").list_services(cluster="orderdeck", maxResults=100)["serviceArns"]}
assert services == {"producer-svc", "fraud-svc", "payment-svc", "inventory-svc", "shipping-svc", "analytics-svc", "backend-svc"}, services
cloudwatch = boto3.client("cloudwatch")
# Target tracking has alarms of its own.
pages = cloudwatch.get_paginator("describe_alarms").paginate(AlarmNamePrefix="orderdeck-")
alarms = [alarm["AlarmName"] for page in pages for alarm in page["MetricAlarms"]]
assert len(alarms) == int(sys.argv[1]) > 0, alarms
assert [entry["DashboardName"] for entry in cloudwatch.list_dashboards()["DashboardEntries"]] == ["orderdeck"]
families = boto3.client("ecs").list_task_definition_families()["families"]
assert "orderdeck-couchbase-setup" in families, families
print(f"{len(services)} services, {len(alarms)} alarms, 1 dashboard")
END
in_copy plan -detailed-exitcode -input=false
in_copy destroy -auto-approve -input=false
