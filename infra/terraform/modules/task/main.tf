terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

locals {
  full_name = "${var.project}-${var.name}"
  # Uses the daemon's own Node: the image has no shell and no other program.
  alive = "fetch(`http://127.0.0.1:$${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"

  container = {
    name                  = var.name
    image                 = var.image
    command               = var.command
    repositoryCredentials = { credentialsParameter = var.pull_secret_arn }
    essential             = true
    user                  = "65532:65532"
    # The agent of ECS Exec writes to the root file system.
    readonlyRootFilesystem = !var.execute_command
    stopTimeout            = var.stop_timeout
    linuxParameters        = { capabilities = { drop = ["ALL"] }, initProcessEnabled = var.execute_command }
    portMappings           = var.port == null ? null : [{ containerPort = var.port, protocol = "tcp" }]
    environment            = [for key in sort(keys(var.environment)) : { name = key, value = var.environment[key] }]
    secrets                = [for key in sort(keys(var.secrets)) : { name = key, valueFrom = "${var.secrets[key].secret_arn}:${var.secrets[key].key}::" }]
    # A daemon listens after about ten seconds at most, whatever Kafka and Couchbase do; a busy machine takes longer.
    healthCheck = var.port == null ? null : {
      command = ["CMD", "/usr/local/bin/node", "-e", local.alive], interval = 15, timeout = 5, retries = 3, startPeriod = 120
    }
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
  }
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
  # Earlier revisions stay, so that a service can be rolled back to one.
  skip_destroy = true

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }

  container_definitions = jsonencode([{ for key, value in local.container : key => value if value != null }])
}
