# A task that starts before its role has a policy can neither pull its image nor read its secrets.
output "definition_arn" {
  description = "The task definition, usable at once."
  value       = aws_ecs_task_definition.this.arn
  depends_on  = [aws_iam_role_policy.execution, aws_iam_role_policy.execute_command]
}

output "log_group" {
  description = "The log group."
  value       = aws_cloudwatch_log_group.this.name
}

output "container" {
  description = "The container's definition, for tests."
  value       = one(jsondecode(aws_ecs_task_definition.this.container_definitions))
}
