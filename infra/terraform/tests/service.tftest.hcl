# One service: how it is scaled, deployed and named.

mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::000000000000:role/mock" }
  }
  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:eu-central-1:000000000000:task-definition/mock:1" }
  }
}

variables {
  project           = "shop"
  name              = "fraud-svc"
  region            = "eu-central-1"
  cluster           = { arn = "arn:aws:ecs:eu-central-1:000000000000:cluster/shop", name = "shop" }
  image             = "ghcr.io/example-org/orderdeck:0.1.0"
  pull_secret_arn   = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:pull"
  cpu_architecture  = "X86_64"
  size              = { cpu = 256, memory = 512 }
  tasks             = { min = 1, max = 6 }
  subnet_ids        = ["subnet-1", "subnet-2"]
  security_group_id = "sg-1"
  port              = 4400
  log_retention     = 30
  environment       = { ROLES = "fraud" }
  secrets           = { CONFLUENT_API_KEY = { secret_arn = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:kafka", key = "api_key" } }
  lag_scaling = {
    namespace = "Orderdeck", metric = "ConsumerGroupLag", dimension_value = "shop", group = "fraud-group", records_a_task = 5000
  }
}

run "scales_by_lag" {
  module {
    source = "./modules/service"
  }

  assert {
    condition     = aws_appautoscaling_target.this.max_capacity == 6 && aws_appautoscaling_target.this.min_capacity == 1
    error_message = "A group has at most as many members as a topic has partitions."
  }

  assert {
    condition     = length(aws_appautoscaling_policy.lag) == 1 && length(aws_appautoscaling_policy.cpu) == 0
    error_message = "A consumer follows its lag."
  }

  assert {
    condition     = one([for part in aws_appautoscaling_policy.lag[0].target_tracking_scaling_policy_configuration[0].customized_metric_specification[0].metrics : part.expression if part.return_data]) == "lag / tasks"
    error_message = "Target tracking needs a figure that halves when the tasks double."
  }
}

run "rolls_back_by_itself" {
  module {
    source = "./modules/service"
  }

  assert {
    condition     = aws_ecs_service.this.deployment_circuit_breaker[0].enable && aws_ecs_service.this.deployment_circuit_breaker[0].rollback
    error_message = "A deployment that does not come up is taken back."
  }

  assert {
    condition     = !aws_ecs_service.this.network_configuration[0].assign_public_ip && !aws_ecs_service.this.enable_execute_command
    error_message = "Tasks are private and nobody logs into them."
  }
}

run "keeps_its_own_log" {
  module {
    source = "./modules/service"
  }

  assert {
    condition     = aws_cloudwatch_log_group.this.name == "/shop/fraud-svc" && aws_cloudwatch_log_group.this.retention_in_days == 30
    error_message = "Each service has a log that ends some day."
  }

  assert {
    condition     = length(data.aws_iam_policy_document.execution.statement) == 2 && toset(data.aws_iam_policy_document.execution.statement[1].resources) == toset(["arn:aws:secretsmanager:eu-central-1:000000000000:secret:pull", "arn:aws:secretsmanager:eu-central-1:000000000000:secret:kafka"])
    error_message = "It may read the secrets that it is given and no others."
  }

  assert {
    condition     = aws_iam_role.task.name != aws_iam_role.execution.name
    error_message = "What starts a task and what runs in it have roles of their own."
  }
}

run "refuses_a_size_that_fargate_has_not" {
  command = plan

  module {
    source = "./modules/service"
  }

  variables {
    size = { cpu = 300, memory = 512 }
  }

  expect_failures = [var.size]
}
