output "name" {
  description = "The ECS service."
  value       = aws_ecs_service.this.name
}

output "log_group" {
  description = "Its log group."
  value       = aws_cloudwatch_log_group.this.name
}

output "container" {
  description = "The container's definition, for tests."
  value       = one(jsondecode(aws_ecs_task_definition.this.container_definitions))
}
