output "name" {
  description = "The ECS service."
  value       = aws_ecs_service.this.name
}

output "log_group" {
  description = "Its log group."
  value       = module.task.log_group
}

output "container" {
  description = "The container's definition, for tests."
  value       = module.task.container
}

output "waits_for_steady_state" {
  description = "Whether apply waits for its deployments, for tests."
  value       = aws_ecs_service.this.wait_for_steady_state
}

output "capacity" {
  description = "Base and weight by capacity provider, for tests."
  value       = local.capacity
}
