output "url_for_dns" {
  description = "The target of the domain's CNAME or alias record."
  value       = aws_lb.this.dns_name
}

output "load_balancer_zone_id" {
  description = "The hosted zone of the load balancer, for an alias record."
  value       = aws_lb.this.zone_id
}

output "nat_addresses" {
  description = "The addresses from which the tasks reach Kafka and Couchbase, for their allow lists."
  value       = module.network.nat_addresses
}

output "cluster_name" {
  description = "The ECS cluster."
  value       = aws_ecs_cluster.this.name
}

output "service_names" {
  description = "The ECS services."
  value       = [for service in module.service : service.name]
}

output "log_groups" {
  description = "Each service's log group."
  value       = { for name, service in module.service : name => service.log_group }
}

output "secret_arns" {
  description = "ARN of each secret."
  value       = { for name, secret in aws_secretsmanager_secret.this : name => secret.arn }
}

output "vpc_id" {
  description = "The VPC."
  value       = module.network.vpc_id
}

output "private_subnet_ids" {
  description = "The tasks' subnets."
  value       = module.network.private_subnet_ids
}

output "access_logs_bucket" {
  description = "The bucket of the load balancer's access logs; null without them."
  value       = one(aws_s3_bucket.access_logs[*].id)
}
