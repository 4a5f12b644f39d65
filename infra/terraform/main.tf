locals {
  # Topics have 6 partitions: a seventh member of a group would be idle.
  partitions = 6
  port       = 4400
  namespace  = "Orderdeck"

  # One image, one service per role. A service with a group is scaled by its lag.
  roles = {
    producer-svc  = { role = "producer", group = null, cpu = 256, memory = 512, min = 1, max = 1 }
    fraud-svc     = { role = "fraud", group = "fraud-group", cpu = 256, memory = 512, min = 1, max = local.partitions }
    payment-svc   = { role = "payments", group = "payments-group", cpu = 512, memory = 1024, min = 1, max = local.partitions }
    inventory-svc = { role = "inventory", group = "inventory-group", cpu = 512, memory = 1024, min = 1, max = local.partitions }
    shipping-svc  = { role = "shipping", group = "shipping-group", cpu = 256, memory = 512, min = 1, max = local.partitions }
    analytics-svc = { role = "analytics", group = "analytics-group", cpu = 512, memory = 1024, min = 1, max = local.partitions }
    backend-svc   = { role = "api", group = null, cpu = 512, memory = 1024, min = 2, max = 4 }
  }

  services = { for name, defaults in local.roles : name => {
    role         = defaults.role
    group        = defaults.group
    cpu          = coalesce(try(var.services[name].cpu, null), defaults.cpu)
    memory       = coalesce(try(var.services[name].memory, null), defaults.memory)
    min          = coalesce(try(var.services[name].min, null), defaults.min)
    max          = coalesce(try(var.services[name].max, null), defaults.max)
    lag_per_task = coalesce(try(var.services[name].lag_per_task, null), 5000)
    spot_percent = coalesce(try(var.services[name].spot_percent, null), 0)
  } }

  groups = { for name, service in local.services : service.group => name if service.group != null }
}

module "network" {
  source = "./modules/network"

  name               = var.project_name
  cidr               = var.vpc_cidr
  zone_count         = var.zone_count
  nat_per_zone       = var.nat_per_zone
  log_retention_days = var.log_retention_days
}

module "service" {
  source   = "./modules/service"
  for_each = local.services

  project               = var.project_name
  name                  = each.key
  region                = var.region
  cluster               = { arn = aws_ecs_cluster.this.arn, name = aws_ecs_cluster.this.name }
  image                 = var.image
  pull_secret_arn       = aws_secretsmanager_secret.this["ghcr"].arn
  cpu_architecture      = var.cpu_architecture
  size                  = { cpu = each.value.cpu, memory = each.value.memory }
  tasks                 = { min = each.value.min, max = each.value.max }
  subnet_ids            = module.network.private_subnet_ids
  security_group_id     = aws_security_group.tasks.id
  port                  = local.port
  log_retention         = var.log_retention_days
  spot_percent          = each.value.spot_percent
  execute_command       = var.execute_command
  wait_for_steady_state = var.wait_for_steady_state

  environment = merge(
    {
      ROLES            = each.value.role
      HOST             = "0.0.0.0"
      PORT             = tostring(local.port)
      LOG_LEVEL        = var.log_level
      BASE_CURRENCY    = var.base_currency
      SECRETS_REVISION = tostring(var.secrets_revision)
    },
    each.value.role == "producer" ? { PRODUCER_RATE = tostring(var.producer_rate) } : {},
    # The API reads every group's lag: only it publishes it, as log lines that CloudWatch converts to metrics.
    each.value.role == "api" ? { CLOUDWATCH_PROJECT = var.project_name, LAG_OBJECTIVE_SECONDS = tostring(var.lag_objective_seconds) } : {},
    # The console that it serves shows its environment, whatever address was used to reach it.
    each.value.role == "api" ? { ENVIRONMENT_KIND = var.environment_kind, ENVIRONMENT_NAME = var.project_name } : {},
    # Requests come through the load balancer, which is in this network: its client address is trusted.
    each.value.role == "api" ? { TRUST_PROXY = var.vpc_cidr } : {},
    # Longer than the load balancer keeps an idle connection: one that a task closes while a request is on its way is a 502.
    each.value.role == "api" ? { KEEP_ALIVE_SECONDS = tostring(var.idle_timeout_seconds + 5) } : {},
    var.otlp_endpoint == null ? {} : {
      OTEL_EXPORTER_OTLP_ENDPOINT = var.otlp_endpoint
      OTEL_TRACES_SAMPLER         = "traceidratio"
      OTEL_TRACES_SAMPLER_ARG     = tostring(var.traced_share)
      OTEL_RESOURCE_ATTRIBUTES    = "service.namespace=${var.project_name}"
    },
  )
  secrets = local.injected

  lag_scaling = each.value.group == null ? null : {
    namespace       = local.namespace
    group           = each.value.group
    records_a_task  = each.value.lag_per_task
    metric          = "ConsumerGroupLag"
    dimension_value = var.project_name
  }
  load_balancer = each.value.role == "api" ? { target_group_arn = aws_lb_target_group.api.arn } : null

  # A task receives its secrets at start and pulls its image through the egress rules; a target group must have a listener, and its targets
  # become healthy through both rules between load balancer and tasks.
  depends_on = [
    aws_secretsmanager_secret_version.this,
    aws_ecs_cluster_capacity_providers.this,
    aws_vpc_security_group_egress_rule.tasks,
    aws_vpc_security_group_ingress_rule.tasks_from_alb,
    aws_vpc_security_group_egress_rule.alb_to_tasks,
    aws_lb_listener.https,
  ]
}
