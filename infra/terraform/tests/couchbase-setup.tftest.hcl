# The first step of a first deployment: the setup, before the services.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  project_name                = "shop"
  image                       = "ghcr.io/example-org/orderdeck:0.1.0"
  ghcr_username               = "Example-Org"
  ghcr_pat                    = "not-a-token-but-long-enough"
  confluent_bootstrap_servers = "broker.example.com:9092"
  confluent_api_key           = "key"
  confluent_api_secret        = "secret"
  couchbase_host              = "db.example.com"
  couchbase_username          = "writer"
  couchbase_password          = "password"
  metrics_token               = ""
  auth_tokens                 = "ci:admin:0000000000000000000000000000000000000000000000000000000000000000"
  certificate_arn             = "arn:aws:acm:eu-central-1:000000000000:certificate/00000000-0000-0000-0000-000000000000"
}

run "everything_but_the_services" {
  plan_options {
    target = [module.couchbase_setup]
  }

  assert {
    condition     = strcontains(output.couchbase_setup_command, "--task-definition arn:aws:ecs:") && length(output.nat_addresses) == 3
    error_message = "The command of the setup and the addresses for the allow lists are known."
  }

  assert {
    condition     = length(aws_vpc_security_group_egress_rule.tasks) == 4 && length(aws_secretsmanager_secret_version.this) == 4
    error_message = "The setup can reach Couchbase and read its secret."
  }
}
