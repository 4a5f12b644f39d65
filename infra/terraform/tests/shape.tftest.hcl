# The planned resources, without an account: the provider is mocked.

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
    condition     = toset([for service in module.service : service.container.image]) == toset(["ghcr.io/example-org/orderdeck:0.1.0"])
    error_message = "All services run one image."
  }

  assert {
    condition     = alltrue([for service in module.service : service.waits_for_steady_state]) && alltrue([for service in module.service : keys(service.capacity) == ["FARGATE"]])
    error_message = "By default apply waits for every service, and all tasks run on demand."
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
    condition     = keys(local.secret_values.access) == ["auth_tokens", "metrics_token"]
    error_message = "External Secrets copies both keys for the Helm chart."
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

run "egress" {
  assert {
    condition     = toset([for rule in aws_vpc_security_group_egress_rule.tasks : rule.from_port]) == toset([443, 9092, 11210, 8091])
    error_message = "Tasks reach the brokers' port, Couchbase's and HTTPS."
  }
}

run "egress_to_capella" {
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

run "the_load_balancer" {
  assert {
    condition = { for name, service in module.service : name => one([for pair in service.container.environment : pair.value if pair.name == "TRUST_PROXY"]) if anytrue([for pair in service.container.environment : pair.name == "TRUST_PROXY"]) } == {
      backend-svc = var.vpc_cidr
    }
    error_message = "Only the API trusts a client address, and only that from this network."
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
    error_message = "443 supports TLS 1.3."
  }

  assert {
    condition     = aws_lb_listener.redirect.port == 80 && one(aws_lb_listener.redirect.default_action).type == "redirect"
    error_message = "80 only redirects."
  }

  assert {
    condition     = one([for pair in module.service["backend-svc"].container.environment : tonumber(pair.value) if pair.name == "KEEP_ALIVE_SECONDS"]) > aws_lb.this.idle_timeout
    error_message = "The API keeps an idle connection longer than the load balancer: otherwise requests reach a closed one."
  }

  assert {
    condition     = aws_lb.this.idle_timeout >= 120 && aws_lb_target_group.api.health_check[0].path == "/healthz"
    error_message = "Streams may be silent for a while, and a task is not replaced because its broker is unavailable."
  }

  assert {
    condition     = aws_wafv2_web_acl_association.alb.resource_arn == aws_lb.this.arn
    error_message = "The web application firewall protects the load balancer."
  }
}

run "zones" {
  assert {
    condition     = length(output.private_subnet_ids) == 3 && length(output.nat_addresses) == 3
    error_message = "Three zones, and a NAT gateway in each."
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
    error_message = "Each group's lag has an alarm."
  }

  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.lag : alarm.namespace == "Orderdeck" && alarm.threshold == 30])
    error_message = "It reads the metric that is published, against the objective."
  }
}

run "alarms_on_what_the_daemon_publishes" {
  assert {
    condition = toset(keys(aws_cloudwatch_metric_alarm.status)) == toset(flatten([for group in keys(local.groups) :
      [for status in ["late", "stalled", "stopped", "rewound", "lost", "paused"] : "${group}-${status}"]
    ]))
    error_message = "Each status of each group that requires an action has an alarm."
  }

  assert {
    condition = { for name, alarm in aws_cloudwatch_metric_alarm.status : name => "${alarm.metric_name} ${alarm.evaluation_periods} ${alarm.dimensions.Group}" if endswith(name, "-lost") || endswith(name, "-paused") } == merge(
      { for group in keys(local.groups) : "${group}-lost" => "ConsumerGroupLost 1 ${group}" },
      { for group in keys(local.groups) : "${group}-paused" => "ConsumerGroupPaused 60 ${group}" },
    )
    error_message = "A loss raises its alarm at once, a pause after an hour."
  }

  assert {
    condition     = { for name, alarm in aws_cloudwatch_metric_alarm.not_ready : name => alarm.dimensions.Role } == { for name, service in local.services : name => service.role }
    error_message = "The readiness of each service is that of its role."
  }

  assert {
    condition = alltrue([for group, alarm in aws_cloudwatch_metric_alarm.retry_storm :
      one([for query in alarm.metric_query : query.expression if query.return_data == true]) == "retries - 0.5 * batches" && alarm.threshold == 0.1
    ]) && keys(aws_cloudwatch_metric_alarm.retry_storm) == keys(local.groups)
    error_message = "A retry storm is defined as in infra/observability/alerts.yaml."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.products_out.metric_name == "ProductsOut" && aws_cloudwatch_metric_alarm.products_out.evaluation_periods == 5
    error_message = "Products that are out raise an alarm."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.event_loop.threshold == 0.25 && alltrue([for alarm in aws_cloudwatch_metric_alarm.dead_letters_waiting : alarm.threshold == 3600])
    error_message = "The thresholds are those of infra/observability/alerts.yaml."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.out_of_stock.metric_name == "OutOfStockRateHigh" && aws_cloudwatch_metric_alarm.out_of_stock.treat_missing_data == "ignore"
    error_message = "An unknown out-of-stock rate is not high."
  }
}

