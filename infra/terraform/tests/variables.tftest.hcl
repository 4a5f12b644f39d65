# What is refused before any request to AWS.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  image                       = "ghcr.io/example-org/orderdeck:0.1.0"
  ghcr_username               = "example-org"
  ghcr_pat                    = "not-a-token-but-long-enough"
  confluent_bootstrap_servers = "broker.example.com:9092"
  confluent_api_key           = "key"
  confluent_api_secret        = "secret"
  couchbase_host              = "db.example.com"
  couchbase_username          = "writer"
  couchbase_password          = "password"
  auth_tokens                 = "ci:admin:0000000000000000000000000000000000000000000000000000000000000000"
  certificate_arn             = "arn:aws:acm:eu-central-1:000000000000:certificate/00000000-0000-0000-0000-000000000000"
}

run "a_name_that_is_too_long" {
  command = plan
  variables {
    project_name = "a-name-that-is-too-long-for-a-load-balancer"
  }
  expect_failures = [var.project_name]
}

run "brokers_with_a_scheme" {
  command = plan
  variables {
    confluent_bootstrap_servers = "SASL_SSL://broker.example.com:9092"
  }
  expect_failures = [var.confluent_bootstrap_servers]
}

run "a_host_with_a_scheme" {
  command = plan
  variables {
    couchbase_host = "couchbases://db.example.com"
  }
  expect_failures = [var.couchbase_host]
}

run "a_token_instead_of_its_hash" {
  command = plan
  variables {
    auth_tokens = "ci:admin:my-secret-token"
  }
  expect_failures = [var.auth_tokens]
}

run "an_empty_password" {
  command = plan
  variables {
    couchbase_password = ""
  }
  expect_failures = [var.couchbase_password]
}

run "an_image_that_moves" {
  command = plan
  variables {
    image = "ghcr.io/example-org/orderdeck:latest"
  }
  expect_failures = [var.image]
}

run "an_image_without_a_tag" {
  command = plan
  variables {
    image = "ghcr.io/example-org/orderdeck"
  }
  expect_failures = [var.image]
}

run "an_image_by_its_digest" {
  command = plan
  variables {
    image = "ghcr.io/example-org/orderdeck@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  }
  assert {
    condition     = endswith(var.image, "0")
    error_message = "A digest is accepted."
  }
}

run "an_api_on_spot" {
  command = plan
  variables {
    services = { backend-svc = { spot_percent = 50 } }
  }
  expect_failures = [var.services]
}

run "all_on_spot" {
  command = plan
  variables {
    services = { fraud-svc = { spot_percent = 100 } }
  }
  expect_failures = [var.services]
}

run "a_short_metrics_token" {
  command = plan
  variables {
    metrics_token = "too short"
  }
  expect_failures = [var.metrics_token]
}

run "a_metrics_token_that_the_api_refuses" {
  command = plan
  variables {
    metrics_token = "a-token-of-nobody-who-may-read"
  }
  expect_failures = [var.metrics_token]
}

run "a_metrics_token_of_a_viewer" {
  command = plan
  variables {
    auth_tokens   = "ci:admin:0000000000000000000000000000000000000000000000000000000000000000,prometheus:viewer:${upper(sha256("a-token-of-prometheus"))}"
    metrics_token = "a-token-of-prometheus"
  }
  assert {
    condition     = length(output.service_names) == 7
    error_message = "A token whose hash is in auth_tokens is accepted."
  }
}

run "an_architecture_without_an_image" {
  command = plan
  variables {
    cpu_architecture = "RISCV64"
  }
  expect_failures = [var.cpu_architecture]
}

run "more_tasks_than_partitions" {
  command = plan
  variables {
    services = { fraud-svc = { max = 7 } }
  }
  expect_failures = [var.services]
}

run "an_unknown_service" {
  command = plan
  variables {
    services = { billing-svc = { max = 2 } }
  }
  expect_failures = [var.services]
}

run "an_unknown_kind_of_environment" {
  command = plan
  variables {
    environment_kind = "prod"
  }
  expect_failures = [var.environment_kind]
}
