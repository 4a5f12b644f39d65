# One service: its scaling, deployment and capacity.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  project           = "shop"
  name              = "fraud-svc"
  region            = "eu-central-1"
  cluster           = { arn = "arn:aws:ecs:eu-central-1:000000000000:cluster/shop", name = "shop" }
  image             = "ghcr.io/example-org/orderdeck:0.1.0"
  pull_secret_arn   = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:pull"
  cpu_architecture  = "ARM64"
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

run "rolls_back_automatically" {
  module {
    source = "./modules/service"
  }

  assert {
    condition     = aws_ecs_service.this.deployment_circuit_breaker[0].enable && aws_ecs_service.this.deployment_circuit_breaker[0].rollback
    error_message = "A deployment that fails is rolled back."
  }

  assert {
    condition     = !aws_ecs_service.this.network_configuration[0].assign_public_ip && !aws_ecs_service.this.enable_execute_command
    error_message = "Tasks are private and allow no ECS Exec."
  }
}

run "apply_waits_for_healthy_tasks" {
  module {
    source = "./modules/service"
  }

  assert {
    condition     = aws_ecs_service.this.wait_for_steady_state
    error_message = "Apply fails when a deployment does."
  }
}

run "apply_does_not_wait_where_unwanted" {
  module {
    source = "./modules/service"
  }

  variables {
    wait_for_steady_state = false
  }

  assert {
    condition     = !aws_ecs_service.this.wait_for_steady_state
    error_message = "wait_for_steady_state turns the wait off."
  }
}

run "runs_on_demand" {
  module {
    source = "./modules/service"
  }

  assert {
    condition     = [for each in aws_ecs_service.this.capacity_provider_strategy : "${each.capacity_provider} ${each.base} ${each.weight}"] == ["FARGATE 1 100"]
    error_message = "Without spot_percent nothing runs on Spot."
  }

  assert {
    condition     = aws_ecs_service.this.force_new_deployment && aws_ecs_service.this.launch_type == null
    error_message = "Another capacity must be a deployment, not a replacement of the service."
  }

  assert {
    condition     = module.task.container.stopTimeout == 30
    error_message = "A task has thirty seconds to drain."
  }
}

run "runs_partly_on_spot" {
  module {
    source = "./modules/service"
  }

  variables {
    spot_percent = 70
  }

  assert {
    condition     = toset([for each in aws_ecs_service.this.capacity_provider_strategy : "${each.capacity_provider} ${each.base} ${each.weight}"]) == toset(["FARGATE 1 30", "FARGATE_SPOT 0 70"])
    error_message = "The first task runs on demand, the others by weight."
  }

  assert {
    condition     = module.task.container.stopTimeout == 120
    error_message = "An interruption of Spot leaves two minutes."
  }
}

run "commands_can_be_executed_if_wanted" {
  module {
    source = "./modules/service"
  }

  variables {
    execute_command = true
  }

  assert {
    condition     = aws_ecs_service.this.enable_execute_command && !module.task.container.readonlyRootFilesystem
    error_message = "The service and its task allow ECS Exec together."
  }
}
