# One task: its container, log and roles.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  project          = "shop"
  name             = "fraud-svc"
  region           = "eu-central-1"
  image            = "ghcr.io/example-org/orderdeck:0.1.0"
  pull_secret_arn  = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:pull"
  cpu_architecture = "ARM64"
  size             = { cpu = 256, memory = 512 }
  port             = 4400
  log_retention    = 30
  secrets          = { CONFLUENT_API_KEY = { secret_arn = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:kafka", key = "api_key" } }
}

run "keeps_its_own_log" {
  module {
    source = "./modules/task"
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.name == "/shop/fraud-svc" && aws_cloudwatch_log_group.this.retention_in_days == 30
    error_message = "Each task has a log with a retention."
  }

  assert {
    condition     = length(data.aws_iam_policy_document.execution.statement) == 2 && toset(data.aws_iam_policy_document.execution.statement[1].resources) == toset(["arn:aws:secretsmanager:eu-central-1:000000000000:secret:pull", "arn:aws:secretsmanager:eu-central-1:000000000000:secret:kafka"])
    error_message = "It may read its own secrets and no others."
  }

  assert {
    condition     = aws_iam_role.task.name != aws_iam_role.execution.name
    error_message = "What starts a task and what runs in it have separate roles."
  }
}

run "has_no_permission" {
  module {
    source = "./modules/task"
  }

  assert {
    condition     = length(aws_iam_role_policy.execute_command) == 0 && output.container.readonlyRootFilesystem
    error_message = "Without ECS Exec the role of a task has no policy, and its root file system is read-only."
  }

  assert {
    condition     = output.container.healthCheck.startPeriod >= 100
    error_message = "A daemon may take long to start on a busy machine, and must not be replaced before it listens."
  }

  assert {
    condition     = !contains(keys(output.container), "command") && output.container.healthCheck.command[0] == "CMD"
    error_message = "The daemon is the image's own command, and its health is checked without a shell."
  }
}

run "execute_command_has_its_permissions_only" {
  module {
    source = "./modules/task"
  }

  variables {
    execute_command = true
  }

  assert {
    condition     = length(aws_iam_role_policy.execute_command) == 1 && alltrue([for action in data.aws_iam_policy_document.execute_command[0].statement[0].actions : startswith(action, "ssmmessages:")])
    error_message = "ECS Exec opens channels of Session Manager, and nothing else."
  }

  assert {
    condition     = !output.container.readonlyRootFilesystem && output.container.linuxParameters.initProcessEnabled && output.container.user == "65532:65532"
    error_message = "The agent of ECS Exec writes to the root file system; the daemon's user stays the same."
  }
}

run "a_program_that_serves_nothing_has_no_port" {
  module {
    source = "./modules/task"
  }

  variables {
    command = ["couchbase-setup.js"]
    port    = null
  }

  assert {
    condition     = output.container.command == ["couchbase-setup.js"] && !contains(keys(output.container), "portMappings") && !contains(keys(output.container), "healthCheck")
    error_message = "It has a command, and neither a port nor a health check."
  }
}

run "refuses_a_size_that_fargate_does_not_have" {
  command = plan

  module {
    source = "./modules/task"
  }

  variables {
    size = { cpu = 300, memory = 512 }
  }

  expect_failures = [var.size]
}
