terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

locals {
  full_name = "${var.project}-${var.name}"
  # Uses the daemon's own Node: the image has no shell and no other program.
  alive = "fetch(`http://127.0.0.1:$${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/${var.project}/${var.name}"
  retention_in_days = var.log_retention
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.full_name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.size.cpu
  memory                   = var.size.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }

  container_definitions = jsonencode([{
    name                   = var.name
    image                  = var.image
    repositoryCredentials  = { credentialsParameter = var.pull_secret_arn }
    essential              = true
    user                   = "65532:65532"
    readonlyRootFilesystem = true
    # The daemon drains in ten seconds at most.
    stopTimeout     = 30
    linuxParameters = { capabilities = { drop = ["ALL"] } }
    portMappings    = [{ containerPort = var.port, protocol = "tcp" }]
    environment     = [for key in sort(keys(var.environment)) : { name = key, value = var.environment[key] }]
    secrets         = [for key in sort(keys(var.secrets)) : { name = key, valueFrom = "${var.secrets[key].secret_arn}:${var.secrets[key].key}::" }]
    healthCheck     = { command = ["CMD", "/usr/local/bin/node", "-e", local.alive], interval = 15, timeout = 5, retries = 3, startPeriod = 30 }
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = var.region
        awslogs-stream-prefix = var.name
        # A task whose log cannot be delivered keeps working.
        mode            = "non-blocking"
        max-buffer-size = "4m"
      }
    }
  }])
}

resource "aws_ecs_service" "this" {
  name                               = var.name
  cluster                            = var.cluster.arn
  task_definition                    = aws_ecs_task_definition.this.arn
  launch_type                        = "FARGATE"
  platform_version                   = "1.4.0"
  desired_count                      = var.tasks.min
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  enable_execute_command             = false
  propagate_tags                     = "SERVICE"
  health_check_grace_period_seconds  = var.load_balancer == null ? null : 60

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

  # Without them a first deployment could not pull or read its secrets, and would be rolled back.
  depends_on = [aws_iam_role_policy.execution]
}
