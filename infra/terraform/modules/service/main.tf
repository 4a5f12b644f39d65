terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

locals {
  full_name = "${var.project}-${var.name}"
  # The base is never interrupted: the first task of a service runs on demand, the others by weight.
  capacity = merge(
    { FARGATE = { base = 1, weight = 100 - var.spot_percent } },
    var.spot_percent == 0 ? {} : { FARGATE_SPOT = { base = 0, weight = var.spot_percent } },
  )
}

module "task" {
  source = "../task"

  project          = var.project
  name             = var.name
  region           = var.region
  image            = var.image
  pull_secret_arn  = var.pull_secret_arn
  cpu_architecture = var.cpu_architecture
  size             = var.size
  port             = var.port
  environment      = var.environment
  secrets          = var.secrets
  log_retention    = var.log_retention
  execute_command  = var.execute_command
  # The daemon drains in ten seconds at most. An interruption of Spot leaves two minutes: all of them are granted.
  stop_timeout = var.spot_percent == 0 ? 30 : 120
}

resource "aws_ecs_service" "this" {
  name                               = var.name
  cluster                            = var.cluster.arn
  task_definition                    = module.task.definition_arn
  platform_version                   = "1.4.0"
  desired_count                      = var.tasks.min
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  enable_execute_command             = var.execute_command
  propagate_tags                     = "SERVICE"
  health_check_grace_period_seconds  = var.load_balancer == null ? null : 120
  wait_for_steady_state              = var.wait_for_steady_state
  # Without it another share of Spot would replace the service.
  force_new_deployment = true

  dynamic "capacity_provider_strategy" {
    for_each = local.capacity

    content {
      capacity_provider = capacity_provider_strategy.key
      base              = capacity_provider_strategy.value.base
      weight            = capacity_provider_strategy.value.weight
    }
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [var.security_group_id]
    assign_public_ip = false
  }

  dynamic "load_balancer" {
    for_each = var.load_balancer == null ? [] : [var.load_balancer]

    content {
      target_group_arn = load_balancer.value.target_group_arn
      container_name   = var.name
      container_port   = var.port
    }
  }

  # The number of tasks is set by scaling.
  lifecycle {
    ignore_changes = [desired_count]
  }
}

moved {
  from = aws_cloudwatch_log_group.this
  to   = module.task.aws_cloudwatch_log_group.this
}

moved {
  from = aws_ecs_task_definition.this
  to   = module.task.aws_ecs_task_definition.this
}

moved {
  from = aws_iam_role.execution
  to   = module.task.aws_iam_role.execution
}

moved {
  from = aws_iam_role_policy.execution
  to   = module.task.aws_iam_role_policy.execution
}

moved {
  from = aws_iam_role.task
  to   = module.task.aws_iam_role.task
}