run "a_dashboard" {
  assert {
    condition     = aws_cloudwatch_dashboard.this.dashboard_name == "shop" && endswith(output.dashboard_url, "region=eu-central-1#dashboards/dashboard/shop")
    error_message = "The dashboard is named as the project."
  }

  assert {
    condition = length(distinct([for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : "${widget.x} ${widget.y}"])) == length(local.charts) && alltrue([
      for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget.x + widget.width <= 24 && widget.properties.region == "eu-central-1"
    ])
    error_message = "The charts do not overlap, and read this region."
  }

  assert {
    condition = toset(flatten([for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : [for metric in widget.properties.metrics : metric[1] if can(tostring(metric[0]))]])) == toset([
      "ConsumerGroupLag", "ConsumerGroupLagSeconds", "ConsumerGroupRetriesPerSecond", "OrdersReceived", "DeadLetterRecords", "OutOfStockRateHigh",
      "ProductsOut", "ProductsLow", "RunningTaskCount", "DesiredTaskCount", "PipelineNotReady", "RequestCount", "HTTPCode_Target_5XX_Count",
      "HTTPCode_ELB_5XX_Count", "TargetResponseTime"
    ])
    error_message = "It shows lag, orders, dead letters, tasks, requests, errors, latency, stock and retries."
  }
}

run "access_logs_are_kept_and_closed" {
  assert {
    condition     = aws_lb.this.access_logs[0].enabled && aws_lb.this.access_logs[0].bucket == output.access_logs_bucket
    error_message = "The load balancer writes to the bucket."
  }

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.access_logs[0].block_public_acls, aws_s3_bucket_public_access_block.access_logs[0].block_public_policy,
      aws_s3_bucket_public_access_block.access_logs[0].ignore_public_acls, aws_s3_bucket_public_access_block.access_logs[0].restrict_public_buckets
    ]) && one(one(aws_s3_bucket_server_side_encryption_configuration.access_logs[0].rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "It is not public, and encrypted as the load balancer supports it."
  }

  assert {
    condition     = one(one(aws_s3_bucket_lifecycle_configuration.access_logs[0].rule).expiration).days == var.log_retention_days
    error_message = "Access logs expire with the other logs."
  }

  assert {
    condition     = one([for statement in data.aws_iam_policy_document.access_logs[0].statement : "${one(one(statement.principals).identifiers)} ${one(statement.resources)}" if statement.sid == "LoadBalancerWrites"]) == "logdelivery.elasticloadbalancing.amazonaws.com arn:aws:s3:::mock/AWSLogs/000000000000/*"
    error_message = "The delivery service writes this account's logs, and nothing else."
  }

  assert {
    condition     = one([for statement in data.aws_iam_policy_document.access_logs[0].statement : "${statement.effect} ${one(statement.condition).variable}" if statement.sid == "TlsOnly"]) == "Deny aws:SecureTransport"
    error_message = "Requests without TLS are denied."
  }
}

run "no_access_logs_if_unwanted" {
  variables {
    access_logs = false
  }

  assert {
    condition     = length(aws_lb.this.access_logs) == 0 && output.access_logs_bucket == null && length(aws_s3_bucket_policy.access_logs) == 0
    error_message = "Without access logs there is no bucket."
  }
}

run "the_setup_of_couchbase" {
  assert {
    condition     = module.couchbase_setup.container.command == ["couchbase-setup.js"] && module.couchbase_setup.container.image == module.service["backend-svc"].container.image
    error_message = "The setup is a program of the services' own image."
  }

  assert {
    condition     = toset([for pair in module.couchbase_setup.container.secrets : pair.name]) == toset(["COUCHBASE_HOST", "COUCHBASE_BUCKET", "COUCHBASE_USERNAME", "COUCHBASE_PASSWORD"])
    error_message = "The setup reads the secret of Couchbase and no other."
  }

  assert {
    condition = output.couchbase_setup_command == join(" ", [
      "aws ecs run-task --region eu-central-1 --cluster shop --launch-type FARGATE --platform-version 1.4.0 --task-definition ${module.couchbase_setup.definition_arn}",
      "--network-configuration 'awsvpcConfiguration={subnets=[${join(",", output.private_subnet_ids)}],securityGroups=[${aws_security_group.tasks.id}],assignPublicIp=DISABLED}'"
    ])
    error_message = "The command names the cluster, the task definition and the tasks' network."
  }
}

run "spot_and_exec" {
  variables {
    services        = { fraud-svc = { spot_percent = 50 } }
    execute_command = true
  }

  assert {
    condition     = { for name, service in module.service : name => service.capacity.FARGATE_SPOT.weight if can(service.capacity.FARGATE_SPOT) } == { fraud-svc = 50 }
    error_message = "Spot is used where it is configured only."
  }

  assert {
    condition     = alltrue([for service in module.service : !service.container.readonlyRootFilesystem]) && module.couchbase_setup.container.readonlyRootFilesystem
    error_message = "ECS Exec concerns the services."
  }

  assert {
    condition     = toset(aws_ecs_cluster_capacity_providers.this.capacity_providers) == toset(["FARGATE", "FARGATE_SPOT"])
    error_message = "The cluster has both capacity providers."
  }
}
