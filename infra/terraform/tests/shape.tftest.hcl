# The planned resources, without an account: the provider is mocked.

mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-central-1a", "eu-central-1b", "eu-central-1c"] }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::000000000000:role/mock" }
  }
  mock_resource "aws_lb" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:000000000000:loadbalancer/app/mock/0000000000000000" }
  }
  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-central-1:000000000000:targetgroup/mock/0000000000000000" }
  }
  mock_resource "aws_wafv2_web_acl" {
    defaults = { arn = "arn:aws:wafv2:eu-central-1:000000000000:regional/webacl/mock/00000000-0000-0000-0000-000000000000" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:000000000000:log-group:mock" }
  }
  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:mock" }
  }
  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:eu-central-1:000000000000:task-definition/mock:1" }
  }
}

variables {
  project_name                = "shop"
  ghcr_username               = "Example-Org"
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

run "one_service_a_role" {
  assert {
    condition     = toset(output.service_names) == toset(["producer-svc", "fraud-svc", "payment-svc", "inventory-svc", "shipping-svc", "analytics-svc", "backend-svc"])
    error_message = "The seven services have fixed names."
  }

  assert {
    condition = { for name, service in module.service : name => one([for pair in service.container.environment : pair.value if pair.name == "ROLES"]) } == {
      producer-svc  = "producer", fraud-svc = "fraud", payment-svc = "payments", inventory-svc = "inventory", shipping-svc = "shipping",
      analytics-svc = "analytics", backend-svc = "api"
    }
    error_message = "Each service runs its own role and no other."
  }

  assert {
    condition     = length(distinct([for service in module.service : service.container.image])) == 1 && module.service["fraud-svc"].container.image == "ghcr.io/example-org/orderdeck:0.1.0"
    error_message = "All services run one image."
  }
}

run "secrets_have_fixed_names_and_keys" {
  assert {
    condition = { for name, secret in aws_secretsmanager_secret.this : name => secret.name } == {
      ghcr = "shop-ghcr-credentials", confluent = "shop-confluent-credentials", couchbase = "shop-couchbase-credentials", access = "shop-access-tokens"
    }
    error_message = "The secrets' names are fixed."
  }

  assert {
    condition = { for pair in module.service["payment-svc"].container.secrets : pair.name => one(regex(":([a-z_]+)::$", pair.valueFrom)) } == {
      KAFKA_BOOTSTRAP_SERVERS = "bootstrap_servers", CONFLUENT_API_KEY = "api_key", CONFLUENT_API_SECRET = "api_secret",
      COUCHBASE_HOST          = "host", COUCHBASE_BUCKET = "bucket", COUCHBASE_USERNAME = "username", COUCHBASE_PASSWORD = "password",
      AUTH_TOKENS             = "auth_tokens"
    }
    error_message = "Each variable comes from its key of a secret's JSON."
  }

  assert {
    condition     = alltrue([for version in aws_secretsmanager_secret_version.this : version.secret_string == null])
    error_message = "A secret's value may not be in the state."
  }

  assert {
    condition     = alltrue(flatten([for service in module.service : [for pair in service.container.environment : !can(regex("SECRET$|PASSWORD|API_KEY|TOKENS", pair.name))]]))
    error_message = "No secret is a plain variable of a task."
  }
}

run "tasks_are_locked_down" {
  assert {
    condition = alltrue([for service in module.service :
      service.container.readonlyRootFilesystem && service.container.user == "65532:65532" && contains(service.container.linuxParameters.capabilities.drop, "ALL")
    ])
    error_message = "Every task has a read-only root, a user that is not root, and no capability."
  }

  assert {
    condition     = toset([for rule in aws_vpc_security_group_ingress_rule.tasks_from_alb[*] : rule.from_port]) == toset([4400])
    error_message = "Tasks are reached on the API's port alone."
  }
}

run "ways_out" {
  assert {
    condition     = toset([for rule in aws_vpc_security_group_egress_rule.tasks : rule.from_port]) == toset([443, 9092, 11210, 8091])
    error_message = "Tasks reach the brokers' port, Couchbase's and HTTPS."
  }
}

run "ways_out_to_capella" {
  variables {
    couchbase_host              = "cb.abc.cloud.couchbase.com"
    confluent_bootstrap_servers = "a.example.com:9093,b.example.com:9093"
  }

  assert {
    condition     = toset([for rule in aws_vpc_security_group_egress_rule.tasks : rule.from_port]) == toset([443, 9093, 11207, 18091])
    error_message = "Couchbase in the cloud is reached over TLS alone."
  }
}

run "traces_are_off" {
  assert {
    condition     = alltrue(flatten([for service in module.service : [for pair in service.container.environment : !startswith(pair.name, "OTEL_")]]))
    error_message = "Without a collector nothing is traced."
  }
}

run "traces_go_to_the_collector" {
  variables {
    otlp_endpoint = "http://collector.internal:4318"
  }

  assert {
    condition = alltrue([for service in module.service :
      { for pair in service.container.environment : pair.name => pair.value if startswith(pair.name, "OTEL_") } == {
        OTEL_EXPORTER_OTLP_ENDPOINT = "http://collector.internal:4318", OTEL_TRACES_SAMPLER = "traceidratio",
        OTEL_TRACES_SAMPLER_ARG     = "0.1", OTEL_RESOURCE_ATTRIBUTES = "service.namespace=shop"
      }
    ])
    error_message = "All services trace the same share, under the project's name."
  }

  assert {
    condition     = contains([for rule in aws_vpc_security_group_egress_rule.tasks : rule.from_port], 4318)
    error_message = "Tasks reach the collector."
  }
}

run "the_door" {
  assert {
    condition = { for name, service in module.service : name => one([for pair in service.container.environment : pair.value if pair.name == "TRUST_PROXY"]) if anytrue([for pair in service.container.environment : pair.name == "TRUST_PROXY"]) } == {
      backend-svc = var.vpc_cidr
    }
    error_message = "The API alone believes the load balancer, and nobody outside this network."
  }

  assert {
    condition = { for pair in module.service["backend-svc"].container.environment : pair.name => pair.value if startswith(pair.name, "ENVIRONMENT_") } == {
      ENVIRONMENT_KIND = "production"
      ENVIRONMENT_NAME = var.project_name
    }
    error_message = "The console is production's, and named as the project."
  }

  assert {
    condition     = aws_lb_listener.https.port == 443 && startswith(aws_lb_listener.https.ssl_policy, "ELBSecurityPolicy-TLS13-")
    error_message = "443 speaks TLS 1.3."
  }

  assert {
    condition     = aws_lb_listener.redirect.port == 80 && one(aws_lb_listener.redirect.default_action).type == "redirect"
    error_message = "80 only redirects."
  }

  assert {
    condition     = one([for pair in module.service["backend-svc"].container.environment : tonumber(pair.value) if pair.name == "KEEP_ALIVE_SECONDS"]) > aws_lb.this.idle_timeout
    error_message = "The API keeps an idle connection longer than the load balancer: otherwise requests meet a closed one."
  }

  assert {
    condition     = aws_lb.this.idle_timeout >= 120 && aws_lb_target_group.api.health_check[0].path == "/healthz"
    error_message = "Streams may be silent for a while, and a task is not replaced because its broker is unavailable."
  }

  assert {
    condition     = aws_wafv2_web_acl_association.alb.resource_arn == aws_lb.this.arn
    error_message = "The web application firewall stands before the load balancer."
  }
}

run "zones" {
  assert {
    condition     = length(output.private_subnet_ids) == 3 && length(output.nat_addresses) == 3
    error_message = "Three zones, and a way out of each."
  }
}

run "one_gateway_if_wanted" {
  variables {
    nat_per_zone = false
    zone_count   = 2
  }

  assert {
    condition     = length(output.private_subnet_ids) == 2 && length(output.nat_addresses) == 1
    error_message = "Two zones share a gateway."
  }
}

run "a_lag_alarm_for_each_group" {
  assert {
    condition     = toset(keys(aws_cloudwatch_metric_alarm.lag)) == toset(["fraud-group", "payments-group", "inventory-group", "shipping-group", "analytics-group"])
    error_message = "Each group's lag is watched."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.lag : alarm.namespace == "Orderdeck" && alarm.threshold == 30])
    error_message = "It is watched where it is published, against the objective."
  }
}

run "an_alarm_for_the_out_of_stock_rate" {
  assert {
    condition     = aws_cloudwatch_metric_alarm.out_of_stock.metric_name == "OutOfStockRateHigh" && aws_cloudwatch_metric_alarm.out_of_stock.treat_missing_data == "ignore"
    error_message = "It is watched where it is published, and unknown is not high."
  }
}
